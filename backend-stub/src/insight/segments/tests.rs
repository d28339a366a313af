//! Segments as rules say: who belongs, who does not, and which line of a wrong file is named.

use super::*;
use purser_contract::insight::{Mood, Trend};

fn belongs(conditions: &str) -> Vec<String> {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
    let last = "2026-11-01T12:00:00Z".parse().ok();
    let routes = [("FRA".to_owned(), "JFK".to_owned())].into();
    let travel = Travel { last, routes, ..Travel::default() };
    let value = CustomerValue {
        score: 62,
        formula: String::new(),
        inputs: Vec::new(),
        spend: Vec::new(),
        tier: Some("Gold".to_owned()),
        journeys: 3,
        flights: 6,
        window_days: 365,
        as_of: None,
    };
    let sentiment = Sentiment {
        mood: Mood::Negative,
        score: Some(-0.42),
        confidence: 0.8,
        trend: Trend::Unknown,
        model: String::new(),
        parts: Vec::new(),
        as_of: now,
    };
    let rules = read(&format!("[[segment]]\nid = \"s\"\n{conditions}\n")).unwrap();
    let known = Known { travel: &travel, value: &value, sentiment: Some(&sentiment), now };
    segments(&rules, known).into_iter().flat_map(|segment| segment.because).collect()
}

#[test]
fn all_conditions_must_hold_and_each_says_why() {
    for (conditions, because) in [
        ("tier = [\"gold\", \"Platinum\"]", vec!["Tier Gold"]),
        ("tier = [\"Silver\"]", vec![]),
        ("value-at-least = 62", vec!["Value 62, at least 62"]),
        ("value-at-least = 63", vec![]),
        ("value-at-most = 61", vec![]),
        (
            "flights-at-least = 6\nflights-at-most = 6",
            vec!["6 flights in 365 days, at least 6", "6 flights in 365 days, at most 6"],
        ),
        ("sentiment-at-most = -0.3", vec!["Sentiment -0.42, at most -0.3"]),
        ("sentiment-at-least = 0.0", vec![]),
        ("journey-within-days = 19", vec!["Last journey 19 days ago, at most 19"]),
        ("journey-within-days = 18", vec![]),
        ("no-journey-for-days = 19", vec!["Last journey 19 days ago, at least 19"]),
        ("no-journey-for-days = 20", vec![]),
        ("route = [\"BUD-*\", \"*-JFK\"]", vec!["Flew FRA to JFK"]),
        ("route = [\"JFK-FRA\"]", vec![]),
        ("value-at-least = 10\ntier = [\"Blue\"]", vec![]),
    ] {
        assert_eq!(belongs(conditions), because, "{conditions}");
    }
}

#[test]
fn the_offending_line_is_named() {
    for (text, line, named) in [
        ("[[segment]]\nid = \"a\"\ntier = [\"Gold\"]\n\n[[segment]]\nid = \"b\"\n", 5, "no condition"),
        ("[[segment]]\nid = \"a\"\nvalue-at-least = 101\n", 3, "value-at-least"),
        ("[[segment]]\nid = \"a\"\nvalue-at-leest = 10\n", 3, "value-at-leest"),
        ("[[segment]]\nid = \"A b\"\ntier = [\"Gold\"]\n", 2, "id"),
        ("[[segment]]\nid = \"a\"\ntier = []\n", 3, "tier"),
        ("[[segment]]\nid = \"a\"\nroute = [\"FRA-JFK\",\n\"FRAJFK\"]\n", 3, "route"),
        ("[[segment]]\nid = \"a\"\nroute = [\"*-*\"]\n", 3, "route"),
        ("[[segment]]\nid = \"a\"\ntier=[\"x\"]\n[[segment]]\nid = \"a\"\ntier=[\"x\"]\n", 5, "twice"),
        ("[[segment]]\nid = \"a\"\nsentiment-at-most = -3.0\n", 3, "sentiment-at-most"),
        ("[[segment]]\ntier = [\"x\"]\n", 1, "id"),
        ("[[segment]\n", 1, ""),
    ] {
        let wrong = read(text).unwrap_err();
        assert!(wrong.starts_with(&format!("line {line}: ")) && wrong.contains(named), "{text}: {wrong}");
        assert_eq!(wrong.lines().count(), 1, "{wrong}");
    }
}
