//! A disrupted flight for the tests: who is on it, what happens to it, and what is read of it.

use crate::test_app::TestApp;
use purser_backend::auth::Role;
use serde_json::{Value, json};

/// The flight that goes wrong.
pub const FLIGHT: &str = "ZX402";

/// FRA → BUD in the afternoon.
pub fn direct() -> Value {
    json!({"flight": FLIGHT, "date": "2026-11-20", "from": "FRA", "to": "BUD",
        "departs": "2026-11-20T15:00:00Z", "arrives": "2026-11-20T16:40:00Z", "cabin": "economy"})
}

/// BUD → JFK two hours later.
pub fn onward() -> Value {
    json!({"flight": "ZX900", "date": "2026-11-20", "from": "BUD", "to": "JFK",
        "departs": "2026-11-20T18:40:00Z", "arrives": "2026-11-21T02:40:00Z", "cabin": "economy"})
}

/// A passenger.
pub fn passenger(number: usize) -> Value {
    json!({"name": {"given": format!("Given{number}"), "family": format!("Family{number}")},
        "identifiers": {"loyalty": format!("ZX{number:06}"), "email": format!("p{number}@example.com")}})
}

/// A booking's event.
pub fn booking(app: &TestApp, change: &str, pnr: &str, people: &[usize], segments: &[Value]) -> Value {
    let people: Vec<Value> =
        people.iter().map(|number| json!({"customer": passenger(*number), "ssrs": []})).collect();
    app.event(
        &format!("purser.booking.{change}.v1"),
        &json!({"pnr": pnr, "passengers": people, "segments": segments,
            "total": {"amount": "600.00", "currency": "EUR"}}),
    )
}

/// An event of the flight.
pub fn flight(app: &TestApp, change: &str, more: &Value) -> Value {
    let mut data = json!({"flight": FLIGHT, "date": "2026-11-20", "from": "FRA", "to": "BUD",
        "scheduled_departure": "2026-11-20T15:00:00Z", "scheduled_arrival": "2026-11-20T16:40:00Z"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.event(&format!("purser.flight.{change}.v1"), &data)
}

/// Asks as a supervisor; the answer must be 200.
pub async fn read(app: &TestApp, path: &str) -> Value {
    let answer = app.call(Role::Supervisor, "GET", path, &[], "").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// The one disruption there is, with its passengers.
pub async fn disruption(app: &TestApp) -> Value {
    let list = read(app, "/v1/disruptions").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    read(app, &format!("/v1/disruptions/{}", list["items"][0]["id"].as_str().unwrap())).await
}

/// Whose loyalty number this is.
pub async fn id_of(app: &TestApp, number: usize) -> String {
    let found: Value = app.get(&format!("/v1/customers?loyalty=ZX{number:06}")).await.json().await.unwrap();
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The compensations in somebody's 360.
pub async fn owed(app: &TestApp, number: usize) -> Vec<Value> {
    let id = id_of(app, number).await;
    let view: Value = app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap();
    view["compensations"].as_array().unwrap().clone()
}

/// Somebody on two bookings of one cancelled flight: that waits for a supervisor. Its address.
pub async fn pending(app: &TestApp) -> String {
    app.post(&[
        booking(app, "created", "AAAAAA", &[1], &[direct()]),
        booking(app, "created", "BBBBBB", &[1], &[direct()]),
        flight(app, "cancelled", &json!({})),
    ])
    .await;
    app.decided().await;
    let list = read(app, "/v1/compensations?status=pending_approval").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    format!("/v1/compensations/{}", list["items"][0]["id"].as_str().unwrap())
}
