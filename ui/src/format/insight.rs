//! The words and colours of what the backend concludes: mood, trend, urgency, whereabouts.

use super::tone::Tone;
use crate::words::{fill, t};
use purser_contract::{
    insight::{Mood, Sentiment, SignalKind, Trend, Urgency},
    journey::{Position, Whereabouts},
};

/// A mood in one word.
#[must_use]
pub fn mood(mood: Mood) -> &'static str {
    match mood {
        Mood::Negative => t("mood.negative"),
        Mood::Neutral => t("mood.neutral"),
        Mood::Positive => t("mood.positive"),
        Mood::Unknown => t("mood.unknown"),
    }
}

/// Its colour. A bad mood is no fault of anything on the screen, so it warns and is not red.
#[must_use]
pub fn mood_tone(mood: Mood) -> Tone {
    match mood {
        Mood::Negative => Tone::Warn,
        Mood::Neutral | Mood::Unknown => Tone::Plain,
        Mood::Positive => Tone::Good,
    }
}

/// Where a mood is going; nothing when it stays or is not known.
#[must_use]
pub fn trend(trend: Trend) -> Option<&'static str> {
    match trend {
        Trend::Falling => Some(t("trend.falling")),
        Trend::Rising => Some(t("trend.rising")),
        Trend::Steady | Trend::Unknown => None,
    }
}

/// A score from -1 to 1: `−0.42`.
#[must_use]
pub fn score(score: f64) -> String {
    format!("{score:.2}").replace('-', "\u{2212}")
}

/// A part of one as percent.
#[must_use]
pub fn percent(part: f64) -> String {
    format!("{:.0}\u{a0}%", part * 100.0)
}

/// A sentiment in a tag: `Negative −0.42, falling`.
#[must_use]
pub fn sentiment(sentiment: &Sentiment) -> String {
    let scored = sentiment.score.map(|of| format!(" {}", score(of))).unwrap_or_default();
    let going = trend(sentiment.trend).map(|word| format!(", {word}")).unwrap_or_default();
    format!("{}{scored}{going}", mood(sentiment.mood))
}

/// The class of a signal's banner.
#[must_use]
pub fn banner(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => "signal now",
        Urgency::Soon => "signal soon",
        Urgency::Chance => "signal chance",
    }
}

/// How much it matters, for those who do not see the colour.
#[must_use]
pub fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => t("signal.now"),
        Urgency::Soon => t("signal.soon"),
        Urgency::Chance => t("signal.chance"),
    }
}

/// A signal's picture.
#[must_use]
pub fn picture(kind: SignalKind) -> icondata_core::Icon {
    match kind {
        SignalKind::ConnectionAtRisk => icondata_lu::LuTimer,
        SignalKind::BagNotLoaded => icondata_lu::LuLuggage,
        SignalKind::RepeatedContacts => icondata_lu::LuRepeat,
        SignalKind::FallingSentiment => icondata_lu::LuTrendingDown,
        SignalKind::RepeatedSearches => icondata_lu::LuSearch,
    }
}

/// Where the customer is: `Past security at Budapest`, `In the air, ZX 402`.
#[must_use]
pub fn position(position: &Position) -> String {
    let place = position.airport.as_ref().map(|place| place.city.clone());
    let flight = position.flight.as_deref().map(flight);
    match (position.at, place, flight) {
        (Whereabouts::Home, _, _) => t("where.home").to_owned(),
        (Whereabouts::AtAirport, Some(place), _) => fill("where.at-airport-of", &[("place", &place)]),
        (Whereabouts::AtAirport, None, _) => t("where.at-airport").to_owned(),
        (Whereabouts::PastSecurity, Some(place), _) => fill("where.past-security-of", &[("place", &place)]),
        (Whereabouts::PastSecurity, None, _) => t("where.past-security").to_owned(),
        (Whereabouts::Boarded, _, Some(flight)) => fill("where.boarded-on", &[("flight", &flight)]),
        (Whereabouts::Boarded, _, None) => t("where.boarded").to_owned(),
        (Whereabouts::InTheAir, _, Some(flight)) => fill("where.in-the-air-on", &[("flight", &flight)]),
        (Whereabouts::InTheAir, _, None) => t("where.in-the-air").to_owned(),
        (Whereabouts::Landed, Some(place), _) => fill("where.landed-at", &[("place", &place)]),
        (Whereabouts::Landed, None, _) => t("where.landed").to_owned(),
        (Whereabouts::Connecting, Some(place), Some(flight)) => {
            fill("where.connecting-to", &[("place", &place), ("flight", &flight)])
        }
        (Whereabouts::Connecting, _, _) => t("where.connecting").to_owned(),
        (Whereabouts::WaitingForBags, Some(place), _) => fill("where.waiting-at", &[("place", &place)]),
        (Whereabouts::WaitingForBags, None, _) => t("where.waiting").to_owned(),
        (Whereabouts::Arrived, Some(place), _) => fill("where.arrived-at", &[("place", &place)]),
        (Whereabouts::Arrived, None, _) => t("where.arrived").to_owned(),
    }
}

/// `ZX402` as `ZX 402`.
fn flight(designator: &str) -> String {
    match designator.split_at_checked(2) {
        Some((carrier, number)) if !number.starts_with(' ') => format!("{carrier}\u{a0}{number}"),
        _ => designator.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use purser_contract::journey::Place;

    #[test]
    fn scores_and_places_are_words() {
        assert_eq!(score(-0.42), "\u{2212}0.42");
        assert_eq!(score(0.0), "0.00");
        assert_eq!(percent(0.57), "57\u{a0}%");
        let place = Place { iata: "BUD".into(), city: "Budapest".into(), zone: "Europe/Budapest".into() };
        let at = |at, airport: Option<&Place>, flight: Option<&str>| {
            position(&Position {
                at,
                airport: airport.cloned(),
                flight: flight.map(str::to_owned),
                because: String::new(),
            })
        };
        assert_eq!(at(Whereabouts::InTheAir, None, Some("ZX402")), "In the air on ZX\u{a0}402");
        assert_eq!(at(Whereabouts::PastSecurity, Some(&place), Some("ZX402")), "Past security in Budapest");
        assert_eq!(at(Whereabouts::Home, None, None), "Not at the airport yet");
    }
}
