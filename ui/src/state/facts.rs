//! The facts of a case as an agent edits them: which matter for what happened, how each is typed and read, and the case
//! that a journey suggests.
//!
//! Deliberately not here: whether the facts can be true and what follows from them; the law says both.

mod fields;

pub use fields::{Field, Form, fields};

use self::fields::DISRUPTION;
use crate::format::span;
use purser_contract::{
    journey::{FlightStatus, Journey, JourneyStatus},
    view::{BagStatus, Booking, Customer360},
};
use serde_json::{Map, Number, Value, json};

/// A fact by its path (`reroute.arrives_later_min`), as the field shows it; empty when it is not there.
#[must_use]
pub fn shown(facts: &Value, field: &Field) -> String {
    let found = field.path.split('.').try_fold(facts, |at, step| at.get(step));
    match (found, field.form) {
        (None | Some(Value::Null), _) => String::new(),
        (Some(value), Form::Span) => value.as_i64().map(span::write).unwrap_or_default(),
        (Some(Value::String(text)), _) => text.clone(),
        (Some(value), _) => value.to_string(),
    }
}

/// What is typed, as the fact; the key of what is wrong with it otherwise.
pub fn read(form: Form, text: &str) -> Result<Value, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match form {
        Form::Span => span::read(text).map(Value::from).ok_or("facts.no-span"),
        Form::Number(_) => {
            let number: Option<Number> = serde_json::from_str(&text.replace(',', ".")).ok();
            number.map(Value::Number).ok_or("facts.no-number")
        }
        Form::YesNo => Ok(Value::Bool(text == "true")),
        Form::Code(length) if text.chars().count() == length => Ok(json!(text.to_uppercase())),
        Form::Code(_) => Err("facts.no-code"),
        Form::Day | Form::Choice(_) => Ok(json!(text)),
    }
}

/// The same facts with one of them otherwise; without it when it is null.
#[must_use]
pub fn with(facts: &Value, path: &str, value: Value) -> Value {
    let mut facts = facts.clone();
    put(&mut facts, path, value);
    facts
}

fn put(facts: &mut Value, path: &str, value: Value) {
    if !facts.is_object() {
        *facts = Value::Object(Map::new());
    }
    let Some(object) = facts.as_object_mut() else { return };
    match path.split_once('.') {
        Some((step, rest)) => {
            let inner = object.entry(step).or_insert(Value::Null);
            put(inner, rest, value);
            // A group of which nothing is said is not said either.
            if inner.as_object().is_some_and(Map::is_empty) {
                object.remove(step);
            }
        }
        None if value.is_null() => drop(object.remove(path)),
        None => drop(object.insert(path.to_owned(), value)),
    }
}

/// What happened, by the facts.
#[must_use]
pub fn disruption(facts: &Value) -> &str {
    facts.get(DISRUPTION).and_then(Value::as_str).unwrap_or("delay")
}

/// The case that the journey in view suggests; what the view does not know is left for the agent.
#[must_use]
pub fn suggested(view: &Customer360) -> Option<Value> {
    let journey = view.journey.as_ref()?;
    let booking = view.bookings.iter().find(|booking| booking.pnr == journey.pnr);
    let mut facts = json!({
        "origin": journey.route.first()?.iata,
        "destination": journey.route.last()?.iata,
        "single_booking": true,
        "event_date": journey.date.to_string(),
        DISRUPTION: what_happened(view, journey),
    });
    let segments = booking.map(|booking| booking.segments.as_slice()).unwrap_or_default();
    let troubled = segments.iter().find(|part| part.cause.is_some()).or(segments.first());
    if let Some(part) = troubled {
        let carrier: String = part.operated_by.as_deref().unwrap_or(&part.flight).chars().take(2).collect();
        put(&mut facts, "operating_carrier", json!(carrier));
        put(&mut facts, "cause", part.cause.as_ref().map_or(Value::Null, |cause| json!(cause.value)));
    }
    let late = segments.last().and_then(|last| last.arrival_delay_min).filter(|late| *late > 0);
    put(&mut facts, "arrival_delay_min", late.map_or(Value::Null, Value::from));
    Some(facts)
}

fn what_happened(view: &Customer360, journey: &Journey) -> &'static str {
    let cancelled = |booking: &Booking| {
        booking
            .segments
            .iter()
            .any(|part| part.status.as_ref().is_some_and(|status| status.value == FlightStatus::Cancelled))
    };
    let astray = || view.bags.iter().any(|bag| bag.status.value == BagStatus::Mishandled);
    match journey.status {
        JourneyStatus::Cancelled => "cancellation",
        JourneyStatus::MissedConnection => "missed_connection",
        JourneyStatus::Diverted => "diversion_same_region",
        JourneyStatus::BagMissing => "baggage_delay",
        JourneyStatus::Planned
        | JourneyStatus::OnTime
        | JourneyStatus::Delayed
        | JourneyStatus::Completed => {
            let booking = view.bookings.iter().find(|booking| booking.pnr == journey.pnr);
            match booking.is_some_and(cancelled) {
                true => "cancellation",
                false if journey.status == JourneyStatus::Completed && astray() => "baggage_delay",
                false => "delay",
            }
        }
    }
}

#[cfg(test)]
mod tests;
