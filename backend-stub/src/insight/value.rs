//! What a customer is worth: points for spend, tier and frequency, by weights that the airline sets. Pure.
//!
//! The answer carries the formula and every input, so that nobody has to believe a bare number.

use super::{grouped, rules::ValueRules, travel::Travel};
use crate::customers::record::CustomerRecord;
use purser_contract::{
    insight::{CustomerValue, ValueInput},
    payload::Money,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The value of a customer who flew and spent so.
#[must_use]
pub fn value(record: &CustomerRecord, travel: &Travel, rules: &ValueRules) -> CustomerValue {
    let loyalty = record.loyalty.values().max_by_key(|fact| fact.as_of);
    let tier = loyalty.and_then(|fact| fact.value.tier.clone());
    let inputs = vec![spend(travel, rules), tier_input(tier.as_deref(), rules), frequency(travel, rules)];
    let (weights, days) = (rules.weights, rules.window_days);
    CustomerValue {
        score: inputs.iter().map(|input| input.points).sum(),
        formula: format!(
            "{} × spend + {} × tier + {} × frequency, each from 0 to 1; spend and flights of {days} days",
            weights.spend, weights.tier, weights.frequency
        ),
        inputs,
        spend: money(travel, rules),
        as_of: travel.as_of.max(loyalty.filter(|_| tier.is_some()).map(|fact| fact.as_of)),
        tier,
        journeys: travel.journeys,
        flights: travel.flights,
        window_days: days,
    }
}

/// By currency, first what gives most points.
fn money(travel: &Travel, rules: &ValueRules) -> Vec<Money> {
    let mut spend: Vec<(Decimal, &String, &Decimal)> = travel
        .spend
        .iter()
        .map(|(currency, sum)| (share(currency, *sum, rules).unwrap_or_default(), currency, sum))
        .collect();
    spend.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let wire = |(_, currency, sum): (Decimal, &String, &Decimal)| {
        let mut sum = *sum;
        sum.rescale(2);
        Money { amount: sum.to_string(), currency: currency.clone() }
    };
    spend.into_iter().map(wire).collect()
}

/// The part of what must be spent for all points; nothing for a currency without such a sum.
fn share(currency: &str, sum: Decimal, rules: &ValueRules) -> Option<Decimal> {
    sum.checked_div(*rules.full_spend.get(currency)?)
}

fn spend(travel: &Travel, rules: &ValueRules) -> ValueInput {
    let shares = travel.spend.iter().filter_map(|(currency, sum)| share(currency, *sum, rules));
    let total = shares.fold(Decimal::ZERO, Decimal::saturating_add).clamp(Decimal::ZERO, Decimal::ONE);
    let words: Vec<String> = money(travel, rules)
        .iter()
        .map(|money| {
            let sum: Decimal = money.amount.parse().unwrap_or_default();
            match rules.full_spend.get(&money.currency) {
                Some(full) => format!("{} {} of {}", money.currency, grouped(sum), grouped(*full)),
                None => format!("{} {}, which gives no points", money.currency, grouped(sum)),
            }
        })
        .collect();
    let is = if words.is_empty() { "nothing".to_owned() } else { words.join("; ") };
    input("spend", is, points(total, rules.weights.spend), rules.weights.spend)
}

fn tier_input(tier: Option<&str>, rules: &ValueRules) -> ValueInput {
    let named = |tier: &str| rules.tiers.iter().find(|(name, _)| name.eq_ignore_ascii_case(tier));
    let share = tier.and_then(named).map_or(0, |(_, share)| *share);
    let is = tier.unwrap_or("none").to_owned();
    let points = points(Decimal::new(i64::from(share), 2), rules.weights.tier);
    input("tier", is, points, rules.weights.tier)
}

fn frequency(travel: &Travel, rules: &ValueRules) -> ValueInput {
    let share = Decimal::from(travel.flights) / Decimal::from(rules.full_flights.max(1));
    let is = format!("{} of {} flights", travel.flights, rules.full_flights);
    let points = points(share.min(Decimal::ONE), rules.weights.frequency);
    input("frequency", is, points, rules.weights.frequency)
}

fn input(name: &str, is: String, points: u32, weight: u32) -> ValueInput {
    ValueInput { name: name.to_owned(), is, points, weight }
}

/// Whole points, rounded to the nearest.
fn points(share: Decimal, weight: u32) -> u32 {
    let exact = share * Decimal::from(weight) + Decimal::new(5, 1);
    exact.floor().to_u32().unwrap_or(0).min(weight)
}

#[cfg(test)]
mod tests;
