//! Israel: Aviation Services Law (Compensation and Assistance for Flight Cancellation or Change of
//! Conditions), 2012.
//!
//! Deliberately not here: the sums of this year's index, which were not found; the base of 2012 and one
//! guide's figure are.

use crate::{
    amount::{Amount, Currency},
    case::Case,
    cause::Nature,
    change::Axis,
    finding::{Care, Finding, Value},
    vocabulary::{Disruption, Subject},
};
use jiff::civil::date;

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] = &[
    (Axis::Departure, &[120, 300, 480]),
    (Axis::Notice, &[14 * 24 * 60]),
    (Axis::RerouteArrives, &[240, 300, 360]),
];

const RULESET: &str = "IL_ASL_2012";
/// First Schedule: metres up to which each sum stands; shekels of 2012; one guide's index of them.
const EDGES: [i64; 2] = [2_000_000, 4_500_000];
const BASE: [i64; 3] = [1_250, 2_000, 3_000];
const INDEXED: [i64; 3] = [1_440, 2_310, 3_460];
/// s. 3(c): the other flight's delay below which half is due.
const HALF_BELOW_MIN: [i64; 3] = [240, 300, 360];
const CARE_FROM_MIN: i64 = 120;
const REFUND_FROM_MIN: i64 = 300;
/// s. 1: so late is as good as cancelled.
const CANCELLED_FROM_MIN: i64 = 480;
const TWO_WEEKS_MIN: i64 = 14 * 24 * 60;

/// Decides a case under the Law.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside = |why| Finding::outside(RULESET, Currency::ILS, "Aviation Services Law 2012", why);
    if !case.touches(*b"IL") {
        return outside("The journey neither begins nor ends in Israel.");
    }
    if case.date < date(2012, 8, 16) || matches!(case.disruption.subject(), Subject::Baggage | Subject::Cargo)
    {
        return outside("The Law does not cover this.");
    }
    let finding = Finding::under(RULESET, Currency::ILS).cite("Aviation Services Law 2012");
    match case.disruption {
        Disruption::DeniedBoarding if case.facts.voluntary == Some(true) => {
            finding.because("The passenger gave the seat up for an agreed benefit.")
        }
        Disruption::DeniedBoarding if matches!(case.nature(), Nature::Refusal | Nature::Passenger) => {
            finding.because("There were reasonable grounds to refuse.")
        }
        Disruption::DeniedBoarding => owed(case, finding),
        _ if case.disruption.is_cancellation() => cancelled(case, finding),
        _ if case.disruption.is_late_arrival() => late(case, finding),
        _ => finding.because("No fixed sum is provided for this."),
    }
}

/// s. 3: eight hours late at departure count as a cancellation; care after two, the price back after five.
fn late(case: &Case<'_>, mut finding: Finding) -> Finding {
    let Some(delay) = case.departure_delay else { return finding.missing("departure_delay_min") };
    let due = delay >= CARE_FROM_MIN;
    let hotel = match case.facts.departure_next_day {
        _ if !due => Some(false),
        Some(next_day) => Some(next_day),
        None => (delay <= CANCELLED_FROM_MIN).then_some(false),
    };
    finding.care = Care { meals: Some(due), communications: Some(due), hotel };
    if delay >= REFUND_FROM_MIN {
        finding.remedy = Some("refund or alternative ticket (>= 5 h)");
    }
    finding = finding
        .because_of("The flight left {} late; eight hours are needed for money.", Value::Minutes(delay));
    if delay < CANCELLED_FROM_MIN {
        return finding;
    }
    if case.has_defence() {
        return finding.because("The cause was special, and nothing the carrier could do would have helped.");
    }
    owed(case, finding)
}

fn cancelled(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding.remedy = Some("refund or alternative ticket");
    if case.notice.is_some_and(|notice| notice >= TWO_WEEKS_MIN) {
        return finding.because("The passenger was told 14 days before departure or earlier.");
    }
    if case.has_defence() {
        return finding.because("The cause was special, and nothing the carrier could do would have helped.");
    }
    owed(case, finding)
}

/// First Schedule. The sum itself stays open; the base, and the indexed figure of one guide, are named.
fn owed(case: &Case<'_>, mut finding: Finding) -> Finding {
    let band = EDGES.iter().filter(|edge| case.distance_m > **edge).count();
    let later = case.reroute.and_then(|reroute| reroute.arrives_later_min);
    let half = later.is_some_and(|later| later < HALF_BELOW_MIN[band]);
    let share = if half { 50 } else { 100 };
    let sums = [BASE[band], INDEXED[band]].map(|sum| Amount::whole(sum).percent(share));
    finding = finding.cite("Aviation Services Law 2012, First Schedule (indexed yearly)").because_of_both(
        "The sum of 2012 is {}; one guide has it indexed to {}. This year's figure must be looked up.",
        Value::Money(sums[0], Currency::ILS),
        Value::Money(sums[1], Currency::ILS),
    );
    finding.eligible = true;
    finding.amount = None;
    finding.base = Some(sums[0]);
    finding.reduction_pct = if half { 50 } else { 0 };
    finding.or_perhaps(sums[1])
}
