//! United States: denied boarding (14 CFR 250), refunds (14 CFR 260) and domestic baggage (14 CFR 254).
//!
//! Deliberately not here: compensation for delay, which federal law does not give; the tarmac and 24-hour
//! rules, which give a passenger no money.

mod bumped;
mod refund;
mod bags;

use crate::{
    amount::Currency,
    case::Case,
    change::Axis,
    finding::Finding,
    vocabulary::{Disruption, Subject},
};
use jiff::civil::{Date, date};

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] = &[
    (Axis::Arrival, &[61, 120, 180, 240, 360]),
    (Axis::Advanced, &[180, 360]),
    (Axis::Alternate, &[61, 120, 240]),
    (Axis::Bag, &[721, 901, 1_801]),
];

/// The amounts that are reviewed every two years, in dollars.
pub(crate) struct Version {
    from: Date,
    ruleset: &'static str,
    /// 14 CFR 250.5: the least that the maximum of 200 and of 400 per cent may be.
    caps: [i64; 2],
    /// 14 CFR 254.4: the least that a carrier may limit its liability for a passenger's bags to.
    bags: i64,
}

/// Newest first, by date of the denial or loss.
const VERSIONS: &[Version] = &[
    Version { from: date(2025, 1, 22), ruleset: "US_DOT_2025", caps: [1_075, 2_150], bags: 4_700 },
    Version { from: date(2021, 4, 13), ruleset: "US_DOT_2021", caps: [775, 1_550], bags: 3_800 },
    Version { from: date(2015, 8, 18), ruleset: "US_DOT_2015", caps: [675, 1_350], bags: 3_500 },
];

/// Decides a case under federal rules.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside = |basis, why| Finding::outside("US_DOT", Currency::USD, basis, why);
    if !case.touches(*b"US") {
        return outside("14 CFR 259.2", "The journey neither begins nor ends in the United States.");
    }
    let Some(version) = VERSIONS.iter().find(|version| version.from <= case.date) else {
        return outside(
            "14 CFR 250",
            "The amounts that applied before 18 August 2015 are not known here and must be looked up.",
        )
        .review();
    };
    let finding = Finding::under(version.ruleset, Currency::USD);
    match case.disruption {
        Disruption::DeniedBoarding => bumped::decide(case, version, finding),
        Disruption::BaggageDelay if case.facts.bag_fee.is_some() || case.bag_delay.is_some() => {
            bags::fee(case, finding)
        }
        _ => match case.disruption.subject() {
            Subject::Baggage => bags::liability(case, version, finding),
            Subject::Cargo => outside("14 CFR 254", "Federal rules on baggage are not about cargo."),
            Subject::Journey | Subject::Cabin => refund::decide(case, finding),
        },
    }
}
