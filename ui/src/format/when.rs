//! Times and durations in words. Pure: takes local civil times; [`super::intl`] makes them.

use crate::words::{fill, t};
use jiff::civil::{Date, DateTime, Weekday};

/// `14:02`.
#[must_use]
pub fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// As short as it can be without being ambiguous: today `14:02`, within a week `Thu 19:40`, this year `2 Nov`,
/// else `2 Nov 2025`.
#[must_use]
pub fn short(at: DateTime, today: Date) -> String {
    let days_ago = days(at.date(), today);
    if days_ago == 0 {
        clock(at)
    } else if (-6..=6).contains(&days_ago) {
        format!("{} {}", weekday(at.date()), clock(at))
    } else {
        day(at.date(), today)
    }
}

/// Whole days from one date to another.
#[must_use]
pub fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// `2 Nov`, with the year when it is another one.
#[must_use]
pub fn day(date: Date, today: Date) -> String {
    let key = if date.year() == today.year() { "date.day" } else { "date.day-year" };
    fill(key, &[("day", &date.day().to_string()), ("month", month(date)), ("year", &date.year().to_string())])
}

/// `today`, `tomorrow`, `yesterday`, else as [`day`].
#[must_use]
pub fn near_day(date: Date, today: Date) -> String {
    match days(today, date) {
        0 => t("date.today").to_owned(),
        1 => t("date.tomorrow").to_owned(),
        -1 => t("date.yesterday").to_owned(),
        _ => day(date, today),
    }
}

/// Nothing left out: `Fri 20 Nov 2026, 14:02`.
#[must_use]
pub fn exact(at: DateTime) -> String {
    fill(
        "date.exact",
        &[
            ("weekday", weekday(at.date())),
            ("day", &at.day().to_string()),
            ("month", month(at.date())),
            ("year", &at.year().to_string()),
            ("time", &clock(at)),
        ],
    )
}

/// A running time: `0:41`, `2:14`, `1:02:14`. Never negative, whatever two clocks say.
#[must_use]
pub fn stopwatch(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A delay in minutes as on a departures board: `+0:25`, `+4:12`, `-0:10`.
#[must_use]
pub fn delay(minutes: i64) -> String {
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => t("weekday.mon"),
        Weekday::Tuesday => t("weekday.tue"),
        Weekday::Wednesday => t("weekday.wed"),
        Weekday::Thursday => t("weekday.thu"),
        Weekday::Friday => t("weekday.fri"),
        Weekday::Saturday => t("weekday.sat"),
        Weekday::Sunday => t("weekday.sun"),
    }
}

fn month(date: Date) -> &'static str {
    match date.month() {
        1 => t("month.1"),
        2 => t("month.2"),
        3 => t("month.3"),
        4 => t("month.4"),
        5 => t("month.5"),
        6 => t("month.6"),
        7 => t("month.7"),
        8 => t("month.8"),
        9 => t("month.9"),
        10 => t("month.10"),
        11 => t("month.11"),
        _ => t("month.12"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_say_no_more_than_needed() {
        let today: Date = "2026-11-20".parse().unwrap();
        for (at, expected) in [
            ("2026-11-20T07:52:00", "07:52"),
            ("2026-11-19T19:40:00", "Thu 19:40"),
            ("2026-11-21T06:05:00", "Sat 06:05"),
            ("2026-11-02T10:00:00", "2 Nov"),
            ("2025-11-02T10:00:00", "2 Nov 2025"),
        ] {
            assert_eq!(short(at.parse().unwrap(), today), expected);
        }
        assert_eq!(near_day("2026-11-20".parse().unwrap(), today), "today");
        assert_eq!(near_day("2026-11-21".parse().unwrap(), today), "tomorrow");
        assert_eq!(near_day("2026-11-19".parse().unwrap(), today), "yesterday");
        assert_eq!(near_day("2026-12-01".parse().unwrap(), today), "1 Dec");
        assert_eq!(exact("2026-11-20T14:02:00".parse().unwrap()), "Fri 20 Nov 2026, 14:02");
    }

    #[test]
    fn running_times_and_delays() {
        assert_eq!(stopwatch(-5), "0:00");
        assert_eq!(stopwatch(41), "0:41");
        assert_eq!(stopwatch(134), "2:14");
        assert_eq!(stopwatch(3734), "1:02:14");
        assert_eq!(delay(110), "+1:50");
        assert_eq!(delay(-10), "\u{2212}0:10");
    }
}
