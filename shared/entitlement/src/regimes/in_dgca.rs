//! India: DGCA, CAR Section 3 Series M Part IV.
//!
//! Deliberately not here: the CAR on refunds of 26 March 2026 (48 hours to look in), which gives no
//! compensation.

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
pub(crate) const AXES: &[(Axis, &[i64])] =
    &[(Axis::Notice, &[24 * 60, 14 * 24 * 60]), (Axis::AlternateDeparts, &[61, 1_441])];

const RULESET: &str = "IN_DGCA_CAR_3_M_IV";
/// 3.3: rupees for a block time of up to one hour, up to two, and more.
const CANCELLED: [i64; 3] = [5_000, 7_500, 10_000];
/// 3.2: per cent of basic fare and fuel charge, and the most.
const REFUSED: [(u16, i64); 2] = [(200, 10_000), (400, 20_000)];
const FREE_MIN: i64 = 60;
const DAY_MIN: i64 = 24 * 60;
/// Amendment of January 2023: per cent of the ticket, by distance abroad.
const DOWNGRADED_FROM: Date = date(2023, 2, 15);
const DOWNGRADED_ABROAD: [u16; 3] = [30, 50, 75];
const DOWNGRADED_AT_HOME: u16 = 75;

/// Decides a case under the Requirement.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside = |why| Finding::outside(RULESET, Currency::INR, "CAR Sec. 3 Series M Part IV", why);
    if !case.touches(*b"IN") {
        return outside("The journey neither begins nor ends in India.");
    }
    if case.date < date(2010, 8, 15) || matches!(case.disruption.subject(), Subject::Baggage | Subject::Cargo)
    {
        return outside("The Requirement does not cover this.");
    }
    let finding = Finding::under(RULESET, Currency::INR);
    match case.disruption {
        Disruption::DeniedBoarding => refused(case, finding.cite("CAR Sec. 3 Series M Part IV 3.2")),
        Disruption::Downgrade => downgraded(case, finding),
        _ if case.disruption.is_cancellation() => {
            cancelled(case, finding.cite("CAR Sec. 3 Series M Part IV 3.3"))
        }
        _ => finding
            .cite("CAR Sec. 3 Series M Part IV 3.4")
            .because("For delay there is care and another flight or the price back, but no fixed sum."),
    }
}

/// 3.3: the lower of a sum by block time and the basic fare with fuel charge, without due notice.
fn cancelled(case: &Case<'_>, finding: Finding) -> Finding {
    if case.has_defence() {
        return finding.because("The cause was extraordinary and beyond the carrier's control.");
    }
    let notice = match case.disruption {
        Disruption::Cancellation => case.notice,
        _ => case.notice.or(Some(0)),
    };
    if notice.is_some_and(|notice| notice >= 14 * DAY_MIN) {
        return finding.because("The passenger was told two weeks before departure or earlier.");
    }
    let facts = case.facts;
    let Some(block) = facts.block_time_min else { return finding.pays_unknown("block_time_min") };
    let cap = Amount::whole(CANCELLED[usize::from(block > 60) + usize::from(block > 120)]);
    let finding = finding.because_of_both(
        "Cancelled without due notice, with a block time of {}: {}, or the basic fare with fuel charge if that is lower.",
        Value::Minutes(block),
        Value::Money(cap, Currency::INR),
    );
    let Some(fare) = facts.basic_fare_plus_fuel else {
        return Finding { base: Some(cap), ..finding.pays_unknown("basic_fare_plus_fuel") };
    };
    let due = finding.pays(cap.min(fare.amount()));
    match notice {
        None => due.missing("notice_min"),
        // Told a day before and offered another flight or the price: what then is owed was not read in the
        // text itself.
        Some(notice) if notice >= DAY_MIN => {
            due.or_perhaps(Amount::ZERO).because("Told a day before or earlier, which may be due notice.")
        }
        Some(_) => due,
    }
}

/// 3.2: by when the other flight leaves.
fn refused(case: &Case<'_>, mut finding: Finding) -> Finding {
    let facts = case.facts;
    if facts.voluntary == Some(true) || matches!(case.nature(), Nature::Refusal | Nature::Passenger) {
        return finding.because("The passenger volunteered, or was rightly refused.");
    }
    let leaves = case.alternate_departs;
    if leaves.is_some_and(|later| later <= FREE_MIN) {
        return finding.because("Another flight left within an hour of the booked one.");
    }
    let (percent, cap) = REFUSED[usize::from(leaves.is_none_or(|later| later > DAY_MIN))];
    let cap = Amount::whole(cap);
    finding.percentage = Some(percent);
    finding = finding.because_of_both(
        "{} per cent of basic fare and fuel charge, at most {}.",
        Value::Number(i64::from(percent)),
        Value::Money(cap, Currency::INR),
    );
    let Some(fare) = facts.basic_fare_plus_fuel else {
        return Finding { base: Some(cap), ..finding.pays_unknown("basic_fare_plus_fuel") };
    };
    let sum = fare.amount().percent(i64::from(percent));
    finding.capped = Some(sum > cap);
    let due = finding.pays(sum.min(cap));
    if leaves.is_none() { due.missing("alternate_departs_later_min") } else { due }
}

/// Amendment in force since 15 February 2023: part of the ticket, taxes included.
fn downgraded(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding = finding.cite("CAR amendment Jan 2023 (in force 15 Feb 2023)");
    if case.date < DOWNGRADED_FROM {
        return finding.because("Before 15 February 2023 there was no rule on downgrades.");
    }
    let abroad =
        DOWNGRADED_ABROAD[super::regulation261::EDGES.iter().filter(|edge| case.distance_m > **edge).count()];
    let percent = if case.domestic() { DOWNGRADED_AT_HOME } else { abroad };
    finding.kind = Kind::Reimbursement;
    finding.percentage = Some(percent);
    finding = finding
        .because_of("{} per cent of the ticket, taxes included, are due.", Value::Number(i64::from(percent)));
    let price = case.facts.ticket_price.map(|price| (price.amount, price.currency));
    let price = price.or(case.facts.flight_price.map(|price| (price.amount, price.currency)));
    let Some((amount, currency)) = price else { return finding.pays_unknown("ticket_price") };
    Finding { currency, ..finding.pays(amount.percent_in(currency, i64::from(percent))) }
}
