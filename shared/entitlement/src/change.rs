//! What would change the result: the nearest other facts under which the same law decides otherwise, found by
//! trying them.
//!
//! Deliberately not here: facts that nobody could change or correct, such as the date.

use crate::{
    case::Case,
    cause::Nature,
    finding::{Care, Finding, Value},
    regimes::{Regime, Settings},
    vocabulary::Disruption,
};
use smallvec::SmallVec;
use std::{borrow::Cow, fmt::Write as _};

/// A fact along which neighbours are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Delay at the final destination.
    Arrival,
    /// Delay at the first departure.
    Departure,
    /// Notice before departure.
    Notice,
    /// How much earlier the other flight departs.
    RerouteDeparts,
    /// How much later the other flight arrives.
    RerouteArrives,
    /// How far the departure was moved forward.
    Advanced,
    /// Great circle, in metres.
    Distance,
    /// Days to the written complaint.
    Complaint,
    /// How much later the alternate transport arrives.
    Alternate,
    /// How much later the alternate transport departs.
    AlternateDeparts,
    /// How late the bag came.
    Bag,
    /// Proof of all reasonable measures.
    Measures,
}

/// Beyond this the neighbour is no neighbour: a day, or fifty kilometres.
const FAR_MIN: i64 = 24 * 60;
const FAR_M: i64 = 50_000;

/// Finds the nearest changes, at most one each way along each fact the law counts in.
pub(crate) fn what_would_change(
    regime: Regime,
    finding: &Finding,
    case: &Case<'_>,
    settings: &Settings,
) -> Vec<Cow<'static, str>> {
    if !finding.applies {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (axis, steps) in regime.axes() {
        if *axis == Axis::Measures {
            found.extend(measures(regime, finding, case, settings));
            continue;
        }
        let Some(now) = axis.value(case) else { continue };
        let steps = steps_of(*axis, steps, regime.taken_off(case));
        let above = steps.iter().filter(|step| **step > now).map(|step| axis.told(*step));
        let below = steps.iter().rev().filter(|step| **step <= now).map(|step| step - 1);
        let differs = |value: i64| {
            if !axis.near(value - now) {
                return None;
            }
            let other = regime.decide(&axis.with(*case, value), settings);
            (other.applies && is_change(finding, &other)).then_some((value, other))
        };
        for (value, other) in
            above.into_iter().find_map(differs).into_iter().chain(below.into_iter().find_map(differs))
        {
            found.push(Cow::Owned(sentence(*axis, value - now, value, finding, &other)));
        }
    }
    found
}

/// The first values of the steps along a fact. What is taken off a delay comes on top of each limit, where the
/// law asks for the delay; where it asks for the arrival as such, it does not.
fn steps_of(axis: Axis, steps: &[i64], taken_off: i64) -> SmallVec<[i64; 16]> {
    let mut all = SmallVec::from_slice(steps);
    if taken_off != 0 && matches!(axis, Axis::Arrival | Axis::RerouteArrives) {
        all.extend(steps.iter().map(|step| step + taken_off));
        all.sort_unstable();
    }
    all
}

/// Another sum, or other care that the law does speak of: where it is silent nothing is taken away, and what was
/// not known to be due is not missed.
fn is_change(now: &Finding, other: &Finding) -> bool {
    let differs =
        |due: Option<bool>, then: Option<bool>| then.is_some_and(|then| due.map_or(then, |due| due != then));
    (now.eligible, now.amount) != (other.eligible, other.amount)
        || CARE.iter().any(|of| differs(of(&now.care), of(&other.care)))
}

/// The kinds of care, as they stand in a sentence.
const CARE: [fn(&Care) -> Option<bool>; 3] =
    [|care| care.meals, |care| care.communications, |care| care.hotel];
const CARE_WORDS: [&str; 3] = ["meals", "calls", "a hotel"];

/// The carrier's proof, turned round, where the cause may be an excuse.
fn measures(
    regime: Regime,
    finding: &Finding,
    case: &Case<'_>,
    settings: &Settings,
) -> Option<Cow<'static, str>> {
    if !matches!(case.nature(), Nature::Extraordinary | Nature::Unsettled | Nature::Mixed) {
        return None;
    }
    let other = regime.decide(&Case { measures_proven: !case.measures_proven, ..*case }, settings);
    if !is_change(finding, &other) {
        return None;
    }
    let mut text = String::from(if case.measures_proven {
        "all reasonable measures not proven: "
    } else {
        "all reasonable measures proven: "
    });
    outcome(&mut text, finding, &other);
    Some(Cow::Owned(text))
}

impl Axis {
    fn value(self, case: &Case<'_>) -> Option<i64> {
        match self {
            Self::Arrival => case.arrival_delay,
            Self::Departure => case.departure_delay,
            Self::Notice => case.notice.filter(|_| case.disruption != Disruption::DeniedBoarding),
            Self::RerouteDeparts => case.reroute?.departs_earlier_min,
            Self::RerouteArrives => case.reroute?.arrives_later_min,
            Self::Advanced => case.advanced,
            // With flights booked apart the distance is that of the one that counts, which no fact states.
            Self::Distance => (!case.separate).then_some(case.distance_m),
            Self::Complaint => case.complaint_days,
            Self::Alternate => case.alternate_arrives,
            Self::AlternateDeparts => case.alternate_departs,
            Self::Bag => case.bag_delay,
            Self::Measures => None,
        }
    }

    const fn with<'a>(self, mut case: Case<'a>, value: i64) -> Case<'a> {
        match self {
            Self::Arrival => case.arrival_delay = Some(value),
            Self::Departure => case.departure_delay = Some(value),
            Self::Notice => case.notice = Some(value),
            Self::RerouteDeparts => {
                if let Some(reroute) = &mut case.reroute {
                    reroute.departs_earlier_min = Some(value);
                }
            }
            Self::RerouteArrives => {
                if let Some(reroute) = &mut case.reroute {
                    reroute.arrives_later_min = Some(value);
                }
            }
            Self::Advanced => case.advanced = Some(value),
            Self::Distance => case = case.at_distance(value),
            Self::Complaint => case.complaint_days = Some(value),
            Self::Alternate => case.alternate_arrives = Some(value),
            Self::AlternateDeparts => case.alternate_departs = Some(value),
            Self::Bag => case.bag_delay = Some(value),
            Self::Measures => {}
        }
        case
    }

    /// The first value that is told: distances are spoken of in tenths of a kilometre.
    const fn told(self, step: i64) -> i64 {
        match self {
            Self::Distance => (step + 99) / 100 * 100,
            _ => step,
        }
    }

    /// Near enough to be worth a sentence. Notice and days are few and always told.
    fn near(self, step: i64) -> bool {
        match self {
            Self::Distance => step.abs() <= FAR_M,
            Self::Notice | Self::Complaint => true,
            _ => step.abs() <= FAR_MIN,
        }
    }

    /// What is said before and after the size of the step: for more, and for less.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Arrival => ("arrival ", " later: ", " earlier: "),
            Self::Departure => ("departure ", " later: ", " earlier: "),
            Self::Notice => ("told ", " earlier: ", " later: "),
            Self::RerouteDeparts => ("the other flight leaving ", " earlier: ", " later: "),
            Self::RerouteArrives => ("the other flight arriving ", " later: ", " earlier: "),
            Self::Advanced => ("moved forward by ", " more: ", " less: "),
            Self::Distance => ("a journey ", " longer: ", " shorter: "),
            Self::Complaint => ("complaint after ", " days: ", " days: "),
            Self::Alternate => ("the other transport arriving ", " later: ", " earlier: "),
            Self::AlternateDeparts => ("the other flight leaving ", " later: ", " earlier: "),
            Self::Bag => ("the bag ", " later: ", " earlier: "),
            Self::Measures => ("", "", ""),
        }
    }
}

fn sentence(axis: Axis, step: i64, value: i64, now: &Finding, other: &Finding) -> String {
    let mut text = String::with_capacity(64);
    let (before, more, less) = axis.words();
    text.push_str(before);
    match axis {
        Axis::Complaint => Value::Number(value).write(&mut text),
        Axis::Distance => Value::Metres(step.abs()).write(&mut text),
        _ if step.abs() == 1 => text.push_str("1 minute"),
        _ if step.abs() < 60 => {
            let _ = write!(text, "{} minutes", step.abs());
        }
        _ => Value::Minutes(step.abs()).write(&mut text),
    }
    text.push_str(if step > 0 { more } else { less });
    outcome(&mut text, now, other);
    text
}

/// `meals, calls and a hotel`, as far as it is due.
fn care(due: &Care) -> String {
    let words: Vec<&str> =
        CARE.iter().zip(CARE_WORDS).filter(|(of, _)| of(due) == Some(true)).map(|(_, word)| word).collect();
    match words.as_slice() {
        [] => "no care".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The other outcome: the sum where it differs, else the care.
fn outcome(text: &mut String, now: &Finding, other: &Finding) {
    if (now.eligible, now.amount) == (other.eligible, other.amount) {
        text.push_str(&care(&other.care));
        return;
    }
    match other.amount {
        _ if !other.eligible => text.push_str("nothing"),
        Some(amount) => Value::Money(amount, other.currency).write(text),
        None => text.push_str("a sum that is not known yet"),
    }
}
