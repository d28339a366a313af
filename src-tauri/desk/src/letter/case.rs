//! What a letter is about, taken from a compensation and its facts. No language yet.
//!
//! Deliberately not here: any sentence.

use jiff::{civil::Date, tz::TimeZone};
use purser_contract::{
    compensation::{CareDue, Compensation, CompensationStatus, Extra},
    payload::Money,
};
use serde_json::Value;

/// What happened to the journey or the bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Delay,
    Cancellation,
    DeniedBoarding,
    MissedConnection,
    Downgrade,
    Retimed,
    Diversion,
    Return,
    BagLate,
    BagLost,
    BagDamaged,
    Other,
}

/// What kind of money it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Compensation,
    FareRefund,
    Baggage,
}

/// Why the law gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhyNot {
    TooShort(i64),
    ToldEarly,
    Extraordinary,
    Unsaid,
}

/// One case, as a letter needs it.
pub(super) struct Case<'a> {
    pub(super) passenger: &'a str,
    pub(super) flight: &'a str,
    pub(super) date: Date,
    pub(super) booking: Option<&'a str>,
    pub(super) ends: Option<(&'a str, &'a str)>,
    pub(super) event: Event,
    /// Minutes at the final destination, when it was late.
    pub(super) late: Option<i64>,
    pub(super) distance_km: Option<i64>,
    pub(super) regime: Option<&'a str>,
    pub(super) articles: Vec<&'a str>,
    /// What is owed, when something is.
    pub(super) owed: Option<&'a Money>,
    pub(super) issued: &'a [Money],
    pub(super) status: CompensationStatus,
    pub(super) care: CareDue,
    pub(super) extras: &'a [Extra],
    /// The supervisor's words of a rejection.
    pub(super) note: Option<&'a str>,
    /// By when the law wants it paid.
    pub(super) pay_by: Option<Date>,
    pub(super) why_not: WhyNot,
}

impl<'a> Case<'a> {
    pub(super) fn of(from: &'a Compensation) -> Self {
        let text = |field: &str| from.facts.get(field).and_then(Value::as_str);
        let whole = |field: &str| from.facts.get(field).and_then(Value::as_i64);
        let event = event(text("disruption").unwrap_or_default());
        let late = whole("arrival_delay_min").filter(|minutes| *minutes > 0);
        let ends = from.journey.as_ref().map(|ends| (ends.from.as_str(), ends.to.as_str()));
        let rejected = |status: CompensationStatus| status == CompensationStatus::Rejected;
        let note =
            from.history.iter().rev().find(|step| rejected(step.status)).filter(|_| rejected(from.status));
        let pay_by = from.deadlines.iter().find(|deadline| deadline.what == "payment" && !deadline.met);
        Self {
            passenger: from.passenger.trim(),
            flight: &from.flight,
            date: from.date,
            booking: from.pnr.as_ref().map(|pnr| pnr.0.as_str()),
            ends: ends.or_else(|| Some((text("origin")?, text("destination")?))),
            event,
            late,
            distance_km: from.facts.get("distance_km").and_then(Value::as_f64).map(kilometres),
            regime: from.regime.as_deref(),
            articles: citations(&from.legal_basis),
            owed: (!is_nothing(&from.amount)).then_some(&from.amount),
            issued: &from.issued,
            status: from.status,
            care: from.care,
            extras: &from.extras,
            note: note.and_then(|step| step.note.as_deref()),
            pay_by: pay_by.map(|deadline| deadline.due_at.to_zoned(TimeZone::UTC).date()),
            why_not: why_not(event, late, whole("notice_min"), &from.legal_basis),
        }
    }

    pub(super) const fn kind(&self) -> Kind {
        match self.event {
            Event::Downgrade => Kind::FareRefund,
            Event::BagLate | Event::BagLost | Event::BagDamaged => Kind::Baggage,
            Event::Delay
            | Event::Cancellation
            | Event::DeniedBoarding
            | Event::MissedConnection
            | Event::Retimed
            | Event::Diversion
            | Event::Return
            | Event::Other => Kind::Compensation,
        }
    }

    /// What is certain is told as certain.
    pub(super) fn expected_only(&self) -> bool {
        self.status == CompensationStatus::Proposed
    }

    /// More was ordered than is owed by what is known now.
    pub(super) fn kept_more(&self) -> bool {
        let paid = |currency: &str| self.issued.iter().find(|sum| sum.currency == currency);
        match self.owed {
            Some(owed) => paid(&owed.currency).is_some_and(|paid| more(&paid.amount, &owed.amount)),
            None => self.issued.iter().any(|sum| !is_nothing(sum)),
        }
    }

    /// The articles as one text, or nothing.
    pub(super) fn cited(&self) -> String {
        if self.articles.is_empty() { String::new() } else { format!(" ({})", self.articles.join(", ")) }
    }

    /// The sum of all the distance is told for: fixed sums by distance.
    pub(super) fn sum_by_distance(&self) -> Option<i64> {
        let by_distance = matches!(self.regime, Some("EU261" | "UK261" | "TR_SHY" | "IL_ASL"));
        self.distance_km.filter(|_| by_distance && self.kind() == Kind::Compensation)
    }
}

fn event(word: &str) -> Event {
    match word {
        "delay" => Event::Delay,
        "cancellation" => Event::Cancellation,
        "denied_boarding" => Event::DeniedBoarding,
        "missed_connection" | "rebooked_first_leg" => Event::MissedConnection,
        "downgrade" => Event::Downgrade,
        "brought_forward" | "retimed_later" | "schedule_change" => Event::Retimed,
        "diversion_same_region" | "diversion_other_region" | "unscheduled_stop" => Event::Diversion,
        "return_to_departure" => Event::Return,
        "baggage_delay" => Event::BagLate,
        "baggage_lost" => Event::BagLost,
        "baggage_damage" => Event::BagDamaged,
        _ => Event::Other,
    }
}

/// Two weeks, in minutes.
const EARLY: i64 = 14 * 24 * 60;
/// From this delay on, European law gives compensation.
const LONG: i64 = 180;

fn why_not(event: Event, late: Option<i64>, notice: Option<i64>, basis: &[String]) -> WhyNot {
    if event == Event::Cancellation && notice.is_some_and(|minutes| minutes >= EARLY) {
        return WhyNot::ToldEarly;
    }
    if basis.iter().any(|basis| basis.contains("5(3)")) {
        return WhyNot::Extraordinary;
    }
    match late.filter(|minutes| event == Event::Delay && *minutes < LONG) {
        Some(minutes) => WhyNot::TooShort(minutes),
        None => WhyNot::Unsaid,
    }
}

/// Articles and the numbers of cases; they are the same in every language, and words about them are not.
fn citations(basis: &[String]) -> Vec<&str> {
    let mut all = Vec::new();
    for one in basis.iter().filter_map(|basis| citation(basis)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn citation(basis: &str) -> Option<&str> {
    if basis.starts_with("C-") {
        return basis.split([' ', ',']).next();
    }
    let number = basis.strip_prefix("Art. ")?;
    let plain = number.chars().all(|sign| sign.is_ascii_digit() || "()abcdeivx,- ".contains(sign));
    (plain && number.starts_with(|first: char| first.is_ascii_digit())).then_some(basis)
}

pub(super) fn is_nothing(money: &Money) -> bool {
    money.amount.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// One decimal is more than another; neither has a sign.
fn more(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches('0').to_owned();
        (whole.len(), whole, decimals.trim_end_matches('0').to_owned())
    };
    parts(one) > parts(other)
}

#[expect(clippy::cast_possible_truncation, reason = "the earth is small, and the cast stops at the ends")]
fn kilometres(value: f64) -> i64 {
    value.round() as i64
}
