//! Sums as text with their currencies, added and compared exactly.

use purser_contract::payload::Money;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A sum, with two places.
#[must_use]
pub fn money(amount: Decimal, currency: &str) -> Money {
    Money { amount: format!("{:.2}", amount.round_dp(2)), currency: currency.to_owned() }
}

/// Nothing, in a currency.
#[must_use]
pub fn zero(currency: &str) -> Money {
    money(Decimal::ZERO, currency)
}

/// The number of a sum; one that is none counts as nothing.
#[must_use]
pub fn decimal(money: &Money) -> Decimal {
    money.amount.parse().unwrap_or_default()
}

/// Whether it is more than nothing.
#[must_use]
pub fn is_some(money: &Money) -> bool {
    decimal(money) > Decimal::ZERO
}

/// Sums by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<String, Decimal>);

impl Sums {
    /// Adds so many times the same.
    pub fn add(&mut self, money: &Money, times: u32) {
        if is_some(money) {
            *self.0.entry(money.currency.clone()).or_default() += decimal(money) * Decimal::from(times);
        }
    }

    /// As text, by currency.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(currency, sum)| (currency.clone(), money(*sum, currency).amount)).collect()
    }
}

/// The airline's currency, by its country; the euro where nothing else is known.
#[must_use]
pub fn home_currency(country: &str) -> &'static str {
    match country {
        "GB" => "GBP",
        "US" => "USD",
        "CA" => "CAD",
        "CH" => "CHF",
        "TR" => "TRY",
        "BR" => "BRL",
        "IN" => "INR",
        "SA" => "SAR",
        "IL" => "ILS",
        "AU" => "AUD",
        _ => "EUR",
    }
}
