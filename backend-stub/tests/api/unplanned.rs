//! Flights of which operations never said when they were planned: the times that passengers booked are the plan.

use crate::{
    compensations::replayed,
    disrupted::{FLIGHT, booking, direct, owed, read},
    test_app::TestApp,
};
use serde_json::{Value, json};

/// What operations say, without a schedule.
fn said(app: &TestApp, change: &str, more: &Value) -> Value {
    let mut data = json!({"flight": FLIGHT, "date": "2026-11-20", "from": "FRA", "to": "BUD"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.event(&format!("purser.flight.{change}.v1"), &data)
}

/// Four hours later than booked.
fn late() -> (Value, Value) {
    (json!({"actual_departure": "2026-11-20T19:00:00Z"}), json!({"actual_arrival": "2026-11-20T20:40:00Z"}))
}

#[tokio::test]
async fn who_arrives_late_by_the_booked_times_is_owed() {
    let app = TestApp::start().await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct()])]).await;
    let (departed, arrived) = late();
    app.post(&[said(&app, "departed", &departed)]).await;
    app.decided().await;
    app.post(&[said(&app, "arrived", &arrived)]).await;
    app.decided().await;
    let own = owed(&app, 1).await;
    assert_eq!((own.len(), &own[0]["facts"]["arrival_delay_min"]), (1, &json!(240)), "{own:?}");
    assert_eq!((&own[0]["status"], &own[0]["amount"]["amount"]), (&json!("issued"), &json!("250.00")));
    // A booking that is told of afterwards has a plan too.
    app.post(&[booking(&app, "created", "BBBBBB", &[2], &[direct()])]).await;
    app.decided().await;
    let own = owed(&app, 2).await;
    assert_eq!((own.len(), &own[0]["facts"]["arrival_delay_min"]), (1, &json!(240)), "{own:?}");
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn the_arrival_alone_is_enough_and_each_booking_has_its_own_plan() {
    let app = TestApp::start().await;
    let mut other = direct();
    // Sold after the flight was planned anew.
    other["departs"] = json!("2026-11-20T19:00:00Z");
    other["arrives"] = json!("2026-11-20T20:35:00Z");
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1], &[direct()]),
        booking(&app, "created", "BBBBBB", &[2], &[other]),
        said(&app, "arrived", &late().1),
    ])
    .await;
    app.decided().await;
    assert_eq!((owed(&app, 1).await.len(), owed(&app, 2).await.len()), (1, 0));
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn who_arrives_in_time_by_the_booked_times_is_owed_nothing() {
    let app = TestApp::start().await;
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1], &[direct()]),
        said(&app, "departed", &json!({"actual_departure": "2026-11-20T15:05:00Z"})),
        said(&app, "arrived", &json!({"actual_arrival": "2026-11-20T16:45:00Z"})),
    ])
    .await;
    app.decided().await;
    assert_eq!(owed(&app, 1).await, Vec::<Value>::new());
    assert_eq!(read(&app, "/v1/disruptions").await["items"], json!([]));
    app.stop().await;
}
