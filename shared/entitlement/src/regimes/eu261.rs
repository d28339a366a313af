//! Regulation (EC) 261/2004 in the Union: where it applies (Art. 3), its amounts by date, and the adopted
//! reform.
//!
//! Deliberately not here: what is due (`regulation261`).

use super::{
    Settings,
    regulation261::{self, Rules},
};
use crate::{
    amount::Currency,
    case::{Case, End},
    codes::Country,
    finding::Finding,
    territory,
};
use jiff::civil::{Date, date};

/// The versions, newest first, with the first flight date of each; the reform is adopted and has none yet.
const VERSIONS: &[(Option<Date>, Rules)] = &[
    (
        // 2013/0072 (COD): three hours kept, 250/400, and beyond 3500 km 300 for three to four hours, 600
        // above or cancelled.
        None,
        Rules {
            ruleset: REFORM,
            amounts: [250, 400, 600],
            currency: Currency::EUR,
            community: true,
            cut_for_reroute: false,
        },
    ),
    (Some(date(2005, 2, 17)), EC261),
];

const REFORM: &str = "EU261_REFORM_2026";

/// The Regulation as it has stood since 17 February 2005.
pub(crate) const EC261: Rules = Rules {
    ruleset: "EU261_2004",
    amounts: [250, 400, 600],
    currency: Currency::EUR,
    community: true,
    cut_for_reroute: true,
};

fn in_force(on: Date, settings: &Settings) -> Option<&'static Rules> {
    let since = |from: Option<Date>| from.or(settings.eu261_reform_from);
    VERSIONS.iter().find(|(from, _)| since(*from).is_some_and(|from| from <= on)).map(|(_, rules)| rules)
}

/// Decides a case under the Regulation.
#[must_use]
pub fn decide(case: &Case<'_>, settings: &Settings) -> Finding {
    let finding = as_read(case, settings);
    let doubtful = |end: End| territory::is_union_doubtful(end.territory, end.airport);
    if !(doubtful(case.from) || doubtful(case.to)) {
        return finding;
    }
    let without = |end: End| if doubtful(end) { end.elsewhere(Country::of(*b"XX")) } else { end };
    let other = as_read(&Case { from: without(case.from), to: without(case.to), ..*case }, settings);
    regulation261::weigh(finding, &other, "Whether the Regulation reaches this place is not settled.")
}

fn as_read(case: &Case<'_>, settings: &Settings) -> Finding {
    let outside = |basis, why| Finding::outside(EC261.ruleset, EC261.currency, basis, why);
    let Some(rules) = in_force(case.date, settings) else {
        return outside("Art. 19", "The Regulation has applied since 17 February 2005.");
    };
    let scope = match scope(case) {
        Ok(basis) => basis,
        Err((basis, why)) => return Finding { ruleset: rules.ruleset, ..outside(basis, why) },
    };
    let mut finding = regulation261::decide(case, rules);
    if finding.applies {
        finding = finding.cite(scope);
        if rules.ruleset == REFORM {
            finding = finding
                .review()
                .because("The reform's final text was not read; its figures are as reported.");
        }
        if finding.eligible && case.licence.is_none() && !territory::in_union(case.from.country, case.date) {
            finding = finding.missing("carrier_country");
        }
    }
    finding
}

/// Art. 3(1): from the Union on any carrier; into it only on one with the Union's licence.
fn scope(case: &Case<'_>) -> Result<&'static str, (&'static str, &'static str)> {
    let inside = |country| territory::in_union(country, case.date);
    let licensed = case.licence.is_none_or(inside);
    match (inside(case.from.country), inside(case.to.country)) {
        (true, _) => Ok("Art. 3(1)(a)"),
        (false, true) if licensed => Ok("Art. 3(1)(b)"),
        (false, true) => Err((
            "Art. 3(1)(b)",
            "The journey comes into the Union on a carrier without a licence of a Member State.",
        )),
        (false, false) => {
            Err(("Art. 3(1)", "The journey neither begins nor ends in the Union (C-451/20, C-173/07)."))
        }
    }
}
