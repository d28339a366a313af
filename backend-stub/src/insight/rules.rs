//! The airline's numbers: weights, thresholds, connecting times and segments, from two files of TOML or as built in.
//!
//! A file that says something wrong is refused when it is read, with the line. Deliberately not here: applying them.

use super::segments::{self, SegmentRule};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};

/// Everything a view's conclusions are made by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How value is counted.
    pub value: ValueRules,
    /// When a signal arises.
    pub signals: SignalRules,
    /// How long a change of aircraft takes.
    pub connecting: Connecting,
    /// Who belongs to which segment.
    pub segments: Vec<SegmentRule>,
}

/// How value is counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValueRules {
    /// How far back spend and flights count.
    pub window_days: u32,
    /// The most points each input can give; together 100.
    pub weights: Weights,
    /// What must be spent in the window for all points, by currency; a currency that is not here gives none.
    pub full_spend: BTreeMap<String, Decimal>,
    /// Flights in the window for all points.
    pub full_flights: u32,
    /// The share of its points that a tier gives, percent, by its name in any case.
    pub tiers: BTreeMap<String, u32>,
}

/// Points.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Weights {
    pub spend: u32,
    pub tier: u32,
    pub frequency: u32,
}

/// When a signal arises.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is its signal's")]
pub struct SignalRules {
    pub repeated_searches: RepeatedSearches,
    pub repeated_contacts: RepeatedContacts,
    pub falling_sentiment: FallingSentiment,
    pub bag_not_loaded: BagNotLoaded,
}

/// So many searches of one route within so many hours; shown for some days after the last.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub struct RepeatedSearches {
    pub times: usize,
    pub hours: u32,
    pub shown_days: u32,
}

/// So many contacts about one thing within so many days.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words say it")]
pub struct RepeatedContacts {
    pub times: usize,
    pub days: u32,
}

/// The last so many judged words, each no better than the one before, fell by so much (hundredths) within so many days.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words say it")]
pub struct FallingSentiment {
    pub last: usize,
    pub drop: i32,
    pub days: u32,
}

/// Shown until so long after the departure.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub struct BagNotLoaded {
    pub shown_hours: u32,
}

/// Minimum connecting times, minutes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connecting {
    /// Where nothing else is said.
    pub default: u32,
    /// By IATA code.
    #[serde(default)]
    pub airports: BTreeMap<String, u32>,
}

impl Connecting {
    /// Minutes that a change takes at an airport.
    #[must_use]
    pub fn at(&self, iata: &str) -> i64 {
        i64::from(self.airports.get(iata).copied().unwrap_or(self.default))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    value: ValueRules,
    signals: SignalRules,
    minimum_connecting_time: Connecting,
}

const BUILT_IN: &str = include_str!("../../data/insight.toml");
const BUILT_IN_SEGMENTS: &str = include_str!("../../data/segments.toml");

impl Rules {
    /// Reads the files that are named, and takes what is built in for the others.
    ///
    /// # Errors
    /// One line that names the file, the line and what is wrong.
    pub fn load(insight: Option<&Path>, segments: Option<&Path>) -> Result<Self, String> {
        let own = |flag: &str, path: Option<&Path>, built_in: &str| match path {
            None => Ok(("built in".to_owned(), built_in.to_owned())),
            Some(path) => std::fs::read_to_string(path)
                .map(|text| (path.display().to_string(), text))
                .map_err(|error| format!("{flag}: read {}: {error}", path.display())),
        };
        let (name, text) = own("--insight", insight, BUILT_IN)?;
        let numbers = read(&text).map_err(|wrong| format!("--insight: {name}, {wrong}"))?;
        let (name, text) = own("--segments", segments, BUILT_IN_SEGMENTS)?;
        let segments = segments::read(&text).map_err(|wrong| format!("--segments: {name}, {wrong}"))?;
        let File { value, signals, minimum_connecting_time } = numbers;
        Ok(Self { value, signals, connecting: minimum_connecting_time, segments })
    }

    /// What is built in.
    #[must_use]
    pub fn built_in() -> Self {
        Self::load(None, None).expect("a test reads the files that are built in")
    }
}

fn read(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| at_line(text, &error))?;
    let weights = file.value.weights;
    let wrong = if weights.spend.saturating_add(weights.tier).saturating_add(weights.frequency) != 100 {
        Some(("weights", "value.weights: expected to add up to 100"))
    } else if !(1..=3_650).contains(&file.value.window_days) {
        Some(("window-days", "value.window-days: expected 1 to 3650"))
    } else if file.value.full_flights == 0 {
        Some(("full-flights", "value.full-flights: expected at least 1"))
    } else if file.value.full_spend.values().any(|full| *full <= Decimal::ZERO) {
        Some(("full-spend", "value.full-spend: expected amounts above 0"))
    } else if file.value.tiers.values().any(|share| *share > 100) {
        Some(("tiers", "value.tiers: expected 0 to 100"))
    } else {
        wrong_signal(&file)
    };
    match wrong {
        None => Ok(file),
        Some((key, wrong)) => {
            let line = text.lines().position(|line| line.contains(key)).map_or(1, |line| line + 1);
            Err(format!("line {line}: {wrong}"))
        }
    }
}

fn wrong_signal(file: &File) -> Option<(&'static str, &'static str)> {
    let SignalRules {
        repeated_searches: searches,
        repeated_contacts: contacts,
        falling_sentiment: falling,
        ..
    } = file.signals;
    if !(2..=20).contains(&searches.times) || searches.hours == 0 {
        Some((
            "repeated-searches",
            "signals.repeated-searches: expected times from 2 to 20 and hours above 0",
        ))
    } else if !(2..=20).contains(&contacts.times) || contacts.days == 0 {
        Some(("repeated-contacts", "signals.repeated-contacts: expected times from 2 to 20 and days above 0"))
    } else if !(2..=12).contains(&falling.last) || !(1..=200).contains(&falling.drop) {
        Some((
            "falling-sentiment",
            "signals.falling-sentiment: expected last from 2 to 12 and drop from 1 to 200",
        ))
    } else {
        let connecting = &file.minimum_connecting_time;
        let known = |iata: &String| crate::ingest::normal::airport(iata).as_ref() == Some(iata);
        (!connecting.airports.keys().all(known))
            .then_some(("airports", "minimum-connecting-time.airports: expected IATA codes in capitals"))
    }
}

/// A parser's complaint with its line.
pub(super) fn at_line(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    let words = error.message().lines().collect::<Vec<_>>().join(" ");
    format!("line {line}: {words}")
}

/// The line, from 1, of a place in a text.
pub(super) fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_right_and_a_wrong_line_is_named() {
        let rules = Rules::built_in();
        assert!(rules.connecting.at("FRA") > 0);
        assert_eq!(rules.connecting.at("QQQ"), i64::from(rules.connecting.default));
        for (from, to, named) in [
            ("window-days", "window-dais", "window-dais"),
            ("spend = 50", "spend = 51", "add up to 100"),
            ("full-flights = 20", "full-flights = 0", "full-flights"),
            ("times = 3\nhours", "times = 1\nhours", "repeated-searches"),
            ("FRA = 45", "fra = 45", "IATA"),
            ("default = 60", "default = \"long\"", "line"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let wrong = read(&BUILT_IN.replacen(from, to, 1)).err().unwrap();
            assert!(wrong.contains(named) && wrong.starts_with("line "), "{wrong}");
            assert_eq!(wrong.lines().count(), 1);
        }
    }
}
