//! One flight's record: the newest word on each thing, and the status that follows from them.
//!
//! Deliberately not here: passengers, and what a delay means to them.

use crate::{
    airports,
    customers::learn::{Origin, learn},
    ingest::catalogue::FlightChange,
};
use jiff::Timestamp;
use purser_contract::{
    Fact, FlightKey,
    journey::{FlightStatus, FlightView},
    payload::FlightIn,
};
use serde::{Deserialize, Serialize};

/// What operations said last, each with its time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct FlightRecord {
    /// Scheduled, departed, arrived, diverted or cancelled; a delay is not a movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movement: Option<Fact<FlightStatus>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delayed: Option<Fact<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_departure: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_arrival: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_departure: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_arrival: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_departure: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_arrival: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aircraft: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operating_carrier: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier_country: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diverted_to: Option<Fact<String>>,
    /// The first word of its being cancelled: passengers knew from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_cancelled: Option<Timestamp>,
    /// The first word of anything going wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_trouble: Option<Timestamp>,
}

impl FlightRecord {
    /// Applies one operations event.
    pub fn apply(&mut self, change: FlightChange, flight: &FlightIn, origin: Origin<'_>) {
        let fact = |value| Fact { value, source: origin.source.to_owned(), as_of: origin.at };
        match change {
            FlightChange::Scheduled => learn(&mut self.movement, fact(FlightStatus::Scheduled)),
            FlightChange::Cancelled => learn(&mut self.movement, fact(FlightStatus::Cancelled)),
            FlightChange::Departed => learn(&mut self.movement, fact(FlightStatus::Departed)),
            FlightChange::Arrived => learn(&mut self.movement, fact(FlightStatus::Arrived)),
            FlightChange::Diverted => learn(&mut self.movement, fact(FlightStatus::Diverted)),
            FlightChange::Delayed => learn(
                &mut self.delayed,
                Fact { value: true, source: origin.source.to_owned(), as_of: origin.at },
            ),
            FlightChange::GateChanged => {}
        }
        if matches!(change, FlightChange::Cancelled | FlightChange::Delayed | FlightChange::Diverted) {
            first(&mut self.first_trouble, origin.at);
        }
        if change == FlightChange::Cancelled {
            first(&mut self.first_cancelled, origin.at);
        }
        self.learn_times(flight, origin);
        some(&mut self.from, flight.from.as_ref(), origin);
        some(&mut self.to, flight.to.as_ref(), origin);
        some(&mut self.cause, flight.cause.as_ref(), origin);
        some(&mut self.aircraft, flight.aircraft.as_ref(), origin);
        some(&mut self.gate, flight.gate.as_ref(), origin);
        some(&mut self.operating_carrier, flight.operating_carrier.as_ref(), origin);
        some(&mut self.carrier_country, flight.carrier_country.as_ref(), origin);
        some(&mut self.diverted_to, flight.diverted_to.as_ref(), origin);
    }

    fn learn_times(&mut self, flight: &FlightIn, origin: Origin<'_>) {
        some(&mut self.scheduled_departure, flight.scheduled_departure.as_ref(), origin);
        some(&mut self.scheduled_arrival, flight.scheduled_arrival.as_ref(), origin);
        some(&mut self.estimated_departure, flight.estimated_departure.as_ref(), origin);
        some(&mut self.estimated_arrival, flight.estimated_arrival.as_ref(), origin);
        some(&mut self.actual_departure, flight.actual_departure.as_ref(), origin);
        some(&mut self.actual_arrival, flight.actual_arrival.as_ref(), origin);
    }

    /// The status that follows: a movement stands, whatever estimate comes after it; before one, a delay shows.
    #[must_use]
    pub fn status(&self) -> Option<Fact<FlightStatus>> {
        match (&self.movement, &self.delayed) {
            (Some(movement), Some(delayed)) if movement.value == FlightStatus::Scheduled => {
                Some(delayed.clone().map(|_| FlightStatus::Delayed))
            }
            (Some(movement), _) => Some(movement.clone()),
            (None, Some(delayed)) => Some(delayed.clone().map(|_| FlightStatus::Delayed)),
            (None, None) => None,
        }
    }

    /// When it left or is expected to: actual, else estimated.
    #[must_use]
    pub fn expected_departure(&self) -> Option<&Fact<Timestamp>> {
        self.actual_departure.as_ref().or(self.estimated_departure.as_ref())
    }

    /// When it came or is expected to: actual, else estimated.
    #[must_use]
    pub fn expected_arrival(&self) -> Option<&Fact<Timestamp>> {
        self.actual_arrival.as_ref().or(self.estimated_arrival.as_ref())
    }

    /// The flight as its API shows it; the carrier defaults to the designator's.
    #[must_use]
    pub fn view(&self, key: &FlightKey, version: u64) -> Option<FlightView> {
        let (designator, date) = key.as_str().split_once('/')?;
        let departs = self.scheduled_departure.as_ref().map(|fact| fact.value);
        let arrives = self.scheduled_arrival.as_ref().map(|fact| fact.value);
        let status = self.status().unwrap_or(Fact {
            value: FlightStatus::Scheduled,
            source: "operations".to_owned(),
            as_of: Timestamp::UNIX_EPOCH,
        });
        let carrier = self.operating_carrier.clone().or_else(|| {
            let carrier = designator.get(..2)?.to_owned();
            Some(Fact { value: carrier, source: "designator".to_owned(), as_of: status.as_of })
        });
        Some(FlightView {
            id: key.clone(),
            flight: designator.to_owned(),
            date: date.parse().ok()?,
            version,
            status,
            from: self.from.as_ref().map(|from| airports::place(&from.value)),
            to: self.to.as_ref().map(|to| airports::place(&to.value)),
            departure_delay_min: delay(departs, self.expected_departure()),
            arrival_delay_min: delay(arrives, self.expected_arrival()),
            scheduled_departure: self.scheduled_departure.clone(),
            scheduled_arrival: self.scheduled_arrival.clone(),
            estimated_departure: self.estimated_departure.clone(),
            estimated_arrival: self.estimated_arrival.clone(),
            actual_departure: self.actual_departure.clone(),
            actual_arrival: self.actual_arrival.clone(),
            cause: self.cause.clone(),
            aircraft: self.aircraft.clone(),
            gate: self.gate.clone(),
            operating_carrier: carrier,
            carrier_country: self.carrier_country.clone(),
            diverted_to: self.diverted_to.clone(),
        })
    }
}

/// Whole minutes between the schedule and what is expected.
#[must_use]
pub fn delay(scheduled: Option<Timestamp>, expected: Option<&Fact<Timestamp>>) -> Option<i64> {
    Some((expected?.value.as_second() - scheduled?.as_second()) / 60)
}

fn first(slot: &mut Option<Timestamp>, at: Timestamp) {
    *slot = Some(slot.map_or(at, |known| known.min(at)));
}

fn some<T: Clone + Serialize>(slot: &mut Option<Fact<T>>, value: Option<&T>, origin: Origin<'_>) {
    if let Some(value) = value {
        learn(slot, Fact { value: value.clone(), source: origin.source.to_owned(), as_of: origin.at });
    }
}
