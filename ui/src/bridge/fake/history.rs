//! The fake customer's timeline: a day that went wrong, and pages of older searches.

use super::people::ago;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Type, minutes ago, source, title, text.
const NEWEST: [(&str, i64, &str, &str, &str); 13] = [
    (
        "contact.ringing",
        2,
        "contact",
        "Calling now",
        "Voice menu: missed connection · Hungarian · not authenticated",
    ),
    (
        "flight.arrived",
        37,
        "operations",
        "Connection missed at FRA",
        "ZX 402 arrived 1 h 50 late; ZX 80 had closed",
    ),
    ("bag.mishandled", 37, "baggage", "Bag 0220417733 not loaded", "At FRA, held for ZX 84"),
    (
        "flight.departed",
        173,
        "operations",
        "ZX 402 left 1 h 50 late",
        "Cause given: technical fault, hydraulic",
    ),
    ("flight.gate-changed", 214, "operations", "ZX 402 leaves from gate B12", "Was B4"),
    ("flight.delayed", 290, "operations", "ZX 402 delayed", "Cause given: technical fault, hydraulic"),
    ("checkin.completed", 366, "checkin", "Checked in, 2 bags, seats 14C 14D", ""),
    ("message.received", 60 * 19, "message", "Chat about a stroller", "“Nobody answers me for three days …”"),
    ("message.sent", 60 * 20, "message", "Answer about the stroller", "“We will call you tomorrow.”"),
    (
        "feedback.received",
        60 * 24 * 18,
        "feedback",
        "Survey: 9 of 10, lounge Budapest",
        "A blessing with the baby.",
    ),
    ("service.provided", 60 * 24 * 18, "service", "Lounge Budapest", "Three guests"),
    ("loyalty.updated", 60 * 24 * 19, "loyalty", "Gold, 52,340 miles", ""),
    (
        "booking.created",
        60 * 24 * 69,
        "reservation",
        "Booked Q7KX2M, BUD to JFK",
        "Three passengers, EUR 1,864.20, web",
    ),
];

/// One page, newest first; page 0 is what a pop brings.
pub fn timeline(now: Timestamp, page: i64) -> Vec<Value> {
    if page == 0 {
        return NEWEST
            .iter()
            .enumerate()
            .map(|(index, &(kind, minutes, source, title, text))| {
                item(now, &format!("t{index}"), kind, minutes, source, title, text)
            })
            .collect();
    }
    (0..20)
        .map(|index| {
            let n = page * 20 + index;
            let (id, title) = (format!("old-{n}"), format!("Searched BUD to LHR, {n}"));
            item(now, &id, "search.performed", 60 * 24 * (60 + n), "search", &title, "Economy, 2 adults")
        })
        .collect()
}

fn item(now: Timestamp, id: &str, kind: &str, minutes: i64, source: &str, title: &str, text: &str) -> Value {
    json!({ "id": id, "event_id": id, "type": format!("purser.{kind}.v1"), "at": ago(now, minutes),
        "source": source, "title": title, "text": text, "refs": {} })
}
