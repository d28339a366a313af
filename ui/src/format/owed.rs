//! What is owed, in words: laws, standings, extras, deadlines, the kinds of disruption.

use super::{intl, labels, money, tone::Tone, when};
use crate::words::{fill, t};
use jiff::{Timestamp, civil::Date};
use purser_contract::{
    compensation::{
        CareDue, Compensation, CompensationStatus, Deadline, Disruption, DisruptionKind, Extra, ExtraKind,
    },
    payload::Money,
};

/// A law by its code, as people say it.
#[must_use]
pub fn law(code: &str) -> &str {
    match code {
        "EU261" => t("law.eu261"),
        "UK261" => t("law.uk261"),
        "MC99" => t("law.mc99"),
        "US_DOT" => t("law.us"),
        "CA_APPR" => t("law.ca"),
        "TR_SHY" => t("law.tr"),
        "BR_ANAC400" => t("law.br"),
        "IN_DGCA" => t("law.in"),
        "SA_GACA" => t("law.sa"),
        "IL_ASL" => t("law.il"),
        "AU" => t("law.au"),
        other => other,
    }
}

/// The law of a compensation; a dash when none gives anything.
#[must_use]
pub fn law_of(owed: &Compensation) -> &str {
    owed.regime.as_deref().map_or("\u{2013}", law)
}

/// How a compensation stands, in a tag.
#[must_use]
pub fn status(status: CompensationStatus) -> &'static str {
    match status {
        CompensationStatus::NothingDue => t("owed.nothing-due"),
        CompensationStatus::Proposed => t("owed.proposed"),
        CompensationStatus::PendingApproval => t("owed.pending"),
        CompensationStatus::Approved => t("owed.approved"),
        CompensationStatus::Issued => t("owed.issued"),
        CompensationStatus::Rejected => t("owed.rejected"),
        CompensationStatus::Adjusted => t("owed.adjusted"),
    }
}

/// Whether something may be due and nobody can say yet how much: a nought would read as a decision.
#[must_use]
pub fn is_open(status: CompensationStatus, amount: &Money) -> bool {
    matches!(status, CompensationStatus::Proposed | CompensationStatus::PendingApproval)
        && amount.amount.chars().all(|letter| matches!(letter, '0' | '.'))
}

/// What the passenger gets, or that this is open: `EUR 600.00`.
#[must_use]
pub fn sum(status: CompensationStatus, amount: &Money) -> String {
    if is_open(status, amount) { t("owed.open-sum").to_owned() } else { money::amount(amount) }
}

/// Its colour. None of them is a fault, so none is red.
#[must_use]
pub fn tone(status: CompensationStatus) -> Tone {
    match status {
        CompensationStatus::NothingDue | CompensationStatus::Proposed | CompensationStatus::Rejected => {
            Tone::Plain
        }
        CompensationStatus::PendingApproval | CompensationStatus::Approved | CompensationStatus::Adjusted => {
            Tone::Warn
        }
        CompensationStatus::Issued => Tone::Good,
    }
}

/// Its share of the bar of outcomes.
#[must_use]
pub fn bar(status: CompensationStatus) -> &'static str {
    match status {
        CompensationStatus::NothingDue => "share nothing",
        CompensationStatus::Proposed => "share expected",
        CompensationStatus::PendingApproval => "share waits",
        CompensationStatus::Approved => "share half",
        CompensationStatus::Issued => "share issued",
        CompensationStatus::Rejected => "share rejected",
        CompensationStatus::Adjusted => "share adjusted",
    }
}

/// How it stands, in one sentence that promises nothing.
#[must_use]
pub fn standing(owed: &Compensation, today: Date) -> String {
    let since = owed.history.iter().rev().find(|step| step.status == owed.status);
    let day = since.map(|step| moment(step.at, today)).unwrap_or_default();
    let by = owed.approvals.first().map(|first| first.by.as_str()).unwrap_or_default();
    match owed.status {
        CompensationStatus::NothingDue => t("standing.nothing").to_owned(),
        CompensationStatus::Proposed => t("standing.proposed").to_owned(),
        CompensationStatus::PendingApproval if owed.approvals_needed > 1 => {
            fill("standing.pending-several", &[("n", &owed.approvals_needed.to_string())])
        }
        CompensationStatus::PendingApproval => t("standing.pending").to_owned(),
        CompensationStatus::Approved => fill("standing.approved", &[("who", by)]),
        CompensationStatus::Issued if day.is_empty() => t("owed.issued").to_owned(),
        CompensationStatus::Issued => fill("standing.issued", &[("day", &day)]),
        CompensationStatus::Rejected => {
            let note = since.and_then(|step| step.note.clone()).unwrap_or_default();
            fill("standing.rejected", &[("day", &day), ("note", &note)])
        }
        CompensationStatus::Adjusted => {
            let before = owed.issued.iter().map(money::amount).collect::<Vec<_>>().join(" + ");
            fill("standing.adjusted", &[("issued", &before), ("now", &money::amount(&owed.amount))])
        }
    }
}

/// `today, 14:02`, `Thu 14:02`, `2 Nov`.
#[must_use]
pub fn moment(at: Timestamp, today: Date) -> String {
    let local = intl::local(at, None);
    let short = when::short(local, today);
    if local.date() == today { fill("date.today-at", &[("time", &short)]) } else { short }
}

/// What is due while waiting: `Meals, two calls, a hotel night`.
#[must_use]
pub fn care(care: CareDue) -> Option<String> {
    let parts = [
        (care.meals, t("care.meals")),
        (care.communications, t("care.calls")),
        (care.hotel, t("care.hotel")),
    ];
    let due: Vec<_> = parts.into_iter().filter(|(due, _)| *due == Some(true)).map(|(_, what)| what).collect();
    (!due.is_empty()).then(|| labels::sentence_case(&due.join(", ")))
}

/// What the airline adds: `Meal voucher, EUR 15.00`, `5,000 miles`.
#[must_use]
pub fn extra(extra: &Extra) -> String {
    let what = match extra.kind {
        ExtraKind::MealVoucher => t("extra.meal"),
        ExtraKind::HotelVoucher => t("extra.hotel"),
        ExtraKind::TravelVoucher => t("extra.travel"),
        ExtraKind::Miles => {
            return fill("extra.miles", &[("n", &money::points(extra.quantity.into()))]);
        }
        ExtraKind::LoungeAccess => t("extra.lounge"),
    };
    match &extra.value {
        Some(value) => format!("{what}, {}", money::amount(value)),
        None => what.to_owned(),
    }
}

/// The deadline that comes first among those that are not met.
#[must_use]
pub fn next_deadline(owed: &Compensation) -> Option<&Deadline> {
    owed.deadlines.iter().filter(|deadline| !deadline.met).min_by_key(|deadline| deadline.due_at)
}

/// A day ahead it warns; only what was missed is red.
#[must_use]
pub fn urgency(deadline: &Deadline, now: Timestamp) -> Tone {
    let left = deadline.due_at.duration_since(now).as_secs();
    match left {
        _ if deadline.met => Tone::Plain,
        ..0 => Tone::Bad,
        0..86_400 => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// `Pay by 27 Nov`, `Pay by 14:02` today, `Overdue since Mon 10:00`.
#[must_use]
pub fn deadline(deadline: &Deadline, now: Timestamp, today: Date) -> String {
    let due = intl::local(deadline.due_at, None);
    let day = if due.date() > today { when::near_day(due.date(), today) } else { when::short(due, today) };
    let key = match deadline.what.as_str() {
        _ if !deadline.met && deadline.due_at < now => "deadline.overdue",
        "payment" => "deadline.payment",
        "refund" => "deadline.refund",
        "reply" => "deadline.reply",
        "claim" => "deadline.claim",
        _ => "deadline.other",
    };
    fill(key, &[("day", &day), ("what", &labels::sentence_case(&deadline.what))])
}

/// The day of a deadline: `27 Nov`.
#[must_use]
pub fn day_of(deadline: &Deadline, today: Date) -> String {
    when::day(intl::local(deadline.due_at, None).date(), today)
}

/// What went wrong, in a word or two.
#[must_use]
pub fn kind(kind: DisruptionKind) -> &'static str {
    match kind {
        DisruptionKind::Cancellation => t("disruption.cancellation"),
        DisruptionKind::Delay => t("disruption.delay"),
        DisruptionKind::Diversion => t("disruption.diversion"),
        DisruptionKind::DeniedBoarding => t("disruption.denied"),
        DisruptionKind::Downgrade => t("disruption.downgrade"),
        DisruptionKind::Baggage => t("disruption.baggage"),
    }
}

/// `1 h 50 min late`, or the kind where no delay says more.
#[must_use]
pub fn what_happened(disruption: &Disruption) -> String {
    match (disruption.kind, disruption.arrival_delay_min) {
        (DisruptionKind::Delay, Some(minutes)) if minutes > 0 => {
            fill("disruption.late", &[("span", &super::span::write(minutes))])
        }
        (kind, _) => self::kind(kind).to_owned(),
    }
}

/// How many passengers still need a word: from the law, or from a supervisor.
#[must_use]
pub fn to_decide(disruption: &Disruption) -> u32 {
    let of = |status| disruption.outcomes.get(&status).copied().unwrap_or(0);
    disruption.waiting + of(CompensationStatus::PendingApproval) + of(CompensationStatus::Approved)
}

/// `BUD → FRA`; what is not known stays a dash.
#[must_use]
pub fn route(from: Option<&str>, to: Option<&str>) -> String {
    format!("{} → {}", from.unwrap_or("\u{2013}"), to.unwrap_or("\u{2013}"))
}

/// `ZX402` as `ZX 402`.
#[must_use]
pub fn flight(designator: &str) -> String {
    match designator.split_at_checked(2) {
        Some((carrier, number)) if !number.starts_with(' ') => format!("{carrier}\u{a0}{number}"),
        _ => designator.to_owned(),
    }
}

#[cfg(test)]
#[path = "owed_tests.rs"]
mod tests;
