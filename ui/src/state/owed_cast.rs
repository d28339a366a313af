//! The small cast of the tests about what is owed.

use purser_contract::compensation::{Compensation, Disruption};
use serde_json::json;

pub fn at(minute: u32) -> String {
    format!("2026-11-20T14:{minute:02}:00Z")
}

/// Passenger `n` of disruption `flight`, standing so.
pub fn owed(n: u8, flight: u8, status: &str, version: u64) -> Compensation {
    let id = |group: &str, n: u8| format!("019a0000-0000-7000-8000-{group}0000000{n:02}");
    serde_json::from_value(json!({
        "id": id("ccc", n), "customer_id": id("aaa", n), "passenger": format!("Ana No {n}"), "pnr": "Q7KX2M",
        "flight": format!("ZX{flight}"), "date": "2026-11-20", "journey": { "from": "BUD", "to": "JFK" },
        "disruption_id": id("ddd", flight), "regime": "EU261", "amount": { "amount": "600.00", "currency": "EUR" },
        "issued": [], "status": status, "care": { "meals": true, "communications": true, "hotel": false },
        "extras": [], "reasons": ["Late."], "legal_basis": ["Art. 7(1)(c)"], "what_would_change_it": [],
        "review": ["Above the limit."], "approvals_needed": 2, "approvals": [], "deadlines": [],
        "policy_version": "1", "ruleset": null, "facts": {}, "history": [], "version": version,
    }))
    .unwrap()
}

/// A disruption as of a minute.
pub fn disruption(flight: u8, minute: u32) -> Disruption {
    serde_json::from_value(json!({
        "id": format!("019a0000-0000-7000-8000-ddd0000000{flight:02}"), "flight": format!("ZX{flight}"),
        "date": "2026-11-20", "from": "BUD", "to": "FRA", "kind": "delay", "cause": null, "arrival_delay_min": 110,
        "opened_at": at(0), "changed_at": at(minute), "passengers": 2, "connecting": 0, "waiting": 2,
        "outcomes": { "pending_approval": 2 }, "total": { "EUR": "1200.00" }, "issued": {},
    }))
    .unwrap()
}
