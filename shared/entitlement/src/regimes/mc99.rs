//! Montreal Convention of 1999: proven damage up to limits in special drawing rights, by date of the event.
//!
//! Deliberately not here: death and injury (Art. 21), which no console decides; the list of States Parties.

use crate::{
    amount::{Amount, Currency},
    case::Case,
    change::Axis,
    finding::{Finding, Kind, Value},
    territory,
    vocabulary::Disruption,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

/// Art. 31(2): days for the written complaint.
pub(crate) const AXES: &[(Axis, &[i64])] = &[(Axis::Complaint, &[8, 15, 22])];

/// One revision of the limits (Art. 24), in SDR.
struct Limits {
    from: Date,
    ruleset: &'static str,
    /// Art. 22(1), a passenger's delay.
    delay: i64,
    /// Art. 22(2), a passenger's baggage.
    baggage: i64,
    /// Art. 22(3), cargo by kilogram.
    cargo: i64,
}

/// Newest first.
const LIMITS: &[Limits] = &[
    Limits { from: date(2024, 12, 28), ruleset: "MC99_2024", delay: 6_303, baggage: 1_519, cargo: 26 },
    Limits { from: date(2019, 12, 28), ruleset: "MC99_2019", delay: 5_346, baggage: 1_288, cargo: 22 },
    Limits { from: date(2009, 12, 30), ruleset: "MC99_2009", delay: 4_694, baggage: 1_131, cargo: 19 },
    Limits { from: date(2003, 11, 4), ruleset: "MC99_1999", delay: 4_150, baggage: 1_000, cargo: 17 },
];

/// Decides a case under the Convention.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let Some(limits) = LIMITS.iter().find(|limits| limits.from <= case.date) else {
        return Finding::outside(
            "MC99",
            Currency::XDR,
            "Art. 53",
            "The Convention came into force on 4 November 2003.",
        );
    };
    if let Err((basis, why)) = scope(case) {
        return Finding::outside(limits.ruleset, Currency::XDR, basis, why);
    }
    let mut finding = Finding::under(limits.ruleset, Currency::XDR);
    finding.kind = Kind::Liability;
    if case.facts.action_days_after_arrival.is_some_and(|days| after_years(case.date, 2, days)) {
        return finding.cite("Art. 35").because("The action came more than two years after arrival.");
    }
    match case.disruption {
        Disruption::BaggageLost => baggage(case, limits, finding.cite("Art. 17(2)"), None),
        Disruption::BaggageDamage => baggage(case, limits, finding.cite("Art. 17(2)"), Some(7)),
        Disruption::BaggageDelay => baggage(case, limits, finding.cite("Art. 19"), Some(21)),
        Disruption::CargoLost => cargo(case, limits, finding.cite("Art. 18"), None),
        Disruption::CargoDamage => cargo(case, limits, finding.cite("Art. 18"), Some(14)),
        Disruption::Delay
        | Disruption::MissedConnection
        | Disruption::RebookedFirstLeg
        | Disruption::UnscheduledStop
        | Disruption::DiversionSameRegion
        | Disruption::DiversionOtherRegion
        | Disruption::ReturnToDeparture => delay(case, limits, finding),
        Disruption::Cancellation
        | Disruption::DeniedBoarding
        | Disruption::BroughtForward
        | Disruption::RetimedLater
        | Disruption::ScheduleChange
        | Disruption::Renumbered
        | Disruption::Downgrade
        | Disruption::Upgrade
        | Disruption::SeatChangeSameCabin => finding.cite("Art. 19").because(
            "The Convention is about delay, loss and damage in carriage, and this was none of them.",
        ),
    }
}

/// Art. 1(2): between two States; Regulation 2027/97 extends it to flights inside one on the Union's
/// carriers.
fn scope(case: &Case<'_>) -> Result<(), (&'static str, &'static str)> {
    let licensed = case
        .licence
        .is_some_and(|licence| territory::in_union(licence, case.date) || territory::in_uk(licence));
    if case.domestic() && !licensed {
        return Err((
            "Art. 1(2)",
            "The journey lies inside one State, and its carrier is not one of the Union's.",
        ));
    }
    Ok(())
}

/// Whether so many days after a date lie beyond so many years after it.
pub(crate) fn after_years(from: Date, years: i64, days: i64) -> bool {
    let limit = from.checked_add(years.years()).ok();
    let then = from.checked_add(days.days()).ok();
    limit.zip(then).is_none_or(|(limit, then)| then > limit)
}

/// Art. 31(2), (4): without a complaint in time no action lies.
fn too_late(case: &Case<'_>, days: Option<i64>) -> Option<i64> {
    days.filter(|days| case.complaint_days.is_some_and(|after| after > *days))
}

fn barred(finding: Finding, days: i64) -> Finding {
    finding
        .cite("Art. 31(2), (4)")
        .because_of("The written complaint came later than {} days after receipt.", Value::Number(days))
}

/// Art. 19: the defence of all measures.
fn delay(case: &Case<'_>, limits: &Limits, finding: Finding) -> Finding {
    let finding = finding.cite("Art. 19");
    let Some(damage) = case.facts.proven_damage_sdr else {
        return finding.because("Only damage that the passenger proves is made good, and none is stated.");
    };
    if case.facts.carrier_took_all_measures == Some(true) {
        return finding.because("The carrier has proven that it took all measures to avoid the damage.");
    }
    up_to(damage, Amount::whole(limits.delay), finding.cite("Art. 22(1)"))
}

/// Art. 22(2): by passenger, even where two shared a bag (C-410/11); a declared interest raises the limit.
fn baggage(case: &Case<'_>, limits: &Limits, mut finding: Finding, days: Option<i64>) -> Finding {
    let facts = case.facts;
    finding.deadline = match days {
        Some(7) => Some("complaint in writing within 7 days of receipt; action within 2 years"),
        Some(_) => Some("complaint in writing within 21 days of receipt; action within 2 years"),
        None => Some("action within 2 years"),
    };
    if let Some(days) = too_late(case, days) {
        return barred(finding, days);
    }
    let finding = if days.is_some() { finding.cite("Art. 31(2)") } else { finding }.cite("Art. 22(2)");
    if case.disruption == Disruption::BaggageDelay && facts.carrier_took_all_measures == Some(true) {
        return finding.because("The carrier has proven that it took all measures to avoid the damage.");
    }
    let limit = Amount::whole(limits.baggage).max(facts.declared_interest_sdr.unwrap_or_default());
    match (&facts.proven_damage_sdr_per_passenger, facts.proven_damage_sdr) {
        (Some(each), _) if !each.is_empty() => {
            let sum = each.iter().fold(Amount::ZERO, |sum, damage| sum.plus((*damage).min(limit)));
            let mut finding = finding.cite("C-410/11 Espada Sánchez para 35").because_of(
                "Each passenger has a limit of {}, also in a shared bag.",
                Value::Money(limit, Currency::XDR),
            );
            finding.capped = Some(each.iter().any(|damage| *damage > limit));
            if sum > Amount::ZERO { finding.pays(sum) } else { finding }
        }
        (_, Some(damage)) => up_to(damage, limit, finding),
        _ => finding.because("Proven damage is made good up to the limit.").missing("proven_damage_sdr"),
    }
}

/// Art. 22(3): by the kilogram.
fn cargo(case: &Case<'_>, limits: &Limits, mut finding: Finding, days: Option<i64>) -> Finding {
    finding.deadline = Some(match days {
        Some(_) => "complaint in writing within 14 days of receipt; action within 2 years",
        None => "action within 2 years",
    });
    if let Some(days) = too_late(case, days) {
        return barred(finding, days);
    }
    let finding = if days.is_some() { finding.cite("Art. 31(2)") } else { finding }.cite("Art. 22(3)");
    let Some(damage) = case.facts.proven_damage_sdr else { return finding.missing("proven_damage_sdr") };
    let Some(weight) = case.facts.weight_kg else {
        return finding.pays_unknown("weight_kg");
    };
    let by_weight = weight.share(limits.cargo, 1);
    up_to(damage, by_weight.max(case.facts.declared_interest_sdr.unwrap_or_default()), finding)
}

/// Proven damage, cut at a limit that only intent or recklessness breaks (Art. 22(5)).
fn up_to(damage: Amount, limit: Amount, mut finding: Finding) -> Finding {
    finding.capped = Some(damage > limit);
    if damage == Amount::ZERO {
        return finding.because("No damage is proven, and only proven damage is made good.");
    }
    let finding = finding.because_of_both(
        "Damage of {} is proven; the limit is {}.",
        Value::Money(damage, Currency::XDR),
        Value::Money(limit, Currency::XDR),
    );
    let due = damage.min(limit);
    if due > Amount::ZERO { finding.pays(due) } else { finding }
}
