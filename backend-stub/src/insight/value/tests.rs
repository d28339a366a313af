//! Value: what each input gives, and that the answer adds up.

use super::*;
use crate::{
    customers::{
        learn::{Origin, learn_booking, learn_event},
        view::Flights,
    },
    ingest::catalogue::{self, Event},
    insight::{rules::Rules, travel::travel},
};
use jiff::Timestamp;
use serde_json::{Value, json};

fn told(events: &[(&str, &str, Value)]) -> CustomerRecord {
    let mut record = CustomerRecord::default();
    for (kind, at, data) in events {
        let event = catalogue::read(&format!("purser.{kind}.v1"), Some(&data.to_string()), "DE").unwrap();
        let origin = Origin { source: "test", at: at.parse().unwrap() };
        match &event {
            Event::Booking(change, booking) => {
                learn_booking(&mut record, *change, booking, &vec![None; booking.passengers.len()], origin)
            }
            other => learn_event(&mut record, other, origin),
        }
    }
    record
}

fn of(events: &[(&str, &str, Value)]) -> CustomerValue {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
    let (record, rules) = (told(events), Rules::built_in());
    let found = value(&record, &travel(&record, &Flights::new(), now, rules.value.window_days), &rules.value);
    assert_eq!(found.score, found.inputs.iter().map(|input| input.points).sum::<u32>());
    assert!(found.inputs.iter().all(|input| input.points <= input.weight), "{found:?}");
    found
}

fn booking(date: &str, total: &str, currency: &str, ssrs: &[&[&str]]) -> Value {
    let passengers: Vec<Value> = ssrs
        .iter()
        .map(|ssrs| json!({"customer": {"name": {"given": "A", "family": "B"}, "identifiers": {}}, "ssrs": ssrs}))
        .collect();
    json!({"pnr": format!("P{}", date.replace('-', "")), "booked_at": format!("{date}T08:00:00Z"), "passengers": passengers,
           "total": {"amount": total, "currency": currency},
           "segments": [{"flight": "ZX1", "date": date, "from": "BUD", "to": "FRA", "departs": format!("{date}T10:00:00Z"),
                         "arrives": format!("{date}T12:00:00Z")}]})
}

fn tier(tier: &str) -> (&'static str, &'static str, Value) {
    let customer = json!({"identifiers": {"loyalty": "ZX1"}});
    ("loyalty.updated", "2026-01-02T00:00:00Z", json!({"customer": customer, "number": "ZX1", "tier": tier}))
}

#[test]
fn each_input_gives_its_share_of_the_weight() {
    let at = "2026-05-01T08:00:00Z";
    let made = |total: &str, currency: &str, ssrs: &[&[&str]]| {
        ("booking.created", at, booking("2026-05-01", total, currency, ssrs))
    };
    let one: &[&[&str]] = &[&[]];
    for (events, points, what) in [
        (vec![], [0, 0, 0], "nobody"),
        (vec![tier("gold")], [0, 21, 0], "a tier in any case"),
        (vec![tier("Tin")], [0, 0, 0], "a tier without a share"),
        (vec![made("2500.00", "EUR", one)], [25, 0, 1], "half of the full sum, one of twenty flights"),
        (vec![made("99999999.00", "EUR", one)], [50, 0, 1], "never more than the weight"),
        (vec![made("2500.00", "XTS", one)], [0, 0, 1], "a currency without a full sum"),
        (vec![made("5000.00", "EUR", &[&[], &[], &["INF"]])], [25, 0, 1], "divided by seats, not by heads"),
        (vec![made("-10.00", "EUR", one)], [0, 0, 1], "never less than nothing"),
    ] {
        let found = of(&events);
        let got: Vec<u32> = found.inputs.iter().map(|input| input.points).collect();
        assert_eq!(got, points, "{what}: {found:?}");
    }
}

#[test]
fn what_was_long_ago_cancelled_or_is_to_come_is_not_flown() {
    let one: &[&[&str]] = &[&[]];
    let found = of(&[
        ("booking.created", "2025-05-01T08:00:00Z", booking("2025-05-01", "500.00", "EUR", one)),
        ("booking.created", "2026-06-01T08:00:00Z", booking("2026-06-01", "600.00", "EUR", one)),
        ("booking.cancelled", "2026-06-02T08:00:00Z", booking("2026-06-01", "600.00", "EUR", one)),
        ("booking.created", "2026-07-01T08:00:00Z", booking("2026-07-01", "700.00", "USD", one)),
        ("booking.created", "2026-11-01T08:00:00Z", {
            let mut later = booking("2026-12-24", "80.50", "EUR", one);
            later["booked_at"] = json!("2026-11-01T08:00:00Z");
            later
        }),
    ]);
    let spend: Vec<(&str, &str)> =
        found.spend.iter().map(|money| (money.currency.as_str(), money.amount.as_str())).collect();
    assert_eq!(spend, [("USD", "700.00"), ("EUR", "80.50")], "what is booked is spent, before it is flown");
    assert_eq!((found.flights, found.journeys), (1, 1));
    assert_eq!(found.inputs[0].is, "USD 700.00 of 5,500; EUR 80.50 of 5,000");
    assert!(found.formula.starts_with("50 × spend + 30 × tier + 20 × frequency"), "{}", found.formula);
}
