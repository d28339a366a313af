//! What a row's answer means: an approval, something extra, a template. Pure; the same when a file is checked and when a
//! case is ruled.
//!
//! Deliberately not here: evaluating rows.

use super::tables::Table;
use purser_contract::{
    compensation::{Extra, ExtraKind},
    payload::Money,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use zen_engine::Variable;

/// The most that one voucher is worth, and the most miles: more is a slip of the keyboard.
const MOST: u32 = 1_000_000;

/// What a row said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// So many supervisors, and why.
    Approvals(u32, Option<String>),
    /// Something of the airline's own.
    Gives(Extra),
    /// Nothing.
    Nothing,
    /// A notification.
    Template(String),
}

/// Reads a row's answer.
///
/// # Errors
/// What is wrong with it, by the column.
pub fn read(table: Table, row: &Variable) -> Result<Answer, String> {
    match table {
        Table::Approval => approvals(row),
        Table::Notifications => {
            let Some(name) = text(row, "template")? else { return Ok(Answer::Nothing) };
            let plain =
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !plain || name.len() > 64 {
                return Err(format!("“template”: expected small letters, digits and -, got {name}"));
            }
            Ok(Answer::Template(name))
        }
        Table::Meal | Table::Hotel | Table::Miles | Table::TravelVoucher | Table::Lounge => {
            let extra = table.gives().map_or(Ok(None), |kind| extra(kind, row))?;
            Ok(extra.map_or(Answer::Nothing, Answer::Gives))
        }
    }
}

fn approvals(row: &Variable) -> Result<Answer, String> {
    let needed = whole(row, "approvals", 2)?.ok_or("“approvals”: expected 0, 1 or 2, got nothing")?;
    let reason = text(row, "reason")?;
    if needed > 0 && reason.is_none() {
        return Err("“reason”: a supervisor must be told why".to_owned());
    }
    Ok(Answer::Approvals(needed, reason))
}

fn extra(kind: ExtraKind, row: &Variable) -> Result<Option<Extra>, String> {
    let (value, quantity, reason) = (value(row)?, whole(row, "quantity", MOST)?, text(row, "reason")?);
    let quantity = quantity.unwrap_or(0);
    let Some(reason) = reason else {
        return if value.is_none() && quantity == 0 {
            Ok(None)
        } else {
            Err("“reason”: the customer must be told why".to_owned())
        };
    };
    let complete = match kind {
        ExtraKind::MealVoucher | ExtraKind::TravelVoucher => value.is_some(),
        ExtraKind::Miles | ExtraKind::LoungeAccess => quantity > 0,
        ExtraKind::HotelVoucher => true,
    };
    if !complete {
        return Err("it has a reason and gives nothing".to_owned());
    }
    Ok(Some(Extra { kind, quantity, value, reason, issued: false }))
}

fn value(row: &Variable) -> Result<Option<Money>, String> {
    let (value, currency) = (number(row, "value")?, text(row, "currency")?);
    let Some(value) = value else { return Ok(None) };
    let right = value > Decimal::ZERO && value <= Decimal::from(MOST) && value == value.round_dp(2);
    if !right {
        return Err(format!(
            "“value”: expected more than 0, at most {MOST} and no more than two decimals, got {value}"
        ));
    }
    match currency {
        Some(code) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Ok(Some(Money { amount: format!("{value:.2}"), currency: code }))
        }
        Some(code) => Err(format!("“currency”: expected three capital letters, such as EUR, got {code}")),
        None => Err("“currency”: a value needs one".to_owned()),
    }
}

fn whole(row: &Variable, field: &str, most: u32) -> Result<Option<u32>, String> {
    let Some(value) = number(row, field)? else { return Ok(None) };
    let whole = value.is_integer().then(|| value.to_u32()).flatten().filter(|value| *value <= most);
    whole.map(Some).ok_or_else(|| format!("“{field}”: expected a whole number from 0 to {most}, got {value}"))
}

fn number(row: &Variable, field: &str) -> Result<Option<Decimal>, String> {
    match row.dot(field) {
        None | Some(Variable::Null) => Ok(None),
        Some(Variable::Number(value)) => Ok(Some(value)),
        Some(other) => Err(format!("“{field}”: expected a number, got {}", other.type_name())),
    }
}

fn text(row: &Variable, field: &str) -> Result<Option<String>, String> {
    match row.dot(field) {
        None | Some(Variable::Null) => Ok(None),
        Some(Variable::String(value)) => {
            let value = value.as_str().trim();
            Ok((!value.is_empty()).then(|| value.to_owned()))
        }
        Some(other) => Err(format!("“{field}”: expected text, got {}", other.type_name())),
    }
}
