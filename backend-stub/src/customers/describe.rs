//! The words of a timeline item: one bold line and a second one, from the event itself.
//!
//! Deliberately not here: which timeline it stands on.

mod disrupted;

use super::learn::first_words;
use crate::{
    flights::record::FlightRecord,
    ingest::catalogue::{BagChange, BookingChange, Event, FlightChange, Passage},
    journeys::words::{bag_name, duration, flight_name, local_time, spoken},
};
use purser_contract::payload::{
    BagIn, BookingIn, Channel, CheckinIn, ConsentIn, ConsentPurpose, ConsentState, ContactRinging,
    ContactUpdate, FeedbackIn, FlightIn, LoyaltyIn, MessageIn, Money, OnboardCaseIn, OrderIn, PassageIn,
    RetailIn, SearchIn, ServiceIn, ServiceKind, SocialIn,
};
use std::collections::BTreeMap;

/// What a timeline item says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// One bold line.
    pub title: String,
    /// A second line, or nothing.
    pub text: String,
    /// What it refers to.
    pub refs: BTreeMap<String, String>,
}

impl Words {
    fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), refs: BTreeMap::new() }
    }

    fn about(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.refs.insert(name.to_owned(), value.to_string());
        }
        self
    }
}

/// The words about an event. `flight` is the record of the flight it is about, when there is one; `kind` its type.
#[must_use]
pub fn describe(event: &Event, kind: &str, flight: Option<&FlightRecord>) -> Words {
    match event {
        Event::ContactRinging(ringing) => rang(ringing),
        Event::ContactAnswered(update) => contact("Contact answered", update),
        Event::ContactEnded(update) => contact("Contact ended", update),
        Event::Booking(change, booking) => booked(*change, booking),
        Event::OrderPlaced(order) => ordered("Order placed", order),
        Event::AncillaryPurchased(order) => ordered("Extra bought", order),
        Event::SearchPerformed(search) => searched("Searched", search),
        Event::BookingAbandoned(search) => searched("Left a booking unfinished", search),
        Event::LoyaltyUpdated(loyalty) => loyal(loyalty),
        Event::IdentityLinked(_) => Words::new("Identities linked", "One person, by the identity provider"),
        Event::SocialMentioned(social) => mentioned(social),
        Event::Flight(change, about) => flew(*change, about, flight),
        Event::CheckinCompleted(checkin) => checked_in(checkin, true),
        Event::SeatChanged(checkin) => checked_in(checkin, false),
        Event::Bag(change, bag) => bag_moved(*change, bag),
        Event::SecurityDelayed(delay) => {
            let terminal =
                delay.terminal.as_ref().map(|terminal| format!(", terminal {terminal}")).unwrap_or_default();
            Words::new(
                format!("Security takes {} min at {}", delay.wait_min, delay.airport),
                terminal.trim_start_matches(", "),
            )
        }
        Event::ServiceProvided(service) => served(service),
        Event::Passage(passage, passed) => went_through(*passage, passed),
        Event::RetailPurchased(retail) => bought_on_board(retail),
        Event::OnboardCaseRaised(case) => raised(case),
        Event::FeedbackReceived(feedback) => rated(feedback),
        Event::PreferenceStated(preference) => {
            let value = preference.value.as_str().map_or_else(|| preference.value.to_string(), str::to_owned);
            Words::new(format!("Preference stated: {}", preference.key.replace('_', " ")), value)
        }
        Event::MessageReceived(message) => messaged("received", message),
        Event::MessageSent(message) => messaged("sent", message),
        Event::ConsentStated(consent) => consented(consent),
        Event::MergeDecided(merge) => decided("Records merged", &merge.by, merge.reason.as_ref()),
        Event::DifferenceDecided(difference) => {
            let title =
                if difference.different { "Two persons, not one" } else { "Perhaps one person after all" };
            decided(title, &difference.by, difference.reason.as_ref())
        }
        Event::UnmergeDecided(unmerge) => {
            decided("Records separated again", &unmerge.by, unmerge.reason.as_ref())
                .about("merge", Some(&unmerge.merge))
        }
        Event::ErasureDecided(_) => Words::new("A customer was erased", ""),
        Event::BoardingDenied(denied) => disrupted::refused(denied),
        Event::CabinChanged(changed) => disrupted::moved_cabin(changed),
        Event::CompensationDecided(decided) => disrupted::owed(decided),
        Event::Unknown => Words::new(kind, ""),
    }
}

fn decided(title: &str, by: &str, reason: Option<&String>) -> Words {
    Words::new(title, joined([Some(format!("by {by}")), quoted(reason)]))
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn quoted(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(|text| format!("“{}”", first_words(text, 160)))
}

fn price(money: &Money) -> String {
    format!("{} {}", money.currency, money.amount)
}

/// The channel as a word in front of a noun.
#[must_use]
pub fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "Call",
        Channel::Chat => "Chat",
        Channel::Email => "E-mail",
        Channel::Sms => "Text message",
        Channel::Social => "Social message",
    }
}

fn rang(ringing: &ContactRinging) -> Words {
    let ivr = ringing.ivr.as_ref();
    let authenticated = ivr
        .and_then(|ivr| ivr.authenticated)
        .map(|yes| if yes { "authenticated" } else { "not authenticated" });
    let text = joined([
        ivr.and_then(|ivr| ivr.intent.clone()),
        ivr.and_then(|ivr| ivr.language.clone()),
        authenticated.map(str::to_owned),
        ringing.queue.as_ref().map(|queue| format!("queue {queue}")),
    ]);
    Words::new(channel_word(ringing.channel), text).about("contact_id", Some(&ringing.contact_id))
}

fn contact(title: &str, update: &ContactUpdate) -> Words {
    let lasted = update.duration_s.map(|seconds| format!("{}:{:02}", seconds / 60, seconds % 60));
    Words::new(title, joined([lasted, update.disposition.clone()]))
        .about("contact_id", Some(&update.contact_id))
}

fn booked(change: BookingChange, booking: &BookingIn) -> Words {
    let done = match change {
        BookingChange::Created => "Booked",
        BookingChange::Changed => "Booking changed",
        BookingChange::Cancelled => "Booking cancelled",
    };
    let mut route: Vec<&str> = booking.segments.iter().map(|segment| segment.from.as_str()).collect();
    route.extend(booking.segments.last().map(|last| last.to.as_str()));
    let flights: Vec<String> = booking.segments.iter().map(|segment| flight_name(&segment.flight)).collect();
    let date = booking.segments.first().map(|first| first.date.to_string());
    let title = if route.is_empty() { done.to_owned() } else { format!("{done}: {}", route.join(" → ")) };
    let text = joined([
        Some(booking.pnr.clone()),
        date,
        Some(flights.join(", ")),
        booking.total.as_ref().map(price),
    ]);
    Words::new(title, text).about("pnr", Some(&booking.pnr))
}

fn ordered(title: &str, order: &OrderIn) -> Words {
    let names: Vec<String> =
        order.items.iter().filter_map(|item| item.name.clone().or_else(|| item.sku.clone())).collect();
    let total = order.items.iter().find_map(|item| item.price.as_ref()).filter(|_| order.items.len() == 1);
    let title = if names.is_empty() { title.to_owned() } else { format!("{title}: {}", names.join(", ")) };
    Words::new(title, total.map(price).unwrap_or_default()).about("order_id", order.order_id.as_ref())
}

fn searched(title: &str, search: &SearchIn) -> Words {
    let when = search.depart_date.map(|date| format!("for {date}"));
    let text = joined([when, search.cabin.clone(), search.price.as_ref().map(price)]);
    Words::new(format!("{title}: {} → {}", search.from, search.to), text)
}

fn loyal(loyalty: &LoyaltyIn) -> Words {
    let tier = loyalty.tier.clone().unwrap_or_else(|| "updated".to_owned());
    let balance = loyalty.balance.map(|balance| format!("{balance} miles"));
    Words::new(
        format!("Loyalty: {tier}"),
        joined([loyalty.programme.clone(), Some(loyalty.number.clone()), balance]),
    )
    .about("loyalty", Some(&loyalty.number))
}

fn mentioned(social: &SocialIn) -> Words {
    let network = social.network.as_deref().unwrap_or("a social network");
    let sentiment =
        social.sentiment.as_ref().map(|value| format!("sentiment {}", value.to_string().trim_matches('"')));
    Words::new(format!("Wrote about us on {network}"), joined([quoted(social.text.as_ref()), sentiment]))
}

fn flew(change: FlightChange, about: &FlightIn, record: Option<&FlightRecord>) -> Words {
    let flight = flight_name(&about.flight);
    let known = |own: Option<jiff::Timestamp>, learned: Option<&purser_contract::Fact<jiff::Timestamp>>| {
        own.or(learned.map(|fact| fact.value))
    };
    let departs =
        known(about.scheduled_departure, record.and_then(|record| record.scheduled_departure.as_ref()));
    let arrives = known(about.scheduled_arrival, record.and_then(|record| record.scheduled_arrival.as_ref()));
    let late = |planned: Option<jiff::Timestamp>, real: Option<jiff::Timestamp>| {
        let minutes = (real?.as_second() - planned?.as_second()) / 60;
        (minutes.abs() >= 5)
            .then(|| format!("{} {}", duration(minutes), if minutes > 0 { "late" } else { "early" }))
    };
    let from = about.from.as_ref().or(record.and_then(|r| r.from.as_ref()).map(|fact| &fact.value));
    let at_origin = |time: Option<jiff::Timestamp>| {
        time.zip(from).map(|(time, from)| format!("now {}", local_time(time, from)))
    };
    let cause = about.cause.as_ref().map(|cause| format!("Cause given: {}", spoken(cause)));
    let delay = late(departs, about.estimated_departure).or_else(|| late(arrives, about.estimated_arrival));
    let (title, text) = match change {
        FlightChange::Scheduled => (format!("{flight} scheduled"), String::new()),
        FlightChange::Delayed => (
            delay.map_or(format!("{flight} delayed"), |delay| format!("{flight} expected {delay}")),
            joined([at_origin(about.estimated_departure), cause]),
        ),
        FlightChange::Cancelled => (format!("{flight} cancelled"), joined([cause])),
        FlightChange::Departed => {
            let late = late(departs, about.actual_departure).unwrap_or_else(|| "on time".to_owned());
            (format!("{flight} left {late}"), joined([cause]))
        }
        FlightChange::Arrived => {
            let late = late(arrives, about.actual_arrival).unwrap_or_else(|| "on time".to_owned());
            (format!("{flight} arrived {late}"), joined([cause]))
        }
        FlightChange::Diverted => {
            let to = about.diverted_to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
            (format!("{flight} diverted{to}"), joined([cause]))
        }
        FlightChange::GateChanged => {
            (format!("{flight} gate {}", about.gate.as_deref().unwrap_or("changed")), String::new())
        }
    };
    Words::new(title, text).about("flight", Some(&about.flight)).about("date", Some(about.date))
}

fn checked_in(checkin: &CheckinIn, completed: bool) -> Words {
    let bags = match checkin.bags {
        None | Some(0) => String::new(),
        Some(1) => ", 1 bag".to_owned(),
        Some(many) => format!(", {many} bags"),
    };
    let seat = checkin.seat.as_ref().map(|seat| format!("seat {seat}")).unwrap_or_default();
    let title = match (completed, seat.is_empty()) {
        (true, true) => format!("Checked in{bags}"),
        (true, false) => format!("Checked in{bags}, {seat}"),
        (false, _) => format!("Seat changed to {}", checkin.seat.as_deref().unwrap_or("another")),
    };
    Words::new(title, flight_name(&checkin.flight))
        .about("pnr", checkin.pnr.as_ref())
        .about("flight", Some(&checkin.flight))
        .about("date", Some(checkin.date))
}

fn bag_moved(change: BagChange, bag: &BagIn) -> Words {
    let what = match change {
        BagChange::Checked => "checked",
        BagChange::Loaded => "loaded",
        BagChange::Mishandled => "went astray",
        BagChange::Delivered => "delivered",
    };
    let at = bag.airport.as_ref().map(|at| format!("at {at}"));
    let text = joined([at, bag.flight.as_ref().map(|flight| flight_name(flight)), bag.reason.clone()]);
    Words::new(format!("Bag {} {what}", bag_name(&bag.tag)), text)
        .about("tag", Some(&bag.tag))
        .about("pnr", bag.pnr.as_ref())
        .about("flight", bag.flight.as_ref())
}

fn served(service: &ServiceIn) -> Words {
    let what = match service.kind {
        ServiceKind::Lounge => "Lounge visit",
        ServiceKind::Chauffeur => "Chauffeur ride",
        ServiceKind::Catering => "Catering",
        ServiceKind::Meal => "Meal served",
    };
    Words::new(what, service.details.as_ref().map(plain).unwrap_or_default())
}

fn went_through(passage: Passage, passed: &PassageIn) -> Words {
    let what = match passage {
        Passage::Security => "Passed security",
        Passage::Gate => "Boarded",
    };
    Words::new(what, joined([passed.flight.as_deref().map(flight_name), passed.airport.clone()]))
        .about("flight", passed.flight.as_ref())
        .about("date", passed.date)
}

/// JSON as words: text as it is, fields as `name value`.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(fields) => joined(
            fields.iter().map(|(name, value)| Some(format!("{} {}", name.replace('_', " "), plain(value)))),
        ),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        serde_json::Value::Null => String::new(),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
    }
}

fn bought_on_board(retail: &RetailIn) -> Words {
    let name = |item: &serde_json::Value| {
        item.get("name")
            .or_else(|| item.get("sku"))
            .and_then(|name| name.as_str())
            .map_or_else(|| plain(item), str::to_owned)
    };
    let items: Vec<String> = retail.items.iter().map(name).collect();
    let flight = retail.flight.as_ref().map(|flight| flight_name(flight));
    Words::new("Bought on board", joined([Some(items.join(", ")), flight]))
        .about("flight", retail.flight.as_ref())
}

fn raised(case: &OnboardCaseIn) -> Words {
    let seat = case.seat.as_ref().map(|seat| format!("seat {seat}"));
    let text = joined([quoted(case.text.as_ref()), Some(flight_name(&case.flight)), seat]);
    Words::new(format!("Crew reported: {}", case.subject), text)
        .about("flight", Some(&case.flight))
        .about("date", Some(case.date))
}

fn rated(feedback: &FeedbackIn) -> Words {
    let score = feedback.score.map(|score| format!(" {score} of 10")).unwrap_or_default();
    let about = feedback.about.as_ref().map(|about| format!(", {about}")).unwrap_or_default();
    Words::new(
        format!("Feedback:{score}{about}").replace(":,", ":"),
        quoted(feedback.text.as_ref()).unwrap_or_default(),
    )
}

fn messaged(way: &str, message: &MessageIn) -> Words {
    let title = format!("{} {way}", channel_word(message.channel));
    Words::new(title, quoted(message.text.as_ref()).unwrap_or_default())
        .about("thread", message.thread.as_ref())
}

fn consented(consent: &ConsentIn) -> Words {
    let purpose = match consent.purpose {
        ConsentPurpose::Service => "service",
        ConsentPurpose::Personalisation => "personalisation",
        ConsentPurpose::Marketing => "marketing",
        ConsentPurpose::Social => "social profile",
        ConsentPurpose::Profiling => "profiling",
        ConsentPurpose::PartnerSharing => "partner sharing",
    };
    let state = match consent.state {
        ConsentState::Given => "given",
        ConsentState::Refused => "refused",
        ConsentState::Withdrawn => "withdrawn",
    };
    let channel = consent.channel.map(|channel| format!("by {}", channel_word(channel).to_lowercase()));
    Words::new(format!("Consent {state}: {purpose}"), channel.unwrap_or_default())
        .about("stated_by", consent.stated_by.as_ref().map(|by| &by.subject))
}
