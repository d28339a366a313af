//! Bags: the fee for one that came significantly late (14 CFR 260.5), and the floor under a carrier's limit
//! of liability at home (14 CFR 254.4).
//!
//! Deliberately not here: liability abroad, which is the Montreal Convention's.

use super::Version;
use crate::{
    amount::{Amount, Currency},
    case::Case,
    finding::{Finding, Kind, Value},
};

/// 260.2: minutes from the chance to leave the aircraft; later than this is significant. At home; abroad with
/// a longest non-stop segment of up to twelve hours; with a longer one.
const LATE_MIN: [i64; 3] = [720, 900, 1_800];
const LONG_SEGMENT_MIN: i64 = 720;
/// 254.2: larger aircraft only.
const SEATS: i64 = 60;

/// 260.5: the fee back.
pub(crate) fn fee(case: &Case<'_>, mut finding: Finding) -> Finding {
    finding.kind = Kind::BagFeeRefund;
    let finding = finding.cite("260.2");
    let Some(late) = case.bag_delay else { return finding.missing("bag_delay_min") };
    let segment = case.facts.longest_us_foreign_segment_min;
    let limit = match segment {
        _ if case.domestic() => LATE_MIN[0],
        Some(minutes) if minutes > LONG_SEGMENT_MIN => LATE_MIN[2],
        Some(_) => LATE_MIN[1],
        None if late > LATE_MIN[1] && late <= LATE_MIN[2] => {
            return finding.missing("longest_us_foreign_segment_min");
        }
        None => LATE_MIN[1],
    };
    let finding = finding.because_of_both(
        "The bag came {} after the chance to leave the aircraft; later than {} is significantly late.",
        Value::Minutes(late),
        Value::Minutes(limit),
    );
    if late <= limit {
        return finding;
    }
    match case.facts.mbr_filed {
        Some(true) => {}
        Some(false) => return finding.cite("260.5").because("No mishandled baggage report was filed."),
        None => return finding.cite("260.5").missing("mbr_filed"),
    }
    match case.facts.bag_fee {
        Some(fee) => {
            let mut finding = finding.cite("260.5").pays(fee.amount());
            finding.currency = fee.currency().unwrap_or(Currency::USD);
            finding
        }
        None => finding.cite("260.5").pays_unknown("bag_fee"),
    }
}

/// 254.4: proven damage, up to the carrier's limit, which may not be lower than the rule's.
pub(crate) fn liability(case: &Case<'_>, version: &Version, mut finding: Finding) -> Finding {
    if !case.domestic() {
        let why = "Between two States the Montreal Convention decides about baggage.";
        return Finding::outside(version.ruleset, Currency::USD, "14 CFR 254.1", why);
    }
    if case.facts.seats.or(case.facts.aircraft_seats).is_some_and(|seats| seats <= SEATS) {
        let why = "The rule is about flights with an aircraft of more than 60 seats.";
        return Finding::outside(version.ruleset, Currency::USD, "254.2", why);
    }
    finding.kind = Kind::Liability;
    let floor = Amount::whole(version.bags);
    let limit = case.facts.carrier_limit.map_or(floor, |sum| sum.amount().max(floor));
    let finding = finding.cite("254.4").because_of(
        "The carrier may limit its liability for a passenger's bags to {}, not lower.",
        Value::Money(limit, Currency::USD),
    );
    let Some(damage) = case.facts.proven_damage.map(|sum| sum.amount()) else {
        return finding.missing("proven_damage");
    };
    let due = damage.min(limit);
    let mut finding = if due > Amount::ZERO { finding.pays(due) } else { finding };
    finding.capped = Some(damage > limit);
    finding
}
