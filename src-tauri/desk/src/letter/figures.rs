//! Sums, dates, spans of time and lists, as a language writes them.
//!
//! Deliberately not here: sentences.

use super::Language;
use jiff::civil::Date;
use purser_contract::payload::Money;

const MONTHS: [[&str; 12]; 3] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
];

/// Currencies without a smaller unit.
const WHOLE: [&str; 6] = ["CLP", "ISK", "JPY", "KRW", "UGX", "VND"];

/// `15 September 2026`.
pub(super) fn date(date: Date, language: Language) -> String {
    let (day, year) = (date.day(), date.year());
    let row = match language {
        Language::English => 0,
        Language::German => 1,
        Language::French => 2,
    };
    let place = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    let month = MONTHS[row].get(place).copied().unwrap_or_default();
    match language {
        Language::English => format!("{day} {month} {year}"),
        Language::German => format!("{day}. {month} {year}"),
        Language::French if day == 1 => format!("1er {month} {year}"),
        Language::French => format!("{day} {month} {year}"),
    }
}

/// `EUR 1,250.00`, `1.250,00 EUR`; the sum and its currency stay on one line.
pub(super) fn sum(money: &Money, language: Language) -> String {
    let (whole, decimals) = money.amount.split_once('.').unwrap_or((&money.amount, ""));
    let point = if language == Language::English { '.' } else { ',' };
    let mut text = grouped(whole, language);
    let nothing_after = decimals.bytes().all(|digit| digit == b'0');
    if !(WHOLE.contains(&money.currency.as_str()) && nothing_after) {
        text.push(point);
        text.push_str(&format!("{decimals:0<2}"));
    }
    match language {
        Language::English => format!("{}\u{a0}{text}", money.currency),
        Language::German | Language::French => format!("{text}\u{a0}{}", money.currency),
    }
}

/// `2,500`, `2.500`, `2 500`.
pub(super) fn count(number: i64, language: Language) -> String {
    grouped(&number.to_string(), language)
}

fn grouped(digits: &str, language: Language) -> String {
    let apart = match language {
        Language::English => ',',
        Language::German => '.',
        Language::French => '\u{202f}',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(apart);
        }
        text.push(digit);
    }
    text
}

/// `3 hours 5 minutes`.
pub(super) fn span(minutes: i64, language: Language) -> String {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let (one_hour, more_hours, one_minute, more_minutes, and) = match language {
        Language::English => ("hour", "hours", "minute", "minutes", " and "),
        Language::German => ("Stunde", "Stunden", "Minute", "Minuten", " und "),
        Language::French => ("heure", "heures", "minute", "minutes", " et "),
    };
    let said = |number: i64, one: &str, more: &str| {
        format!("{}\u{a0}{}", count(number, language), if number == 1 { one } else { more })
    };
    match (hours, minutes) {
        (0, minutes) => said(minutes, one_minute, more_minutes),
        (hours, 0) => said(hours, one_hour, more_hours),
        (hours, minutes) => {
            format!("{}{and}{}", said(hours, one_hour, more_hours), said(minutes, one_minute, more_minutes))
        }
    }
}

/// `a, b and c`.
pub(super) fn list(parts: &[String], language: Language) -> String {
    let and = match language {
        Language::English => " and ",
        Language::German => " und ",
        Language::French => " et ",
    };
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}
