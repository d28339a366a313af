//! What the law and the airline's policy make of a case. Pure.
//!
//! Deliberately not here: what was decided before, and what follows from both (`award`).

use super::{
    case::Case,
    money::{money, zero},
    policy::{Policy, Ruling, Situation},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Weekday, tz::TimeZone};
use purser_contract::{
    compensation::{CareDue, Deadline},
    payload::Money,
};
use purser_entitlement::{
    Assessment, Regime, RegimeResult, Settings, assess,
    finding::{Kind, Unit, Within},
    words,
};
use rust_decimal::Decimal;

/// What is owed, and who says so.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "they are a compensation's")]
pub struct Outcome {
    pub regime: Option<String>,
    pub amount: Money,
    pub care: CareDue,
    pub reasons: Vec<String>,
    pub legal_basis: Vec<String>,
    pub what_would_change_it: Vec<String>,
    pub ruleset: Option<String>,
    /// Why a supervisor must look.
    pub review: Vec<String>,
    pub deadline: Option<Deadline>,
    pub facts: serde_json::Value,
    pub ruling: Ruling,
    /// It happened; it is not what is expected.
    pub actual: bool,
    /// A fact that decides it is still to come.
    pub open: bool,
}

/// What a case is decided with.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Which laws are in force.
    pub law: &'a Settings,
    /// The airline's policy.
    pub policy: &'a Policy,
    /// The currency the airline counts in.
    pub home_currency: &'a str,
}

/// Decides a case by itself. `tier` is the passenger's; `repeated` says why the case was paid before, when it was.
#[must_use]
pub fn decide(case: &Case, tier: Option<&str>, repeated: &[String], by: By<'_>) -> Outcome {
    let mut review = case.doubts.clone();
    review.extend_from_slice(repeated);
    let assessed = match assess(&case.facts, by.law) {
        Ok(assessment) => chosen(&assessment).cloned(),
        Err(wrong) => {
            review.push(format!("The facts cannot be decided: {wrong}."));
            None
        }
    };
    let found = assessed.as_ref();
    let unsure = found.is_some_and(|found| case.actual && found.needs_review);
    let amount = sum(found, by.home_currency);
    let care = found.map(|found| CareDue {
        meals: found.care.meals,
        communications: found.care.communications,
        hotel: found.care.hotel,
    });
    let care = care.unwrap_or_default();
    let situation = Situation {
        kind: case.note.kind,
        regime: found.filter(|found| found.eligible).map(|found| code(found.regime)),
        amount: Some(super::money::decimal(&amount)),
        currency: Some(amount.currency.clone()),
        needs_review: unsure || !case.doubts.is_empty() || (found.is_none() && case.actual),
        repeated: !repeated.is_empty(),
        tier: tier.map(str::to_lowercase),
        cabin: case.cabin.as_deref().map(str::to_lowercase),
        cause: case.note.cause.clone(),
        arrival_delay_min: case.facts.arrival_delay_min,
        departure_delay_min: case.facts.departure_delay_min,
        distance_km: distance(case),
        care,
        actual: case.actual,
        home_currency: by.home_currency.to_owned(),
    };
    let ruling = by.policy.rule(&situation);
    if unsure {
        review.extend(found.into_iter().flat_map(open_question));
    }
    review.extend(ruling.review.iter().filter(|said| !review.contains(said)).cloned().collect::<Vec<_>>());
    let texts = |lines: &[std::borrow::Cow<'static, str>]| lines.iter().map(ToString::to_string).collect();
    Outcome {
        regime: situation.regime,
        amount,
        care,
        reasons: found.map(|found| texts(&found.reasons)).unwrap_or_default(),
        legal_basis: found.map(|found| texts(&found.legal_basis)).unwrap_or_default(),
        what_would_change_it: found.map(|found| texts(&found.what_would_change_it)).unwrap_or_default(),
        ruleset: found.map(|found| found.ruleset.to_string()),
        review,
        deadline: found
            .filter(|found| found.eligible && case.actual)
            .and_then(|found| deadline(found, case.as_of)),
        facts: facts(case),
        ruling,
        actual: case.actual,
        open: !case.actual
            && found.is_some_and(|found| found.needs_review || !found.missing_facts.is_empty()),
    }
}

/// What is owed: the sum, or before a permitted reduction when that hangs on something open.
fn sum(found: Option<&RegimeResult>, home_currency: &str) -> Money {
    let Some(found) = found.filter(|found| found.eligible) else { return zero(home_currency) };
    match found.amount.or(found.base_amount) {
        Some(amount) => money(Decimal::new(amount.thousandths(), 3), found.currency.as_str()),
        None => zero(found.currency.as_str()),
    }
}

/// The law to go by: the one that gives most; else the first that reaches the case, a convention on proven damage last.
fn chosen(assessment: &Assessment) -> Option<&RegimeResult> {
    let of = |regime: Regime| assessment.regimes.iter().find(|found| found.regime == regime);
    if let Some(best) = assessment.best {
        return of(best);
    }
    let mut reach = assessment.regimes.iter().filter(|found| found.applies);
    reach
        .clone()
        .find(|found| found.kind != Kind::Liability && found.regime != Regime::Mc99)
        .or_else(|| reach.next())
}

fn code(regime: Regime) -> String {
    serde_json::to_value(regime).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why the law leaves it open.
fn open_question(found: &RegimeResult) -> Vec<String> {
    let mut said = Vec::new();
    if !found.missing_facts.is_empty() {
        said.push(words::needed(found.missing_facts.iter().map(AsRef::as_ref)));
    }
    if let Some(other) = found.alternative_amount {
        said.push(format!("The law is open here; the other figure is {other} {}.", found.currency));
    }
    if said.is_empty() {
        said.push("The law leaves this case open.".to_owned());
    }
    said
}

fn distance(case: &Case) -> Option<i64> {
    let known = case.facts.distance_km.map(|metres| metres.0);
    let ends = (case.facts.origin, case.facts.destination);
    let computed = || {
        let (from, to) =
            (purser_entitlement::airports::airport(ends.0)?, purser_entitlement::airports::airport(ends.1)?);
        Some(purser_entitlement::airports::great_circle_m(&from, &to))
    };
    known.or_else(computed).map(|metres| metres / 1_000)
}

/// The facts as the API takes them, without those that nobody knows.
fn facts(case: &Case) -> serde_json::Value {
    let mut facts = serde_json::to_value(&case.facts).unwrap_or_default();
    strip(&mut facts);
    facts
}

fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.values_mut().for_each(strip);
            fields
                .retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The time the law gives, from when it happened.
fn deadline(found: &RegimeResult, from: Timestamp) -> Option<Deadline> {
    let due_at = within(from, found.due_within?)?;
    let what = match found.kind {
        Kind::Refund | Kind::BagFeeRefund | Kind::Reimbursement => "refund",
        Kind::Liability => "claim",
        Kind::Compensation => "payment",
    };
    let basis = found.deadline.clone().unwrap_or_default();
    Some(Deadline { what: what.to_owned(), due_at, basis: basis.into_owned(), met: false })
}

/// The end of a span; business days are Monday to Friday.
fn within(from: Timestamp, Within { count, unit }: Within) -> Option<Timestamp> {
    let count = i64::from(count);
    match unit {
        Unit::Hours => from.checked_add(SignedDuration::from_hours(count)).ok(),
        Unit::Days => from.checked_add(SignedDuration::from_hours(24 * count)).ok(),
        Unit::BusinessDays => {
            let mut day = from.to_zoned(TimeZone::UTC);
            let mut left = count;
            while left > 0 {
                day = day.checked_add(1.day()).ok()?;
                left -= i64::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
            }
            Some(day.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_leave_the_weekend_out() {
        let friday: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for (count, unit, end) in [
            (48, Unit::Hours, "2026-11-22T10:00:00Z"),
            (7, Unit::Days, "2026-11-27T10:00:00Z"),
            (7, Unit::BusinessDays, "2026-12-01T10:00:00Z"),
            (1, Unit::BusinessDays, "2026-11-23T10:00:00Z"),
        ] {
            assert_eq!(within(friday, Within { count, unit }).unwrap().to_string(), end);
        }
    }
}
