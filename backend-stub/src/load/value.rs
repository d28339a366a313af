//! From the text of a cell to a JSON value of the type that a mapping names.
//!
//! Deliberately not here: where it goes (`path`), and whether a cell may be empty (`mapping`).

use jiff::{Timestamp, civil, fmt::strtime::BrokenDownTime, tz::TimeZone};
use serde_json::{Number, Value};

/// What a cell holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Text as it stands.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction, as a JSON number.
    Number {
        /// Whether the comma is what others write as a point.
        comma: bool,
    },
    /// Digits with an optional point, as text: amounts of money are.
    Decimal {
        /// Whether the comma is what others write as a point.
        comma: bool,
    },
    /// A truth.
    Boolean {
        /// What says yes.
        yes: Vec<String>,
        /// What says no.
        no: Vec<String>,
    },
    /// A day.
    Date {
        /// As `strftime` writes it; else ISO 8601.
        format: Option<String>,
    },
    /// An instant.
    Timestamp {
        /// As `strftime` writes it; else RFC 3339.
        format: Option<String>,
        /// Whose clock it was read from, where the text does not say.
        zone: TimeZone,
    },
}

impl Kind {
    /// Reads a cell that is not empty.
    ///
    /// # Errors
    /// What was expected; never the cell itself.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        match self {
            Self::Text => Ok(Value::String(text.to_owned())),
            Self::Integer => {
                text.parse::<i64>().map(Value::from).map_err(|_| "expected a whole number".to_owned())
            }
            Self::Number { comma } => {
                let plain = decimal(text, *comma)?;
                let number = plain.parse().ok().and_then(Number::from_f64);
                number.map(Value::Number).ok_or_else(|| "expected a number".to_owned())
            }
            Self::Decimal { comma } => decimal(text, *comma).map(Value::String),
            Self::Boolean { yes, no } => {
                let is = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
                match (is(yes), is(no)) {
                    (true, _) => Ok(Value::Bool(true)),
                    (false, true) => Ok(Value::Bool(false)),
                    (false, false) => Err(format!(
                        "expected one of {}",
                        [yes.as_slice(), no.as_slice()].concat().join(", ")
                    )),
                }
            }
            Self::Date { format } => {
                date(text, format.as_deref()).map(|date| Value::String(date.to_string()))
            }
            Self::Timestamp { format, zone } => {
                instant(text, format.as_deref(), zone).map(|at| Value::String(at.to_string()))
            }
        }
    }
}

/// Digits with at most one point; signs between thousands are left out.
fn decimal(text: &str, comma: bool) -> Result<String, String> {
    let (point, thousands) = if comma { (',', '.') } else { ('.', ',') };
    let plain: String = text
        .chars()
        .filter(|sign| *sign != thousands && !sign.is_whitespace())
        .map(|sign| if sign == point { '.' } else { sign })
        .collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits(whole) && all_digits(part) {
        Ok(plain)
    } else {
        Err(format!("expected digits with an optional {}", if comma { "comma" } else { "point" }))
    }
}

fn date(text: &str, format: Option<&str>) -> Result<civil::Date, String> {
    match format {
        None => text.parse().map_err(|_| "expected a date such as 2026-11-20".to_owned()),
        Some(format) => {
            civil::Date::strptime(format, text).map_err(|_| format!("expected a date as {format}"))
        }
    }
}

fn instant(text: &str, format: Option<&str>, zone: &TimeZone) -> Result<Timestamp, String> {
    let Some(format) = format else {
        let at = text.parse().ok().or_else(|| {
            let local: civil::DateTime = text.parse().ok()?;
            local.to_zoned(zone.clone()).ok().map(|at| at.timestamp())
        });
        return at.ok_or_else(|| "expected a time such as 2026-11-20T09:30:00Z".to_owned());
    };
    let wrong = || format!("expected a time as {format}");
    let parts = BrokenDownTime::parse(format, text).map_err(|_| wrong())?;
    // Where the text says its offset, or counts seconds, it needs no zone.
    if let Ok(at) = parts.to_timestamp() {
        return Ok(at);
    }
    let local = parts
        .to_datetime()
        .or_else(|_| parts.to_date().map(|day| day.to_datetime(civil::Time::midnight())))
        .map_err(|_| wrong())?;
    local.to_zoned(zone.clone()).map(|at| at.timestamp()).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_by_their_kind() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let stamp = |format: Option<&str>| Kind::Timestamp {
            format: format.map(str::to_owned),
            zone: berlin.clone(),
        };
        let german = || Kind::Date { format: Some("%d.%m.%Y".to_owned()) };
        let truth = || Kind::Boolean { yes: words(&["J"]), no: words(&["N"]) };
        for (kind, text, expected) in [
            (Kind::Text, "007", Some("\"007\"")),
            (Kind::Integer, "-42", Some("-42")),
            (Kind::Integer, "4.2", None),
            (Kind::Number { comma: false }, "1.5", Some("1.5")),
            (Kind::Decimal { comma: true }, "1.234,50", Some("\"1234.50\"")),
            (Kind::Decimal { comma: false }, "1,234.50", Some("\"1234.50\"")),
            (Kind::Decimal { comma: false }, "12.", None),
            (Kind::Decimal { comma: false }, "1e3", None),
            (truth(), "j", Some("true")),
            (truth(), "N", Some("false")),
            (truth(), "?", None),
            (german(), "05.11.2026", Some("\"2026-11-05\"")),
            (german(), "2026-11-05", None),
            (Kind::Date { format: None }, "2026-11-05", Some("\"2026-11-05\"")),
            (stamp(Some("%d.%m.%Y %H:%M")), "05.07.2026 12:00", Some("\"2026-07-05T10:00:00Z\"")),
            (stamp(Some("%d.%m.%Y")), "05.11.2026", Some("\"2026-11-04T23:00:00Z\"")),
            (stamp(Some("%Y-%m-%d %H:%M %z")), "2026-11-05 12:00 +0000", Some("\"2026-11-05T12:00:00Z\"")),
            (stamp(Some("%s")), "1763000000", Some("\"2025-11-13T02:13:20Z\"")),
            (stamp(None), "2026-11-05T12:00:00", Some("\"2026-11-05T11:00:00Z\"")),
            (stamp(None), "2026-11-05T12:00:00Z", Some("\"2026-11-05T12:00:00Z\"")),
            (stamp(None), "yesterday", None),
        ] {
            let read = kind.read(text).map(|value| value.to_string());
            assert_eq!(read.as_deref().ok(), expected, "{kind:?} {text} {read:?}");
        }
    }
}
