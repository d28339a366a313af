//! What an event does to the read models: one pure step over a working set that was read before and is written after.
//!
//! Ingest and replay both go through [`apply`], so that a replay gives the same read models. Deliberately not here: SQL.

pub mod calls;
pub mod compensations;
pub mod decisions;
pub mod holding;
pub mod order;
pub mod persons;
pub mod warm;
pub mod working;

use crate::compensation::{case::is_disrupted, watch::Moved};
use crate::{
    consents::standing as consents,
    customers::{
        learn::{Origin, learn_booking, learn_event},
        mention::Mention,
    },
    flights::record::FlightRecord,
    ingest::{
        catalogue::{BagChange, BookingChange, Event, FlightChange},
        envelope::{Identifier, IdentifierKind},
    },
    outbox::{Announced, Announcement},
    realtime::frames::{StoredBody, Touch},
    risks::Watch,
};
use jiff::Timestamp;
use order::Moment;
use purser_contract::{
    AgentId, CustomerId, FlightKey, Pnr,
    payload::{BagIn, BookingIn, ConsentIn, FlightIn},
};
use working::WorkingSet;

/// An event with its place in the log.
#[derive(Clone, Copy, Debug)]
pub struct Logged<'a> {
    /// Its place in the log.
    pub seq: u64,
    /// CloudEvents source.
    pub source: &'a str,
    /// CloudEvents id.
    pub id: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// The same, with a tie-breaker.
    pub moment: Moment,
    /// What it says.
    pub event: &'a Event,
    /// The persons it names.
    pub persons: &'a [Mention],
    /// The keys under which they, or its caller, are looked up.
    pub keys: &'a [String],
}

/// What a step asks for beyond the read models. One of the four hinges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A durable frame for an agent.
    Tell(AgentId, Box<StoredBody>),
    /// The event spoke of nobody in particular: its only identifier is a switchboard's.
    Unattributed,
    /// Other systems are to be told.
    Publish(Box<Announcement>),
}

/// Applies one event.
pub fn apply(set: &mut WorkingSet, logged: Logged<'_>, home: &str) -> Vec<Effect> {
    let joined_before = set.joined.len();
    let mut effects = step(set, logged, home);
    let merged =
        set.joined[joined_before..].iter().map(|(from, into)| Announced::Merged { from: *from, into: *into });
    let mut announced: Vec<Announced> = merged.collect();
    announced.append(&mut set.owed);
    for change in std::mem::take(&mut set.consent_changes) {
        set.touch(Touch::Consents(change.customer));
        announced.push(Announced::Consent(change));
    }
    let announce = |(index, what)| Effect::Publish(Box::new(Announcement::of(logged, index, what)));
    effects.extend(announced.into_iter().enumerate().map(announce));
    effects
}

fn apply_flight(
    set: &mut WorkingSet,
    logged: Logged<'_>,
    change: FlightChange,
    flight: &FlightIn,
    origin: Origin<'_>,
) -> Vec<Effect> {
    let key = FlightKey::new(&flight.flight, flight.date);
    set.flight(&key).apply(change, flight, origin);
    if !matches!(change, FlightChange::Scheduled | FlightChange::GateChanged) {
        set.watch.insert(Watch::Flight(key.clone()));
        let disrupted = is_disrupted(set.flight_record(&key));
        let moved = if disrupted { Moved::Disrupted } else { Moved::Flight };
        set.moved.insert(moved(key.clone()));
    }
    // A schedule is seen on the booking's segments; on the timeline it would be noise.
    if change != FlightChange::Scheduled {
        set.on_timeline(format!("f:{key}"), logged);
    }
    set.touch(Touch::Flight(key));
    Vec::new()
}

fn step(set: &mut WorkingSet, logged: Logged<'_>, home: &str) -> Vec<Effect> {
    let origin = Origin { source: source_word(logged.event), at: logged.at };
    match logged.event {
        Event::ContactRinging(ringing) => calls::rang(set, logged, ringing, origin, home),
        Event::ContactAnswered(update) => calls::answered(set, logged, update),
        Event::ContactEnded(update) => calls::ended(set, logged, update),
        Event::Booking(change, booking) => apply_booking(set, logged, *change, booking, origin),
        Event::Flight(change, flight) => apply_flight(set, logged, *change, flight, origin),
        Event::SecurityDelayed(delay) => {
            set.on_timeline(format!("a:{}", delay.airport), logged);
            set.touch(Touch::Airport(delay.airport.clone()));
            Vec::new()
        }
        Event::MergeDecided(merge) => {
            decisions::merge(set, logged, merge, origin);
            Vec::new()
        }
        Event::UnmergeDecided(unmerge) => {
            decisions::unmerge(set, logged, unmerge);
            Vec::new()
        }
        Event::DifferenceDecided(difference) => {
            decisions::differ(set, logged, difference, origin);
            Vec::new()
        }
        Event::OrderPlaced(_)
        | Event::AncillaryPurchased(_)
        | Event::SearchPerformed(_)
        | Event::BookingAbandoned(_)
        | Event::LoyaltyUpdated(_)
        | Event::IdentityLinked(_)
        | Event::SocialMentioned(_)
        | Event::CheckinCompleted(_)
        | Event::SeatChanged(_)
        | Event::BoardingDenied(_)
        | Event::CabinChanged(_)
        | Event::Bag(..)
        | Event::ServiceProvided(_)
        | Event::Passage(..)
        | Event::RetailPurchased(_)
        | Event::OnboardCaseRaised(_)
        | Event::FeedbackReceived(_)
        | Event::PreferenceStated(_)
        | Event::MessageReceived(_)
        | Event::MessageSent(_) => apply_personal(set, logged, origin),
        Event::CompensationDecided(decided) => compensations::apply(set, logged, decided),
        Event::ConsentStated(consent) => apply_consent(set, logged, consent, origin),
        // What it decided was done to the log; what is left of it is the fact.
        Event::ErasureDecided(_) | Event::Unknown => Vec::new(),
    }
}

/// An event about one person.
fn apply_personal(set: &mut WorkingSet, logged: Logged<'_>, origin: Origin<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for found in persons::resolve_all(set, logged, origin) {
        match found {
            persons::Person::One(id) => {
                let record = set.learn(id);
                if order::needs_its_place(logged.event) {
                    record.without_booking = record.without_booking.max(logged.moment);
                }
                learn_event(record, logged.event, origin);
                if let Event::Bag(change, bag) = logged.event {
                    carried(set, id, *change, bag);
                }
                if matches!(logged.event, Event::BoardingDenied(_) | Event::CabinChanged(_)) {
                    set.moved.insert(Moved::Customer(id));
                }
                if let Event::CheckinCompleted(checkin) = logged.event {
                    set.moved.insert(Moved::Passenger(FlightKey::new(&checkin.flight, checkin.date), id));
                }
                set.on_customers_timeline(id, logged, false);
            }
            persons::Person::OneOf(ids) if ids.is_empty() => {
                set.on_nobodys_timeline(logged.keys.to_vec(), logged);
                effects.push(Effect::Unattributed);
            }
            persons::Person::OneOf(ids) => on_several_timelines(set, logged, &ids),
        }
    }
    effects
}

/// Puts an event that is about one of several people on the timeline of each, and keeps it where a later word about its
/// other keys finds it.
fn on_several_timelines(set: &mut WorkingSet, logged: Logged<'_>, ids: &[CustomerId]) {
    for id in ids {
        set.learn(*id);
        set.on_customers_timeline(*id, logged, true);
    }
    let mut keys = logged.keys.to_vec();
    keys.retain(|key| set.holder_ids(key).is_empty());
    set.on_nobodys_timeline(keys, logged);
}

/// A bag flies where it is checked to, also when no booking says so.
fn carried(set: &mut WorkingSet, id: CustomerId, change: BagChange, bag: &BagIn) {
    if let Some((flight, date)) = bag.flight.as_ref().zip(bag.date) {
        let key = FlightKey::new(flight, date);
        let booked = set.learn(id).bookings.values().any(|booking| booking.seen.contains_key(&key));
        if !booked {
            set.flies(id, &key);
        }
    }
    if matches!(change, BagChange::Checked | BagChange::Loaded) {
        set.watch.insert(Watch::Customer(id));
    }
    if set.learn(id).bags.get(&bag.tag).is_some_and(|known| known.astray.is_some()) {
        set.moved.insert(Moved::Customer(id));
    }
}

/// A consent is about the customer whose id it gives, under which they may go no longer; else about a person like others.
fn apply_consent(
    set: &mut WorkingSet,
    logged: Logged<'_>,
    consent: &ConsentIn,
    origin: Origin<'_>,
) -> Vec<Effect> {
    // While customers are made again, an alias may be somebody's own id once more.
    let now = |id| if set.customers.contains_key(&id) { id } else { set.now_of(id) };
    let known = consent.customer_id.map(now).filter(|id| set.customers.contains_key(id));
    let id = match known {
        Some(id) => id,
        None => match persons::resolve_all(set, logged, origin).as_slice() {
            [persons::Person::One(id)] => *id,
            // Several people share the address: a line on each timeline, and nobody's consent changes.
            [persons::Person::OneOf(ids)] if !ids.is_empty() => {
                on_several_timelines(set, logged, ids);
                return Vec::new();
            }
            _ => {
                set.on_nobodys_timeline(logged.keys.to_vec(), logged);
                return vec![Effect::Unattributed];
            }
        },
    };
    let record = set.learn(id);
    let before = record.consents.clone();
    learn_event(record, logged.event, origin);
    let changes = consents::changes(id, &before, &record.consents);
    set.consent_changes.extend(changes);
    set.on_customers_timeline(id, logged, false);
    Vec::new()
}

/// A booking is everybody's on it: those it names and those known under its reference.
fn apply_booking(
    set: &mut WorkingSet,
    logged: Logged<'_>,
    change: BookingChange,
    booking: &BookingIn,
    origin: Origin<'_>,
) -> Vec<Effect> {
    let found = persons::resolve_all(set, logged, origin);
    for (mention, _) in logged.persons.iter().zip(&found).filter(|(_, found)| found.one().is_none()) {
        // What makes clear who it was must find the booking.
        set.on_nobodys_timeline(order::keys_of_mention(mention), logged);
    }
    // A later passenger may have shown that two earlier ones are the same person.
    let passengers: Vec<Option<CustomerId>> = found.iter().map(persons::Person::one).collect();
    let passengers: Vec<Option<CustomerId>> =
        passengers.into_iter().map(|id| id.map(|id| set.current(id))).collect();
    let reference = Identifier { kind: IdentifierKind::Pnr, value: booking.pnr.clone() };
    let mut everybody: Vec<CustomerId> = passengers.iter().copied().flatten().collect();
    everybody.extend(set.holder_ids(&reference.key()));
    everybody.sort_unstable();
    everybody.dedup();
    if everybody.is_empty() {
        // Whose it is says an event that happened before and comes later.
        set.on_nobodys_timeline(vec![reference.key()], logged);
    }
    for id in everybody {
        set.reshape(id);
        let seen = set.learn(id).bookings.get(&Pnr(booking.pnr.clone()));
        let new = |key: &FlightKey| seen.is_none_or(|known| !known.seen.contains_key(key));
        let flights = booking.segments.iter().map(|segment| FlightKey::new(&segment.flight, segment.date));
        let flights: Vec<FlightKey> = flights.filter(new).collect();
        flights.iter().for_each(|flight| set.flies(id, flight));
        set.watch.insert(Watch::Customer(id));
        set.look_for_misnamed(id, &booking.pnr, &passengers, origin);
        learn_booking(set.learn(id), change, booking, &passengers, origin);
        let seen = set.learn(id).bookings.get(&Pnr(booking.pnr.clone())).map(|known| &known.seen);
        let on: Vec<FlightKey> = seen.into_iter().flat_map(|seen| seen.keys().cloned()).collect();
        set.moved.extend(on.into_iter().map(|key| Moved::Passenger(key, id)));
        set.on_customers_timeline(id, logged, false);
    }
    Vec::new()
}

/// The timeline subject of a customer.
#[must_use]
pub fn timeline_subject(id: CustomerId) -> String {
    format!("c:{}", id.0.simple())
}

/// The source word of what social networks told.
pub const SOCIAL: &str = "social";

/// The kind of source system an event type comes from, as agents call it.
#[must_use]
pub fn source_word(event: &Event) -> &'static str {
    match event {
        Event::ContactRinging(_) | Event::ContactAnswered(_) | Event::ContactEnded(_) => "contact centre",
        Event::Booking(..) => "reservation",
        Event::OrderPlaced(_) | Event::AncillaryPurchased(_) => "orders",
        Event::SearchPerformed(_) | Event::BookingAbandoned(_) => "booking engine",
        Event::LoyaltyUpdated(_) => "loyalty",
        Event::IdentityLinked(_) => "identity",
        Event::SocialMentioned(_) => SOCIAL,
        Event::Flight(..) => "operations",
        Event::CheckinCompleted(_) | Event::SeatChanged(_) => "check-in",
        Event::Bag(..) => "baggage",
        Event::BoardingDenied(_) | Event::CabinChanged(_) => "departure control",
        Event::CompensationDecided(_) => "compensation",
        Event::SecurityDelayed(_) | Event::Passage(..) => "airport",
        Event::ServiceProvided(_) => "ground services",
        Event::RetailPurchased(_) => "in-flight retail",
        Event::OnboardCaseRaised(_) => "crew",
        Event::FeedbackReceived(_) => "feedback",
        Event::PreferenceStated(_) => "profile",
        Event::MessageReceived(_) | Event::MessageSent(_) => "messages",
        Event::ConsentStated(_) => "consent",
        Event::MergeDecided(_) | Event::UnmergeDecided(_) | Event::DifferenceDecided(_) => "supervisor",
        Event::ErasureDecided(_) => "data protection",
        Event::Unknown => "other",
    }
}

/// Flights an event needs in its working set.
#[must_use]
pub fn flights_of(event: &Event) -> Option<FlightKey> {
    match event {
        Event::Flight(_, flight) => Some(FlightKey::new(&flight.flight, flight.date)),
        _ => None,
    }
}

/// A flight's record is made on the first word about it.
impl WorkingSet {
    /// A flight as it is after the last event.
    fn flight_record(&mut self, key: &FlightKey) -> &FlightRecord {
        &self.flights.entry(key.clone()).or_default().record
    }

    fn flight(&mut self, key: &FlightKey) -> &mut FlightRecord {
        let entry = self.flights.entry(key.clone()).or_default();
        entry.version += 1;
        entry.dirty = true;
        &mut entry.record
    }
}
