//! Cancellation (Art. 5), and what counts as one: turning back, landing elsewhere, leaving too early.
//!
//! Deliberately not here: a flight that flew late (`late`).

use super::{Rules, care, excused_or_perhaps, late, unexcused};
use crate::{
    amount::Amount,
    case::Case,
    cause::Nature,
    facts::Reroute,
    finding::{Finding, Side, Value},
    vocabulary::Disruption,
};

/// Art. 5(1)(c)(i): told two weeks before, or earlier.
const TWO_WEEKS_MIN: i64 = 14 * 24 * 60;
/// Whether two weeks are counted in minutes or in days of the calendar is not settled: within this day it
/// decides.
const TWO_WEEKS_UNSURE_FROM_MIN: i64 = 13 * 24 * 60;
/// Art. 5(1)(c)(iii): less than this many minutes before.
const SEVEN_DAYS_MIN: i64 = 7 * 24 * 60;
/// C-263/20 Airhelp para 35: brought forward by more than this.
const FORWARD_MIN: i64 = 60;
/// C-395/20 Corendon: put off by less than this is no cancellation.
const POSTPONED_MIN: i64 = 180;
/// C-402/07: the other flight is itself late by this much.
const LONG_MIN: i64 = 180;

/// Art. 5(1)(c): a window of notice and the other flight that excuses within it.
struct Window {
    departs_earlier_at_most: i64,
    arrives_later_below: i64,
    basis: &'static str,
}

const TWO_TO_ONE_WEEK: Window =
    Window { departs_earlier_at_most: 120, arrives_later_below: 240, basis: "Art. 5(1)(c)(ii)" };
const LAST_WEEK: Window =
    Window { departs_earlier_at_most: 60, arrives_later_below: 120, basis: "Art. 5(1)(c)(iii)" };

/// Decides a flight that did not bring the passenger where it was to go.
pub(crate) fn decide(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let told_on_board = case.disruption != Disruption::Cancellation;
    let case = &Case { notice: case.notice.or(told_on_board.then_some(0)), ..*case };
    let finding = refund_with_commission(case, care::without_the_flight(case, counts_as(case, finding)));
    let finding = first_flight(case, rules, finding);
    second_flight(case, rules, finding)
}

fn counts_as(case: &Case<'_>, finding: Finding) -> Finding {
    match case.disruption {
        Disruption::ReturnToDeparture => finding
            .cite("C-83/10 Sousa Rodríguez para 28")
            .because("The aircraft came back to where it had left, which counts as a cancellation."),
        Disruption::DiversionOtherRegion => finding
            .cite("C-253/21 TUIfly para 27")
            .because("The aircraft landed in another region, which counts as a cancellation."),
        _ => finding,
    }
}

fn first_flight(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let notice = case.notice.unwrap_or(0);
    if notice >= TWO_WEEKS_MIN {
        return finding
            .cite("Art. 5(1)(c)(i)")
            .because("The passenger was told two weeks before departure or earlier.");
    }
    let window = if notice >= SEVEN_DAYS_MIN { TWO_TO_ONE_WEEK } else { LAST_WEEK };
    let arrives = case.reroute.and_then(|reroute| reroute.arrives_later_min.or(case.arrival_delay));
    let soon = arrives.is_some_and(|arrives| arrives < window.arrives_later_below);
    let leaves = case.reroute.and_then(|reroute| reroute.departs_earlier_min);
    if soon && leaves.is_some_and(|earlier| earlier <= window.departs_earlier_at_most) {
        return finding.cite(window.basis).because_of_both(
            "The passenger was offered a flight leaving no more than {} earlier and arriving less than {} later, which is enough.",
            Value::Minutes(window.departs_earlier_at_most),
            Value::Minutes(window.arrives_later_below),
        );
    }
    let due = sum(case, rules, &window, finding.clone());
    if case.has_defence() {
        return excused_or_perhaps(case, rules, finding, &due);
    }
    let due = unexcused(case, rules, due);
    if soon && leaves.is_none() {
        return due
            .or_perhaps(Amount::ZERO)
            .because_of(
                "The other flight arrives soon enough; if it leaves no more than {} earlier, nothing is due.",
                Value::Minutes(window.departs_earlier_at_most),
            )
            .missing("reroute.departs_earlier_min");
    }
    due
}

fn sum(case: &Case<'_>, rules: &Rules, window: &Window, finding: Finding) -> Finding {
    let finding = match case.notice {
        // The guard is for neighbouring cases, which suppose another notice.
        Some(0) if case.facts.notice_min.is_none() && case.facts.notice_to_agent_min.is_some() => finding
            .cite("Art. 5(4)")
            .because("Only the agent was told; for telling the passenger in time the carrier has no proof."),
        Some(notice) => finding.cite(window.basis).because_of(
            "The passenger was told {} departure, which is not early enough.",
            Value::Signed(notice, Side::Before),
        ),
        None => finding
            .cite("Art. 5(4)")
            .because("That the passenger was told in time is for the carrier to prove."),
    };
    let finding = rules.compensate(case, finding.cite("Art. 5(1)(c)"));
    let finding = rules.cut_as_offered(case, finding);
    match case.notice {
        None => finding.or_perhaps(Amount::ZERO).missing("notice_min"),
        Some(notice) if notice > TWO_WEEKS_UNSURE_FROM_MIN => finding
            .or_perhaps(Amount::ZERO)
            .because("Whether two weeks are counted to the minute or in days is not settled."),
        Some(_) => finding,
    }
}

/// C-832/18 Finnair: the re-routing that was accepted came late itself, which is a delay of its own.
fn second_flight(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let Some(late) = case.facts.reroute_arrival_delay_min.filter(|late| *late >= LONG_MIN) else {
        return finding;
    };
    let again =
        Case { disruption: Disruption::Delay, arrival_delay: Some(late), departure_delay: None, ..*case };
    if case.has_defence() {
        let unexcused = Case { measures_proven: false, ..again };
        let second = late::decide(&unexcused, rules, Finding::under(rules.ruleset, rules.currency));
        let first = finding.alternative.or(finding.amount).unwrap_or(Amount::ZERO);
        return finding.or_perhaps(first.plus(second.amount.unwrap_or(Amount::ZERO))).because(
            "The other flight was late as well; whether the same cause excuses that must be looked at.",
        );
    }
    let second = late::decide(&again, rules, Finding::under(rules.ruleset, rules.currency));
    let Some(amount) = second.amount.filter(|_| second.eligible) else { return finding };
    let first = finding.amount.unwrap_or(Amount::ZERO);
    let perhaps = (finding.alternative.or(second.alternative))
        .map(|_| finding.alternative.unwrap_or(first).plus(second.alternative.unwrap_or(amount)));
    let total = first.plus(amount);
    let base = finding.base.unwrap_or(Amount::ZERO).plus(second.base.unwrap_or(amount));
    let mut finding = finding.cite("C-832/18 Finnair paras 31, 33").because_of_both(
        "The other flight arrived {} late itself, for which a second {} is due.",
        Value::Minutes(late),
        Value::Money(amount, rules.currency),
    );
    finding.eligible = true;
    finding.amount = Some(total);
    finding.base = Some(base);
    finding.reduction_pct = finding.reduction_pct.max(second.reduction_pct);
    finding.alternative = perhaps;
    finding.needs_review |= second.needs_review;
    finding.missing.extend(second.missing);
    match (late::edge(&again, rules, late), second.needs_review) {
        (Some(why), _) => finding.because(why),
        (None, true) => {
            finding.because("What is due for the other flight's own delay hangs on an open question.")
        }
        (None, false) => finding,
    }
}

/// C-601/17 Harms, C-45/24: what an agency kept belongs to the price that is paid back.
fn refund_with_commission(case: &Case<'_>, mut finding: Finding) -> Finding {
    let Some(fare) = case.facts.fare.filter(|_| case.facts.takes_refund()) else { return finding };
    finding.refund = fare
        .paid_by_passenger
        .or(fare.amount)
        .map(|amount| crate::amount::Money { amount, currency: fare.currency });
    finding.cite("Art. 8(1)(a)").cite("C-601/17 Harms").cite("C-45/24")
}

/// C-263/20: leaving more than an hour early is a cancellation, and never a reason for half (C-146/20 para
/// 94).
pub(crate) fn brought_forward(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let Some(advanced) = case.advanced else { return finding.cite("Art. 5").missing("advanced_min") };
    let finding = finding.cite("C-263/20 Airhelp para 35");
    if advanced <= FORWARD_MIN {
        return finding.because_of(
            "The flight left {} early; only more than an hour counts.",
            Value::Minutes(advanced),
        );
    }
    let finding = care::without_the_flight(case, finding).because_of(
        "The flight was moved forward by {}, which counts as a cancellation.",
        Value::Minutes(advanced),
    );
    let notice = case.notice.unwrap_or(0);
    let alone = Case { arrival_delay: None, ..*case };
    let finding = first_flight(&alone, &Rules { cut_for_reroute: false, ..*rules }, finding);
    // Open: whether the windows of Art. 5(1)(c) excuse a small step forward.
    let small = notice >= SEVEN_DAYS_MIN && advanced <= TWO_TO_ONE_WEEK.departs_earlier_at_most;
    match (finding.eligible, small) {
        (true, true) => finding
            .or_perhaps(Amount::ZERO)
            .because("Whether so small a step forward, told a week before, is excused by Art. 5(1)(c)(ii) is not decided."),
        (true, false) => finding.cite("C-146/20 Azurair para 94"),
        (false, _) => finding,
    }
}

/// New times, in whichever direction they moved more than the courts let pass.
pub(crate) fn rescheduled(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let put_off = case.facts.postponed_min.or(case.arrival_delay);
    match case.advanced {
        Some(advanced) if advanced > FORWARD_MIN || put_off.is_none() => {
            brought_forward(case, rules, finding)
        }
        _ => postponed(case, rules, finding),
    }
}

/// C-395/20, C-146/20 para 87: put off by less than three hours is no cancellation; more is judged as the
/// delay it is.
pub(crate) fn postponed(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let moved = case.facts.postponed_min.or(case.arrival_delay);
    let Some(moved) = moved else { return finding.cite("Art. 2(l)").missing("postponed_min") };
    let finding = finding.cite("C-395/20 Corendon").cite("C-146/20 Azurair para 87");
    if moved < POSTPONED_MIN || case.nature() == Nature::Passenger {
        return finding.because_of(
            "The new times are {}; less than three hours is no cancellation.",
            Value::later(moved),
        );
    }
    let as_late = Case { arrival_delay: case.arrival_delay.or(Some(moved)), ..*case };
    let due = late::decide(&as_late, rules, finding.clone());
    let told_early = case.notice.is_some_and(|notice| notice >= TWO_WEEKS_MIN);
    match due.amount {
        Some(amount) if due.eligible && told_early => finding
            .cite("Art. 5(1)(c)(i)")
            .or_perhaps(amount)
            .because("Told two weeks before. Whether so long a postponement is a cancellation or a delay is not settled."),
        Some(amount) if due.eligible => {
            let other = as_cancelled(case, rules, moved, amount);
            due.or_perhaps(other).because(
                "Whether a flight put off by three hours or more is late, cancelled, or only has new times, is not settled.",
            )
        }
        _ => due,
    }
}

/// What else a long postponement may give: as a cancellation with the later flight in place of the booked
/// one, or nothing where that comes to the same.
fn as_cancelled(case: &Case<'_>, rules: &Rules, moved: i64, as_late: Amount) -> Amount {
    let later = Reroute {
        offered: true,
        departs_earlier_min: Some(-moved),
        arrives_later_min: Some(case.arrival_delay.unwrap_or(moved)),
    };
    let cancelled = Case { reroute: case.reroute.or(Some(later)), notice: case.notice.or(Some(0)), ..*case };
    let other = first_flight(&cancelled, rules, Finding::under(rules.ruleset, rules.currency));
    other.amount.filter(|amount| *amount != as_late).unwrap_or(Amount::ZERO)
}
