//! The page events are written on: it keeps what happened within its time and makes CloudEvents of it.
//!
//! Deliberately not here: what to write. Payloads are built only for events that are kept.

use super::world::stamp;
use purser_contract::event::CloudEvent;
use serde::Serialize;
use std::{fmt::Display, ops::Range};

/// The systems of the demonstration airline, as CloudEvents sources.
pub(super) mod source {
    pub(in super::super) const RESERVATION: &str = "/demo/reservation";
    pub(in super::super) const ORDERS: &str = "/demo/orders";
    pub(in super::super) const BOOKING_ENGINE: &str = "/demo/booking-engine";
    pub(in super::super) const LOYALTY: &str = "/demo/loyalty";
    pub(in super::super) const IDENTITY: &str = "/demo/identity";
    pub(in super::super) const CONSENT: &str = "/demo/consent";
    pub(in super::super) const OPERATIONS: &str = "/demo/operations";
    pub(in super::super) const CHECKIN: &str = "/demo/check-in";
    pub(in super::super) const BAGGAGE: &str = "/demo/baggage";
    pub(in super::super) const SECURITY: &str = "/demo/security";
    pub(in super::super) const GROUND: &str = "/demo/ground-services";
    pub(in super::super) const CABIN: &str = "/demo/cabin";
    pub(in super::super) const CONTACT_CENTRE: &str = "/demo/contact-centre";
    pub(in super::super) const SURVEY: &str = "/demo/survey";
    pub(in super::super) const SOCIAL: &str = "/demo/social";
}

/// Events of one period, in the order they were written until `finish` sorts them by time.
pub(super) struct Sheet {
    period: Range<i64>,
    events: Vec<CloudEvent>,
}

impl Sheet {
    /// A page for events from the period's start up to, not including, its end.
    pub(super) fn new(period: Range<i64>) -> Self {
        Self { period, events: Vec::new() }
    }

    /// Writes down an event of the type `purser.<kind>.v1`, if it is of this page's period. The key makes the id
    /// unique; it names the thing, not the page, so that the same event has the same id whenever it is made.
    pub(super) fn add<T: Serialize>(
        &mut self,
        source: &str,
        kind: &str,
        key: impl Display,
        at: i64,
        data: impl FnOnce() -> T,
    ) {
        // Made on every page, also where it is not written: making it may draw, and what is drawn after it must not
        // depend on the page.
        let data = data();
        if self.period.contains(&at) {
            self.events.extend(event(source, kind, format!("{kind}-{key}"), at, &data));
        }
    }

    /// What was written, in the order of time.
    pub(super) fn finish(mut self) -> Vec<CloudEvent> {
        self.events.sort_by_key(|event| event.time);
        self.events
    }
}

/// One CloudEvent. A payload is plain data with text keys, which always has a JSON form; were there none, there
/// would be no event.
pub(super) fn event<T: Serialize>(
    source: &str,
    kind: &str,
    id: String,
    at: i64,
    data: &T,
) -> Option<CloudEvent> {
    Some(CloudEvent {
        specversion: "1.0".to_owned(),
        id,
        source: source.to_owned(),
        kind: format!("purser.{kind}.v1"),
        time: Some(stamp(at)),
        subject: None,
        datacontenttype: Some("application/json".to_owned()),
        data: serde_json::value::to_raw_value(data).ok(),
    })
}
