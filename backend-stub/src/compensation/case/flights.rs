//! A flight that was cancelled, late or diverted, that was full, or on which the cabin was another.

use super::{
    Case, NOTABLE_DELAY, Passenger, TELLING_DELAY, is_in_trouble, kind_of, minutes, name_on, newest_of, price,
};
use crate::{
    airports,
    compensation::{route, subject::Subject},
    customers::record::{BookingRecord, SeenAt},
    flights::record::FlightRecord,
    journeys::legs::Leg,
};
use jiff::{Timestamp, tz::TimeZone};
use purser_contract::{
    Pnr, compensation::JourneyEnds, journey::FlightStatus, payload::DisruptionNote, view::BookingStatus,
};
use purser_entitlement::{
    Facts, airports::airport, cause::Cause, codes::Iata, facts, facts::Reroute, vocabulary::Disruption,
};

/// One passenger's journey on one booking, looked at from the flight that was disrupted.
struct View<'a> {
    passenger: Passenger<'a>,
    pnr: &'a Pnr,
    booking: &'a BookingRecord,
    sold: Vec<Leg<'a>>,
    /// How they travel now; empty when they do not get there any more.
    now: Vec<Leg<'a>>,
    /// Which of `sold` was disrupted.
    at: usize,
    live: Option<&'a FlightRecord>,
    /// When it began to go wrong.
    began: Timestamp,
    /// They are not on the flight any more.
    left: bool,
}

/// The case of a booking that has or had the flight; nothing when the passenger had left it before.
pub(super) fn case(
    passenger: Passenger<'_>,
    pnr: &Pnr,
    booking: &BookingRecord,
    subject: &Subject,
) -> Option<Case> {
    let view = View::of(passenger, pnr, booking, subject)?;
    match subject {
        Subject::Cabin(_) => view.cabin(subject),
        Subject::Flight(key) if booking.denied.contains_key(key) => view.denied(subject),
        Subject::Flight(_) | Subject::Bag(..) => match view.live?.movement.as_ref().map(|fact| fact.value) {
            Some(FlightStatus::Cancelled) => view.cancelled(subject),
            Some(FlightStatus::Diverted) => view.diverted(subject),
            _ => view.late(subject),
        },
    }
}

impl<'a> View<'a> {
    fn of(
        passenger: Passenger<'a>,
        pnr: &'a Pnr,
        booking: &'a BookingRecord,
        subject: &Subject,
    ) -> Option<Self> {
        let key = subject.flight();
        let live = passenger.flights.get(key).map(|flight| &flight.1);
        let began = live.and_then(began);
        let own = booking.denied.get(key).map(|fact| fact.as_of);
        let own = own.or_else(|| booking.cabins.get(key).map(|fact| fact.as_of));
        let began = match (began, own) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        let changed = booking.segments.as_ref().map(|fact| fact.as_of);
        let since = changed.is_some_and(|changed| changed >= began);
        let left = !booking.current().iter().any(|segment| segment.key() == *key);
        let cancelled = booking.status.as_ref().filter(|status| status.value == BookingStatus::Cancelled);
        // Who had left before it went wrong has nothing to do with it.
        if (left && !since) || cancelled.is_some_and(|status| status.as_of < began) {
            return None;
        }
        let sold = route::as_sold(booking, passenger.flights, key, since);
        let at = sold.iter().position(|leg| leg.key == *key)?;
        let now = match cancelled {
            Some(_) => Vec::new(),
            None => route::now(booking, passenger.flights, &sold),
        };
        Some(Self { passenger, pnr, booking, sold, now, at, live, began, left })
    }

    fn flight(&self) -> &Leg<'a> {
        &self.sold[self.at]
    }

    /// The booking was cancelled after it went wrong: they took their money back.
    fn given_up(&self) -> bool {
        self.booking.status.as_ref().is_some_and(|status| status.value == BookingStatus::Cancelled)
    }

    /// Who flies it, and whether nobody said whose licence that is.
    fn carrier(&self) -> (String, String, bool) {
        let designator: String = self.flight().sold.flight.chars().take(2).collect();
        let said = self.live.and_then(|live| live.operating_carrier.as_ref()).map(|fact| fact.value.clone());
        let carrier = said.or_else(|| self.flight().sold.operating_carrier.clone());
        let carrier = carrier.unwrap_or_else(|| designator.clone());
        let country = self.live.and_then(|live| live.carrier_country.as_ref()).map(|fact| fact.value.clone());
        let unsaid = country.is_none() && carrier != designator;
        (carrier, country.unwrap_or_else(|| self.passenger.home.to_owned()), unsaid)
    }

    /// What every case of a flight has in common.
    fn facts(&self, disruption: Disruption) -> Option<Facts> {
        let (first, last) = (self.sold.first()?, self.sold.last()?);
        let (carrier, country, _) = self.carrier();
        let flight = self.flight();
        let checked_in = self.booking.checkins.contains_key(&flight.key);
        let boarded =
            self.passenger.record.sightings.iter().any(|sighting| {
                sighting.seen == SeenAt::Gate && sighting.flight.as_ref() == Some(&flight.key)
            });
        let cause = self.live.and_then(|live| live.cause.as_ref()).map(|fact| fact.value.trim());
        let legs = if self.sold.len() > 1 { self.legs() } else { Vec::new() };
        let block = flight.planned_departure().zip(flight.planned_arrival());
        Some(Facts {
            origin: first.sold.from.parse().ok()?,
            destination: last.sold.to.parse().ok()?,
            operating_carrier: carrier.parse().ok()?,
            carrier_country: country.parse().ok()?,
            single_booking: true,
            event_date: flight.sold.date,
            disruption,
            departure_delay_min: flight.departure_delay().map(|late| late.max(0)),
            departure_next_day: self.leaves_next_day(),
            block_time_min: block.map(|(from, to)| minutes(from, to)).filter(|block| *block >= 0),
            cause: cause.filter(|cause| !cause.is_empty()).map(Cause::stated),
            legs,
            presented_for_checkin: (checked_in || boarded).then_some(true),
            travelled: if self.given_up() { Some(false) } else { boarded.then_some(true) },
            passenger_choice: self.given_up().then(|| "refund".to_owned()),
            ticket_price: price::ticket(self.booking),
            leg_distance_km: price::distance(&flight.sold.from, &flight.sold.to),
            ticket_total_distance_km: price::whole_distance(self.booking),
            ..Facts::default()
        })
        .map(|mut facts| {
            // A booking that has become shorter says nothing of what was paid for.
            if facts.leg_distance_km > facts.ticket_total_distance_km {
                facts.ticket_total_distance_km = None;
            }
            facts
        })
    }

    fn legs(&self) -> Vec<facts::Leg> {
        let missed =
            |index: usize| self.sold.len() > 1 && index > 0 && route::missed(&self.sold[index - 1..=index]);
        let leg = |(index, leg): (usize, &Leg<'_>)| {
            let designator = leg.sold.flight.get(..2).unwrap_or_default();
            let carrier =
                leg.live.and_then(|live| live.operating_carrier.as_ref()).map(|fact| fact.value.as_str());
            Some(facts::Leg {
                from: leg.sold.from.parse().ok()?,
                to: leg.sold.to.parse().ok()?,
                carrier: carrier.unwrap_or(designator).parse().ok(),
                carrier_licence: None,
                ticket: None,
                arrival_delay_min: leg.arrival_delay(),
                missed: missed(index).then_some(true),
            })
        };
        self.sold.iter().enumerate().filter_map(leg).collect()
    }

    fn leaves_next_day(&self) -> Option<bool> {
        let flight = self.flight();
        let zone = airports::airport(&flight.sold.from)?;
        let zone = TimeZone::get(&zone.zone).ok()?;
        let leaves = flight.departs()?.to_zoned(zone.clone()).date();
        let planned = flight.planned_departure()?.to_zoned(zone).date();
        (flight.departure_delay()? > 0).then_some(leaves > planned)
    }

    /// The other flights they were given.
    fn reroute(&self) -> Option<Reroute> {
        let (first, last) = (self.now.first()?, self.now.last()?);
        let (was_first, was_last) = (self.sold.first()?, self.sold.last()?);
        let earlier = first.planned_departure().zip(was_first.planned_departure());
        let later = was_last.planned_arrival().zip(last.planned_arrival());
        self.left.then_some(Reroute {
            offered: true,
            departs_earlier_min: earlier.map(|(now, was)| minutes(now, was)),
            arrives_later_min: later.map(|(was, now)| minutes(was, now)),
        })
    }

    /// Minutes late at the final destination, and whether the passenger has arrived.
    fn arrival(&self) -> (Option<i64>, bool) {
        let planned = self.sold.last().and_then(Leg::planned_arrival);
        let Some(last) = self.now.last().filter(|_| !route::missed(&self.now)) else { return (None, false) };
        let arrived = last.status() == Some(FlightStatus::Arrived)
            && last.live.is_some_and(|live| live.actual_arrival.is_some());
        let still = !matches!(last.status(), Some(FlightStatus::Cancelled | FlightStatus::Diverted));
        let late = planned.zip(last.arrives().filter(|_| still));
        (late.map(|(planned, arrives)| minutes(planned, arrives)), arrived)
    }

    fn late(&self, subject: &Subject) -> Option<Case> {
        let broken = route::missed(&self.now);
        let onward = &self.sold[self.at + 1..];
        let changed = onward.iter().any(|leg| self.now.iter().all(|now| now.key != leg.key));
        let missed = broken || (changed && !self.now.is_empty());
        let kind =
            if missed && !onward.is_empty() { Disruption::MissedConnection } else { Disruption::Delay };
        let (late, arrived) = self.arrival();
        let mut facts = self.facts(kind)?;
        facts.arrival_delay_min = late.map(|late| late.max(0));
        let departs_late = self.flight().departure_delay();
        let notable = late.max(departs_late).is_some_and(|late| late >= NOTABLE_DELAY);
        let given_up = self.given_up() && self.flight().has_left();
        let mut case = self.made(subject, facts, arrived || given_up)?;
        case.harmless = !(self.in_trouble() && (notable || missed));
        Some(case)
    }

    /// The flight itself is late, or lands after the next one leaves; and not another one of the journey alone.
    fn in_trouble(&self) -> bool {
        let next = self.sold.get(self.at..=self.at + 1);
        self.live.is_some_and(is_in_trouble)
            || self.flight().worst_delay() >= TELLING_DELAY
            || next.is_some_and(route::missed)
    }

    fn cancelled(&self, subject: &Subject) -> Option<Case> {
        let mut facts = self.facts(Disruption::Cancellation)?;
        let told = self.live.and_then(|live| live.first_cancelled);
        facts.notice_min =
            self.flight().planned_departure().zip(told).map(|(leaves, told)| minutes(told, leaves));
        facts.reroute = self.reroute();
        facts.departure_delay_min = None;
        facts.departure_next_day = self.reroute_next_day();
        self.made(subject, facts, true)
    }

    /// Whether the other flight leaves on a later day.
    fn reroute_next_day(&self) -> Option<bool> {
        let (now, was) = self.now.first().filter(|_| self.left).zip(self.sold.first())?;
        Some(now.sold.date > was.sold.date)
    }

    fn diverted(&self, subject: &Subject) -> Option<Case> {
        let live = self.live?;
        let to = live.diverted_to.as_ref().map(|fact| fact.value.clone());
        let flight = self.flight().sold;
        let country = |iata: &str| Some(airport(iata.parse::<Iata>().ok()?)?.country);
        let kind = match to.as_deref() {
            Some(to) if to == flight.from => Disruption::ReturnToDeparture,
            Some(to) if country(to) == country(&flight.to) => Disruption::DiversionSameRegion,
            _ => Disruption::DiversionOtherRegion,
        };
        let mut facts = self.facts(kind)?;
        facts.diverted_to = to;
        let (late, arrived) = self.arrival();
        facts.arrival_delay_min = late.map(|late| late.max(0));
        if kind.is_cancellation() {
            let told = live.movement.as_ref().map(|fact| fact.as_of);
            facts.notice_min =
                self.flight().planned_departure().zip(told).map(|(leaves, told)| minutes(told, leaves));
            facts.reroute = self.reroute();
        }
        let onward = self.now.last().is_some_and(|last| last.key != self.flight().key);
        self.made(subject, facts, arrived || (kind.is_cancellation() && !onward))
    }

    fn denied(&self, subject: &Subject) -> Option<Case> {
        let denied = self.booking.denied.get(subject.flight())?;
        let mut facts = self.facts(Disruption::DeniedBoarding)?;
        facts.voluntary = Some(denied.value.voluntary);
        facts.presented_for_checkin = Some(true);
        facts.travelled = None;
        facts.cause = denied.value.reason.as_deref().map(Cause::stated);
        facts.reroute = self.reroute();
        facts.departure_delay_min = None;
        facts.departure_next_day = self.reroute_next_day();
        facts.alternate_arrives_later_min = facts.reroute.and_then(|reroute| reroute.arrives_later_min);
        self.made(subject, facts, true)
    }

    fn cabin(&self, subject: &Subject) -> Option<Case> {
        let cabins = self.booking.cabins.get(subject.flight())?;
        let read = |word: &str| serde_json::from_value(serde_json::Value::String(word.to_owned())).ok();
        let mut facts = self.facts(Disruption::Downgrade)?;
        facts.booked_cabin = read(&cabins.value.booked);
        facts.flown_cabin = read(&cabins.value.flown);
        let harmless = facts.flown_cabin >= facts.booked_cabin;
        if harmless {
            facts.disruption = Disruption::SeatChangeSameCabin;
            facts.flown_cabin = facts.booked_cabin;
        }
        let mut case = self.made(subject, facts, true)?;
        case.harmless = harmless;
        Some(case)
    }

    fn made(&self, subject: &Subject, facts: Facts, actual: bool) -> Option<Case> {
        let (first, last) = (self.sold.first()?, self.sold.last()?);
        let flight = self.flight();
        let mut doubts = Vec::new();
        if self.carrier().2 {
            let carrier = self.carrier().0;
            doubts.push(format!("Nobody said whose licence {carrier} has, which operated the flight."));
        }
        let note = DisruptionNote {
            kind: kind_of(facts.disruption),
            from: Some(flight.sold.from.clone()),
            to: Some(flight.sold.to.clone()),
            cause: facts.cause.as_ref().map(|cause| cause.text().to_owned()),
            arrival_delay_min: flight.arrival_delay(),
            opened_at: self.began,
            connecting: self.sold.len() > self.at + 1,
            tag: None,
            opened_for: None,
        };
        Some(Case {
            subject: subject.clone(),
            as_of: self.as_of(),
            facts,
            pnr: Some(self.pnr.clone()),
            passenger: name_on(self.passenger, Some(self.booking)),
            journey: Some(JourneyEnds { from: first.sold.from.clone(), to: last.sold.to.clone() }),
            cabin: flight.sold.cabin.clone(),
            actual,
            doubts,
            harmless: false,
            note,
        })
    }

    /// The newest of everything that was looked at.
    fn as_of(&self) -> Timestamp {
        let key = &self.flight().key;
        let legs = self.sold.iter().chain(&self.now).filter_map(|leg| leg.live).filter_map(newest_of);
        let booking = [
            self.booking.segments.as_ref().map(|fact| fact.as_of),
            self.booking.status.as_ref().map(|fact| fact.as_of),
            self.booking.passengers.as_ref().map(|fact| fact.as_of),
            self.booking.denied.get(key).map(|fact| fact.as_of),
            self.booking.cabins.get(key).map(|fact| fact.as_of),
        ];
        legs.chain(booking.into_iter().flatten()).max().unwrap_or(self.began)
    }
}

/// When a flight began to go wrong; a late one may never have been announced.
fn began(flight: &FlightRecord) -> Option<Timestamp> {
    let seen = [
        &flight.actual_departure,
        &flight.estimated_departure,
        &flight.actual_arrival,
        &flight.estimated_arrival,
    ];
    flight.first_trouble.or_else(|| seen.into_iter().flatten().map(|fact| fact.as_of).min())
}
