//! How old a value is, and whether that is too old for its kind.

use crate::words::{fill, t};
use jiff::{SignedDuration, Timestamp};

/// What a value is about, as far as its age matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Changes by the minute while it matters: the status of a flight or a bag under way, a gate.
    Moving,
    /// Holds until somebody says otherwise: addresses, tier, preferences, needs, consents.
    Standing,
    /// Happened and stays so: a delivered bag, a finished flight, a step done.
    Settled,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// How long a value of this kind is good; absent means for ever.
#[must_use]
pub fn good_for(kind: Kind) -> Option<SignedDuration> {
    match kind {
        Kind::Moving => Some(SignedDuration::from_hours(24)),
        Kind::Standing => Some(SignedDuration::from_hours(24 * 365)),
        Kind::Settled => None,
    }
}

/// Whether a value of this kind is older than its kind allows.
#[must_use]
pub fn is_stale(kind: Kind, as_of: Timestamp, now: Timestamp) -> bool {
    good_for(kind).is_some_and(|limit| now.duration_since(as_of) > limit)
}

/// The age in one short word: `now`, `3 min`, `5 h`, `2 d`, `4 mo`, `2 y`.
#[must_use]
pub fn short(as_of: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(as_of).as_secs();
    let (key, n) = match seconds {
        ..60 => return t("age.now").to_owned(),
        60..HOUR => ("age.minutes", seconds / 60),
        HOUR..DAY => ("age.hours", seconds / HOUR),
        s if s < 60 * DAY => ("age.days", seconds / DAY),
        s if s < 730 * DAY => ("age.months", seconds / (30 * DAY)),
        _ => ("age.years", seconds / (365 * DAY)),
    };
    fill(key, &[("n", &n.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_short_words() {
        let now: Timestamp = "2026-11-20T14:00:00Z".parse().unwrap();
        for (as_of, expected) in [
            ("2026-11-20T13:59:30Z", "now"),
            ("2026-11-20T14:03:00Z", "now"), // a source whose clock is ahead is not from the future
            ("2026-11-20T13:57:00Z", "3 min"),
            ("2026-11-20T09:00:00Z", "5 h"),
            ("2026-11-18T13:00:00Z", "2 d"),
            ("2026-10-01T13:00:00Z", "50 d"),
            ("2026-07-20T14:00:00Z", "4 mo"),
            ("2024-11-01T14:00:00Z", "2 y"),
        ] {
            assert_eq!(short(as_of.parse().unwrap(), now), expected, "{as_of}");
        }
    }

    #[test]
    fn staleness_follows_the_kind() {
        let now: Timestamp = "2026-11-20T14:00:00Z".parse().unwrap();
        for (kind, as_of, stale) in [
            (Kind::Moving, "2026-11-19T15:00:00Z", false),
            (Kind::Moving, "2026-11-19T13:00:00Z", true),
            (Kind::Standing, "2025-11-25T13:00:00Z", false),
            (Kind::Standing, "2025-11-15T13:00:00Z", true),
            (Kind::Settled, "2001-01-01T00:00:00Z", false),
        ] {
            assert_eq!(is_stale(kind, as_of.parse().unwrap(), now), stale, "{kind:?} {as_of}");
        }
    }
}
