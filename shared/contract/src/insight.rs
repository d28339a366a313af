//! What the backend concludes about a customer: value, sentiment, segments and signals, each with what it was made of.
//!
//! Deliberately not here: the rules and their thresholds. They are the airline's, in the backend's configuration.

use crate::payload::{Channel, Money};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a customer is worth to the airline, with the formula and everything that went into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerValue {
    /// 0 to 100.
    pub score: u32,
    /// In words, with the weights that were used.
    pub formula: String,
    /// What was put into the formula; their points add up to the score.
    pub inputs: Vec<ValueInput>,
    /// What was spent in the window, by currency, the greatest points first. A booking's total is divided by its seats.
    pub spend: Vec<Money>,
    /// The loyalty tier that counted.
    pub tier: Option<String>,
    /// Journeys begun in the window.
    pub journeys: u32,
    /// Flights taken in the window.
    pub flights: u32,
    /// How far back spend and flights count, days.
    pub window_days: u32,
    /// The newest fact that went into it, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub as_of: Option<Timestamp>,
}

/// One input of a value's formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValueInput {
    /// `spend`, `tier` or `frequency`.
    pub name: String,
    /// What it was, in words: `EUR 1,307.40 of 5,000`, `Gold`, `4 of 20 flights`.
    pub is: String,
    /// What it gave.
    pub points: u32,
    /// The most it can give.
    pub weight: u32,
}

/// A text's or a customer's mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// -0.25 and lower.
    Negative,
    /// Between.
    Neutral,
    /// 0.25 and higher.
    Positive,
    /// It cannot be judged: in a language without a lexicon, or without words.
    Unknown,
}

/// Where a mood is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Trend {
    Falling,
    Steady,
    Rising,
    /// Too little was judged.
    Unknown,
}

/// How a customer feels about the airline, by what they wrote and scored lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sentiment {
    /// The one word.
    pub mood: Mood,
    /// -1 to 1, two decimals; absent when unknown. Newer and surer words count more.
    pub score: Option<f64>,
    /// 0 to 1, two decimals: how sure the parts are, and how much of what was written could be judged.
    pub confidence: f64,
    /// Where it is going.
    pub trend: Trend,
    /// What judged it.
    pub model: String,
    /// What was judged, newest first.
    pub parts: Vec<SentimentPart>,
    /// The newest part's time, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub as_of: Timestamp,
}

/// One message, score or mention that was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentimentPart {
    /// When it was said, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The kind of source system.
    pub source: String,
    /// The means, when it was a message.
    pub channel: Option<Channel>,
    /// The one word.
    pub mood: Mood,
    /// -1 to 1, two decimals; absent when unknown.
    pub score: Option<f64>,
    /// 0 to 1, two decimals.
    pub confidence: f64,
    /// The language it was taken for, BCP 47; absent for a bare score or when that is not clear.
    pub language: Option<String>,
}

/// A group the customer belongs to by the airline's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerSegment {
    /// As the rules call it.
    pub id: String,
    /// For people.
    pub name: String,
    /// Why, one sentence a condition.
    pub because: Vec<String>,
}

/// What a signal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignalKind {
    /// There is hardly time to change aircraft.
    ConnectionAtRisk,
    /// The flight left, and the bag was not loaded onto it.
    BagNotLoaded,
    /// The same thing brings the customer back again and again.
    RepeatedContacts,
    /// What they write gets worse.
    FallingSentiment,
    /// They look for the same route again and again.
    RepeatedSearches,
}

/// How much a signal matters now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Something is going wrong, and can still be acted upon.
    Now,
    /// To be kept in mind in this conversation.
    Soon,
    /// An opportunity.
    Chance,
}

/// Something that follows from many events together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signal {
    /// The same case has the same id, however often it is looked at.
    pub id: String,
    /// What it is about.
    pub kind: SignalKind,
    /// How much it matters.
    pub urgency: Urgency,
    /// One bold line.
    pub title: String,
    /// Why, in figures.
    pub text: String,
    /// What to do.
    pub advice: String,
    /// The kind of source system whose word completed it.
    pub source: String,
    /// That word's time, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub as_of: Timestamp,
    /// What it refers to: `pnr`, `flight`, `tag`, `airport`, …
    pub refs: BTreeMap<String, String>,
}
