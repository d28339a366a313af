//! Amounts of money: the decimal text of the contract with its thousands set apart, never a float.

use purser_contract::payload::Money;

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
}
