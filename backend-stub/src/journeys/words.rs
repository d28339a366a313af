//! Small words about flights and times, the same everywhere an agent reads them.

use jiff::{Timestamp, tz::TimeZone};

/// `ZX402` → `ZX 402`.
#[must_use]
pub fn flight_name(designator: &str) -> String {
    match designator.split_at_checked(2) {
        Some((carrier, number)) => format!("{carrier} {number}"),
        None => designator.to_owned(),
    }
}

/// A reason as people say it: some senders write words of the law's list, `technical_fault`, and some a sentence.
#[must_use]
pub fn spoken(reason: &str) -> String {
    reason.replace('_', " ")
}

/// Minutes as `50 min`, `2 h`, `1 h 50 min`.
#[must_use]
pub fn duration(minutes: i64) -> String {
    let minutes = minutes.abs();
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// The local time of day at an airport: `12:55`.
#[must_use]
pub fn local_time(at: Timestamp, iata: &str) -> String {
    let zone = crate::airports::airport(iata).and_then(|airport| TimeZone::get(&airport.zone).ok());
    let local = at.to_zoned(zone.unwrap_or(TimeZone::UTC));
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `0220417733` → `0220 417733`.
#[must_use]
pub fn bag_name(tag: &str) -> String {
    match tag.split_at_checked(4) {
        Some((airline, number)) if tag.len() == 10 => format!("{airline} {number}"),
        _ => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(flight_name("ZX402"), "ZX 402");
        for (minutes, text) in [(5, "5 min"), (60, "1 h"), (110, "1 h 50 min"), (-5, "5 min")] {
            assert_eq!(duration(minutes), text);
        }
        let at: Timestamp = "2026-11-20T11:55:00Z".parse().unwrap();
        assert_eq!(local_time(at, "FRA"), "12:55");
        assert_eq!(local_time(at, "QQQ"), "11:55");
        assert_eq!(bag_name("0220417733"), "0220 417733");
    }
}
