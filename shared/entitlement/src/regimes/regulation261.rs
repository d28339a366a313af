//! Regulation (EC) 261/2004 as a body of rules that the Union and the United Kingdom each have their version
//! of.
//!
//! Deliberately not here: where each version applies (`eu261`, `uk261`).

mod late;
mod cancelled;
mod refused;
mod cabin;
mod care;

pub(crate) use late::taken_off;

use crate::{
    amount::{Amount, Currency},
    case::Case,
    cause::Nature,
    change::Axis,
    codes::Country,
    finding::{Finding, Side, Value},
    territory::{self, Standing},
    vocabulary::{Disruption, Subject},
};

/// Art. 7(1): the edges of the distance bands, in metres; each belongs to the lower band.
pub(crate) const EDGES: [i64; 2] = [1_500_000, 3_500_000];

/// Where the law counts: first minute, or metre, of each step.
pub(crate) const AXES: &[(Axis, &[i64])] = &[
    (Axis::Arrival, ARRIVES),
    (Axis::Departure, &[120, 180, 240, care::SAME_DAY_BELOW_MIN, care::NEXT_DAY_FROM_MIN]),
    (Axis::Notice, &[7 * 24 * 60, 14 * 24 * 60]),
    (Axis::RerouteDeparts, &[61, 121]),
    (Axis::RerouteArrives, ARRIVES),
    (Axis::Advanced, &[61, 121]),
    (Axis::Distance, &[EDGES[0] + 1, EDGES[1] + 1]),
    (Axis::Measures, &[]),
];
/// The arrival stands in for that of the other flight where nobody says when it comes.
const ARRIVES: &[i64] = &[120, 121, 180, 181, 240, 241, care::SAME_DAY_BELOW_MIN, care::NEXT_DAY_FROM_MIN];

/// One version of the rules.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Its name.
    pub ruleset: &'static str,
    /// Art. 7(1)(a), (b) and (c), whole units.
    pub amounts: [i64; 3],
    /// Their currency.
    pub currency: Currency,
    /// The Union's, with its rules on flights inside the Community and French overseas departments.
    pub community: bool,
    /// Art. 7(2): a re-routing that arrives soon enough allows half.
    pub cut_for_reroute: bool,
}

/// Art. 7(1): the distance bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Band {
    /// 1500 km or less.
    A,
    /// More than 1500 km inside the Community, or any other flight between 1500 and 3500 km.
    B,
    /// All others.
    C,
}

/// Art. 7(2)(a), (b), (c): the re-routing may arrive this many minutes late, and no more, for half to be
/// enough.
const CUT_WINDOW_MIN: [i64; 3] = [120, 180, 240];
const PAID_UNDER: [&str; 3] = ["Art. 7(1)(a)", "Art. 7(1)(b)", "Art. 7(1)(c)"];
const CUT_UNDER: [&str; 3] = ["Art. 7(2)(a)", "Art. 7(2)(b)", "Art. 7(2)(c)"];

impl Rules {
    /// Art. 7(1), 7(4): by the great circle to the final destination, not by what was flown (C-559/16
    /// Bossen).
    pub(crate) fn band(&self, case: &Case<'_>) -> Band {
        if case.distance_m <= EDGES[0] {
            Band::A
        } else if self.inside_community(case) || case.distance_m <= EDGES[1] {
            Band::B
        } else {
            Band::C
        }
    }

    /// Art. 7(1)(b): both ends in Member States; Iceland, Norway and Switzerland counted in unless the case
    /// says otherwise.
    pub(crate) fn inside_community(&self, case: &Case<'_>) -> bool {
        let inside = |country: Country| match territory::standing(country, case.date) {
            Standing::Member => true,
            Standing::Associated => !case.associated_outside,
            Standing::Third => false,
        };
        self.community && inside(case.from.country) && inside(case.to.country)
    }

    /// Art. 7(1): the full sum.
    pub(crate) fn compensate(&self, case: &Case<'_>, finding: Finding) -> Finding {
        let band = self.band(case);
        let amount = Amount::whole(self.amounts[band as usize]);
        finding.pays(amount).cite(PAID_UNDER[band as usize]).because_of_both(
            "The journey to the final destination is {}, for which the law names {}.",
            Value::Metres(case.distance_m),
            Value::Money(amount, self.currency),
        )
    }

    /// Art. 7(2): half is enough when the other flight arrives soon enough; the limit itself is soon enough.
    pub(crate) fn cut(&self, case: &Case<'_>, arrives_later: i64, finding: Finding) -> Finding {
        let band = self.band(case);
        if !self.cut_for_reroute || arrives_later > CUT_WINDOW_MIN[band as usize] {
            return finding;
        }
        finding.halved().cite(CUT_UNDER[band as usize]).because_of_both(
            "The other flight arrives {} the booked one; up to {} after it the carrier may pay half.",
            Value::Signed(arrives_later, Side::After),
            Value::Minutes(CUT_WINDOW_MIN[band as usize]),
        )
    }

    /// Art. 7(2) for the flight that was offered, as far as the facts tell about it.
    pub(crate) fn cut_as_offered(&self, case: &Case<'_>, finding: Finding) -> Finding {
        let half = finding.base.unwrap_or_default().percent(50);
        let arrives = case.reroute.and_then(|reroute| reroute.arrives_later_min).or(case.arrival_delay);
        match (case.reroute, arrives) {
            (Some(_), Some(later)) => self.cut(case, later, finding),
            (Some(_), None) => finding.or_perhaps(half).missing("reroute.arrives_later_min"),
            // Brought there soon all the same: whether that is a re-routing in this sense is not decided.
            (None, Some(later)) if self.cut(case, later, finding.clone()).reduction_pct > 0 => {
                finding.or_perhaps(half).missing("reroute")
            }
            (None, _) => finding,
        }
    }
}

/// Decides a case that is within the scope of these rules.
pub(crate) fn decide(case: &Case<'_>, rules: &Rules) -> Finding {
    let mut finding = as_stated(case, rules);
    if !finding.eligible {
        return finding;
    }
    if case.distance_m == 0 && case.from.airport == case.to.airport {
        finding = finding.missing("destination");
    }
    if !case.facts.single_booking && !case.separate && case.facts.legs.len() > 1 {
        finding = finding
            .review()
            .because("The flights were booked apart; which of them this was must be looked at.");
    }
    if let Some(metres) = case.distance_otherwise(&EDGES) {
        let other = as_stated(&case.at_distance(metres), rules);
        finding = weigh(
            finding,
            &other,
            match case.unfit_m {
                Some(_) => "The distance that is given cannot be that between the two airports.",
                None => "The distance is so near a limit that the way of measuring decides (Art. 7(4)).",
            },
        );
    }
    let associated = |country| territory::standing(country, case.date) == Standing::Associated;
    if case.distance_m > EDGES[1] && (associated(case.from.country) || associated(case.to.country)) {
        let other = as_stated(&Case { associated_outside: true, ..*case }, rules);
        finding = weigh(
            finding,
            &other,
            "Whether such a flight counts as one inside the Community is not settled (EEA Agreement, Swiss agreement).",
        );
    }
    finding
}

/// Keeps the other figure of an open question, if it is another one.
pub(crate) fn weigh(finding: Finding, other: &Finding, why: &'static str) -> Finding {
    match other.amount {
        Some(amount) if other.amount != finding.amount => finding.or_perhaps(amount).because(why),
        _ => finding,
    }
}

fn as_stated(case: &Case<'_>, rules: &Rules) -> Finding {
    let finding = Finding::under(rules.ruleset, rules.currency);
    if let Some(excluded) = excluded(case, rules) {
        return excluded;
    }
    match case.disruption {
        _ if !case.debtor_flew => finding.cite("Art. 2(b)").cite("Art. 3(5)").because(
            "The claim is against a carrier that operated no flight of this booking; only an operating carrier owes.",
        ),
        Disruption::Delay
        | Disruption::MissedConnection
        | Disruption::RebookedFirstLeg
        | Disruption::UnscheduledStop
        | Disruption::DiversionSameRegion => late::decide(case, rules, finding),
        Disruption::Cancellation | Disruption::ReturnToDeparture | Disruption::DiversionOtherRegion => {
            cancelled::decide(case, rules, finding)
        }
        Disruption::BroughtForward => cancelled::brought_forward(case, rules, finding),
        Disruption::RetimedLater => cancelled::postponed(case, rules, finding),
        Disruption::ScheduleChange => cancelled::rescheduled(case, rules, finding),
        Disruption::DeniedBoarding => refused::decide(case, rules, finding),
        Disruption::Downgrade => cabin::downgraded(case, rules, finding),
        Disruption::Upgrade => finding
            .cite("Art. 10(1)")
            .because("For a higher cabin than booked the carrier may ask nothing more, and owes nothing."),
        Disruption::SeatChangeSameCabin => {
            finding.cite("Art. 10").because("Another seat in the booked cabin is no downgrade.")
        }
        Disruption::Renumbered => {
            finding.cite("Art. 2(l)").because("The flight flew at its times; another number changes nothing.")
        }
        Disruption::BaggageDelay
        | Disruption::BaggageLost
        | Disruption::BaggageDamage
        | Disruption::CargoLost
        | Disruption::CargoDamage => finding,
    }
}

/// Whom and what the rules leave out (Art. 3(3), 3(6); baggage and cargo).
fn excluded(case: &Case<'_>, rules: &Rules) -> Option<Finding> {
    let outside = |basis, why| Some(Finding::outside(rules.ruleset, rules.currency, basis, why));
    let facts = case.facts;
    if matches!(case.disruption.subject(), Subject::Baggage | Subject::Cargo) {
        return outside("Art. 1", "These rules are about passengers' flights, not about baggage or cargo.");
    }
    if facts.package_cancelled_other_reason == Some(true) {
        return outside("Art. 3(6)", "The package tour was cancelled for a reason other than the flight.");
    }
    let says = |text: &Option<String>, words: &[&str]| {
        text.as_deref().is_some_and(|text| words.iter().any(|word| text.contains(word)))
    };
    if says(&facts.passenger, &["infant_no_seat", "lap_infant"]) {
        let why = "A small child without a seat that travels free is not a passenger of these rules (C-686/20 Vueling).";
        return outside("Art. 3(3)", why);
    }
    let not_public = [
        "staff",
        "free_of",
        "free_t",
        "free_not",
        "non_public",
        "not_public",
        "not_available",
        "industry",
        "employee",
        "non_rev",
        "crew",
    ];
    let free = facts.fare_type.as_deref() == Some("free");
    if (free || says(&facts.fare_type, &not_public)) && !says(&facts.fare_type, &["award", "frequent"]) {
        return outside(
            "Art. 3(3)",
            "Free tickets and reduced fares that the public cannot buy are left out.",
        );
    }
    None
}

/// Art. 5(3): extraordinary circumstances with all reasonable measures proven, which leave nothing due.
fn excused(case: &Case<'_>, finding: Finding) -> Finding {
    finding.cite("Art. 5(3)").cite(case.cause.map_or("Art. 5(3)", |ruling| ruling.basis)).because(
        "The cause was extraordinary, and the carrier has proven that it took all reasonable measures.",
    )
}

/// What is due in spite of the stated cause, and why the cause does not help.
fn unexcused(case: &Case<'_>, rules: &Rules, finding: Finding) -> Finding {
    let Some(ruling) = case.cause else { return finding };
    let finding = match ruling.nature {
        // What the extraordinary part explained has been taken off; the rest is plain delay.
        Nature::Extraordinary | Nature::Unsettled if case.measures_proven => finding,
        Nature::Mixed => finding
            .cite(ruling.basis)
            .because("Only part of the cause was extraordinary; the rest is a carrier's normal business and no excuse."),
        Nature::Extraordinary | Nature::Unsettled => finding.cite("Art. 5(3)").because(
            "The cause may be extraordinary, but it is not proven that all reasonable measures were taken.",
        ),
        Nature::Inherent => finding
            .cite("Art. 5(3) not met")
            .cite(ruling.basis)
            .because("The cause belongs to a carrier's normal business, so it is no excuse."),
        Nature::Unlisted if case.measures_proven && case.facts.extraordinary_minutes.is_none() => finding
            .or_perhaps(Amount::ZERO)
            .because(NO_COURT),
        Nature::Refusal | Nature::Passenger | Nature::Unlisted => {
            finding.because("No extraordinary cause is proven, and proving one is for the carrier.")
        }
    };
    match ruling.uk_basis {
        Some(basis) if !rules.community || case.touches(*b"GB") => finding.cite(basis),
        _ => finding,
    }
}

/// The excuse, with the other figure where no court has decided whether the cause is one.
fn excused_or_perhaps(case: &Case<'_>, rules: &Rules, finding: Finding, otherwise: &Finding) -> Finding {
    let excused = excused(case, finding);
    match otherwise.amount {
        Some(amount) if case.nature() == Nature::Unsettled => excused.or_perhaps(amount).because(NOT_DECIDED),
        Some(amount) if only_persuades(case, rules) => excused.or_perhaps(amount).because(NOT_BINDING),
        _ => excused,
    }
}

const NO_COURT: &str = "No court is known to have decided on this cause; without that it is no excuse.";
const NOT_DECIDED: &str = "Whether this cause is extraordinary is not decided.";
const NOT_BINDING: &str = "The judgment that decides this does not bind courts in the United Kingdom.";

/// Judgments of the Court of Justice after 2020 only persuade in the United Kingdom.
fn only_persuades(case: &Case<'_>, rules: &Rules) -> bool {
    !rules.community && case.cause.is_some_and(|ruling| RECENT.contains(&ruling.basis))
}

/// Judgments later than 2020 that found something extraordinary.
const RECENT: &[&str] = &[
    "C-385/23 paras 37, 39",
    "C-411/23 para 42",
    "C-399/24 AirHelp v Austrian",
    "C-308/21 SATA para 28",
    "C-405/23 para 30",
    "C-659/21, C-264/20",
];
