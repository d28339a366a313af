//! How an event changes a customer's record: newest fact wins, by the event's time and not by its arrival.
//!
//! Deliberately not here: who the customer is (matching) and flights (their own record).

use super::{
    learn_disrupted, learn_signs,
    record::{
        BagRecord, BookingRecord, ConsentRecord, CustomerRecord, PassengerRecord, Provenance, SegmentRecord,
    },
};
use crate::{
    ingest::{
        catalogue::{BagChange, BookingChange, Event},
        envelope::{Identifier, IdentifierKind},
    },
    projection::SOCIAL,
};
use jiff::{Timestamp, civil::Date};
use litemap::LiteMap;
use purser_contract::{
    CustomerId, Fact, FlightKey, Pnr,
    payload::{BagIn, BookingIn, CheckinIn, ConsentIn, LoyaltyIn, MessageIn, Name, OrderIn},
    view::{BagStatus, BookingStatus, Direction, Feedback, Interaction, Loyalty, Order},
};
use serde::Serialize;

/// The origin of what is being learned.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Kind of source system.
    pub source: &'a str,
    /// The event's time.
    pub at: Timestamp,
}

impl Origin<'_> {
    /// A fact of this origin.
    pub fn fact<T>(&self, value: T) -> Fact<T> {
        Fact { value, source: self.source.to_owned(), as_of: self.at }
    }
}

/// Puts `new` in place when it is newer. Of two facts of the same instant the greater text wins, so that the order of
/// arrival never decides.
pub fn learn<T: Serialize>(slot: &mut Option<Fact<T>>, new: Fact<T>) {
    if slot.as_ref().is_none_or(|old| is_newer(&new, old)) {
        *slot = Some(new);
    }
}

/// Whether `new` replaces `old`.
#[must_use]
pub fn is_newer<T: Serialize>(new: &Fact<T>, old: &Fact<T>) -> bool {
    let text = |fact: &Fact<T>| serde_json::to_string(fact).unwrap_or_default();
    new.as_of > old.as_of || (new.as_of == old.as_of && text(new) > text(old))
}

const MOST_NAMES: usize = 8;
const MOST_INTERACTIONS: usize = 20;
const MOST_OTHERS: usize = 10;

/// Whether a newer origin of the same name or identifier is the one to keep. What a social network told is kept apart as
/// long as nobody else said it, because it is hidden when the customer withdraws their consent to it.
#[must_use]
pub fn outranks(new: (&str, Timestamp), old: (&str, Timestamp)) -> bool {
    let rank = |(source, at): (&str, Timestamp)| (source != SOCIAL, at);
    (rank(new), new.0) > (rank(old), old.0)
}

/// How many identifiers of one kind a record keeps: the newest. A person has a few; what has more is a system's mistake,
/// and must not make every event about it slow.
pub const MOST_IDENTIFIERS: usize = 256;

/// Adds who they are: the name and every identifier of a mention.
pub fn learn_identity(
    record: &mut CustomerRecord,
    name: Option<&Name>,
    identifiers: &[Identifier],
    origin: Origin<'_>,
) {
    if let Some(name) = name {
        match record.names.iter_mut().find(|known| known.value == *name) {
            Some(known) if outranks((origin.source, origin.at), (&known.source, known.as_of)) => {
                *known = origin.fact(name.clone());
            }
            Some(_) => {}
            None => record.names.push(origin.fact(name.clone())),
        }
        let words = |fact: &Fact<Name>| (fact.value.given.clone(), fact.value.family.clone());
        record.names.sort_by(|a, b| b.as_of.cmp(&a.as_of).then_with(|| words(a).cmp(&words(b))));
        record.names.truncate(MOST_NAMES);
    }
    for identifier in identifiers.iter().filter(|identifier| identifier.kind != IdentifierKind::Bag) {
        let known = record.identifiers.entry(identifier.kind.word().to_owned()).or_default();
        let new = Provenance { source: origin.source.to_owned(), as_of: origin.at };
        match known.get_mut(&identifier.value) {
            Some(old) if outranks((&new.source, new.as_of), (&old.source, old.as_of)) => *old = new,
            Some(_) => {}
            None => {
                known.insert(identifier.value.clone(), new);
                keep_newest_identifiers(known);
            }
        }
    }
}

/// Lets the oldest go; what was kept does not depend on the order in which they came, because they only ever get newer.
pub fn keep_newest_identifiers(known: &mut LiteMap<String, Provenance>) {
    while known.len() > MOST_IDENTIFIERS {
        let rank =
            |(value, from): &(&String, &Provenance)| (from.source != SOCIAL, from.as_of, (*value).clone());
        let Some(oldest) = known.iter().min_by_key(rank).map(|(value, _)| value.clone()) else { return };
        known.remove(&oldest);
    }
}

/// Adds when they were born and where they live.
pub fn learn_particulars(
    record: &mut CustomerRecord,
    birth_date: Option<Date>,
    address: Option<&str>,
    origin: Origin<'_>,
) {
    learn_some(&mut record.birth_date, birth_date, origin);
    learn_some(&mut record.address, address.map(str::to_owned), origin);
}

/// Applies what `event` says about this customer. Bookings come through [`learn_booking`], which needs the passengers.
pub fn learn_event(record: &mut CustomerRecord, event: &Event, origin: Origin<'_>) {
    learn_signs::learn(record, event, origin);
    match event {
        Event::OrderPlaced(order) | Event::AncillaryPurchased(order) => learn_order(record, order, origin),
        Event::LoyaltyUpdated(loyalty) => learn_loyalty(record, loyalty, origin),
        Event::CheckinCompleted(checkin) | Event::SeatChanged(checkin) => {
            learn_checkin(record, checkin, matches!(event, Event::CheckinCompleted(_)), origin);
        }
        Event::Bag(change, bag) => learn_bag(record, *change, bag, origin),
        Event::BoardingDenied(denied) => learn_disrupted::denied(record, denied, origin),
        Event::CabinChanged(changed) => learn_disrupted::cabins(record, changed, origin),
        Event::FeedbackReceived(feedback) => {
            let (score, text, about) = (feedback.score, feedback.text.clone(), feedback.about.clone());
            let entry = Feedback { at: origin.at, source: origin.source.to_owned(), score, text, about };
            keep_newest(&mut record.feedback, entry, |entry| entry.at, MOST_OTHERS);
        }
        Event::PreferenceStated(preference) => {
            let value = preference.value.as_str().map_or_else(|| preference.value.to_string(), str::to_owned);
            learn_keyed(&mut record.preferences, &preference.key, origin.fact(value));
        }
        Event::MessageReceived(message) => learn_message(record, message, Direction::Inbound, origin),
        Event::MessageSent(message) => learn_message(record, message, Direction::Outbound, origin),
        Event::ConsentStated(consent) => learn_consent(record, consent, origin),
        // Seen on the timeline only, or applied elsewhere (bookings, flights, contacts).
        Event::ContactRinging(_)
        | Event::ContactAnswered(_)
        | Event::ContactEnded(_)
        | Event::Booking(..)
        | Event::SearchPerformed(_)
        | Event::BookingAbandoned(_)
        | Event::IdentityLinked(_)
        | Event::SocialMentioned(_)
        | Event::Flight(..)
        | Event::SecurityDelayed(_)
        | Event::ServiceProvided(_)
        | Event::Passage(..)
        | Event::RetailPurchased(_)
        | Event::OnboardCaseRaised(_)
        | Event::MergeDecided(_)
        | Event::UnmergeDecided(_)
        | Event::DifferenceDecided(_)
        | Event::ErasureDecided(_)
        | Event::CompensationDecided(_)
        | Event::Unknown => {}
    }
}

fn learn_consent(record: &mut CustomerRecord, consent: &ConsentIn, origin: Origin<'_>) {
    let state = origin.fact(consent.state);
    let known =
        record.consents.iter_mut().find(|c| c.purpose == consent.purpose && c.channel == consent.channel);
    match known {
        Some(known) if is_newer(&state, &known.state) => known.state = state,
        Some(_) => {}
        None => {
            record.consents.push(ConsentRecord { purpose: consent.purpose, channel: consent.channel, state });
        }
    }
    record.consents.sort_by_key(|consent| (consent.purpose, consent.channel.map(|channel| channel as u8)));
}

/// Applies a booking event; `passengers` are the customers its passengers resolved to, in order.
pub fn learn_booking(
    record: &mut CustomerRecord,
    change: BookingChange,
    booking: &BookingIn,
    passengers: &[Option<CustomerId>],
    origin: Origin<'_>,
) {
    let known = record.bookings.entry(Pnr(booking.pnr.clone())).or_default();
    let status = match change {
        BookingChange::Created | BookingChange::Changed => BookingStatus::Confirmed,
        BookingChange::Cancelled => BookingStatus::Cancelled,
    };
    learn(&mut known.status, origin.fact(status));
    learn_some(&mut known.booked_at, booking.booked_at, origin);
    learn_some(&mut known.channel, booking.channel.clone(), origin);
    learn_some(&mut known.corporate, booking.corporate.clone(), origin);
    learn_some(&mut known.total, booking.total.clone(), origin);
    let people: Vec<PassengerRecord> = booking
        .passengers
        .iter()
        .zip(passengers)
        .map(|(passenger, id)| PassengerRecord {
            customer_id: *id,
            name: passenger.customer.name.clone(),
            ticket: passenger.ticket.clone(),
            ssrs: passenger.ssrs.clone(),
        })
        .collect();
    learn_some(&mut known.passengers, Some(people).filter(|people| !people.is_empty()), origin);
    let segments: Vec<SegmentRecord> = booking
        .segments
        .iter()
        .map(|segment| SegmentRecord {
            flight: segment.flight.clone(),
            date: segment.date,
            from: segment.from.clone(),
            to: segment.to.clone(),
            departs: segment.departs,
            arrives: segment.arrives,
            cabin: segment.cabin.clone(),
            operating_carrier: segment.operating_carrier.clone(),
        })
        .collect();
    for segment in &segments {
        let new = origin.fact(segment.clone());
        if known.seen.get(&segment.key()).is_none_or(|old| is_newer(&new, old)) {
            known.seen.insert(segment.key(), new);
        }
    }
    learn_some(&mut known.segments, Some(segments).filter(|segments| !segments.is_empty()), origin);
}

fn learn_some<T: Serialize>(slot: &mut Option<Fact<T>>, value: Option<T>, origin: Origin<'_>) {
    if let Some(value) = value {
        learn(slot, origin.fact(value));
    }
}

/// The same as [`learn`] for a fact under a key.
pub fn learn_keyed<T: Serialize>(known: &mut LiteMap<String, Fact<T>>, key: &str, new: Fact<T>) {
    if known.get(key).is_none_or(|old| is_newer(&new, old)) {
        known.insert(key.to_owned(), new);
    }
}

fn learn_order(record: &mut CustomerRecord, order: &OrderIn, origin: Origin<'_>) {
    let (order_id, items) = (order.order_id.clone(), order.items.clone());
    let entry = Order { at: origin.at, source: origin.source.to_owned(), order_id, items };
    keep_newest(&mut record.orders, entry, |entry| entry.at, MOST_OTHERS);
}

fn learn_loyalty(record: &mut CustomerRecord, loyalty: &LoyaltyIn, origin: Origin<'_>) {
    let standing = origin.fact(Loyalty {
        programme: loyalty.programme.clone(),
        number: loyalty.number.clone(),
        tier: loyalty.tier.clone(),
        balance: loyalty.balance,
    });
    if record.loyalty.get(&loyalty.number).is_none_or(|old| is_newer(&standing, old)) {
        record.loyalty.insert(loyalty.number.clone(), standing);
    }
}

fn learn_checkin(record: &mut CustomerRecord, checkin: &CheckinIn, completed: bool, origin: Origin<'_>) {
    let flight = FlightKey::new(&checkin.flight, checkin.date);
    let pnr = checkin.pnr.clone().map(Pnr).or_else(|| booking_with(record, &flight));
    let Some(pnr) = pnr else { return };
    let known = record.bookings.entry(pnr).or_default();
    let known = known.checkins.entry(flight).or_default();
    learn_some(&mut known.seat, checkin.seat.clone(), origin);
    if completed {
        learn(&mut known.bags, origin.fact(checkin.bags.unwrap_or(0)));
    }
}

/// The booking that has a flight.
pub(super) fn booking_with(record: &CustomerRecord, flight: &FlightKey) -> Option<Pnr> {
    let on_it = |booking: &BookingRecord| {
        booking
            .segments
            .as_ref()
            .is_some_and(|segments| segments.value.iter().any(|segment| segment.key() == *flight))
    };
    record.bookings.iter().find(|(_, booking)| on_it(booking)).map(|(pnr, _)| pnr.clone())
}

fn learn_bag(record: &mut CustomerRecord, change: BagChange, bag: &BagIn, origin: Origin<'_>) {
    let status = origin.fact(match change {
        BagChange::Checked => BagStatus::Checked,
        BagChange::Loaded => BagStatus::Loaded,
        BagChange::Mishandled => BagStatus::Mishandled,
        BagChange::Delivered => BagStatus::Delivered,
    });
    let known = record.bags.entry(bag.tag.clone()).or_insert_with(|| BagRecord {
        status: status.clone(),
        pnr: None,
        flight: None,
        airport: None,
        reason: bag.reason.clone(),
        astray: None,
    });
    if change == BagChange::Mishandled {
        known.astray = Some(known.astray.map_or(origin.at, |first| first.min(origin.at)));
    }
    if is_newer(&status, &known.status) {
        known.status = status;
        known.reason.clone_from(&bag.reason);
    }
    learn_some(&mut known.pnr, bag.pnr.clone().map(Pnr), origin);
    let flight = bag.flight.as_ref().zip(bag.date).map(|(flight, date)| FlightKey::new(flight, date));
    learn_some(&mut known.flight, flight, origin);
    learn_some(&mut known.airport, bag.airport.clone(), origin);
}

fn learn_message(record: &mut CustomerRecord, message: &MessageIn, direction: Direction, origin: Origin<'_>) {
    let entry = Interaction {
        at: origin.at,
        channel: message.channel,
        direction,
        source: origin.source.to_owned(),
        summary: first_words(message.text.as_deref().unwrap_or_default(), 120),
        contact_id: None,
        agent_id: None,
        topic: message.thread.clone(),
    };
    learn_interaction(record, entry);
}

/// Adds a contact or message; a contact that is known already is replaced by what is newer about it.
pub fn learn_interaction(record: &mut CustomerRecord, entry: Interaction) {
    let same = |known: &Interaction| entry.contact_id.is_some() && known.contact_id == entry.contact_id;
    if let Some(known) = record.interactions.iter_mut().find(|known| same(known)) {
        *known = entry;
        return;
    }
    keep_newest(&mut record.interactions, entry, |entry| entry.at, MOST_INTERACTIONS);
}

/// Keeps a list newest first; of two of the same instant the smaller text comes first, so that the order of arrival never
/// decides.
pub(super) fn keep_newest<T: Serialize>(
    list: &mut Vec<T>,
    entry: T,
    at: impl Fn(&T) -> Timestamp,
    most: usize,
) {
    let text = |entry: &T| serde_json::to_string(entry).unwrap_or_default();
    let before =
        |known: &T| at(known) > at(&entry) || (at(known) == at(&entry) && text(known) <= text(&entry));
    list.insert(list.partition_point(before), entry);
    list.truncate(most);
}

/// The beginning of a text, cut at a word, with an ellipsis when something is missing.
#[must_use]
pub fn first_words(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let cut = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(head, _)| head);
    format!("{cut} …")
}
