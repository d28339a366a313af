//! Care while waiting (Art. 6, 9), and the choice of refund or another flight (Art. 8). Owed whatever the
//! cause (C-12/11).
//!
//! Deliberately not here: compensation.

use super::Rules;
use crate::{
    case::Case,
    finding::{Care, Finding, Unit},
};

/// Art. 6(1)(a), (b), (c): expected departure delay in minutes from which meals and calls are due.
const CARE_FROM_MIN: [i64; 3] = [120, 180, 240];
/// Art. 6(1)(iii): from here on the passenger may give up and have the price back.
pub(super) const REFUND_FROM_MIN: i64 = 300;
/// A wait this short does not reach the next day as a rule, and one this long does; between them the facts
/// must say.
pub(super) const SAME_DAY_BELOW_MIN: i64 = 12 * 60;
pub(super) const NEXT_DAY_FROM_MIN: i64 = 18 * 60;
/// Told a day or more before, nobody waits at the airport.
const AT_AIRPORT_BELOW_MIN: i64 = 24 * 60;

/// Art. 6: by the delay at departure.
pub(crate) fn while_waiting(case: &Case<'_>, rules: &Rules, mut finding: Finding) -> Finding {
    let Some(delay) = case.departure_delay else { return finding };
    let due = delay >= CARE_FROM_MIN[rules.band(case) as usize];
    let hotel = if due { next_day(case, Some(delay)) } else { Some(false) };
    finding.care = Care { meals: Some(due), communications: Some(due), hotel };
    if due {
        finding = finding.cite("Art. 6(1)").cite("Art. 9(1)(a), (2)");
        if hotel == Some(true) {
            finding = finding.cite("Art. 9(1)(b)-(c)");
        }
    }
    if delay < REFUND_FROM_MIN {
        finding.remedy = Some("none");
        return finding;
    }
    finding.remedy = Some("refund option within 7 days (Art. 8(1)(a)): departure delay of 5 h or more");
    finding
        .due("refund within 7 days (Art. 8(1)(a))", 7, Unit::Days)
        .cite("Art. 6(1)(iii)")
        .cite("Art. 8(1)(a)")
}

/// Art. 5(1)(a), (b) and 4(3): for a cancelled flight or a refused passenger.
pub(crate) fn without_the_flight(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding.remedy = Some("choice (Art. 8): refund within 7 days, earliest re-routing, or later re-routing");
    finding = finding.due("refund within 7 days (Art. 8(1)(a))", 7, Unit::Days);
    if case.notice.is_some_and(|notice| notice < AT_AIRPORT_BELOW_MIN) && !case.facts.takes_refund() {
        let wait = case.lateness().or(case.departure_delay);
        finding.care = Care { meals: Some(true), communications: Some(true), hotel: next_day(case, wait) };
        finding = finding.cite("Art. 9");
    }
    finding.cite("Art. 8(1)")
}

/// Art. 9(1)(b): the other departure is expected on the next day.
fn next_day(case: &Case<'_>, wait: Option<i64>) -> Option<bool> {
    case.facts.departure_next_day.or(match wait? {
        ..SAME_DAY_BELOW_MIN => Some(false),
        SAME_DAY_BELOW_MIN..NEXT_DAY_FROM_MIN => None,
        NEXT_DAY_FROM_MIN.. => Some(true),
    })
}
