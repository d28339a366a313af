//! Segments: a closed set of conditions on what is known and concluded about a customer, read from TOML. Pure.
//!
//! Deliberately not here: exporting who belongs to one (`sharing`).

use super::{
    rules::{at_line, line_of},
    travel::Travel,
};
use crate::ingest::normal;
use jiff::Timestamp;
use purser_contract::insight::{CustomerSegment, CustomerValue, Sentiment};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Who belongs to one segment.
#[derive(Clone, Debug)]
pub struct SegmentRule {
    id: String,
    name: String,
    all: Vec<Condition>,
}

impl SegmentRule {
    /// Its id, and its name for people.
    #[must_use]
    pub fn named(&self) -> (&str, &str) {
        (&self.id, &self.name)
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// In small letters.
    Tier(Vec<String>),
    ValueAtLeast(u32),
    ValueAtMost(u32),
    FlightsAtLeast(u32),
    FlightsAtMost(u32),
    SentimentAtLeast(f64),
    SentimentAtMost(f64),
    JourneyWithin(u32),
    NoJourneyFor(u32),
    Route(Vec<Route>),
}

/// A route; nothing stands for any airport.
#[derive(Clone, Debug, PartialEq)]
struct Route {
    from: Option<String>,
    to: Option<String>,
}

/// What segments are decided by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What was flown.
    pub travel: &'a Travel,
    /// The value.
    pub value: &'a CustomerValue,
    /// The sentiment, when there is one.
    pub sentiment: Option<&'a Sentiment>,
    /// The time.
    pub now: Timestamp,
}

/// The segments a customer belongs to, in the file's order.
#[must_use]
pub fn segments(rules: &[SegmentRule], known: Known<'_>) -> Vec<CustomerSegment> {
    let belongs = |rule: &SegmentRule| {
        let because: Option<Vec<String>> =
            rule.all.iter().map(|condition| condition.because(known)).collect();
        Some(CustomerSegment { id: rule.id.clone(), name: rule.name.clone(), because: because? })
    };
    rules.iter().filter_map(belongs).collect()
}

impl Condition {
    /// Why it holds, or nothing when it does not.
    fn because(&self, known: Known<'_>) -> Option<String> {
        let Known { travel, value, sentiment, now } = known;
        let mood = sentiment.and_then(|sentiment| sentiment.score);
        let days = |at: Timestamp| (now.as_second() - at.as_second()).div_euclid(86_400);
        let last = travel.last.map(days);
        match self {
            Self::Tier(tiers) => {
                let own = value.tier.as_ref()?;
                tiers.contains(&own.to_lowercase()).then(|| format!("Tier {own}"))
            }
            Self::ValueAtLeast(least) => {
                (value.score >= *least).then(|| format!("Value {}, at least {least}", value.score))
            }
            Self::ValueAtMost(most) => {
                (value.score <= *most).then(|| format!("Value {}, at most {most}", value.score))
            }
            Self::FlightsAtLeast(least) => (value.flights >= *least).then(|| {
                format!("{} flights in {} days, at least {least}", value.flights, value.window_days)
            }),
            Self::FlightsAtMost(most) => (value.flights <= *most)
                .then(|| format!("{} flights in {} days, at most {most}", value.flights, value.window_days)),
            Self::SentimentAtLeast(least) => {
                mood.filter(|mood| mood >= least).map(|mood| format!("Sentiment {mood:.2}, at least {least}"))
            }
            Self::SentimentAtMost(most) => {
                mood.filter(|mood| mood <= most).map(|mood| format!("Sentiment {mood:.2}, at most {most}"))
            }
            Self::JourneyWithin(most) => last
                .filter(|last| *last <= i64::from(*most))
                .map(|last| format!("Last journey {last} days ago, at most {most}")),
            Self::NoJourneyFor(least) => last
                .filter(|last| *last >= i64::from(*least))
                .map(|last| format!("Last journey {last} days ago, at least {least}")),
            Self::Route(routes) => {
                let flown =
                    travel.routes.iter().find(|(from, to)| routes.iter().any(|route| route.is(from, to)));
                flown.map(|(from, to)| format!("Flew {from} to {to}"))
            }
        }
    }
}

impl Route {
    fn is(&self, from: &str, to: &str) -> bool {
        self.from.as_deref().is_none_or(|own| own == from) && self.to.as_deref().is_none_or(|own| own == to)
    }

    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let end = |text: &str| match text {
            "*" => Some(None),
            iata => normal::airport(iata).filter(|known| known == iata).map(Some),
        };
        Some(Self { from: end(from)?, to: end(to)? })
            .filter(|route| route.from.is_some() || route.to.is_some())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    segment: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    id: Spanned<String>,
    name: Option<String>,
    tier: Option<Spanned<Vec<String>>>,
    value_at_least: Option<Spanned<u32>>,
    value_at_most: Option<Spanned<u32>>,
    flights_at_least: Option<u32>,
    flights_at_most: Option<u32>,
    sentiment_at_least: Option<Spanned<f64>>,
    sentiment_at_most: Option<Spanned<f64>>,
    journey_within_days: Option<u32>,
    no_journey_for_days: Option<u32>,
    route: Option<Spanned<Vec<String>>>,
}

/// A place in the file and what is wrong there.
type Wrong = (usize, String);

/// Reads a file of segments.
///
/// # Errors
/// One line: where, and what is wrong.
pub fn read(text: &str) -> Result<Vec<SegmentRule>, String> {
    let file: File = toml::from_str(text).map_err(|error| at_line(text, &error))?;
    let mut seen = BTreeSet::new();
    let mut rules = Vec::new();
    for written in file.segment {
        let start = written.span().start;
        let rule = rule(written.into_inner(), start, &mut seen);
        rules.push(rule.map_err(|(place, wrong)| format!("line {}: {wrong}", line_of(text, place)))?);
    }
    Ok(rules)
}

fn rule(written: Written, start: usize, seen: &mut BTreeSet<String>) -> Result<SegmentRule, Wrong> {
    let place = written.id.span().start;
    let id = written.id.into_inner();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(is_plain) {
        return Err((place, "id: expected small letters, digits and hyphens, at most 64".to_owned()));
    }
    if !seen.insert(id.clone()) {
        return Err((place, format!("id: {id} is there twice")));
    }
    let mut all = Vec::new();
    if let Some(tiers) = written.tier {
        let place = tiers.span().start;
        let tiers: Vec<String> = tiers.into_inner().iter().map(|tier| tier.trim().to_lowercase()).collect();
        if tiers.is_empty() || tiers.iter().any(String::is_empty) {
            return Err((place, "tier: expected at least one".to_owned()));
        }
        all.push(Condition::Tier(tiers));
    }
    all.extend(within(written.value_at_least, "value-at-least", 0..=100)?.map(Condition::ValueAtLeast));
    all.extend(within(written.value_at_most, "value-at-most", 0..=100)?.map(Condition::ValueAtMost));
    all.extend(written.flights_at_least.map(Condition::FlightsAtLeast));
    all.extend(written.flights_at_most.map(Condition::FlightsAtMost));
    let least = within(written.sentiment_at_least, "sentiment-at-least", -1.0..=1.0)?;
    let most = within(written.sentiment_at_most, "sentiment-at-most", -1.0..=1.0)?;
    all.extend(least.map(Condition::SentimentAtLeast));
    all.extend(most.map(Condition::SentimentAtMost));
    all.extend(written.journey_within_days.map(Condition::JourneyWithin));
    all.extend(written.no_journey_for_days.map(Condition::NoJourneyFor));
    if let Some(routes) = written.route {
        let place = routes.span().start;
        let read: Option<Vec<Route>> = routes.into_inner().iter().map(|route| Route::read(route)).collect();
        let read = read.filter(|routes| !routes.is_empty());
        all.push(Condition::Route(
            read.ok_or((place, "route: expected FRA-JFK, FRA-* or *-JFK".to_owned()))?,
        ));
    }
    if all.is_empty() {
        return Err((start, format!("segment {id}: has no condition")));
    }
    let name = written.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.clone());
    Ok(SegmentRule { id, name, all })
}

fn within<T: PartialOrd + Copy + std::fmt::Display>(
    value: Option<Spanned<T>>,
    key: &str,
    range: std::ops::RangeInclusive<T>,
) -> Result<Option<T>, Wrong> {
    let Some(value) = value else { return Ok(None) };
    let place = value.span().start;
    let value = value.into_inner();
    if range.contains(&value) {
        return Ok(Some(value));
    }
    Err((place, format!("{key}: expected {} to {}, got {value}", range.start(), range.end())))
}

#[cfg(test)]
mod tests;
