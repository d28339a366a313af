//! Long delay at the final destination (Art. 6; C-402/07 Sturgeon, C-11/11 Folkerts).
//!
//! Deliberately not here: flights that count as cancelled although they flew (`cancelled`).

use super::{
    Band, NO_COURT, NOT_BINDING, NOT_DECIDED, Rules, care, excused_or_perhaps, only_persuades, unexcused,
};
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
    let finding = transfer(case, care::while_waiting(case, rules, finding));
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
    let counted = Counted::of(case, rules, late);
    let decided = at(case, rules, &counted, finding.clone());
    let Some((minutes, why)) = counted.perhaps else {
        return part_unknown(case, decided);
    };
    let other = at(case, rules, &Counted { minutes, ..counted }, finding);
    match other.amount {
        Some(amount) if Some(amount) != decided.amount => decided.or_perhaps(amount).because(why),
        _ => decided,
    }
}

/// Minutes of a delay, and those of them that count.
#[derive(Clone, Copy)]
struct Counted {
    late: i64,
    minutes: i64,
    /// How many count, where the law is open about the cause, if it is seen the other way.
    perhaps: Option<(i64, &'static str)>,
}

impl Counted {
    /// C-315/15 Pešková para 54: the part that an extraordinary cause explains is taken off first, when
    /// measures are proven. A cause that is never extraordinary explains none.
    fn of(case: &Case<'_>, rules: &Rules, late: i64) -> Self {
        let less = late.saturating_sub(explained(case)).max(0);
        let why = match case.nature() {
            _ if less == late => None,
            Nature::Inherent | Nature::Refusal | Nature::Passenger => {
                Some("Minutes are said to be extraordinary, but the cause that is stated never is.")
            }
            Nature::Unlisted if case.cause.is_some() => Some(NO_COURT),
            Nature::Unsettled => Some(NOT_DECIDED),
            Nature::Extraordinary if only_persuades(case, rules) => Some(NOT_BINDING),
            Nature::Extraordinary | Nature::Mixed | Nature::Unlisted => None,
        };
        let (minutes, otherwise) = if may_explain(case) { (less, late) } else { (late, less) };
        Self { late, minutes, perhaps: why.map(|why| (otherwise, why)) }
    }
}

/// Minutes that the facts give to an extraordinary cause, with all reasonable measures proven.
fn explained(case: &Case<'_>) -> i64 {
    case.facts.extraordinary_minutes.filter(|_| case.measures_proven).unwrap_or(0)
}

/// The stated cause can be extraordinary; none stated does not stand against minutes that are.
fn may_explain(case: &Case<'_>) -> bool {
    match case.nature() {
        Nature::Extraordinary | Nature::Unsettled | Nature::Mixed => true,
        Nature::Unlisted => case.cause.is_none(),
        Nature::Inherent | Nature::Refusal | Nature::Passenger => false,
    }
}

/// The minutes that are taken off a delay before it is held against the limits.
pub(crate) fn taken_off(case: &Case<'_>) -> i64 {
    if may_explain(case) { explained(case) } else { 0 }
}

/// What so many minutes give.
fn at(case: &Case<'_>, rules: &Rules, counted: &Counted, finding: Finding) -> Finding {
    if counted.minutes < LONG_MIN {
        return too_short(case, counted, finding);
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

/// A mixed cause whose extraordinary part nobody has measured.
fn part_unknown(case: &Case<'_>, due: Finding) -> Finding {
    let open =
        case.nature() == Nature::Mixed && case.measures_proven && case.facts.extraordinary_minutes.is_none();
    if !open || !due.eligible {
        return due;
    }
    due.or_perhaps(Amount::ZERO)
        .because("Part of the cause was extraordinary; how many minutes it explains decides.")
        .missing("extraordinary_minutes")
}

/// Art. 8(3), C-826/19: the way from the airport of landing, owed however late it was.
fn transfer(case: &Case<'_>, mut finding: Finding) -> Finding {
    if case.disruption != Disruption::DiversionSameRegion {
        return finding;
    }
    if case.departure_delay.is_none_or(|delay| delay < care::REFUND_FROM_MIN) {
        finding.remedy =
            Some("the carrier bears the way from the other airport to the booked one (Art. 8(3))");
    }
    finding
        .cite("Art. 8(3)")
        .cite("C-826/19 Austrian Airlines paras 44, 49, 66")
        .because("The carrier bears the way from the other airport to the booked one.")
}

fn too_short(case: &Case<'_>, counted: &Counted, finding: Finding) -> Finding {
    let finding = match case.disruption {
        Disruption::UnscheduledStop => finding.cite("C-32/16 Wunderlich para 27"),
        Disruption::RebookedFirstLeg => finding.cite("C-191/19 Air Nostrum para 34"),
        _ if case.facts.self_rerouted == Some(true) => {
            finding.cite("C-54/23 Laudamotion and Ryanair para 24")
        }
        _ => finding.cite("Art. 6"),
    };
    if counted.minutes < counted.late {
        return finding.cite("C-315/15 Pešková para 54").because_of_both(
            "Of {} only {} count: the rest had an extraordinary cause. Three hours are needed.",
            Value::Minutes(counted.late),
            Value::Minutes(counted.minutes),
        );
    }
    finding.cite("C-402/07 Sturgeon para 69").because_of(
        "The passenger could leave the aircraft {}; three hours after schedule are needed.",
        Value::late(counted.late),
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
        // Who may have had that refund, with nothing said about coming or choosing.
        Some(false) if facts.presented_for_checkin.is_none() && may_have_been_refunded(case) => {
            Some(finding.or_perhaps(amount).missing("passenger_choice").because(
                "The passenger did not travel on a flight five hours late; whether a refund keeps the sum is not settled.",
            ))
        }
        Some(false) => {
            Some(finding.because("The passenger did not travel, so lost no time on the late flight."))
        }
        None if facts.presented_for_checkin == Some(false) => Some(
            finding.because("The passenger did not come to check-in, so lost no time on the late flight."),
        ),
        None => None,
    }
}

/// Five hours late at departure, and what the passenger chose is not said (Art. 6(1)(iii)).
fn may_have_been_refunded(case: &Case<'_>) -> bool {
    let left = case.departure_delay.is_some_and(|delay| delay >= care::REFUND_FROM_MIN);
    left && case.facts.passenger_choice.is_none()
}

/// The sum for a long delay; only beyond 3500 km may it be halved, below four hours (Sturgeon para 63).
fn owed(case: &Case<'_>, rules: &Rules, counted: &Counted, finding: Finding) -> Finding {
    let finding = finding.cite("C-402/07 Sturgeon").because_of_both(
        "At the final destination the passenger could leave the aircraft {} late; from {} on money is due.",
        Value::Minutes(counted.late),
        Value::Minutes(LONG_MIN),
    );
    let finding = match counted.late - counted.minutes {
        0 => finding,
        less => finding.cite("C-315/15 Pešková para 54").because_of_both(
            "An extraordinary cause explains {} of that, so {} count.",
            Value::Minutes(less),
            Value::Minutes(counted.minutes),
        ),
    };
    let finding = if case.facts.legs.is_empty() { finding } else { finding.cite("C-11/11 Folkerts para 47") };
    let finding = rules.compensate(case, finding);
    if rules.band(case) == Band::C && counted.minutes < CUT_BELOW_MIN {
        return gave_up(
            case,
            finding.halved().cite("Art. 7(2)(c)").cite("Sturgeon para 63").because(
                "Less than four hours count on a flight of this length, so the carrier may pay half.",
            ),
        );
    }
    let half = finding.base.unwrap_or(Amount::ZERO).percent(50);
    match edge(case, rules, counted.minutes) {
        Some(why) => finding.or_perhaps(half).because(why),
        None => gave_up(case, finding),
    }
}

/// The exact minutes at which the judgments and the text of Art. 7(2) part ways about half.
pub(crate) fn edge(case: &Case<'_>, rules: &Rules, counted: i64) -> Option<&'static str> {
    match (rules.band(case), counted) {
        (Band::C, CUT_BELOW_MIN) => Some(
            "At exactly four hours the judgment (less than four) and the text (not more than four) part ways.",
        ),
        (Band::B, LONG_MIN) => Some(
            "At exactly three hours the text of Art. 7(2)(b) would allow half; the judgments halve only longer flights.",
        ),
        (Band::A | Band::B | Band::C, _) => None,
    }
}

/// C-54/23 decides what a passenger gets who went another way and came less than three hours late, only.
fn gave_up(case: &Case<'_>, due: Finding) -> Finding {
    if case.facts.self_rerouted != Some(true) {
        return due;
    }
    due.or_perhaps(Amount::ZERO).because(
        "The passenger found another way alone; whether the sum stays when that was three hours late is not decided.",
    )
}
