//! Denied boarding, 14 CFR 250: per cent of the one-way fare, up to a maximum that may not be lower than the
//! rule's.
//!
//! Deliberately not here: what volunteers agree on.

use super::Version;
use crate::{
    amount::{Amount, Currency, Money},
    case::Case,
    cause::Nature,
    finding::{Finding, Unit, Value},
};

/// 250.5: no pay up to an hour; half pay up to two hours at home and four abroad.
const FREE_MIN: i64 = 60;
const HALF_BELOW_MIN: [i64; 2] = [120, 240];
/// 250.2: smaller aircraft are left out.
const SEATS: i64 = 30;
/// 250.6(b): weight and balance excuse on aircraft of no more seats than this.
const SMALL_SEATS: i64 = 60;

/// Decides a refusal of carriage.
pub(crate) fn decide(case: &Case<'_>, version: &Version, finding: Finding) -> Finding {
    if !case.leaves(*b"US") {
        let why = "The rules on denied boarding are about flights that leave from the United States.";
        return Finding::outside(version.ruleset, Currency::USD, "250.2", why);
    }
    let seats = case.facts.aircraft_seats.or(case.facts.seats);
    if seats.is_some_and(|seats| seats < SEATS) {
        let why = "The aircraft has fewer than 30 seats.";
        return Finding::outside(version.ruleset, Currency::USD, "250.2", why);
    }
    match excepted(case, seats) {
        Some((basis, why)) => lower_cabin(case, finding.cite(basis).because(why)),
        None => owed(case, version, finding),
    }
}

/// 250.6: who gets nothing, and why.
fn excepted(case: &Case<'_>, seats: Option<i64>) -> Option<(&'static str, &'static str)> {
    let facts = case.facts;
    let said = |word: &str| facts.cause.as_ref().is_some_and(|cause| cause.text().contains(word));
    if facts.voluntary == Some(true) {
        return Some(("250.2b", "The passenger gave the seat up for what the carrier offered."));
    }
    let complied = facts.complied_checkin.or(facts.presented_for_checkin);
    if complied == Some(false) || matches!(case.nature(), Nature::Refusal | Nature::Passenger) {
        return Some(("250.6(a)", "The passenger did not comply with check-in or the contract of carriage."));
    }
    if ["smaller", "substitut", "equipment_change", "downsiz", "safety"].into_iter().any(said) {
        return Some(("250.6(b)", "A smaller aircraft had to fly for operational or safety reasons."));
    }
    if said("weight") && seats.is_some_and(|seats| seats <= SMALL_SEATS) {
        return Some(("250.6(b)", "Weight and balance required it on an aircraft of 60 seats or fewer."));
    }
    let other_cabin = said("lower_cabin") || said("other_cabin") || said("different_cabin");
    other_cabin
        .then_some((LOWER_CABIN, "The passenger flew in another cabin: the difference in fare is refunded."))
}

const LOWER_CABIN: &str = "250.6(c)";

/// 250.6(c): for a lower cabin the difference goes back.
fn lower_cabin(case: &Case<'_>, mut finding: Finding) -> Finding {
    let difference = case.facts.fare_difference.filter(|_| finding.basis.contains(&LOWER_CABIN));
    finding.refund = difference
        .map(|sum| Money { amount: sum.amount(), currency: sum.currency().unwrap_or(Currency::USD) });
    finding.remedy = finding.refund.map(|_| "refund of the difference in fare");
    finding
}

/// 250.5(a) at home, (b) abroad.
fn owed(case: &Case<'_>, version: &Version, mut finding: Finding) -> Finding {
    let abroad = usize::from(!case.domestic());
    let later = case.alternate_arrives.or_else(|| case.lateness());
    let (step, basis) = match later {
        Some(later) if later <= FREE_MIN => {
            return finding.cite(["250.5(a)(1)", "250.5(b)(1)"][abroad]).cite("250.6(d)").because_of(
                "The other flight was planned to arrive {}; up to an hour later nothing is due.",
                Value::later(later),
            );
        }
        Some(later) if later < HALF_BELOW_MIN[abroad] => (0, ["250.5(a)(2)", "250.5(b)(2)"][abroad]),
        _ => (1, ["250.5(a)(3)", "250.5(b)(3)"][abroad]),
    };
    let percent = [200_u16, 400][step];
    let cap = Amount::whole(version.caps[step]);
    finding.percentage = Some(percent);
    finding = finding.due("the same day, at latest within 24 hours (250.8)", 24, Unit::Hours);
    finding = finding.cite(basis).because_of_both(
        "Due are {} per cent of the one-way fare; the carrier may limit that to {}.",
        Value::Number(i64::from(percent)),
        Value::Money(cap, Currency::USD),
    );
    let Some(fare) = fare(case) else { return finding.pays_unknown("one_way_fare") };
    let sum = fare.percent(i64::from(percent));
    finding.capped = Some(sum > cap);
    finding.pays(sum.min(cap))
}

/// 250.5(d), 250.1: for an award or zero fare, the lowest cash fare charged in that class.
fn fare(case: &Case<'_>) -> Option<Amount> {
    let paid = case.facts.one_way_fare.map(|sum| sum.amount()).filter(|fare| *fare > Amount::ZERO);
    let award =
        case.facts.fare_type.as_deref().is_some_and(|kind| kind.contains("award") || kind.contains("zero"));
    let lowest = case.facts.lowest_cash_fare_same_class.map(|sum| sum.amount());
    if award { lowest.or(paid) } else { paid.or(lowest) }
}
