//! English.
//!
//! Deliberately not here: the other languages.

use crate::letter::{
    Language,
    case::{Case, Event, Kind, WhyNot},
    figures,
    places::place,
};
use purser_contract::{
    compensation::{CompensationStatus as Status, Extra, ExtraKind},
    payload::Money,
};

const HERE: Language = Language::English;

pub(in crate::letter) fn subject(case: &Case<'_>) -> String {
    let booking = case.booking.map(|booking| format!(", booking {booking}")).unwrap_or_default();
    format!("Your flight {} on {}{booking}", case.flight, date(case))
}

pub(in crate::letter) fn paragraphs(case: &Case<'_>) -> Vec<String> {
    vec![
        format!("Dear {},", case.passenger),
        happened(case),
        outcome(case),
        basis(case),
        care(case),
        extras(case),
        objection(case),
        "Yours sincerely,\nCustomer Relations".to_owned(),
    ]
}

fn date(case: &Case<'_>) -> String {
    figures::date(case.date, HERE)
}

fn sum(money: &Money) -> String {
    figures::sum(money, HERE)
}

fn sums(all: &[Money]) -> String {
    figures::list(&all.iter().map(sum).collect::<Vec<_>>(), HERE)
}

fn happened(case: &Case<'_>) -> String {
    let route = case.ends.map(|(from, to)| format!(" from {} to {}", place(from, HERE), place(to, HERE)));
    let flight = format!("your flight {} on {}{}", case.flight, date(case), route.unwrap_or_default());
    let late = case.late.map(|minutes| figures::span(minutes, HERE));
    let (starts, what) = match (case.event, late) {
        (Event::Delay, Some(late)) if case.expected_only() => {
            (true, format!("is expected to reach its destination {late} late"))
        }
        (Event::Delay, Some(late)) => (true, format!("reached its destination {late} late")),
        (Event::Delay, None) => (true, "was delayed".to_owned()),
        (Event::Cancellation, _) => (true, "was cancelled".to_owned()),
        (Event::DeniedBoarding, _) => (false, "you could not be taken on board".to_owned()),
        (Event::MissedConnection, Some(late)) => {
            (false, format!("you missed your connection and reached your destination {late} late"))
        }
        (Event::MissedConnection, None) => (false, "you missed your connection".to_owned()),
        (Event::Downgrade, _) => (false, "you were seated in a lower class than you had booked".to_owned()),
        (Event::Retimed, _) => (true, "was moved to another time".to_owned()),
        (Event::Diversion, _) => (true, "was diverted to another airport".to_owned()),
        (Event::Return, _) => (true, "had to return to the airport of departure".to_owned()),
        (Event::BagLate, _) => (false, "your baggage arrived late".to_owned()),
        (Event::BagLost, _) => (false, "your baggage was lost".to_owned()),
        (Event::BagDamaged, _) => (false, "your baggage was damaged".to_owned()),
        (Event::Other, _) => (true, "did not go as planned".to_owned()),
    };
    let told = if starts { format!("{flight} {what}") } else { format!("on {flight}, {what}") };
    let mut letters = told.chars();
    let told = letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str());
    format!("{}. We are sorry for the trouble this has caused you.", told.unwrap_or_default())
}

fn law(case: &Case<'_>) -> String {
    let name = match case.regime {
        Some("EU261") => "Regulation (EC) No 261/2004",
        Some("UK261") => "the United Kingdom's Regulation (EC) No 261/2004",
        Some("MC99") => "the Montreal Convention of 1999",
        Some("US_DOT") => "the rules of the United States Department of Transportation",
        Some("CA_APPR") => "Canada's Air Passenger Protection Regulations",
        Some("TR_SHY") => "the Turkish regulation SHY-YOLCU",
        Some("BR_ANAC400") => "the Brazilian Resolution ANAC 400",
        Some("IN_DGCA") => "the requirements of India's aviation authority DGCA",
        Some("SA_GACA") => "the rules of Saudi Arabia's aviation authority GACA",
        Some("IL_ASL") => "Israel's Aviation Services Law",
        Some(_) | None => "the law that applies",
    };
    format!("{name}{}", case.cited())
}

fn noun(case: &Case<'_>) -> &'static str {
    match case.kind() {
        Kind::Compensation => "compensation",
        Kind::FareRefund => "a refund of part of the fare",
        Kind::Baggage => "compensation for your baggage",
    }
}

fn outcome(case: &Case<'_>) -> String {
    let (law, noun) = (law(case), noun(case));
    let owed = case.owed.map(|owed| format!("{noun} of {}", sum(owed)));
    match (case.status, owed) {
        (Status::NothingDue, _) => nothing(case),
        (Status::Proposed, Some(owed)) => format!(
            "If it comes as is now expected, {law} provides for {owed}. This is an estimate and not yet a \
             decision; we decide when it is certain what happened, and write to you again."
        ),
        (Status::Proposed, None) => {
            "It is not yet certain what you are owed. We decide when it is certain what happened, and write to \
             you again."
                .to_owned()
        }
        (Status::PendingApproval, Some(owed)) => format!(
            "We are examining whether {law} gives you {owed}. You need not do anything; we write to you as soon \
             as it is decided."
        ),
        (Status::PendingApproval, None) => format!(
            "We are examining what {law} gives you. You need not do anything; we write to you as soon as it is \
             decided."
        ),
        (Status::Approved, owed) => format!(
            "We have examined {} under {law}. The first approval has been given; a second is needed before \
             payment can be ordered. We write to you as soon as that is done.",
            owed.unwrap_or_else(|| "your case".to_owned())
        ),
        (Status::Rejected, owed) => rejected(case, owed),
        (Status::Issued, owed) => issued(case, owed),
        (Status::Adjusted, owed) => adjusted(case, owed),
    }
}

fn nothing(case: &Case<'_>) -> String {
    let why = match case.why_not {
        WhyNot::TooShort(minutes) => format!(
            "Compensation is due from a delay of three hours at the destination at the earliest; yours was {}.",
            figures::span(minutes, HERE)
        ),
        WhyNot::ToldEarly => {
            "You were told of the cancellation more than two weeks before departure, and no compensation is due \
             then."
                .to_owned()
        }
        WhyNot::Extraordinary => {
            "It was caused by extraordinary circumstances that could not have been avoided even if all reasonable \
             measures had been taken, and no compensation is due then."
                .to_owned()
        }
        WhyNot::Unsaid => "We have examined every law that could apply to your journey.".to_owned(),
    };
    format!("{why} We are therefore sorry to tell you that {} gives you no money in this case.", law(case))
}

fn rejected(case: &Case<'_>, owed: Option<String>) -> String {
    let what = owed.unwrap_or_else(|| "your claim".to_owned());
    let note = case.note.map(|note| format!(" The reason given for the decision: “{}”", note.trim()));
    format!(
        "We have examined {what} under {}. We are sorry to tell you that we cannot pay it.{}",
        law(case),
        note.unwrap_or_default()
    )
}

fn issued(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, by) = (law(case), by(case));
    match owed {
        Some(owed) if case.issued.is_empty() => format!("Under {law} you are owed {owed}.{by}"),
        Some(owed) => format!(
            "Under {law} you are owed {owed}. We have ordered the payment of {}. You receive it in money, and need \
             not do anything.{by}",
            sums(case.issued)
        ),
        None => "What you are given is named below.".to_owned(),
    }
}

fn by(case: &Case<'_>) -> String {
    let by = case.pay_by.map(|by| format!(" It is paid by {} at the latest.", figures::date(by, HERE)));
    by.unwrap_or_default()
}

fn adjusted(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, paid) = (law(case), sums(case.issued));
    let now = owed.unwrap_or_else(|| "no money".to_owned());
    if case.kept_more() {
        return format!(
            "We know more about what happened than when we ordered the payment of {paid}. By what is known now, \
             {law} gives you {now}. You keep what was ordered; nothing is taken back."
        );
    }
    let ordered = if case.issued.is_empty() {
        String::new()
    } else {
        format!(
            " Altogether we have ordered the payment of {paid} in money; you need not do anything.{}",
            by(case)
        )
    };
    format!(
        "We know more about what happened than when we first wrote to you. By what is known now, {law} gives you \
         {now}.{ordered}"
    )
}

fn basis(case: &Case<'_>) -> String {
    let told = case.owed.and(case.sum_by_distance()).filter(|_| case.status != Status::NothingDue);
    told.map_or(String::new(), |distance| {
        format!(
            "The sum follows from the distance between the first departure and the final destination: {}\u{a0}km.",
            figures::count(distance, HERE)
        )
    })
}

fn care(case: &Case<'_>) -> String {
    let due = [
        (case.care.meals, "meals and refreshments"),
        (case.care.communications, "two calls or messages"),
        (case.care.hotel, "a night in a hotel and the way there and back"),
    ];
    let due: Vec<String> =
        due.iter().filter(|(due, _)| *due == Some(true)).map(|(_, what)| (*what).to_owned()).collect();
    if due.is_empty() {
        return String::new();
    }
    format!(
        "While you wait you are owed, free of charge: {}. If you paid for any of it yourself, please send us the \
         receipts.",
        figures::list(&due, HERE)
    )
}

fn extras(case: &Case<'_>) -> String {
    let named = |issued: bool| {
        let these = case.extras.iter().filter(|extra| extra.issued == issued).map(extra);
        figures::list(&these.collect::<Vec<_>>(), HERE)
    };
    let (ordered, intended) = (named(true), named(false));
    let mut told = Vec::new();
    if !ordered.is_empty() {
        told.push(format!("Besides, and without touching your rights, we have ordered for you: {ordered}."));
    }
    if !intended.is_empty() {
        told.push(format!("Not ordered yet, but under consideration: {intended}."));
    }
    told.join(" ")
}

fn extra(extra: &Extra) -> String {
    let worth = extra.value.as_ref().map(|value| format!(" worth {}", sum(value))).unwrap_or_default();
    let many = figures::count(i64::from(extra.quantity), HERE);
    match extra.kind {
        ExtraKind::MealVoucher => format!("a meal voucher{worth}"),
        ExtraKind::HotelVoucher => format!("a hotel voucher{worth}"),
        ExtraKind::TravelVoucher => format!("a travel voucher{worth}"),
        ExtraKind::Miles => format!("{many} miles"),
        ExtraKind::LoungeAccess if extra.quantity == 1 => "one visit to the lounge".to_owned(),
        ExtraKind::LoungeAccess => format!("{many} visits to the lounge"),
    }
}

fn objection(case: &Case<'_>) -> String {
    if case.expected_only() {
        return String::new();
    }
    let body = if case.kind() == Kind::Baggage {
        "You may also bring the case before the competent court."
    } else {
        "You may also turn to the authority that enforces passengers' rights in the country concerned, to a \
         conciliation body, or to the competent court."
    };
    format!(
        "If you do not agree, please write to us and name your flight and booking; a person will look at it again. {body}"
    )
}
