//! Canada: Air Passenger Protection Regulations, SOR/2019-150.
//!
//! Deliberately not here: the reform pre-published on 21 December 2024, which is not in force; baggage, which
//! s. 23 gives to the Montreal Convention.

use super::mc99::after_years;
use crate::{
    amount::{Amount, Currency},
    case::Case,
    change::Axis,
    finding::{Care, Finding, Unit, Value},
    vocabulary::{CarrierSize, Control, Disruption, Subject},
};
use jiff::civil::{Date, date};

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] =
    &[(Axis::Arrival, &[180, 360, 540]), (Axis::Departure, &[120]), (Axis::Notice, &[14 * 24 * 60 + 1])];

const RULESET: &str = "CA_APPR_2019";
/// Denied boarding and care; delays and cancellations followed on 15 December 2019.
const FROM: Date = date(2019, 7, 15);
const DELAYS_FROM: Date = date(2019, 12, 15);
/// s. 12(2)(d), 12(3)(d): informed so many days before departure or less.
const NOTICE_MIN: i64 = 14 * 24 * 60;
/// s. 14(1): care after two hours, to who was told less than twelve hours before.
const CARE_FROM_MIN: i64 = 120;
const CARE_NOTICE_MIN: i64 = 12 * 60;

/// s. 19(1): dollars for 3 to 6 hours, 6 to 9, and 9 or more; s. 19(2): for a refund instead, the first of
/// them.
const LARGE: [i64; 3] = [400, 700, 1_000];
const SMALL: [i64; 3] = [125, 250, 500];
/// s. 20(1): for less than 6 hours, 6 to 9, and 9 or more.
const DENIED: [i64; 3] = [900, 1_800, 2_400];
const HOURS_3: i64 = 180;
const HOURS_6: i64 = 360;
const HOURS_9: i64 = 540;

/// Decides a case under the Regulations.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside = |basis, why| Finding::outside(RULESET, Currency::CAD, basis, why);
    if !case.touches(*b"CA") && !case.via_canada {
        return outside("s. 2(1)", "The journey neither begins, ends nor connects in Canada.");
    }
    if case.date < FROM || (case.date < DELAYS_FROM && case.disruption != Disruption::DeniedBoarding) {
        return outside("SOR/2019-150", "The Regulations were not yet in force.");
    }
    let finding = Finding::under(RULESET, Currency::CAD);
    match case.disruption {
        Disruption::DeniedBoarding => denied(case, finding),
        Disruption::Upgrade | Disruption::SeatChangeSameCabin | Disruption::Renumbered => {
            finding.cite("s. 19").because("Nothing was delayed, cancelled or refused.")
        }
        Disruption::Downgrade => {
            let mut finding = finding
                .cite("s. 17(7)")
                .because("For a lower class the difference in price is refunded; there is no fixed sum.");
            finding.refund = case.facts.fare_difference.map(|sum| crate::amount::Money {
                amount: sum.amount(),
                currency: sum.currency().unwrap_or(Currency::CAD),
            });
            finding
        }
        _ if case.disruption.subject() != Subject::Journey => {
            outside("s. 23", "Baggage and cargo are the Montreal Convention's.")
        }
        _ => inconvenience(case, finding),
    }
}

/// Whose affair it was: as stated, else as the cause says.
fn control(case: &Case<'_>) -> (Option<Control>, bool) {
    match case.facts.control {
        Some(stated) => (Some(stated), true),
        None => (case.cause.and_then(|ruling| ruling.control), false),
    }
}

/// s. 19: delay and cancellation.
fn inconvenience(case: &Case<'_>, finding: Finding) -> Finding {
    let (control, stated) = control(case);
    let finding = match control {
        None => return finding.cite("s. 12").missing("control"),
        Some(Control::OutsideControl) => return outside_control(finding, stated),
        Some(Control::Safety) => return for_safety(case, finding, stated),
        Some(Control::WithinControl) if stated => care(case, finding),
        Some(Control::WithinControl) => care(case, finding).missing("control"),
    };
    if claimed_late(case) {
        return finding
            .cite("s. 19(3) one year")
            .because("The claim was made more than a year after the flight.");
    }
    let finding = match case.notice {
        Some(notice) if notice > NOTICE_MIN => {
            return finding
                .cite("s. 12(3)(d) (\"14 days or less\")")
                .because("The passenger was told more than 14 days before departure.");
        }
        Some(_) => finding.cite("s. 12(3)(d)"),
        None if case.disruption.is_late_arrival() => finding.cite("s. 12(2)(d)"),
        None => finding.cite("s. 12(3)(d)").missing("notice_min"),
    };
    let long_enough =
        !case.disruption.is_late_arrival() || case.lateness().is_some_and(|late| late >= HOURS_3);
    if case.facts.takes_refund() && long_enough {
        let finding = finding
            .cite("s. 19(2)")
            .because("The passenger took the refund, for which a smaller fixed sum is due.");
        return by_size(case, 0, finding);
    }
    let Some(late) = case.lateness() else { return finding.cite("s. 19(1)").missing("arrival_delay_min") };
    let finding = finding.because_of("Arrival at the destination, doors open, was {}.", Value::late(late));
    match late {
        ..HOURS_3 => finding.cite("s. 19(1)").because("Less than three hours: nothing is due."),
        HOURS_3..HOURS_6 => by_size(case, 0, finding),
        HOURS_6..HOURS_9 => by_size(case, 1, finding),
        HOURS_9.. => by_size(case, 2, finding),
    }
}

/// s. 19(3): more than a year after the flight.
fn claimed_late(case: &Case<'_>) -> bool {
    case.facts.claim_filed_days_after.is_some_and(|days| after_years(case.date, 1, days))
}

/// s. 19(1)(a) and (b).
fn by_size(case: &Case<'_>, step: usize, finding: Finding) -> Finding {
    let finding = finding.due("claim within 1 year; the carrier answers within 30 days", 30, Unit::Days);
    match case.facts.carrier_size {
        Some(CarrierSize::Large) => finding.cite("s. 19(1)(a)").pays(Amount::whole(LARGE[step])),
        Some(CarrierSize::Small) => finding.cite("s. 19(1)(b)").pays(Amount::whole(SMALL[step])),
        None => {
            let finding =
                finding.cite("s. 19(1)").pays_unknown("carrier_size").or_perhaps(Amount::whole(SMALL[step]));
            Finding { base: Some(Amount::whole(LARGE[step])), ..finding }
        }
    }
}

/// s. 20: refusal of carriage within the carrier's control; due at once, at latest in 48 hours.
fn denied(case: &Case<'_>, finding: Finding) -> Finding {
    if case.facts.voluntary == Some(true) {
        return finding.cite("s. 15(1)").because("The passenger gave the seat up for an agreed benefit.");
    }
    let (control, stated) = control(case);
    let finding = match control {
        None => return finding.cite("s. 20").missing("control"),
        Some(Control::OutsideControl) => return outside_control(finding, stated),
        Some(Control::Safety) => return for_safety(case, finding, stated),
        Some(Control::WithinControl) if stated => finding,
        Some(Control::WithinControl) => finding.missing("control"),
    };
    let mut finding = finding
        .cite("s. 20(1)")
        .because("The passenger was refused boarding for a reason within the carrier's control.");
    finding = finding.due("at notification, at latest within 48 h (s. 20(2))", 48, Unit::Hours);
    let Some(late) = case.lateness() else {
        return finding.pays_unknown("arrival_delay_min").or_perhaps(Amount::whole(DENIED[0]));
    };
    let finding = finding.because_of("Arrival at the destination was, or will be, {}.", Value::late(late));
    let step = usize::from(late >= HOURS_6) + usize::from(late >= HOURS_9);
    let finding = finding.pays(Amount::whole(DENIED[step]));
    if !claimed_late(case) {
        return finding;
    }
    // s. 19(3) speaks of its own sums; whether it bars this one as well is not settled.
    finding.or_perhaps(Amount::ZERO).cite("s. 19(3) one year").because(
        "The claim was made more than a year after the flight; whether that is too late here is not settled.",
    )
}

/// ss. 10, 18: another flight, or the price back; no money.
fn outside_control(mut finding: Finding, stated: bool) -> Finding {
    finding.remedy =
        Some("next flight of own/partner carrier departing within 48 h; else refund or any carrier (large)");
    let finding = finding
        .cite("s. 10")
        .cite("s. 18")
        .because("The cause was outside the carrier's control: no money is due.");
    if stated { finding } else { finding.missing("control") }
}

/// s. 11: care and another flight, no money.
fn for_safety(case: &Case<'_>, finding: Finding, stated: bool) -> Finding {
    let finding = care(case, finding)
        .cite("s. 11")
        .because("The cause was the carrier's, but required for safety: care and another flight, no money.");
    let finding = Finding { remedy: Some("re-routing (s. 17), or refund"), ..finding };
    if stated { finding } else { finding.missing("control") }
}

/// s. 14: food, drink and means of communication; a hotel overnight.
fn care(case: &Case<'_>, mut finding: Finding) -> Finding {
    let Some(delay) = case.departure_delay else { return finding };
    let due = delay >= CARE_FROM_MIN && case.notice.is_none_or(|notice| notice < CARE_NOTICE_MIN);
    let hotel = if due { case.facts.departure_next_day } else { Some(false) };
    finding.care = Care { meals: Some(due), communications: Some(due), hotel };
    if due { finding.cite("s. 14") } else { finding }
}
