//! What is remembered of single events because only many of them together mean something: searches, moods, sightings.
//!
//! Each list is bounded, and holds the same whatever order its events came in. Deliberately not here: what they mean
//! (`insight`, `journeys::position`).

use super::{
    learn::{Origin, keep_newest},
    record::{CustomerRecord, MoodRecord, SearchRecord, SeenAt, Sighting},
};
use crate::{
    ingest::catalogue::{BagChange, Event, Passage},
    insight::mood::{Judged, judge, of_score, of_statement},
};
use purser_contract::{
    FlightKey,
    payload::{BagIn, Channel, SearchIn, ServiceIn, ServiceKind},
};

const MOST_SEARCHES: usize = 20;
const MOST_MOODS: usize = 12;
const MOST_SIGHTINGS: usize = 8;

/// Remembers what `event` shows of this customer.
pub fn learn(record: &mut CustomerRecord, event: &Event, origin: Origin<'_>) {
    match event {
        Event::SearchPerformed(search) => searched(record, search, false, origin),
        Event::BookingAbandoned(search) => searched(record, search, true, origin),
        Event::MessageReceived(message) => {
            if let Some(text) = message.text.as_deref() {
                felt(record, judge(text), Some(message.channel), origin);
            }
        }
        Event::FeedbackReceived(feedback) => {
            let said = feedback.score.and_then(of_score);
            let said = said.or_else(|| feedback.text.as_deref().map(judge));
            said.into_iter().for_each(|judged| felt(record, judged, None, origin));
        }
        Event::SocialMentioned(social) => {
            let stated = social.sentiment.as_ref().and_then(of_statement);
            let said = stated.or_else(|| social.text.as_deref().map(judge));
            said.into_iter().for_each(|judged| felt(record, judged, None, origin));
        }
        Event::ServiceProvided(service) => served(record, service, origin),
        Event::Passage(passage, passed) => {
            let seen = match passage {
                Passage::Security => SeenAt::Security,
                Passage::Gate => SeenAt::Gate,
            };
            let flight = flight(passed.flight.as_deref(), passed.date);
            sighted(record, seen, passed.airport.clone(), flight, origin);
        }
        Event::Bag(change, bag) => handled(record, *change, bag, origin),
        Event::ContactRinging(_)
        | Event::ContactAnswered(_)
        | Event::ContactEnded(_)
        | Event::Booking(..)
        | Event::OrderPlaced(_)
        | Event::AncillaryPurchased(_)
        | Event::LoyaltyUpdated(_)
        | Event::IdentityLinked(_)
        | Event::Flight(..)
        | Event::CheckinCompleted(_)
        | Event::SeatChanged(_)
        | Event::SecurityDelayed(_)
        | Event::RetailPurchased(_)
        | Event::OnboardCaseRaised(_)
        | Event::PreferenceStated(_)
        | Event::MessageSent(_)
        | Event::ConsentStated(_)
        | Event::MergeDecided(_)
        | Event::UnmergeDecided(_)
        | Event::DifferenceDecided(_)
        | Event::ErasureDecided(_)
        | Event::BoardingDenied(_)
        | Event::CabinChanged(_)
        | Event::CompensationDecided(_)
        | Event::Unknown => {}
    }
}

/// Takes in what another record remembers of the same person.
pub fn fold_in(
    record: &mut CustomerRecord,
    searches: Vec<SearchRecord>,
    moods: Vec<MoodRecord>,
    sightings: Vec<Sighting>,
) {
    for entry in searches {
        keep_newest(&mut record.searches, entry, |entry| entry.at, MOST_SEARCHES);
    }
    for entry in moods {
        keep_newest(&mut record.moods, entry, |entry| entry.at, MOST_MOODS);
    }
    for entry in sightings {
        keep_newest(&mut record.sightings, entry, |entry| entry.at, MOST_SIGHTINGS);
    }
}

fn searched(record: &mut CustomerRecord, search: &SearchIn, left: bool, origin: Origin<'_>) {
    let entry = SearchRecord { at: origin.at, from: search.from.clone(), to: search.to.clone(), left };
    keep_newest(&mut record.searches, entry, |entry| entry.at, MOST_SEARCHES);
}

fn felt(record: &mut CustomerRecord, judged: Judged, channel: Option<Channel>, origin: Origin<'_>) {
    let Judged { score, confidence, language } = judged;
    let language = language.map(str::to_owned);
    let entry =
        MoodRecord { at: origin.at, source: origin.source.to_owned(), channel, score, confidence, language };
    keep_newest(&mut record.moods, entry, |entry| entry.at, MOST_MOODS);
}

fn served(record: &mut CustomerRecord, service: &ServiceIn, origin: Origin<'_>) {
    let seen = match service.kind {
        ServiceKind::Lounge => SeenAt::Lounge,
        ServiceKind::Chauffeur => SeenAt::Chauffeur,
        ServiceKind::Catering | ServiceKind::Meal => return,
    };
    let word = |name: &str| service.details.as_ref()?.get(name)?.as_str();
    let airport = word("airport").and_then(crate::ingest::normal::airport);
    let date = word("date").and_then(|date| date.parse().ok());
    sighted(record, seen, airport, flight(word("flight"), date), origin);
}

/// A bag that is handed in or given back shows where its owner is.
fn handled(record: &mut CustomerRecord, change: BagChange, bag: &BagIn, origin: Origin<'_>) {
    let seen = match change {
        BagChange::Checked => SeenAt::BagDrop,
        BagChange::Delivered => SeenAt::BagReclaim,
        BagChange::Loaded | BagChange::Mishandled => return,
    };
    sighted(record, seen, bag.airport.clone(), flight(bag.flight.as_deref(), bag.date), origin);
}

fn flight(designator: Option<&str>, date: Option<jiff::civil::Date>) -> Option<FlightKey> {
    Some(FlightKey::new(&crate::ingest::normal::designator(designator?)?, date?))
}

fn sighted(
    record: &mut CustomerRecord,
    seen: SeenAt,
    airport: Option<String>,
    flight: Option<FlightKey>,
    origin: Origin<'_>,
) {
    let entry = Sighting { at: origin.at, seen, source: origin.source.to_owned(), airport, flight };
    keep_newest(&mut record.sightings, entry, |entry| entry.at, MOST_SIGHTINGS);
}
