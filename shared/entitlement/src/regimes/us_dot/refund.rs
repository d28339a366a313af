//! Refunds, 14 CFR 260 and 49 USC 42305: the price of a flight cancelled or significantly changed that the
//! passenger does not take. The cause is irrelevant.
//!
//! Deliberately not here: bag fees (`bags`).

use crate::{
    amount::{Amount, Currency},
    case::Case,
    finding::{Finding, Kind, Unit, Value},
    vocabulary::Disruption,
};
use jiff::civil::{Date, date};

/// 260.2: hours by which a departure comes forward or an arrival goes back, at home and abroad.
const SIGNIFICANT_MIN: [i64; 2] = [180, 360];
/// 89 FR 32832, 65534: compliance.
const FROM: Date = date(2024, 10, 28);
/// FR 2026-13675: until then a flight that only changed its number is not treated as cancelled.
const RENUMBERED_FROM: Date = date(2027, 7, 7);

/// Decides whether the price goes back.
pub(crate) fn decide(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding.kind = Kind::Refund;
    if case.date < FROM && case.disruption.is_cancellation() {
        return cancelled_before(case, finding);
    }
    if case.date < FROM {
        return finding
            .cite("49 USC 41712")
            .because("Before 28 October 2024 no rule said which delay or change entitles to a refund.");
    }
    let abroad = usize::from(!case.domestic());
    if case.disruption == Disruption::Renumbered {
        return renumbered(case, finding);
    }
    let Some(basis) = significant(case, SIGNIFICANT_MIN[abroad]) else {
        return finding.cite("260.2").because_of(
            "The flight was neither cancelled nor changed enough: new times count from {} on here. Delay itself pays nothing.",
            Value::Minutes(SIGNIFICANT_MIN[abroad]),
        );
    };
    if !declined(case) {
        finding.remedy = Some("refund of the ticket, if the passenger does not travel or accept");
        return finding.cite(basis).because(
            "The price goes back only to a passenger who does not travel and takes nothing else for it.",
        );
    }
    let finding = finding.cite(basis).cite("260.6(a)").cite("49 USC 42305");
    back(
        case,
        finding.because("The flight was cancelled or significantly changed, and the passenger declined it."),
    )
}

/// Before there was a rule the Department already held it unfair to keep the price of a cancelled flight; its
/// notices were not read here, so a person looks.
fn cancelled_before(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding = finding.cite("49 USC 41712").because(
        "Before 28 October 2024 no rule said so, but the Department already asked carriers to refund cancelled flights.",
    );
    if declined(case) {
        return back(case, finding).or_perhaps(Amount::ZERO);
    }
    finding.remedy = Some("refund of the ticket, if the passenger does not travel or accept");
    finding.because("The price goes back only to a passenger who takes nothing else for it.")
}

/// 260.2: what counts as significant.
fn significant(case: &Case<'_>, limit: i64) -> Option<&'static str> {
    let facts = case.facts;
    if case.disruption.is_cancellation() {
        return Some("260.6(a)(2)(i)");
    }
    if facts.arrival_airport_changed_to.is_some_and(|airport| airport != facts.destination) {
        return Some("260.2(3) different airport");
    }
    if facts.extra_connections.is_some_and(|connections| connections > 0) {
        return Some("260.2(4) more connection points");
    }
    if case.disruption == Disruption::Downgrade {
        return Some("260.2(5) lower class");
    }
    let later = case.arrival_delay.or(facts.postponed_min);
    [case.advanced, later].into_iter().flatten().any(|minutes| minutes >= limit).then_some("260.2")
}

/// The passenger does not travel and accepts nothing else.
fn declined(case: &Case<'_>) -> bool {
    let facts = case.facts;
    facts.accepted.map_or(facts.travelled == Some(false) || facts.takes_refund(), |accepted| !accepted)
}

/// 260.2 "cancelled flight", whose wording a mere change of number would meet.
fn renumbered(case: &Case<'_>, finding: Finding) -> Finding {
    let finding = finding.cite("260.2 \"cancelled flight\"");
    if case.date < RENUMBERED_FROM {
        return finding
            .cite("DOT enforcement discretion to 7 July 2027 (FR 2026-13675)")
            .because("Only the number changed; until 7 July 2027 the Department does not treat that as a cancellation.")
            .review();
    }
    let finding = finding
        .because("Only the number changed, which the rule's own words treat as a cancellation.")
        .review();
    if declined(case) { back(case, finding.cite("260.6(a)")) } else { finding }
}

/// 260.9: by card within seven business days, else twenty days.
fn back(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding.remedy = Some("refund in the original form of payment");
    let finding = match case.facts.payment.as_deref() {
        Some("credit_card") => finding.due("7 business days", 7, Unit::BusinessDays),
        Some(_) => finding.due("20 calendar days", 20, Unit::Days),
        // The shorter one keeps both.
        None => finding.due(
            "7 business days (credit card), 20 calendar days (other payment)",
            7,
            Unit::BusinessDays,
        ),
    };
    let Some(price) = case.facts.ticket_price else { return finding.pays_unknown("ticket_price") };
    let mut finding = finding.pays(price.amount);
    finding.currency = price.currency;
    if finding.currency == Currency::USD {
        finding
    } else {
        finding.because("The price goes back in its own currency.")
    }
}
