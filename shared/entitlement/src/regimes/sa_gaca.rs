//! Saudi Arabia: GACA's regulation on passengers' rights, in force since 20 November 2023. Only reports of it
//! were read, so everything it gives asks for a person.
//!
//! Deliberately not here: care, of which the reports say too little.

use crate::{
    amount::{Amount, Currency},
    case::Case,
    cause::Nature,
    change::Axis,
    finding::{Finding, Kind, Value},
    vocabulary::{Disruption, Subject},
};
use jiff::civil::{Date, date};

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] = &[(Axis::Departure, &[361])];

const RULESET: &str = "SA_GACA_2023";
const FROM: Date = date(2023, 11, 20);
/// Delay beyond six hours, in riyal.
const DELAYED: i64 = 750;
const DELAYED_AFTER_MIN: i64 = 360;
/// Per cent of the ticket: cancellation (at most), denied boarding.
const CANCELLED_PERCENT: u16 = 150;
const REFUSED_PERCENT: u16 = 200;
/// The most for baggage.
const BAGGAGE: i64 = 6_568;

/// Decides a case under the regulation.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside =
        |why| Finding::outside(RULESET, Currency::SAR, "GACA passenger rights regulation 2023", why);
    if !case.touches(*b"SA") {
        return outside("The journey neither begins nor ends in Saudi Arabia.");
    }
    if case.date < FROM || case.disruption.subject() == Subject::Cargo {
        return outside("The regulation does not cover this.");
    }
    let finding = Finding::under(RULESET, Currency::SAR)
        .cite("GACA passenger rights regulation, in force 20 Nov 2023")
        .review();
    match case.disruption {
        Disruption::DeniedBoarding if case.facts.voluntary == Some(true) => {
            finding.because("The passenger gave the seat up.")
        }
        Disruption::DeniedBoarding if matches!(case.nature(), Nature::Refusal | Nature::Passenger) => {
            finding.because("There were reasonable grounds to refuse.")
        }
        Disruption::DeniedBoarding => of_ticket(case, REFUSED_PERCENT, finding),
        _ if case.has_defence() => finding.because("The cause was extraordinary and proven."),
        _ if case.disruption.is_cancellation() => of_ticket(case, CANCELLED_PERCENT, finding),
        _ if case.disruption.is_late_arrival() => delayed(case, finding),
        _ if case.disruption.subject() == Subject::Baggage => baggage(case, finding),
        _ => finding.because("No fixed sum is reported for this."),
    }
}

fn delayed(case: &Case<'_>, finding: Finding) -> Finding {
    let Some(delay) = case.departure_delay.or(case.arrival_delay) else {
        return finding.missing("departure_delay_min");
    };
    let finding =
        finding.because_of("The flight was {}; more than six hours late are needed.", Value::late(delay));
    if delay > DELAYED_AFTER_MIN { finding.pays(Amount::whole(DELAYED)) } else { finding }
}

fn of_ticket(case: &Case<'_>, percent: u16, mut finding: Finding) -> Finding {
    finding.percentage = Some(percent);
    finding = finding
        .because_of("{} per cent of the ticket are reported to be due.", Value::Number(i64::from(percent)));
    let Some(price) = case.facts.ticket_price else { return finding.pays_unknown("ticket_price") };
    Finding {
        currency: price.currency,
        ..finding.pays(price.amount.percent_in(price.currency, i64::from(percent)))
    }
}

/// Damage in riyal, up to the most; in another currency it is not converted.
fn baggage(case: &Case<'_>, finding: Finding) -> Finding {
    let cap = Amount::whole(BAGGAGE);
    let finding =
        finding.because_of("Damage to baggage is made good up to {}.", Value::Money(cap, Currency::SAR));
    let damage = case
        .facts
        .proven_damage
        .filter(|sum| sum.currency().is_none_or(|currency| currency == Currency::SAR));
    let Some(damage) = damage.map(|sum| sum.amount()) else { return finding.missing("proven_damage") };
    let mut finding = if damage > Amount::ZERO { finding.pays(damage.min(cap)) } else { finding };
    finding.kind = Kind::Liability;
    finding.capped = Some(damage > cap);
    finding
}
