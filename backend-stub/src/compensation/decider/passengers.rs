//! Some passengers with everything that is known of them, and the steps that follow. Reading is apart from deciding, which
//! only computes.

use super::{Parts, astray, subject_of};
use crate::{
    compensation::{
        award::{self, Step},
        case::{Case, Passenger, case, subjects},
        decided::{Draft, based_on, draft, notices},
        money::home_currency,
        outcome::{By, decide},
        policy::Policy,
        store::{self, Stored as Standing},
        subject::Subject,
    },
    customers::{
        self,
        record::{CustomerRecord, SegmentRecord},
        store::Stored,
        view::Flights,
    },
    db::Conn,
    flights,
};
use purser_contract::{CustomerId, FlightKey, compensation::CompensationStatus};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// What is looked at.
#[derive(Debug)]
pub(super) struct Look {
    passengers: Vec<Stored>,
    flights: Flights,
    standing: BTreeMap<CustomerId, Vec<Standing>>,
    disrupted: BTreeSet<FlightKey>,
    /// What was issued in the name of somebody else.
    astray: Vec<Standing>,
    flight: Option<FlightKey>,
}

/// What follows.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub(super) drafts: Vec<Draft>,
    /// Flights on which it hangs what somebody is owed for another.
    pub(super) waits: BTreeSet<FlightKey>,
    /// Whose such flights may have moved before anybody watched them.
    pub(super) again: BTreeSet<CustomerId>,
}

impl Look {
    /// Reads everything about these passengers. With a flight, that is what they are looked at for.
    pub(super) async fn read(
        conn: &mut Conn,
        ids: &[CustomerId],
        flight: Option<&FlightKey>,
    ) -> Result<Self, sqlx::Error> {
        let passengers = customers::store::customers(conn, ids).await?;
        let near = |stored: &Stored| keys_of(&stored.record, flight);
        let keys: BTreeSet<FlightKey> = passengers.iter().flat_map(near).collect();
        let keys: Vec<FlightKey> = keys.into_iter().collect();
        let mut known: Flights = HashMap::new();
        for (key, version, record) in flights::store::flights(conn, &keys).await? {
            known.insert(key, Arc::new((version, record)));
        }
        let disrupted = store::disrupted(conn, &keys).await?;
        let mut standing: BTreeMap<CustomerId, Vec<Standing>> = BTreeMap::new();
        for stored in store::of_customers(conn, ids).await? {
            standing.entry(stored.compensation.customer_id).or_default().push(stored);
        }
        let flight = flight.cloned();
        let mut look = Self { passengers, flights: known, standing, disrupted, flight, astray: Vec::new() };
        look.astray = astray::read(conn, &look.unpaid()).await?;
        Ok(look)
    }

    /// What somebody here is looked at for and was given nothing for yet.
    fn unpaid(&self) -> BTreeSet<Subject> {
        let mut found = BTreeSet::new();
        for stored in &self.passengers {
            let standing = self.standing.get(&stored.id).map(Vec::as_slice).unwrap_or_default();
            let paid = standing.iter().filter(|known| !known.compensation.issued.is_empty());
            let paid: BTreeSet<Subject> = paid.map(subject_of).collect();
            found.extend(self.subjects_of(stored, standing).difference(&paid).cloned());
        }
        found
    }

    /// Decides all of them.
    pub(super) fn decide(&self, parts: &Parts) -> Result<Looked, sqlx::Error> {
        let mut looked = Looked::default();
        let policy = parts.policy.policy();
        let empty = Vec::new();
        for stored in &self.passengers {
            let standing = self.standing.get(&stored.id).unwrap_or(&empty);
            for subject in self.subjects_of(stored, standing) {
                self.one((parts, &policy), stored, standing, &subject, &mut looked)?;
            }
        }
        Ok(looked)
    }

    /// What a passenger is looked at for: the flight that moved, and what was decided before and may hang on it.
    fn subjects_of(&self, stored: &Stored, standing: &[Standing]) -> BTreeSet<Subject> {
        let mut found: BTreeSet<Subject> = match &self.flight {
            Some(key) => [Subject::Flight(key.clone())].into(),
            None => subjects(&stored.record, &self.disrupted),
        };
        let open = standing.iter().filter(|known| match &self.flight {
            None => true,
            Some(key) => on_common_booking(&stored.record, known, key),
        });
        found.extend(open.map(subject_of));
        found
    }

    fn one(
        &self,
        (parts, policy): (&Parts, &Policy),
        stored: &Stored,
        standing: &[Standing],
        subject: &Subject,
        looked: &mut Looked,
    ) -> Result<(), sqlx::Error> {
        let record = &stored.record;
        let passenger = Passenger { id: stored.id, record, flights: &self.flights, home: &parts.home };
        let Some(found) = case(passenger, subject) else { return Ok(()) };
        let disruption = subject.disruption();
        let mut own: Vec<&Standing> =
            standing.iter().filter(|known| known.compensation.disruption_id == disruption).collect();
        // Two of one passenger come of two records that were linked: what was paid counts, else the older.
        own.sort_by_key(|known| (known.compensation.issued.is_empty(), known.compensation.id));
        let first = own.first().map(|known| &known.compensation);
        let paid = first.is_some_and(|first| !first.issued.is_empty());
        let before = || repeated(&found, standing).or_else(|| astray::repeated(&found, &self.astray));
        let repeated = (!paid).then(before).flatten();
        let by = By { law: &parts.law, policy, home_currency: home_currency(&parts.home) };
        let outcome = decide(&found, tier(record), repeated.as_deref(), by);
        let at = based_on(found.as_of, record);
        let waits = if found.actual { Vec::new() } else { hangs_on(&found, record) };
        let unwatched: Vec<FlightKey> =
            waits.into_iter().filter(|key| !self.disrupted.contains(key)).collect();
        if !unwatched.is_empty() && !found.harmless {
            looked.waits.extend(unwatched);
            looked.again.insert(stored.id);
        }
        let mut write = |step: Step, before: Option<u64>, templates: &[String]| {
            let notify = if step.tell { notices(record, templates) } else { Vec::new() };
            let about = (stored.id, found.note.clone(), notify);
            looked.drafts.push(draft(step, before, about, &parts.home)?);
            Ok::<_, sqlx::Error>(())
        };
        if let Some(step) = award::settle(first, &found, &outcome, stored.id, at) {
            write(step, first.map(|first| first.version), &outcome.ruling.notifications)?;
        }
        for second in own.iter().skip(1).map(|known| &known.compensation) {
            if let Some(step) = award::superseded(second, at) {
                write(step, Some(second.version), &[])?;
            }
        }
        Ok(())
    }
}

/// The flights of a passenger that matter: all of them, or those of bookings that have `flight` and of what was decided.
fn keys_of(record: &CustomerRecord, flight: Option<&FlightKey>) -> Vec<FlightKey> {
    let Some(flight) = flight else { return record.flights() };
    let bookings = record.bookings.values().filter(|booking| {
        booking.segments_and_former().any(|segment| segment.key() == *flight)
            || !record.compensations.is_empty()
    });
    bookings.flat_map(|booking| booking.segments_and_former().map(SegmentRecord::key)).collect()
}

/// Whether what was decided is about a booking that has the flight.
fn on_common_booking(record: &CustomerRecord, known: &Standing, key: &FlightKey) -> bool {
    let Some(pnr) = &known.compensation.pnr else { return false };
    let booking = record.bookings.get(pnr);
    booking.is_some_and(|booking| booking.segments_and_former().any(|segment| segment.key() == *key))
}

/// The flights of the booking other than the one that was disrupted.
fn hangs_on(found: &Case, record: &CustomerRecord) -> Vec<FlightKey> {
    let booking = found.pnr.as_ref().and_then(|pnr| record.bookings.get(pnr));
    let flights = booking.into_iter().flat_map(|booking| booking.current().iter().map(SegmentRecord::key));
    let near = |key: &FlightKey| {
        let days = key.as_str().split_once('/').and_then(|(_, date)| date.parse::<jiff::civil::Date>().ok());
        let since = days.and_then(|date| date.since(found.facts.event_date).ok());
        since.is_some_and(|since| (-1..=5).contains(&since.get_days()))
    };
    flights.filter(|key| key != found.subject.flight() && near(key)).collect()
}

/// The newest tier.
fn tier(record: &CustomerRecord) -> Option<&str> {
    record.loyalty.values().max_by_key(|fact| fact.as_of)?.value.tier.as_deref()
}

/// Why a case was paid before: another flight of the same journey was.
fn repeated(found: &Case, standing: &[Standing]) -> Option<String> {
    let Subject::Flight(_) = found.subject else { return None };
    let other = standing.iter().find(|known| {
        let compensation = &known.compensation;
        let same_journey = compensation.pnr == found.pnr && compensation.journey == found.journey;
        let paid = !compensation.issued.is_empty() && compensation.status != CompensationStatus::NothingDue;
        let of_flight = matches!(subject_of(known), Subject::Flight(_));
        same_journey && paid && of_flight && compensation.disruption_id != found.subject.disruption()
    })?;
    let compensation = &other.compensation;
    Some(format!("The same journey was compensated for {} of {}.", compensation.flight, compensation.date))
}
