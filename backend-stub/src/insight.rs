//! What follows from everything known about a customer: value, sentiment, segments, signals.
//!
//! All of it is computed when a view is made, from facts that stand in records, with the airline's rules and the time: so a
//! late event, another order or a restart changes nothing. Pure. Deliberately not here: reading records.

pub mod rules;
pub mod segments;
pub mod mood;
pub mod travel;
pub mod value;
pub mod sentiment;
pub mod signals;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

/// So many days before, or the beginning of time.
fn days_before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}

/// `1,307.40`.
fn grouped(amount: Decimal) -> String {
    let text = amount.abs().to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{out}{point}{part}")
}
