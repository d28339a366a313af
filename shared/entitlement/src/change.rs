//! What would change the result: the nearest other facts under which the same law decides otherwise, found by
//! trying them.
//!
//! Deliberately not here: facts that nobody could change or correct, such as the date.

use crate::{
    amount::Amount,
    case::Case,
    cause::Nature,
    finding::{Care, Finding, Value},
    regimes::{Regime, Settings},
    vocabulary::Disruption,
};
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
/// Steps tried each way.
const STEPS: usize = 3;

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
        let above = steps.iter().copied().filter(|step| *step > now).take(STEPS);
        let below = steps.iter().rev().filter(|step| **step <= now).map(|step| step - 1).take(STEPS);
        let differs = |value: i64| {
            let other = regime.decide(&axis.with(*case, value), settings);
            (axis.near(value - now) && other.applies && other.outcome() != finding.outcome())
                .then_some((value, other))
        };
        for (value, other) in
            above.into_iter().find_map(differs).into_iter().chain(below.into_iter().find_map(differs))
        {
            found.push(Cow::Owned(sentence(*axis, value - now, value, finding, &other)));
        }
    }
    found
}

/// The carrier's proof, turned round, where the cause may be an excuse.
fn measures(
    regime: Regime,
    finding: &Finding,
    case: &Case<'_>,
    settings: &Settings,
) -> Option<Cow<'static, str>> {
    if !matches!(case.nature(), Nature::Extraordinary | Nature::Unsettled) {
        return None;
    }
    let other = regime.decide(&Case { measures_proven: !case.measures_proven, ..*case }, settings);
    if other.outcome() == finding.outcome() {
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
            Self::Distance => Some(case.distance_m),
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

/// The other outcome: the sum where it differs, else the care.
fn outcome(text: &mut String, now: &Finding, other: &Finding) {
    if (now.eligible, now.amount) == (other.eligible, other.amount) {
        text.push_str(match other.care {
            Care { hotel: Some(true), .. } => "meals, calls and a hotel",
            Care { meals: Some(true), .. } => "meals and calls",
            Care { communications: Some(true), .. } => "calls",
            _ => "no care",
        });
        return;
    }
    match other.amount {
        _ if !other.eligible => text.push_str("nothing"),
        Some(amount) if amount > Amount::ZERO => Value::Money(amount, other.currency).write(text),
        _ => text.push_str("a sum that is not known yet"),
    }
}
