//! Long delay at the final destination (Art. 6; C-402/07 Sturgeon, C-11/11 Folkerts).
//!
//! Deliberately not here: flights that count as cancelled although they flew (`cancelled`).

use super::{Band, Rules, care, excused_or_perhaps, unexcused};
use crate::{
    amount::Amount,
    case::Case,
    cause::Nature,
    finding::{Finding, Value},
    vocabulary::Disruption,
};

/// C-402/07 Sturgeon: three hours or more at the final destination; the last word of Art. 7(2)(c) is four.
const LONG_MIN: i64 = 180;
const CUT_BELOW_MIN: i64 = 240;

/// Decides a late arrival.
pub(crate) fn decide(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let finding = care::while_waiting(case, rules, finding);
    if case.disruption == Disruption::MissedConnection && !case.facts.single_booking && !case.separate {
        return finding
            .cite("Art. 3(1)")
            .cite("C-537/17 Wegener")
            .because("The flights were booked apart, so a missed connection between them is nobody's delay.")
            .missing("legs.arrival_delay_min");
    }
    let finding = if case.separate {
        finding.because("The flights were booked apart, so each is looked at alone.")
    } else {
        finding
    };
    if case.nature() == Nature::Passenger {
        return finding
            .cite("Art. 7")
            .because("The passenger missed the flight for a reason that is not the flight's.");
    }
    let Some(late) = case.lateness() else {
        return finding.cite("Art. 7").missing("arrival_delay_min");
    };
    let counted = countable(case, late);
    if counted < LONG_MIN {
        return too_short(case, late, counted, finding);
    }
    let due = owed(case, rules, counted, finding.clone());
    if let Some(absent) = absent(case, &due, &finding) {
        return absent;
    }
    if case.has_defence() && case.facts.extraordinary_minutes.is_none() {
        return excused_or_perhaps(case, rules, finding, &due);
    }
    unexcused(case, rules, due)
}

/// C-315/15 Pešková para 54: the part that an extraordinary cause explains is taken off first, when measures
/// are proven.
fn countable(case: &Case<'_>, late: i64) -> i64 {
    match case.facts.extraordinary_minutes {
        Some(excused) if case.measures_proven => late.saturating_sub(excused).max(0),
        _ => late,
    }
}

fn too_short(case: &Case<'_>, late: i64, counted: i64, finding: Finding) -> Finding {
    let finding = match case.disruption {
        Disruption::UnscheduledStop => finding.cite("C-32/16 Wunderlich para 27"),
        Disruption::RebookedFirstLeg => finding.cite("C-191/19 Air Nostrum para 34"),
        Disruption::DiversionSameRegion => finding
            .cite("Art. 8(3)")
            .cite("C-826/19 Austrian Airlines paras 44, 49, 66")
            .because("The carrier bears the way from the other airport to the booked one."),
        _ if case.facts.self_rerouted == Some(true) => {
            finding.cite("C-54/23 Laudamotion and Ryanair para 24")
        }
        _ => finding.cite("Art. 6"),
    };
    if counted < late {
        return finding.cite("C-315/15 Pešková para 54").because_of_both(
            "Of {} only {} count: the rest had an extraordinary cause. Three hours are needed.",
            Value::Minutes(late),
            Value::Minutes(counted),
        );
    }
    finding.cite("C-402/07 Sturgeon para 69").because_of(
        "The passenger could leave the aircraft {} after schedule; three hours are needed.",
        Value::Minutes(late),
    )
}

/// Art. 3(2)(a), C-474/22, C-54/23: who did not come, or gave the journey up, lost no time.
fn absent(case: &Case<'_>, due: &Finding, finding: &Finding) -> Option<Finding> {
    let facts = case.facts;
    let amount = due.amount.unwrap_or(Amount::ZERO);
    let finding = finding.clone().cite("Art. 3(2)(a)").cite("C-474/22");
    match facts.travelled.or(facts.takes_refund().then_some(false)) {
        Some(true) => None,
        // A refund after five hours (Art. 6(1)(iii)) of somebody who had come: not decided whether
        // compensation stays.
        Some(false) if facts.takes_refund() || facts.presented_for_checkin == Some(true) => Some(
            finding
                .or_perhaps(amount)
                .because("The passenger came but did not travel; whether that keeps the sum is not settled."),
        ),
        Some(false) => {
            Some(finding.because("The passenger did not travel, so lost no time on the late flight."))
        }
        None if facts.presented_for_checkin == Some(false) => Some(
            finding.because("The passenger did not come to check-in, so lost no time on the late flight."),
        ),
        None => None,
    }
}

/// The sum for a long delay; only beyond 3500 km may it be halved, below four hours (Sturgeon para 63).
fn owed(case: &Case<'_>, rules: &Rules, counted: i64, finding: Finding) -> Finding {
    let finding = finding.cite("C-402/07 Sturgeon").because_of_both(
        "At the final destination the passenger could leave the aircraft {} late; from {} on money is due.",
        Value::Minutes(counted),
        Value::Minutes(LONG_MIN),
    );
    let finding = if case.facts.legs.is_empty() { finding } else { finding.cite("C-11/11 Folkerts para 47") };
    let finding = rules.compensate(case, finding);
    let finding = if case.facts.self_rerouted == Some(true) { finding.review() } else { finding };
    let half = finding.base.unwrap_or(Amount::ZERO).percent(50);
    match rules.band(case) {
        Band::C if counted < CUT_BELOW_MIN => finding
            .halved()
            .cite("Art. 7(2)(c)")
            .cite("Sturgeon para 63")
            .because("It is less than four hours on a flight of this length, so the carrier may pay half."),
        Band::C if counted == CUT_BELOW_MIN => finding.or_perhaps(half).because(
            "At exactly four hours the judgment (less than four) and the text (not more than four) part ways.",
        ),
        Band::B if counted == LONG_MIN => finding.or_perhaps(half).because(
            "At exactly three hours the text of Art. 7(2)(b) would allow half; the judgments halve only longer flights.",
        ),
        Band::A | Band::B | Band::C => finding,
    }
}
