//! Turkey: SHY-YOLCU, as amended with effect from 10 December 2024.
//!
//! Deliberately not here: the rate at which the sums, in euro, are paid in lira on the day of payment.

use super::regulation261::EDGES;
use crate::{
    amount::{Amount, Currency},
    case::Case,
    cause::Nature,
    change::Axis,
    finding::{Finding, Value},
    vocabulary::{Disruption, Subject},
};
use jiff::civil::{Date, date};

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] = &[
    (Axis::Arrival, &[180]),
    (Axis::Notice, &[7 * 24 * 60, 14 * 24 * 60]),
    (Axis::RerouteArrives, &[120, 121, 180, 181, 240, 241]),
    (Axis::Distance, &[EDGES[0] + 1, EDGES[1] + 1]),
];

const FROM: Date = date(2012, 1, 1);
/// Since then a delay pays as well, for technical and operational reasons.
const DELAY_FROM: Date = date(2024, 12, 10);
const LONG_MIN: i64 = 180;

/// Art. 8: euro, domestic, and by distance.
const DOMESTIC: i64 = 100;
const ABROAD: [i64; 3] = [250, 400, 600];
/// Art. 8, text of 2011: a re-routing that arrives no later allows half.
const CUT_WINDOW_MIN: [i64; 3] = [120, 180, 240];

/// Decides a case under the Regulation.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let ruleset = if case.date < DELAY_FROM { "TR_SHY_2011" } else { "TR_SHY_2024" };
    let outside = |basis, why| Finding::outside(ruleset, Currency::EUR, basis, why);
    let turkish = case.licence.is_some_and(|licence| licence.as_str() == "TR");
    let reached = case.leaves(*b"TR") || (case.touches(*b"TR") && turkish);
    if !reached {
        return outside(
            "SHY-YOLCU Art. 2",
            "The journey neither begins in Turkey nor ends there on a Turkish carrier.",
        );
    }
    if case.date < FROM || matches!(case.disruption.subject(), Subject::Baggage | Subject::Cargo) {
        return outside("SHY-YOLCU", "The Regulation does not cover this.");
    }
    let stated = as_stated(case, ruleset);
    let other = case.distance_otherwise(&EDGES).filter(|_| stated.eligible && !case.domestic());
    match other.and_then(|metres| as_stated(&case.at_distance(metres), ruleset).amount) {
        Some(amount) if Some(amount) != stated.amount => stated.or_perhaps(amount),
        _ => stated,
    }
}

fn as_stated(case: &Case<'_>, ruleset: &'static str) -> Finding {
    let finding = Finding::under(ruleset, Currency::EUR);
    if case.disruption.is_cancellation() {
        return cancelled(case, finding.cite("SHY-YOLCU Art. 6, 8"));
    }
    if case.disruption == Disruption::DeniedBoarding {
        if case.facts.voluntary == Some(true) || matches!(case.nature(), Nature::Refusal | Nature::Passenger)
        {
            return finding
                .cite("SHY-YOLCU Art. 5")
                .because("The passenger volunteered, or was rightly refused.");
        }
        return cut(case, owed(case, finding.cite("SHY-YOLCU Art. 5, 8")));
    }
    if case.disruption.is_late_arrival() {
        return late(case, finding.cite("SHY-YOLCU Art. 7(3), 8"));
    }
    finding.cite("SHY-YOLCU").because("No fixed sum is provided for this.")
}

/// Art. 7(3), since 10 December 2024: three hours at the destination, for technical or operational reasons.
fn late(case: &Case<'_>, finding: Finding) -> Finding {
    if case.date < DELAY_FROM {
        return finding
            .cite("SHY-YOLCU (2011 text)")
            .because("Before 10 December 2024 a delay gave care, but no money.");
    }
    let Some(delay) = case.arrival_delay else { return finding.missing("arrival_delay_min") };
    let finding = finding
        .because_of("Arrival at the destination was {}; three hours late are needed.", Value::late(delay));
    if delay < LONG_MIN {
        return finding;
    }
    match case.nature() {
        _ if case.cause.is_none() => owed(case, finding).missing("cause"),
        Nature::Inherent | Nature::Mixed => owed(case, finding),
        Nature::Unlisted => owed(case, finding).review(),
        Nature::Extraordinary | Nature::Unsettled | Nature::Passenger | Nature::Refusal => {
            finding.because("A delay pays only for technical and operational reasons.")
        }
    }
}

/// Art. 6: as in the Union, two weeks and one week of notice.
fn cancelled(case: &Case<'_>, finding: Finding) -> Finding {
    const WEEK_MIN: i64 = 7 * 24 * 60;
    let notice = match case.disruption {
        Disruption::Cancellation => case.notice,
        _ => case.notice.or(Some(0)),
    };
    if notice.is_some_and(|notice| notice >= 2 * WEEK_MIN) {
        return finding.because("The passenger was told two weeks before departure or earlier.");
    }
    let (earlier, later) =
        if notice.is_some_and(|notice| notice >= WEEK_MIN) { (120, 240) } else { (60, 120) };
    let soon = case.reroute.and_then(|reroute| reroute.arrives_later_min).is_some_and(|min| min < later);
    let leaves = case.reroute.and_then(|reroute| reroute.departs_earlier_min);
    if (soon && leaves.is_some_and(|min| min <= earlier)) || case.has_defence() {
        return finding.because("Another flight in time was offered, or the cause was beyond the carrier.");
    }
    let due = cut(case, owed(case, finding));
    let due = if notice.is_none() { due.missing("notice_min") } else { due };
    if soon && leaves.is_none() {
        return due.or_perhaps(Amount::ZERO).missing("reroute.departs_earlier_min");
    }
    due
}

fn owed(case: &Case<'_>, finding: Finding) -> Finding {
    let sum = if case.domestic() { DOMESTIC } else { ABROAD[band(case)] };
    let finding = finding.because_of_both(
        "For a journey of {} the sum is {}, paid in lira at the selling rate of the day.",
        Value::Metres(case.distance_m),
        Value::Money(Amount::whole(sum), Currency::EUR),
    );
    finding.pays(Amount::whole(sum))
}

fn band(case: &Case<'_>) -> usize {
    EDGES.iter().filter(|edge| case.distance_m > **edge).count()
}

fn cut(case: &Case<'_>, finding: Finding) -> Finding {
    match case.reroute.and_then(|reroute| reroute.arrives_later_min) {
        Some(later) if later <= CUT_WINDOW_MIN[band(case)] => finding
            .halved()
            .because_of("The other flight arrives {}, so half may be paid.", Value::later(later)),
        _ => finding,
    }
}
