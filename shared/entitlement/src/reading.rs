//! Reading facts from JSON, and saying of what cannot be read, in one sentence, what stands there and what should.
//!
//! Deliberately not here: facts that can be read and cannot be true (`check`).

use crate::{
    LONGEST_TEXT,
    error::{FactError, Problem},
    facts::Facts,
    vocabulary::{Cabin, CarrierSize, Control, Disruption},
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Letters of a sender's text that are said back.
const SHOWN: usize = 60;

/// Reads the facts of one case from JSON.
///
/// # Errors
/// What is not JSON, of the wrong type, not in the vocabulary or not a field at all, named by its path.
pub fn read_facts(text: &str) -> Result<Facts, FactError> {
    if text.len() > LONGEST_TEXT {
        return Err(Problem::TooLarge.at("."));
    }
    if !text.trim_start().starts_with('{') {
        return Err(Problem::Unreadable("are not a JSON object".to_owned()).at("."));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let facts = match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(facts) => facts,
        Err(error) => return Err(unreadable(text, error.path(), &error.inner().to_string())),
    };
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(facts)
}

fn not_json(error: &serde_json::Error) -> FactError {
    let place = format!("are not JSON from line {}, column {} on", error.line(), error.column());
    Problem::Unreadable(place).at(".")
}

/// The reader's complaint at the field it is about.
fn unreadable(text: &str, path: &Path, complaint: &str) -> FactError {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return not_json(&error);
    }
    let complaint = complaint.rsplit_once(" at line ").map_or(complaint, |(complaint, _)| complaint);
    let named = |lead: &str| complaint.strip_prefix(lead)?.split('`').next();
    let field = cut(&path.to_string());
    if let Some(name) = named("missing field `").or_else(|| named("duplicate field `")) {
        let field = if field == "." { name.to_owned() } else { field };
        return Problem::Unreadable(complaint.to_owned()).at(field);
    }
    if complaint.starts_with("unknown field") {
        return Problem::Unreadable("is not a field that these facts have".to_owned()).at(field);
    }
    let whole: Value = serde_json::from_str(text).unwrap_or_default();
    let found = shown(at(&whole, path));
    Problem::Unreadable(said(&field, complaint, &found)).at(field)
}

/// What stands in a field, and what should.
fn said(field: &str, complaint: &str, found: &str) -> String {
    if field == "event_date" {
        return format!("{found} is no date; YYYY-MM-DD is expected");
    }
    let words = match field.rsplit('.').next().unwrap_or(field) {
        "disruption" => vocabulary::<Disruption>(),
        "booked_cabin" | "flown_cabin" => vocabulary::<Cabin>(),
        "carrier_size" => vocabulary::<CarrierSize>(),
        "control" => vocabulary::<Control>(),
        _ => None,
    };
    if let Some(words) = words {
        return format!("{found} is none of {words}");
    }
    // A code's own words name what they are about.
    if complaint.starts_with('`') {
        return complaint.to_owned();
    }
    if complaint.starts_with("is not") {
        return format!("{found} {complaint}");
    }
    if complaint.starts_with("number out of range") {
        return format!("{found} is larger than can be");
    }
    let expected = complaint.rsplit_once(", expected ").map_or(complaint, |(_, expected)| expected);
    format!("is {found}, where {} is expected", kind(expected))
}

/// The allowed words, from the reader's own complaint about one that is none.
fn vocabulary<T: DeserializeOwned>() -> Option<String> {
    let complaint = serde_json::from_str::<T>("\"\"").err()?.to_string();
    let words: Vec<&str> = complaint.split('`').skip(1).step_by(2).filter(|word| !word.is_empty()).collect();
    let (last, first) = words.split_last()?;
    Some(format!("{} and {last}", first.join(", ")))
}

/// What a reader expects, in a sender's words.
fn kind(expected: &str) -> &str {
    match expected {
        "i64" => "a whole number",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "string" | "a borrowed string" => "a text",
        "a sequence" => "a list",
        "struct Money" => "an object of `amount` and `currency`",
        "struct TicketPrice" => "an object of `amount`, `taxes_class_independent` and `currency`",
        "struct Fare" => "an object of `amount`, `paid_by_passenger`, `received_by_carrier` and `currency`",
        "struct Reroute" => "an object of `offered`, `departs_earlier_min` and `arrives_later_min`",
        "struct Leg" => "an object that has `from` and `to`",
        other => other,
    }
}

fn at<'a>(whole: &'a Value, path: &Path) -> &'a Value {
    path.iter().fold(whole, |value, segment| match segment {
        Segment::Seq { index } => value.get(*index).unwrap_or(&Value::Null),
        Segment::Map { key } => value.get(key).unwrap_or(&Value::Null),
        Segment::Enum { .. } | Segment::Unknown => value,
    })
}

/// What stands there, as far as it can be said in a sentence.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::String(text) => format!("the text `{}`", cut(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => format!("`{}`", cut(&value.to_string())),
    }
}

/// The first letters of a text, without those that a screen does not show.
pub(crate) fn cut(text: &str) -> String {
    let mut letters = text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}
