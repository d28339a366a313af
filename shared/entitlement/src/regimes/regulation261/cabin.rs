//! Downgrade (Art. 10(2)): part of the price of the flight concerned, within seven days.
//!
//! Deliberately not here: the price itself where no fact gives it.

use super::{EDGES, Rules};
use crate::{
    amount::{Amount, Currency},
    case::Case,
    finding::{Finding, Kind, Unit, Value},
    territory,
};

/// Art. 10(2)(a), (b), (c): per cent of the price.
const SHARES: [(u16, &str); 3] = [(30, "Art. 10(2)(a)"), (50, "Art. 10(2)(b)"), (75, "Art. 10(2)(c)")];

/// Decides a lower cabin than booked.
pub(crate) fn downgraded(case: &Case<'_>, rules: &Rules, mut finding: Finding) -> Finding {
    let (percent, basis) = SHARES[share(case, rules)];
    finding.kind = Kind::Reimbursement;
    finding.percentage = Some(percent);
    finding = finding.due("7 days (Art. 10(2))", 7, Unit::Days);
    let finding = finding.cite(basis).because_of_both(
        "The cabin was lower than booked on a flight of {}: {} per cent of its price are due.",
        Value::Metres(case.distance_m),
        Value::Number(i64::from(percent)),
    );
    let Some(price) = price(case) else { return finding.pays_unknown("flight_price") };
    let due = price.percent(i64::from(percent));
    let shared = case.facts.flight_price.is_none();
    let doubtful = shared && case.facts.leg_distance_km.zip(case.facts.ticket_total_distance_km).is_none();
    let mut finding = finding.pays(due);
    finding.currency = price.currency;
    let finding = if shared { finding.cite("C-255/15 Mennens paras 32, 43") } else { finding };
    // The whole ticket is the flight's price only when there was no other flight on it.
    if doubtful { finding.missing("flight_price") } else { finding }
}

/// Art. 10(2): inside the Community half, but not between Europe and a French overseas department.
fn share(case: &Case<'_>, rules: &Rules) -> usize {
    let department = |territory| territory::is_french_overseas_department(territory);
    let overseas = rules.community && department(case.from.territory) != department(case.to.territory);
    let inside = rules.inside_community(case) && !overseas;
    match case.distance_m {
        metres if metres <= EDGES[0] => 0,
        _ if overseas && rules.inside_community(case) => 2,
        metres if inside || metres <= EDGES[1] => 1,
        _ => 2,
    }
}

/// A price, or the part of one that falls to this flight; rounded once, at the end.
struct Price {
    whole: Amount,
    part: i64,
    of: i64,
    currency: Currency,
}

impl Price {
    fn percent(&self, percent: i64) -> Amount {
        self.whole.share_in(self.currency, self.part.saturating_mul(percent), self.of.saturating_mul(100))
    }
}

/// C-255/15 Mennens: the flight's own price, else the ticket's by share of distance, without taxes that no
/// class changes.
fn price(case: &Case<'_>) -> Option<Price> {
    let facts = case.facts;
    if let Some(price) = facts.flight_price {
        return Some(Price { whole: price.amount, part: 1, of: 1, currency: price.currency });
    }
    let ticket = facts.ticket_price?;
    let whole = ticket.amount.less(ticket.taxes_class_independent.unwrap_or_default());
    let (part, of) = match facts.leg_distance_km.zip(facts.ticket_total_distance_km) {
        Some((leg, total)) if total.0 > 0 => (leg.0, total.0),
        _ => (1, 1),
    };
    Some(Price { whole, part, of, currency: ticket.currency })
}
