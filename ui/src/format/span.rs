//! Spans of time as people type and read them: `4 h 12`, `4:12`, `14 d`, `252`; always whole minutes underneath.

/// Longer than any delay or notice: a typing error.
const LONGEST: i64 = 10 * 366 * 24 * 60;

/// The minutes of a text; none when it is no span. A number alone is minutes.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase().replace('\u{2212}', "-");
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest.trim_start()));
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes: i64 = minutes.trim().parse().ok().filter(|minutes| (0..60).contains(minutes))?;
        return bounded(sign, whole(hours.trim())?.checked_mul(60)?.checked_add(minutes)?);
    }
    let mut minutes: i64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = whole(&rest[..digits])?;
        rest = rest[digits..].trim_start();
        let letters = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        let unit = match &rest[..letters] {
            "" | "m" | "min" | "mins" | "minutes" | "minute" => 1,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60,
            "d" | "day" | "days" => 24 * 60,
            "w" | "week" | "weeks" => 7 * 24 * 60,
            _ => return None,
        };
        minutes = minutes.checked_add(number.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start();
    }
    (!text.is_empty()).then(|| bounded(sign, minutes)).flatten()
}

fn whole(digits: &str) -> Option<i64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn bounded(sign: i64, minutes: i64) -> Option<i64> {
    (minutes <= LONGEST).then_some(sign * minutes)
}

/// `4 h 12 min`, `45 min`, `14 d`; what [`read`] takes.
#[must_use]
pub fn write(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let all = minutes.unsigned_abs();
    let (days, hours, rest) = (all / 1_440, all % 1_440 / 60, all % 60);
    // A delay of thirty hours is said in hours; two weeks' notice in days.
    let text = match (days, hours, rest) {
        (0, 0, rest) => format!("{rest} min"),
        (0..=1, ..) if rest == 0 => format!("{} h", all / 60),
        (0..=1, ..) => format!("{} h {rest} min", all / 60),
        (days, 0, 0) => format!("{days} d"),
        (days, hours, 0) => format!("{days} d {hours} h"),
        (days, hours, rest) => format!("{days} d {hours} h {rest} min"),
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_typed() {
        for (text, minutes) in [
            ("252", Some(252)),
            ("4:12", Some(252)),
            ("4 h 12", Some(252)),
            ("4h12min", Some(252)),
            (" 3 hours ", Some(180)),
            ("14 d", Some(20_160)),
            ("2 w 1 d", Some(21_600)),
            ("-30", Some(-30)),
            ("\u{2212}1:05", Some(-65)),
            ("0", Some(0)),
            ("", None),
            ("-", None),
            ("soon", None),
            ("3 x", None),
            ("4:75", None),
            ("4:-5", None),
            ("99999999999999999999", None),
            ("9999999999", None),
        ] {
            assert_eq!(read(text), minutes, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (minutes, text) in [
            (0, "0 min"),
            (45, "45 min"),
            (180, "3 h"),
            (252, "4 h 12 min"),
            (1_440, "24 h"),
            (1_805, "30 h 5 min"),
            (20_160, "14 d"),
            (21_605, "15 d 0 h 5 min"),
            (-65, "-1 h 5 min"),
        ] {
            assert_eq!(write(minutes), text);
            assert_eq!(read(text), Some(minutes), "{text}");
        }
    }
}
