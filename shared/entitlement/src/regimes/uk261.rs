//! Regulation 261/2004 as assimilated in the United Kingdom: where it applies (Art. 3), its amounts by date.
//!
//! Deliberately not here: what is due (`regulation261`); the Union's reform, which does not change it.

use super::{
    eu261::EC261,
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

/// Art. 7(1) as amended by SI 2019/278: pounds, and no rule for flights inside the Community.
const ASSIMILATED: Rules = Rules {
    ruleset: "UK261_SI_2019_278",
    amounts: [220, 350, 520],
    currency: Currency::GBP,
    community: false,
    cut_for_reroute: true,
};

/// The versions, newest first. Before the end of the transition the Union's own Regulation applied (Lipton
/// [2024] UKSC 24).
const VERSIONS: &[(Date, Rules)] = &[
    (date(2023, 12, 14), Rules { ruleset: "UK261_SI_2023_1370", ..ASSIMILATED }),
    (territory::UK_LEFT, ASSIMILATED),
    (date(2005, 2, 17), Rules { ruleset: "UK261_EC261_BEFORE_2021", ..EC261 }),
];

/// Decides a case under the law of the United Kingdom.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let Some((_, rules)) = VERSIONS.iter().find(|(from, _)| *from <= case.date) else {
        let why = "The Regulation has applied since 17 February 2005.";
        return Finding::outside(EC261.ruleset, Currency::GBP, "Art. 19", why);
    };
    let finding = as_read(case, rules);
    let dependency = |end: End| territory::is_crown_dependency(end.country);
    if !(dependency(case.from) || dependency(case.to)) {
        return finding;
    }
    let within = |end: End| if dependency(end) { end.elsewhere(Country::of(*b"GB")) } else { end };
    let other = as_read(&Case { from: within(case.from), to: within(case.to), ..*case }, rules);
    let doubt = "Whether these rules reach the Crown Dependencies is not settled.";
    regulation261::weigh(finding, &other, doubt)
}

fn as_read(case: &Case<'_>, rules: &Rules) -> Finding {
    let scope = match scope(case) {
        Ok(basis) => basis,
        Err((basis, why)) => return Finding::outside(rules.ruleset, rules.currency, basis, why),
    };
    let mut finding = regulation261::decide(case, rules);
    if finding.applies {
        finding = finding.cite(scope);
        if finding.eligible && case.licence.is_none() && !territory::in_uk(case.from.country) {
            finding = finding.missing("carrier_country");
        }
    }
    finding
}

/// Art. 3(1): from the United Kingdom; into it on a carrier of the United Kingdom or the Union; into the
/// Union on one of the United Kingdom.
fn scope(case: &Case<'_>) -> Result<&'static str, (&'static str, &'static str)> {
    let home = |country| territory::in_uk(country);
    let union = |country| territory::in_union(country, case.date);
    let (from, to) = (case.from.country, case.to.country);
    let british = case.licence.is_none_or(home);
    if home(from) {
        return Ok("Art. 3(1)(a)");
    }
    // Before it left, the United Kingdom's courts applied the Regulation to the Union's flights that touched
    // it.
    if case.date < territory::UK_LEFT {
        let reached = home(to) && (union(from) || case.licence.is_none_or(union));
        return if reached { Ok("Art. 3(1)") } else { Err(OUTSIDE) };
    }
    if home(to) && case.licence.is_none_or(|licence| home(licence) || union(licence)) {
        return Ok("Art. 3(1)(b)(i)");
    }
    if union(to) && british {
        return Ok("Art. 3(1)(b)(ii)");
    }
    if home(to) {
        return Err((
            "Art. 3(1)(b)(i)",
            "The journey comes in on a carrier licensed neither there nor in the Union.",
        ));
    }
    Err(OUTSIDE)
}

const OUTSIDE: (&str, &str) =
    ("Art. 3(1)", "The journey neither begins in the United Kingdom nor is otherwise reached by its rules.");
