//! Facts as they follow from what sources said.

use super::*;
use crate::{
    customers::{
        learn::{Origin, learn_booking},
        record::DeniedRecord,
    },
    ingest::catalogue::{BookingChange, FlightChange},
};
use purser_contract::{
    Fact,
    payload::{BookingIn, FlightIn},
};
use purser_entitlement::vocabulary::Disruption;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

/// What sources said, one after the other, a minute apart.
#[derive(Default)]
struct Said {
    record: CustomerRecord,
    flights: HashMap<FlightKey, FlightRecord>,
    minute: i64,
}

fn id() -> CustomerId {
    CustomerId(uuid::Uuid::from_u128(1))
}

fn time(text: &str) -> Timestamp {
    format!("2026-11-{}:00Z", text.replace(' ', "T")).parse().unwrap()
}

impl Said {
    fn at(&mut self) -> Timestamp {
        self.minute += 1;
        Timestamp::from_second(1_795_000_000 + self.minute * 60).unwrap()
    }

    fn booking(mut self, change: BookingChange, segments: &[(&str, &str, &str, &str, &str)]) -> Self {
        let at = self.at();
        let segments: Vec<Value> = segments
            .iter()
            .map(|(flight, from, to, departs, arrives)| {
                json!({"flight": flight, "date": time(departs).to_string()[..10], "from": from, "to": to,
                    "departs": time(departs), "arrives": time(arrives), "cabin": "economy"})
            })
            .collect();
        let booking: BookingIn = serde_json::from_value(json!({"pnr": "AAAAAA", "segments": segments,
            "passengers": [{"customer": {"name": {"given": "Ada", "family": "Kis"}}}],
            "total": {"amount": "300.00", "currency": "EUR"}}))
        .unwrap();
        let origin = Origin { source: "reservation", at };
        learn_booking(&mut self.record, change, &booking, &[Some(id())], origin);
        self
    }

    fn flight(mut self, change: FlightChange, key: &str, more: Value) -> Self {
        let at = self.at();
        let (flight, date) = key.split_once('/').unwrap();
        let mut data = json!({"flight": flight, "date": date});
        let Value::Object(more) = more else { panic!("an object") };
        data.as_object_mut().unwrap().extend(more);
        let said: FlightIn = serde_json::from_value(data).unwrap();
        let record = self.flights.entry(FlightKey::from(key)).or_default();
        record.apply(change, &said, Origin { source: "operations", at });
        self
    }

    fn case(&self, key: &str) -> Option<Case> {
        let flights: Flights =
            self.flights.iter().map(|(key, record)| (key.clone(), Arc::new((1, record.clone())))).collect();
        let passenger = Passenger { id: id(), record: &self.record, flights: &flights, home: "DE" };
        case(passenger, &Subject::Flight(FlightKey::from(key)))
    }
}

const DIRECT: &[(&str, &str, &str, &str, &str)] = &[("ZX402", "FRA", "LHR", "20 10:00", "20 11:30")];
const CONNECTING: &[(&str, &str, &str, &str, &str)] =
    &[("ZX100", "BUD", "FRA", "20 06:00", "20 07:45"), ("ZX402", "FRA", "LHR", "20 09:00", "20 10:30")];

fn created(segments: &[(&str, &str, &str, &str, &str)]) -> Said {
    Said::default().booking(BookingChange::Created, segments)
}

#[test]
fn a_cancellation_counts_from_its_first_word_and_to_the_other_flight() {
    let said = created(DIRECT).flight(
        FlightChange::Cancelled,
        "ZX402/2026-11-20",
        json!({"cause": "technical fault"}),
    );
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.facts.disruption, case.actual, case.harmless), (Disruption::Cancellation, true, false));
    let told = said.flights[&FlightKey::from("ZX402/2026-11-20")].first_cancelled.unwrap();
    assert_eq!(case.facts.notice_min, Some(minutes(told, time("20 10:00"))));
    assert_eq!((case.facts.reroute, case.passenger.as_str()), (None, "Ada Kis"));
    assert_eq!(case.note.cause.as_deref(), Some("technical fault"));
    // Said again by another source, and the booking changed: another flight two hours later.
    let said = said
        .flight(FlightChange::Cancelled, "ZX402/2026-11-20", json!({}))
        .booking(BookingChange::Changed, &[("ZX404", "FRA", "LHR", "20 12:00", "20 13:30")]);
    let again = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!(again.facts.notice_min, case.facts.notice_min);
    let reroute = again.facts.reroute.unwrap();
    assert_eq!((reroute.departs_earlier_min, reroute.arrives_later_min), (Some(-120), Some(120)));
}

#[test]
fn who_left_before_has_nothing_to_do_with_it() {
    let moved = created(DIRECT)
        .booking(BookingChange::Changed, &[("ZX404", "FRA", "LHR", "20 12:00", "20 13:30")])
        .flight(FlightChange::Cancelled, "ZX402/2026-11-20", json!({}));
    assert_eq!(moved.case("ZX402/2026-11-20"), None);
    let cancelled = created(DIRECT).booking(BookingChange::Cancelled, DIRECT).flight(
        FlightChange::Cancelled,
        "ZX402/2026-11-20",
        json!({}),
    );
    assert_eq!(cancelled.case("ZX402/2026-11-20"), None);
}

#[test]
fn an_estimate_is_no_arrival() {
    let said = created(DIRECT).flight(
        FlightChange::Delayed,
        "ZX402/2026-11-20",
        json!({"estimated_departure": time("20 13:00"), "estimated_arrival": time("20 14:35")}),
    );
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.facts.disruption, case.actual), (Disruption::Delay, false));
    assert_eq!((case.facts.departure_delay_min, case.facts.arrival_delay_min), (Some(180), Some(185)));
    let said =
        said.flight(FlightChange::Arrived, "ZX402/2026-11-20", json!({"actual_arrival": time("20 14:29")}));
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.facts.arrival_delay_min, case.actual), (Some(179), true));
    assert!(!case.harmless);
}

#[test]
fn only_the_flight_that_made_the_journey_late_is_a_case() {
    // The first in time, the second three hours late.
    let said = created(CONNECTING)
        .flight(FlightChange::Arrived, "ZX100/2026-11-20", json!({"actual_arrival": time("20 07:50")}))
        .flight(FlightChange::Arrived, "ZX402/2026-11-20", json!({"actual_arrival": time("20 13:40")}));
    assert!(said.case("ZX100/2026-11-20").unwrap().harmless);
    assert!(!said.case("ZX402/2026-11-20").unwrap().harmless);
    // A delay of twenty minutes that breaks its own connection.
    let short: &[_] =
        &[("ZX100", "BUD", "FRA", "20 06:00", "20 07:45"), ("ZX402", "FRA", "LHR", "20 08:00", "20 09:30")];
    let late = json!({"actual_departure": time("20 06:20"), "actual_arrival": time("20 08:05")});
    let said = created(short).flight(FlightChange::Arrived, "ZX100/2026-11-20", late);
    let case = said.case("ZX100/2026-11-20").unwrap();
    assert_eq!((case.facts.disruption, case.harmless), (Disruption::MissedConnection, false));
    assert!(said.case("ZX402/2026-11-20").is_none_or(|case| case.harmless));
}

#[test]
fn the_final_destination_counts() {
    let late = json!({"estimated_departure": time("20 07:30"), "estimated_arrival": time("20 08:55")});
    // A long delay that is caught up.
    let said = created(CONNECTING).flight(FlightChange::Delayed, "ZX100/2026-11-20", late.clone());
    let caught_up = said.case("ZX100/2026-11-20").unwrap();
    assert_eq!((caught_up.facts.disruption, caught_up.facts.arrival_delay_min), (Disruption::Delay, Some(0)));
    assert_eq!((caught_up.facts.destination.as_str(), caught_up.note.connecting), ("LHR", true));
    // One ten minutes longer that is not.
    let missed = json!({"estimated_departure": time("20 07:40"), "estimated_arrival": time("20 09:05")});
    let said = created(CONNECTING).flight(FlightChange::Delayed, "ZX100/2026-11-20", missed);
    let case = said.case("ZX100/2026-11-20").unwrap();
    assert_eq!(case.facts.disruption, Disruption::MissedConnection);
    assert_eq!((case.facts.arrival_delay_min, case.actual), (None, false));
    // Another flight brings them there in the evening.
    let onward = [CONNECTING[0], ("ZX406", "FRA", "LHR", "20 17:00", "20 18:30")];
    let said = said.booking(BookingChange::Changed, &onward);
    let case = said.case("ZX100/2026-11-20").unwrap();
    assert_eq!((case.facts.arrival_delay_min, case.actual), (Some(8 * 60), false));
    let said =
        said.flight(FlightChange::Arrived, "ZX406/2026-11-20", json!({"actual_arrival": time("20 18:40")}));
    let case = said.case("ZX100/2026-11-20").unwrap();
    assert_eq!((case.facts.arrival_delay_min, case.actual), (Some(8 * 60 + 10), true));
    assert_eq!(said.case("ZX406/2026-11-20").map(|case| case.harmless), Some(true));
}

#[test]
fn a_short_delay_matters_to_who_misses_a_flight() {
    let late = json!({"estimated_arrival": time("20 08:20"), "estimated_departure": time("20 06:40")});
    let tight = [CONNECTING[0], ("ZX402", "FRA", "LHR", "20 08:10", "20 09:40")];
    let said = created(&tight).flight(FlightChange::Delayed, "ZX100/2026-11-20", late.clone());
    assert_eq!(said.case("ZX100/2026-11-20").unwrap().facts.disruption, Disruption::MissedConnection);
    let said = created(&CONNECTING[..1]).flight(FlightChange::Delayed, "ZX100/2026-11-20", late);
    assert!(said.case("ZX100/2026-11-20").unwrap().harmless);
}

#[test]
fn the_way_back_is_another_journey() {
    let there_and_back = [DIRECT[0], ("ZX403", "LHR", "FRA", "20 19:00", "20 21:30")];
    let said = created(&there_and_back).flight(FlightChange::Cancelled, "ZX402/2026-11-20", json!({}));
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.facts.origin.as_str(), case.facts.destination.as_str()), ("FRA", "LHR"));
    assert_eq!(case.facts.legs.len(), 0);
}

#[test]
fn a_diversion_is_told_by_where_it_went() {
    for (to, kind, actual) in [
        ("FRA", Disruption::ReturnToDeparture, true),
        ("MAN", Disruption::DiversionSameRegion, false),
        ("AMS", Disruption::DiversionOtherRegion, true),
    ] {
        let said =
            created(DIRECT).flight(FlightChange::Diverted, "ZX402/2026-11-20", json!({"diverted_to": to}));
        let case = said.case("ZX402/2026-11-20").unwrap();
        assert_eq!((case.facts.disruption, case.actual), (kind, actual), "{to}");
    }
}

#[test]
fn who_was_not_let_on_board_was_not_on_the_late_flight() {
    let mut said = created(DIRECT);
    let at = said.at();
    let denied = Fact { value: DeniedRecord::default(), source: "departure control".to_owned(), as_of: at };
    let booking = said.record.bookings.get_mut(&Pnr("AAAAAA".to_owned())).unwrap();
    booking.denied.insert(FlightKey::from("ZX402/2026-11-20"), denied);
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.facts.disruption, case.facts.voluntary), (Disruption::DeniedBoarding, Some(false)));
    assert_eq!(case.as_of, at);
}

#[test]
fn on_two_bookings_somebody_looks() {
    let mut said = created(DIRECT);
    let booking = said.record.bookings.values().next().unwrap().clone();
    said.record.bookings.insert(Pnr("BBBBBB".to_owned()), booking);
    let said = said.flight(FlightChange::Cancelled, "ZX402/2026-11-20", json!({}));
    let case = said.case("ZX402/2026-11-20").unwrap();
    assert_eq!((case.pnr, case.doubts.len()), (Some(Pnr("AAAAAA".to_owned())), 1));
}

#[test]
fn a_booking_says_whether_a_flight_without_a_schedule_concerns_it() {
    let key = FlightKey::from("ZX402/2026-11-20");
    for (arrived, concerns) in [("20 11:30", false), ("20 11:55", false), ("20 12:00", true)] {
        let said = created(DIRECT).flight(
            FlightChange::Arrived,
            "ZX402/2026-11-20",
            json!({"actual_arrival": time(arrived)}),
        );
        let flight = &said.flights[&key];
        assert!(is_disrupted(flight) && !is_in_trouble(flight), "only a booking can show it");
        let flights: Flights = [(key.clone(), Arc::new((1, flight.clone())))].into();
        assert_eq!(may_concern(&said.record, &key, &flights), concerns, "{arrived}");
        let planned = said.flight(
            FlightChange::Arrived,
            "ZX402/2026-11-20",
            json!({"scheduled_departure": time("20 10:00"), "scheduled_arrival": time("20 11:30")}),
        );
        assert_eq!(is_disrupted(&planned.flights[&key]), concerns, "{arrived}");
    }
}
