//! Which colour a word deserves. Nothing is red unless something is wrong.

use purser_contract::{
    journey::{FlightStatus, JourneyStatus},
    payload::ConsentState,
    view::BagStatus,
};

/// The tag colours of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
    Gold,
}

impl Tone {
    /// The class of a tag in this colour.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Plain => "tag",
            Self::Good => "tag good",
            Self::Warn => "tag warn",
            Self::Bad => "tag bad",
            Self::Gold => "tag gold",
        }
    }
}

/// Of a journey.
#[must_use]
pub fn journey(status: JourneyStatus) -> Tone {
    match status {
        JourneyStatus::Planned | JourneyStatus::Completed => Tone::Plain,
        JourneyStatus::OnTime => Tone::Good,
        JourneyStatus::Delayed => Tone::Warn,
        JourneyStatus::MissedConnection
        | JourneyStatus::Cancelled
        | JourneyStatus::Diverted
        | JourneyStatus::BagMissing => Tone::Bad,
    }
}

/// Of a flight.
#[must_use]
pub fn flight(status: FlightStatus) -> Tone {
    match status {
        FlightStatus::Scheduled | FlightStatus::Departed => Tone::Plain,
        FlightStatus::Arrived => Tone::Good,
        FlightStatus::Delayed => Tone::Warn,
        FlightStatus::Diverted | FlightStatus::Cancelled => Tone::Bad,
    }
}

/// Of a bag.
#[must_use]
pub fn bag(status: BagStatus) -> Tone {
    match status {
        BagStatus::Checked => Tone::Plain,
        BagStatus::Loaded | BagStatus::Delivered => Tone::Good,
        BagStatus::Mishandled => Tone::Bad,
    }
}

/// Of a consent.
#[must_use]
pub fn consent(state: ConsentState) -> Tone {
    match state {
        ConsentState::Given => Tone::Good,
        ConsentState::Refused => Tone::Plain,
        ConsentState::Withdrawn => Tone::Bad,
    }
}

/// Of a delay in minutes, as a class for the figure: a quarter of an hour is a delay, an hour is trouble.
#[must_use]
pub fn delay(minutes: i64) -> &'static str {
    match minutes {
        ..15 => "delay",
        15..60 => "delay warn-ink",
        60.. => "delay bad-ink",
    }
}

/// Of a loyalty tier: only the upper ones shine.
#[must_use]
pub fn tier(tier: &str) -> Tone {
    match tier.to_lowercase().as_str() {
        "gold" | "platinum" | "diamond" | "senator" => Tone::Gold,
        _ => Tone::Plain,
    }
}
