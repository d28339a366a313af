//! Amounts of money: the decimal text of the contract with its thousands set apart, never a float. Sums are of
//! hundredths and never of two currencies.

use purser_contract::payload::Money;
use std::collections::BTreeMap;

/// `EUR 1,250.00`.
#[must_use]
pub fn amount(money: &Money) -> String {
    let (whole, fraction) = money.amount.split_once('.').map_or((money.amount.as_str(), ""), |parts| parts);
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("\u{2212}", digits));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}\u{a0}{sign}{}{point}{fraction}", money.currency, grouped(digits))
}

/// A count of miles or points: `52,300`.
#[must_use]
pub fn points(n: i64) -> String {
    let sign = if n < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(&n.unsigned_abs().to_string()))
}

/// A decimal text with two places at least: `600` as `600.00`, `0.125` as it is.
#[must_use]
pub fn decimal(text: &str) -> String {
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((whole, fraction)) if fraction.len() < 2 => format!("{whole}.{fraction:0<2}"),
        Some(_) => text.to_owned(),
    }
}

/// The hundredths of a decimal text, for adding up what the screen shows; what is no number counts nothing.
#[must_use]
pub fn hundredths(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction: String = fraction.chars().chain("00".chars()).take(2).collect();
    sign * format!("{whole}{fraction}").parse().unwrap_or(0)
}

/// `EUR 34,800.00` of a count of hundredths.
#[must_use]
pub fn of_hundredths(hundredths: i128, currency: &str) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let all = hundredths.unsigned_abs();
    let text = format!("{sign}{}.{:02}", all / 100, all % 100);
    amount(&Money { amount: text, currency: currency.to_owned() })
}

/// `EUR 34,800.00 + GBP 220.00` of sums by currency; a dash when there is none.
#[must_use]
pub fn totals(by_currency: &BTreeMap<String, String>) -> String {
    let of = |(currency, text): (&String, &String)| {
        (hundredths(text) != 0).then(|| amount(&Money { amount: text.clone(), currency: currency.clone() }))
    };
    joined(&by_currency.iter().filter_map(of).collect::<Vec<_>>())
}

/// The same of hundredths.
#[must_use]
pub fn sums(by_currency: &BTreeMap<String, i128>) -> String {
    joined(&by_currency.iter().map(|(currency, sum)| of_hundredths(*sum, currency)).collect::<Vec<_>>())
}

fn joined(amounts: &[String]) -> String {
    if amounts.is_empty() { "\u{2013}".to_owned() } else { amounts.join(" + ") }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        for (text, expected) in
            [("250.00", "250.00"), ("1250", "1,250"), ("-1234567.5", "\u{2212}1,234,567.5")]
        {
            let money = Money { amount: text.into(), currency: "EUR".into() };
            assert_eq!(amount(&money), format!("EUR\u{a0}{expected}"));
        }
        assert_eq!(points(52_300), "52,300");
        assert_eq!(points(-7), "\u{2212}7");
    }

    #[test]
    fn sums_are_exact() {
        for (text, expected) in [
            ("600.00", 60_000),
            ("250", 25_000),
            ("0.5", 50),
            ("-1.25", -125),
            ("12.345", 1_234),
            ("", 0),
            ("x", 0),
        ] {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        for (text, expected) in [("600", "600.00"), ("412.4", "412.40"), ("0.125", "0.125"), ("1.50", "1.50")]
        {
            assert_eq!(decimal(text), expected);
        }
        assert_eq!(of_hundredths(3_480_000, "EUR"), "EUR\u{a0}34,800.00");
        assert_eq!(of_hundredths(-5, "EUR"), "EUR\u{a0}\u{2212}0.05");
        let of = |pairs: &[(&str, &str)]| {
            totals(&pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
        };
        assert_eq!(of(&[("EUR", "600.00"), ("GBP", "0.00")]), "EUR\u{a0}600.00");
        assert_eq!(of(&[]), "\u{2013}");
    }
}
