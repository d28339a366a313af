//! The closed catalogue of event types: from `type` and `data` to a checked [`Event`], codes in their normal form.
//!
//! Deliberately not here: what an event does to a read model (`projection`), and the words about it (`customers::describe`).

mod fields;

use super::normal;
use fields::{airport, designator, key, limits, money, optional_pnr, person, person_of_booking, text};
use purser_contract::payload::{
    BagIn, BoardingDenied, BookingIn, CabinChanged, CheckinIn, CompensationDecided, ConsentIn,
    ContactRinging, ContactUpdate, DifferenceDecided, ErasureDecided, FeedbackIn, FlightIn, IdentityLinked,
    LoyaltyIn, MergeDecided, MessageIn, OnboardCaseIn, OrderIn, PassageIn, PreferenceIn, RetailIn, SearchIn,
    SecurityDelay, ServiceIn, SocialIn, UnmergeDecided,
};
use serde::de::DeserializeOwned;

/// What came in, typed. One of the four hinges: matched everywhere without a wildcard.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is its payload type's")]
pub enum Event {
    ContactRinging(ContactRinging),
    ContactAnswered(ContactUpdate),
    ContactEnded(ContactUpdate),
    Booking(BookingChange, BookingIn),
    OrderPlaced(OrderIn),
    AncillaryPurchased(OrderIn),
    SearchPerformed(SearchIn),
    BookingAbandoned(SearchIn),
    LoyaltyUpdated(LoyaltyIn),
    IdentityLinked(IdentityLinked),
    SocialMentioned(SocialIn),
    Flight(FlightChange, FlightIn),
    CheckinCompleted(CheckinIn),
    SeatChanged(CheckinIn),
    Bag(BagChange, BagIn),
    SecurityDelayed(SecurityDelay),
    ServiceProvided(ServiceIn),
    Passage(Passage, PassageIn),
    RetailPurchased(RetailIn),
    OnboardCaseRaised(OnboardCaseIn),
    FeedbackReceived(FeedbackIn),
    PreferenceStated(PreferenceIn),
    MessageReceived(MessageIn),
    MessageSent(MessageIn),
    ConsentStated(ConsentIn),
    MergeDecided(MergeDecided),
    UnmergeDecided(UnmergeDecided),
    DifferenceDecided(DifferenceDecided),
    ErasureDecided(ErasureDecided),
    BoardingDenied(BoardingDenied),
    CabinChanged(CabinChanged),
    CompensationDecided(Box<CompensationDecided>),
    /// A type this version does not know, or no longer reads: stored and counted.
    Unknown,
}

/// What happened to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum BookingChange {
    Created,
    Changed,
    Cancelled,
}

/// What happened to a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum FlightChange {
    Scheduled,
    Delayed,
    Cancelled,
    Departed,
    Arrived,
    Diverted,
    GateChanged,
}

/// What happened to a bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum BagChange {
    Checked,
    Loaded,
    Mishandled,
    Delivered,
}

/// Which point a passenger passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Passage {
    Security,
    Gate,
}

/// The source of the events that this service makes itself.
pub const OWN_SOURCE: &str = "/purser";

/// One step of a compensation.
pub const COMPENSATION_DECIDED: &str = "purser.compensation.decided.v1";

/// Whether only this service says such events.
#[must_use]
pub fn is_own(kind: &str) -> bool {
    kind.starts_with("purser.profile.") || kind == COMPENSATION_DECIDED
}

/// Whether there is such a type.
#[must_use]
pub fn is_known(kind: &str) -> bool {
    shape(kind).is_some()
}

/// Reads `data` as the payload of `kind`. Unknown types are [`Event::Unknown`], whatever they carry.
///
/// # Errors
/// A sentence that names the field and what was expected, for the sender.
pub fn read(kind: &str, data: Option<&str>, home: &str) -> Result<Event, String> {
    let Some(shape) = shape(kind) else { return Ok(Event::Unknown) };
    let data = data.ok_or("data: missing")?;
    let mut event = shape(data)?;
    tidy(&mut event, home)?;
    Ok(event)
}

type Shape = fn(&str) -> Result<Event, String>;

fn shape(kind: &str) -> Option<Shape> {
    use Event as E;
    let name = kind.strip_prefix("purser.")?.strip_suffix(".v1")?;
    Some(match name {
        "contact.ringing" => |d| parse(d).map(E::ContactRinging),
        "contact.answered" => |d| parse(d).map(E::ContactAnswered),
        "contact.ended" => |d| parse(d).map(E::ContactEnded),
        "booking.created" => |d| parse(d).map(|b| E::Booking(BookingChange::Created, b)),
        "booking.changed" => |d| parse(d).map(|b| E::Booking(BookingChange::Changed, b)),
        "booking.cancelled" => |d| parse(d).map(|b| E::Booking(BookingChange::Cancelled, b)),
        "order.placed" => |d| parse(d).map(E::OrderPlaced),
        "ancillary.purchased" => |d| parse(d).map(E::AncillaryPurchased),
        "search.performed" => |d| parse(d).map(E::SearchPerformed),
        "booking.abandoned" => |d| parse(d).map(E::BookingAbandoned),
        "loyalty.updated" => |d| parse(d).map(E::LoyaltyUpdated),
        "identity.linked" => |d| parse(d).map(E::IdentityLinked),
        "social.mentioned" => |d| parse(d).map(E::SocialMentioned),
        "checkin.completed" => |d| parse(d).map(E::CheckinCompleted),
        "seat.changed" => |d| parse(d).map(E::SeatChanged),
        "security.delayed" => |d| parse(d).map(E::SecurityDelayed),
        "security.passed" => |d| parse(d).map(|p| E::Passage(Passage::Security, p)),
        "boarding.completed" => |d| parse(d).map(|p| E::Passage(Passage::Gate, p)),
        "service.provided" => |d| parse(d).map(E::ServiceProvided),
        "retail.purchased" => |d| parse(d).map(E::RetailPurchased),
        "onboard.case-raised" => |d| parse(d).map(E::OnboardCaseRaised),
        "feedback.received" => |d| parse(d).map(E::FeedbackReceived),
        "preference.stated" => |d| parse(d).map(E::PreferenceStated),
        "message.received" => |d| parse(d).map(E::MessageReceived),
        "message.sent" => |d| parse(d).map(E::MessageSent),
        "consent.stated" => |d| parse(d).map(E::ConsentStated),
        "profile.merge-decided" => |d| parse(d).map(E::MergeDecided),
        "profile.unmerge-decided" => |d| parse(d).map(E::UnmergeDecided),
        "profile.difference-decided" => |d| parse(d).map(E::DifferenceDecided),
        "profile.erasure-decided" => |d| parse(d).map(E::ErasureDecided),
        "boarding.denied" => |d| parse(d).map(E::BoardingDenied),
        "cabin.changed" => |d| parse(d).map(E::CabinChanged),
        "compensation.decided" => |d| parse(d).map(|d| E::CompensationDecided(Box::new(d))),
        _ => return flight_or_bag(name),
    })
}

fn flight_or_bag(name: &str) -> Option<Shape> {
    use Event as E;
    Some(match name {
        "flight.scheduled" => |d| parse(d).map(|f| E::Flight(FlightChange::Scheduled, f)),
        "flight.delayed" => |d| parse(d).map(|f| E::Flight(FlightChange::Delayed, f)),
        "flight.cancelled" => |d| parse(d).map(|f| E::Flight(FlightChange::Cancelled, f)),
        "flight.departed" => |d| parse(d).map(|f| E::Flight(FlightChange::Departed, f)),
        "flight.arrived" => |d| parse(d).map(|f| E::Flight(FlightChange::Arrived, f)),
        "flight.diverted" => |d| parse(d).map(|f| E::Flight(FlightChange::Diverted, f)),
        "flight.gate-changed" => |d| parse(d).map(|f| E::Flight(FlightChange::GateChanged, f)),
        "bag.checked" => |d| parse(d).map(|b| E::Bag(BagChange::Checked, b)),
        "bag.loaded" => |d| parse(d).map(|b| E::Bag(BagChange::Loaded, b)),
        "bag.mishandled" => |d| parse(d).map(|b| E::Bag(BagChange::Mishandled, b)),
        "bag.delivered" => |d| parse(d).map(|b| E::Bag(BagChange::Delivered, b)),
        _ => return None,
    })
}

fn parse<T: DeserializeOwned>(data: &str) -> Result<T, String> {
    // The plain parser first: tracking the path costs, and only a refused event needs it.
    if let Ok(value) = serde_json::from_str(data) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_str(data);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { "data".to_owned() } else { format!("data.{path}") };
        format!("{place}: {}", error.inner())
    })
}

/// Puts codes into their normal form and checks what types cannot say.
fn tidy(event: &mut Event, home: &str) -> Result<(), String> {
    match event {
        Event::ContactRinging(ringing) => {
            text(&mut ringing.contact_id, "contact_id")?;
            key(ringing.from.as_deref(), "from")?;
            key(ringing.agent_id.as_deref(), "agent_id")
        }
        Event::ContactAnswered(update) | Event::ContactEnded(update) => {
            text(&mut update.contact_id, "contact_id")?;
            key(update.agent_id.as_deref(), "agent_id")
        }
        Event::Booking(_, booking) => tidy_booking(booking, home),
        Event::OrderPlaced(order) | Event::AncillaryPurchased(order) => tidy_order(order, home),
        Event::SearchPerformed(search) | Event::BookingAbandoned(search) => tidy_search(search, home),
        Event::LoyaltyUpdated(loyalty) => {
            loyalty.number = normal::code(&loyalty.number).ok_or("data.number: empty or too long")?;
            limits(&loyalty.customer)
        }
        Event::IdentityLinked(linked) => person(&linked.customer, home),
        Event::SocialMentioned(social) => person(&social.customer, home),
        Event::Flight(_, flight) => tidy_flight(flight),
        Event::CheckinCompleted(checkin) | Event::SeatChanged(checkin) => {
            designator(&mut checkin.flight)?;
            optional_pnr(checkin.pnr.as_mut())?;
            person_of_booking(&checkin.customer, checkin.pnr.as_deref(), home)
        }
        Event::Bag(_, bag) => tidy_bag(bag, home),
        Event::SecurityDelayed(delay) => airport(&mut delay.airport, "airport"),
        Event::ServiceProvided(service) => person(&service.customer, home),
        Event::Passage(_, passage) => tidy_passage(passage, home),
        Event::RetailPurchased(retail) => {
            retail.flight.as_mut().map_or(Ok(()), designator)?;
            person(&retail.customer, home)
        }
        Event::OnboardCaseRaised(case) => {
            designator(&mut case.flight)?;
            person(&case.customer, home)
        }
        Event::FeedbackReceived(feedback) => person(&feedback.customer, home),
        Event::PreferenceStated(preference) => tidy_preference(preference, home),
        Event::MessageReceived(message) | Event::MessageSent(message) => person(&message.customer, home),
        Event::ConsentStated(consent) if consent.customer_id.is_some() => Ok(()),
        Event::ConsentStated(consent) => person(&consent.customer, home),
        Event::BoardingDenied(denied) => {
            designator(&mut denied.flight)?;
            optional_pnr(denied.pnr.as_mut())?;
            person_of_booking(&denied.customer, denied.pnr.as_deref(), home)
        }
        Event::CabinChanged(changed) => tidy_cabins(changed, home),
        Event::MergeDecided(_)
        | Event::UnmergeDecided(_)
        | Event::DifferenceDecided(_)
        | Event::ErasureDecided(_)
        | Event::CompensationDecided(_)
        | Event::Unknown => Ok(()),
    }
}

fn tidy_order(order: &OrderIn, home: &str) -> Result<(), String> {
    for item in &order.items {
        money(item.price.as_ref(), "items.price")?;
    }
    person(&order.customer, home)
}

fn tidy_search(search: &mut SearchIn, home: &str) -> Result<(), String> {
    airport(&mut search.from, "from")?;
    airport(&mut search.to, "to")?;
    money(search.price.as_ref(), "price")?;
    person(&search.customer, home)
}

fn tidy_preference(preference: &mut PreferenceIn, home: &str) -> Result<(), String> {
    text(&mut preference.key, "key")?;
    if preference.value.is_array() || preference.value.is_object() || preference.value.is_null() {
        return Err("data.value: expected text, a number or a boolean".to_owned());
    }
    person(&preference.customer, home)
}

/// Cabins are known by four names.
fn tidy_cabins(changed: &mut CabinChanged, home: &str) -> Result<(), String> {
    designator(&mut changed.flight)?;
    optional_pnr(changed.pnr.as_mut())?;
    for (cabin, field) in
        [(&mut changed.booked_cabin, "booked_cabin"), (&mut changed.flown_cabin, "flown_cabin")]
    {
        let word = cabin.trim().to_lowercase().replace([' ', '-'], "_");
        let word = if word == "premium" { "premium_economy".to_owned() } else { word };
        if !["economy", "premium_economy", "business", "first"].contains(&word.as_str()) {
            return Err(format!("data.{field}: expected economy, premium_economy, business or first"));
        }
        *cabin = word;
    }
    person_of_booking(&changed.customer, changed.pnr.as_deref(), home)
}

fn tidy_passage(passage: &mut PassageIn, home: &str) -> Result<(), String> {
    passage.flight.as_mut().map_or(Ok(()), designator)?;
    passage.airport.as_mut().map_or(Ok(()), |at| airport(at, "airport"))?;
    optional_pnr(passage.pnr.as_mut())?;
    person_of_booking(&passage.customer, passage.pnr.as_deref(), home)
}

fn tidy_booking(booking: &mut BookingIn, home: &str) -> Result<(), String> {
    booking.pnr = normal::code(&booking.pnr).ok_or("data.pnr: empty or too long")?;
    money(booking.total.as_ref(), "total")?;
    if booking.passengers.len() > 99 {
        return Err("data.passengers: more than 99".to_owned());
    }
    if booking.segments.len() > 32 {
        return Err("data.segments: more than 32".to_owned());
    }
    for passenger in booking.passengers.iter().filter(|passenger| !passenger.erased) {
        person_of_booking(&passenger.customer, Some(&booking.pnr), home)?;
    }
    for segment in &mut booking.segments {
        designator(&mut segment.flight)?;
        airport(&mut segment.from, "segments.from")?;
        airport(&mut segment.to, "segments.to")?;
        segment.operating_carrier = segment.operating_carrier.as_deref().and_then(normal::code);
    }
    Ok(())
}

fn tidy_flight(flight: &mut FlightIn) -> Result<(), String> {
    designator(&mut flight.flight)?;
    flight.from.as_mut().map_or(Ok(()), |from| airport(from, "from"))?;
    flight.to.as_mut().map_or(Ok(()), |to| airport(to, "to"))?;
    flight.diverted_to.as_mut().map_or(Ok(()), |to| airport(to, "diverted_to"))
}

fn tidy_bag(bag: &mut BagIn, home: &str) -> Result<(), String> {
    bag.tag = normal::code(&bag.tag).ok_or("data.tag: empty or too long")?;
    bag.flight.as_mut().map_or(Ok(()), designator)?;
    bag.airport.as_mut().map_or(Ok(()), |at| airport(at, "airport"))?;
    optional_pnr(bag.pnr.as_mut())?;
    match &bag.customer {
        Some(customer) => person_of_booking(customer, bag.pnr.as_deref(), home),
        None => Ok(()),
    }
}
