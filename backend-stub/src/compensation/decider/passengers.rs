//! Some passengers with everything that is known of them, and the steps that follow. Reading is apart from deciding, which
//! only computes. What is decided of one case counts for the passenger's next.

use super::{Parts, astray, subject_of};
use crate::{
    compensation::{
        award::{self, Step},
        case::{Case, Passenger, case, full, is_in_trouble, may_concern, subjects},
        claimed::{Journey, unsaid, waits},
        decided::{Draft, based_on, draft, notices},
        money::{home_currency, is_some},
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
use purser_contract::{
    CustomerId, FlightKey,
    compensation::{CompensationId, CompensationStatus},
    payload::DisruptionNote,
};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    /// What stood of those whom the steps are about, as it was seen.
    pub(super) seen: BTreeMap<CustomerId, BTreeMap<CompensationId, u64>>,
    /// Flights on which it hangs what somebody is owed for another.
    pub(super) waits: BTreeSet<FlightKey>,
    /// Whose such flights may have moved before anybody watched them.
    pub(super) again: BTreeSet<CustomerId>,
}

/// A step of one case.
#[derive(Debug)]
struct Taken {
    step: Step,
    before: Option<u64>,
    note: DisruptionNote,
    templates: Vec<String>,
}

/// What was decided of one passenger: before, with what follows now.
#[derive(Debug)]
struct Decided {
    standing: Vec<Standing>,
    taken: Vec<Taken>,
}

impl Decided {
    fn take(&mut self, taken: Taken) {
        let stands = Standing { compensation: taken.step.compensation.clone(), note: taken.note.clone() };
        match self.standing.iter_mut().find(|known| known.compensation.id == stands.compensation.id) {
            Some(known) => *known = stands,
            None => self.standing.push(stands),
        }
        self.taken.push(taken);
    }

    /// Lets the reviews of what waits for one journey name each other.
    fn name_each_other(&mut self) {
        let newest = self.standing.iter().map(|known| award::moment(&known.compensation)).max();
        let Some(newest) = newest else { return };
        let pending = |known: &&Standing| {
            known.compensation.status == CompensationStatus::PendingApproval && waits(known)
        };
        for known in self.standing.iter().filter(pending) {
            let others = Journey::decided(known).map(|journey| journey.claimed(&self.standing));
            let unsaid = unsaid(others.unwrap_or_default(), &known.compensation.review);
            if unsaid.is_empty() {
                continue;
            }
            let id = known.compensation.id;
            match self.taken.iter_mut().find(|taken| taken.step.compensation.id == id) {
                Some(taken) => taken.step.compensation.review.extend(unsaid),
                None => {
                    let step = award::reviewed(&known.compensation, unsaid, newest);
                    let (before, note) = (Some(known.compensation.version), known.note.clone());
                    self.taken.push(Taken { step, before, note, templates: Vec::new() });
                }
            }
        }
    }
}

impl Look {
    /// Reads everything about these passengers. With a flight, that is what they are looked at for.
    pub(super) async fn read(
        conn: &mut Conn,
        ids: &[CustomerId],
        flight: Option<&FlightKey>,
    ) -> Result<Self, sqlx::Error> {
        let mut passengers = customers::store::customers(conn, ids).await?;
        if let Some(key) = flight {
            let live = live(conn, std::slice::from_ref(key)).await?;
            if !live.get(key).is_some_and(|live| is_in_trouble(&live.1)) {
                passengers.retain(|stored| may_concern(&stored.record, key, &live));
            }
        }
        let near = |stored: &Stored| keys_of(&stored.record, flight);
        let keys: BTreeSet<FlightKey> = passengers.iter().flat_map(near).collect();
        let keys: Vec<FlightKey> = keys.into_iter().collect();
        let known = live(conn, &keys).await?;
        let disrupted = store::disrupted(conn, &keys).await?;
        let mut standing: BTreeMap<CustomerId, Vec<Standing>> = BTreeMap::new();
        let ids: Vec<CustomerId> = passengers.iter().map(|stored| stored.id).collect();
        for stored in store::of_customers(conn, &ids).await? {
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
        for stored in &self.passengers {
            let standing = self.standing.get(&stored.id).map(Vec::as_slice).unwrap_or_default();
            let mut decided = Decided { standing: standing.to_vec(), taken: Vec::new() };
            for subject in self.subjects_of(stored, standing) {
                self.one((parts, &policy), stored, &subject, &mut decided, &mut looked);
            }
            decided.name_each_other();
            if decided.taken.is_empty() {
                continue;
            }
            let versions = standing.iter().map(|known| (known.compensation.id, known.compensation.version));
            looked.seen.insert(stored.id, versions.collect());
            for Taken { step, before, note, templates } in decided.taken {
                let notify = if step.tell { notices(&stored.record, &templates) } else { Vec::new() };
                looked.drafts.push(draft(step, before, (stored.id, note, notify), &parts.home)?);
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
        subject: &Subject,
        decided: &mut Decided,
        looked: &mut Looked,
    ) {
        let record = &stored.record;
        let passenger = Passenger { id: stored.id, record, flights: &self.flights, home: &parts.home };
        let Some(mut found) = case(passenger, subject) else { return };
        let disruption = subject.disruption();
        let of_it = |known: &&Standing| known.compensation.disruption_id == disruption;
        let mut own: Vec<Standing> = decided.standing.iter().filter(of_it).cloned().collect();
        // Two of one passenger come of two records that were linked: what was paid counts, else the older.
        own.sort_by_key(|known| (known.compensation.issued.is_empty(), known.compensation.id));
        let first = own.first().map(|known| &known.compensation);
        let paid = first.is_some_and(|first| !first.issued.is_empty());
        // Where no booking names them, another of their names is nothing new.
        if let Some(first) = first.filter(|first| found.pnr.is_none() && is_called(record, &first.passenger))
        {
            found.passenger.clone_from(&first.passenger);
        }
        let journey = Journey::of(subject, found.pnr.as_ref(), found.journey.as_ref()).filter(|_| !paid);
        let mut repeated = journey.map(|journey| journey.compensated(&decided.standing)).unwrap_or_default();
        if repeated.is_empty() && !paid {
            repeated.extend(astray::repeated(&found, &self.astray));
        }
        let by = By { law: &parts.law, policy, home_currency: home_currency(&parts.home) };
        let mut outcome = decide(&found, tier(record), &repeated, by);
        if let Some(journey) = journey.filter(|_| outcome.actual && is_some(&outcome.amount)) {
            // Whoever decides about the one must know of the other; nothing goes out by itself meanwhile.
            outcome.review.extend(journey.claimed(&decided.standing));
        }
        let at = based_on(found.as_of, record);
        self.waits(&found, stored, looked);
        if let Some(step) = award::settle(first, &found, &outcome, stored.id, at) {
            let (before, templates) = (first.map(|first| first.version), outcome.ruling.notifications);
            let opened_for = own.first().map_or(Some(stored.id), |first| first.note.opened_for);
            let note = DisruptionNote { opened_for, ..found.note.clone() };
            decided.take(Taken { step, before, note, templates });
        }
        for second in own.iter().skip(1) {
            if let Some(step) = award::superseded(&second.compensation, at) {
                let before = Some(second.compensation.version);
                let note = DisruptionNote { opened_for: second.note.opened_for, ..found.note.clone() };
                decided.take(Taken { step, before, note, templates: Vec::new() });
            }
        }
    }

    /// Notes the flights on which a case hangs that nobody watches yet.
    fn waits(&self, found: &Case, stored: &Stored, looked: &mut Looked) {
        if found.actual || found.harmless {
            return;
        }
        let mut unwatched = hangs_on(found, &stored.record);
        unwatched.retain(|key| !self.disrupted.contains(key));
        if !unwatched.is_empty() {
            looked.waits.extend(unwatched);
            looked.again.insert(stored.id);
        }
    }
}

/// What operations said of these flights.
async fn live(conn: &mut Conn, keys: &[FlightKey]) -> Result<Flights, sqlx::Error> {
    let found = flights::store::flights(conn, keys).await?;
    Ok(found.into_iter().map(|(key, version, record)| (key, Arc::new((version, record)))).collect())
}

/// The flights of a passenger that matter: all of them, or those of bookings that have `flight` and of what was decided;
/// and those of bags, which need not be on any booking.
fn keys_of(record: &CustomerRecord, flight: Option<&FlightKey>) -> Vec<FlightKey> {
    let with_bags = record.bags.values().filter_map(|bag| bag.flight.as_ref()).map(|fact| fact.value.clone());
    let mut keys = booked(record, flight);
    keys.extend(with_bags);
    keys
}

fn booked(record: &CustomerRecord, flight: Option<&FlightKey>) -> Vec<FlightKey> {
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

/// Whether a customer has this name, or none was known.
fn is_called(record: &CustomerRecord, name: &str) -> bool {
    name.is_empty() || record.names.iter().any(|fact| full(&fact.value) == name)
}

/// The newest tier.
fn tier(record: &CustomerRecord) -> Option<&str> {
    record.loyalty.values().max_by_key(|fact| fact.as_of)?.value.tier.as_deref()
}
