//! The small cast of the tests about contacts and customers in tabs.

use super::{
    desk::Desk,
    reduce::Moment,
    tab::{Stage, TabKey},
    tabbar,
};
use jiff::Timestamp;
use purser_contract::{
    ids::CustomerId,
    ipc::{CustomerBundle, UiEvent},
    realtime::ContactNote,
};
use serde_json::json;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn now() -> Timestamp {
    at("2026-11-20T14:00:00Z")
}

pub fn idle() -> Moment {
    Moment { now: now(), typing: false }
}

pub fn typing() -> Moment {
    Moment { now: now(), typing: true }
}

pub fn id(n: u8) -> CustomerId {
    serde_json::from_value(json!(format!("019a0000-0000-7000-8000-0000000000{n:02}"))).unwrap()
}

pub fn view(n: u8, version: u64) -> serde_json::Value {
    json!({
        "id": id(n), "version": version,
        "customer": {
            "name": { "value": { "given": "Ana", "family": format!("No {n}") }, "source": "loyalty", "as_of": now() },
            "language": null, "pronunciation": null, "loyalty": null,
            "identifiers": { "loyalty": [], "email": [], "phone": [], "idp_subject": [], "pnr": [] },
        },
        "journey": null, "bookings": [], "bags": [], "cases": [], "compensations": [], "offers": [], "consents": [],
        "preferences": [], "needs": [], "relationships": [], "signals": [], "suggestions": [], "dismissed": [], "merges": [], "value": null,
        "sentiment": null, "interactions": [], "feedback": [], "orders": [],
    })
}

pub fn item(id: &str) -> serde_json::Value {
    json!({ "id": id, "event_id": id, "type": "purser.feedback.received.v1", "at": now(), "source": "feedback",
        "title": id, "text": "", "refs": {} })
}

pub fn contact(id: &str) -> serde_json::Value {
    json!({ "id": id, "channel": "voice", "from": "+36301234567", "to": null, "queue": null, "ivr": null, "rang_at": now() })
}

pub fn rings(contact_id: &str, customer: Option<(u8, u64)>) -> UiEvent {
    let (outcome, view) = match customer {
        Some((n, version)) => ("exact", view(n, version)),
        None => ("unknown", json!(null)),
    };
    let ringing = json!({ "contact": contact(contact_id), "match": outcome, "matched_by": "phone",
        "customer_360": view, "timeline": [item("t1")], "candidates": [], "late": false });
    UiEvent::Ringing(serde_json::from_value(ringing).unwrap())
}

pub fn several(contact_id: &str) -> UiEvent {
    let person = |n: u8| {
        json!({ "id": id(n), "name": { "given": "Ana", "family": "B" }, "tier": null,
        "identifiers": { "loyalty": [], "email": [], "phone": [] }, "score": 0.5 })
    };
    let ringing =
        json!({ "contact": contact(contact_id), "match": "several", "candidates": [person(1), person(2)] });
    UiEvent::Ringing(serde_json::from_value(ringing).unwrap())
}

pub fn note(contact_id: &str, time: &str) -> ContactNote {
    ContactNote {
        contact_id: contact_id.into(),
        at: at(time),
        duration_s: None,
        disposition: None,
        late: false,
    }
}

pub fn key(contact_id: &str) -> TabKey {
    TabKey::Contact(contact_id.into())
}

pub fn bundle(n: u8, version: u64, items: &[&str]) -> CustomerBundle {
    CustomerBundle {
        customer_360: serde_json::from_value(view(n, version)).unwrap(),
        timeline: items.iter().map(|id| serde_json::from_value(item(id)).unwrap()).collect(),
        timeline_next: None,
        cached_at: None,
    }
}

pub fn stage(desk: &Desk, contact_id: &str) -> Option<Stage> {
    tabbar::label(desk, &key(contact_id)).unwrap().stage
}
