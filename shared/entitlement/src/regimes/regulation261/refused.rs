//! Denied boarding (Art. 4): paid at once, with no threshold of time and no defence of extraordinary
//! circumstances (C-22/11).
//!
//! Deliberately not here: a passenger who missed the flight (`late`).

use super::{Rules, care};
use crate::{
    case::Case,
    cause::Nature,
    finding::{Finding, Value},
};

/// Art. 3(2)(a)(ii): minutes before departure, where the carrier named no other time.
const CHECKIN_MIN: i64 = 45;

/// Decides a refusal of carriage.
pub(crate) fn decide(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let facts = case.facts;
    if facts.voluntary == Some(true) {
        let mut finding = finding.cite("Art. 4(1)").because(
            "The passenger gave the seat up for a benefit agreed with the carrier, in place of compensation.",
        );
        finding.remedy = Some("choice (Art. 8) in addition to the agreed benefit");
        return finding;
    }
    if matches!(case.nature(), Nature::Refusal | Nature::Passenger) {
        return finding.cite("Art. 2(j) (\"reasonable grounds\")").because(
            "There were reasonable grounds to refuse: health, safety, security or travel documents.",
        );
    }
    if let Some(late) = not_there(case) {
        return finding.cite("Art. 3(2)(a)").because_of(
            "The passenger was not at check-in in time, {} before departure.",
            Value::Minutes(late),
        );
    }
    let finding = care::without_the_flight(&Case { notice: case.notice.or(Some(0)), ..*case }, finding)
        .cite("Art. 4(3)")
        .because("The passenger was refused boarding against his or her will; the cause is no excuse.");
    let finding = match case.cause {
        Some(ruling) if matches!(ruling.nature, Nature::Inherent | Nature::Mixed) => {
            finding.cite(ruling.basis)
        }
        _ => finding,
    };
    rules.cut_as_offered(case, rules.compensate(case, finding))
}

/// Art. 3(2)(a): too late at check-in, or not there, unless refused beforehand (C-238/22 LATAM: nobody need
/// come then).
fn not_there(case: &Case<'_>) -> Option<i64> {
    let facts = case.facts;
    let deadline = facts.checkin_deadline_min.unwrap_or(CHECKIN_MIN);
    let refused_before = case.notice.is_some_and(|notice| notice > deadline);
    let absent = facts.presented_for_checkin == Some(false) || facts.complied_checkin == Some(false);
    let late = facts.checkin_min_before_std.is_some_and(|before| before < deadline);
    ((absent && !refused_before) || late).then_some(deadline)
}
