//! Checks of single fields that many events have: texts, codes, sums, and whom an event is about.
//!
//! Deliberately not here: which event has which field (the catalogue).

use crate::ingest::normal;
use purser_contract::payload::{AddressIn, CustomerRef, Money};

pub(super) fn text(value: &mut String, field: &str) -> Result<(), String> {
    let trimmed = value.trim();
    if trimmed.is_empty() || trimmed.len() > 256 {
        return Err(format!("data.{field}: empty or longer than 256 bytes"));
    }
    if trimmed.contains(char::is_control) {
        return Err(format!("data.{field}: contains a control character"));
    }
    *value = trimmed.to_owned();
    Ok(())
}

/// What somebody is looked up by, as it came: PostgreSQL takes neither a NUL nor a key of some thousand bytes.
pub(super) fn key(value: Option<&str>, field: &str) -> Result<(), String> {
    let Some(value) = value else { return Ok(()) };
    if value.len() > 256 {
        return Err(format!("data.{field}: longer than 256 bytes"));
    }
    if value.contains(char::is_control) {
        return Err(format!("data.{field}: contains a control character"));
    }
    Ok(())
}

pub(super) fn designator(value: &mut String) -> Result<(), String> {
    *value = normal::designator(value).ok_or("data.flight: expected carrier and number, such as ZX402")?;
    Ok(())
}

pub(super) fn airport(value: &mut String, field: &str) -> Result<(), String> {
    *value = normal::airport(value).ok_or_else(|| format!("data.{field}: expected an IATA airport code"))?;
    Ok(())
}

pub(super) fn optional_pnr(pnr: Option<&mut String>) -> Result<(), String> {
    let Some(pnr) = pnr else { return Ok(()) };
    *pnr = normal::code(pnr).ok_or("data.pnr: empty or too long")?;
    Ok(())
}

pub(super) fn money(money: Option<&Money>, field: &str) -> Result<(), String> {
    let Some(money) = money else { return Ok(()) };
    let digits = money.amount.strip_prefix('-').unwrap_or(&money.amount);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let decimal =
        |text: &str| (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal(whole) || !decimal(part) {
        return Err(format!("data.{field}.amount: expected a decimal number in text"));
    }
    if money.currency.len() != 3 || !money.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("data.{field}.currency: expected an ISO 4217 code"));
    }
    Ok(())
}

/// No source knows one person by more at once; whoever does has mistaken a list for a person.
const MOST_IDENTIFIERS: usize = 100;

pub(super) fn person(customer: &CustomerRef, home: &str) -> Result<(), String> {
    person_of_booking(customer, None, home)
}

/// A person needs an identifier that can be used; the booking's own reference counts when a name comes with it.
pub(super) fn person_of_booking(customer: &CustomerRef, pnr: Option<&str>, home: &str) -> Result<(), String> {
    limits(customer)?;
    let named = customer.name.as_ref().is_some_and(|name| !name.family.trim().is_empty());
    if (pnr.is_some() && named) || !crate::ingest::envelope::identifiers(customer, home).is_empty() {
        return Ok(());
    }
    Err("data.customer.identifiers: expected at least one usable identifier".to_owned())
}

/// What is too much or cannot be.
pub(super) fn limits(customer: &CustomerRef) -> Result<(), String> {
    if customer.name.as_ref().is_some_and(|name| name.given.len() + name.family.len() > 16_000) {
        return Err("data.customer.name: longer than 16000 bytes".to_owned());
    }
    if customer.identifiers.count() > MOST_IDENTIFIERS {
        return Err(format!("data.customer.identifiers: more than {MOST_IDENTIFIERS}"));
    }
    if customer.birth_date.is_some_and(|date| date.year() < 1850) {
        return Err("data.customer.birth_date: before 1850".to_owned());
    }
    if customer.address.as_ref().and_then(AddressIn::line).is_some_and(|line| line.len() > 1_000) {
        return Err("data.customer.address: longer than 1000 bytes".to_owned());
    }
    Ok(())
}
