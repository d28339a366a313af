//! Disruptions as supervisors see them: one flight or bag, and how many of its passengers stand where.
//!
//! Nothing of it is stored: passengers are counted, and what is true of the flight is read from the flight. Deliberately not
//! here: each passenger's own (`approvals`).

pub mod routes;
mod store;

pub use store::disruptions;

use super::{
    case::NOTABLE_DELAY,
    decider::subject_of,
    money::Sums,
    store::{Stored, word},
    subject::Subject,
};
use crate::{
    customers,
    db::Conn,
    flights::{
        self,
        record::{FlightRecord, delay},
    },
    risks::{Book, passengers_key, store as watched},
};
use jiff::Timestamp;
use purser_contract::{
    FlightKey,
    compensation::{CompensationStatus as Status, Disruption, DisruptionId, DisruptionKind},
    journey::FlightStatus,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Alike;

/// Every status.
const STATUSES: [Status; 7] = [
    Status::NothingDue,
    Status::Proposed,
    Status::PendingApproval,
    Status::Approved,
    Status::Issued,
    Status::Rejected,
    Status::Adjusted,
];

/// The status of a word.
#[must_use]
pub fn status(text: &str) -> Option<Status> {
    STATUSES.into_iter().find(|status| word(*status) == text)
}

/// These disruptions as they stand, in this order; those of nobody are left out.
///
/// # Errors
/// Those of the database.
pub async fn summaries(conn: &mut Conn, ids: &[DisruptionId]) -> Result<Vec<Disruption>, sqlx::Error> {
    let mut alike: HashMap<DisruptionId, Vec<Alike>> = HashMap::new();
    for some in store::alike(conn, ids).await? {
        alike.entry(some.disruption).or_default().push(some);
    }
    let newest = alike.iter().filter_map(|(id, some)| Some((*id, some.iter().map(|one| one.version).max()?)));
    let newest: Vec<(DisruptionId, i64)> = newest.collect();
    let newest: HashMap<DisruptionId, Stored> = store::newest(conn, &newest)
        .await?
        .into_iter()
        .map(|stored| (stored.compensation.disruption_id, stored))
        .collect();
    let keys: BTreeSet<FlightKey> =
        newest.values().map(|stored| subject_of(stored).flight().clone()).collect();
    let keys: Vec<FlightKey> = keys.into_iter().collect();
    let live: HashMap<FlightKey, FlightRecord> = flights::store::flights(conn, &keys)
        .await?
        .into_iter()
        .map(|(key, _, record)| (key, record))
        .collect();
    let mut moving = watched::watched(conn, Book::Decisions, &keys).await?;
    moving.extend(watched::watched(conn, Book::Backlog, &keys).await?);
    let mut found = Vec::new();
    for id in ids {
        let Some((some, stored)) = alike.get(id).zip(newest.get(id)) else { continue };
        let subject = subject_of(stored);
        let flight = live.get(subject.flight());
        let waiting = match &subject {
            Subject::Flight(key) if moving.contains(key) => waiting(conn, key, *id, flight).await?,
            Subject::Flight(_) | Subject::Cabin(_) | Subject::Bag(..) => 0,
        };
        found.push(summary(some, stored, flight, waiting));
    }
    Ok(found)
}

/// Who is still to be looked at since the flight moved last.
async fn waiting(
    conn: &mut Conn,
    key: &FlightKey,
    id: DisruptionId,
    flight: Option<&FlightRecord>,
) -> Result<u32, sqlx::Error> {
    let on_board = customers::store::holders(conn, &[passengers_key(key)]).await?.len();
    let since = flight.and_then(super::case::newest_of).map_or(i64::MIN, Timestamp::as_microsecond);
    let decided = store::decided_since(conn, id, since).await?;
    Ok(u32::try_from((on_board as u64).saturating_sub(decided)).unwrap_or(u32::MAX))
}

/// Counts a disruption's passengers.
fn summary(some: &[Alike], stored: &Stored, flight: Option<&FlightRecord>, waiting: u32) -> Disruption {
    let (note, compensation) = (&stored.note, &stored.compensation);
    let mut outcomes: BTreeMap<Status, u32> = BTreeMap::new();
    let (mut total, mut issued) = (Sums::default(), Sums::default());
    let mut connecting = 0;
    for one in some {
        let Some(status) = status(&one.status) else { continue };
        *outcomes.entry(status).or_default() += one.count;
        connecting += if one.connecting { one.count } else { 0 };
        if status != Status::Rejected {
            total.add(&one.amount, one.count);
        }
        one.issued.iter().for_each(|sum| issued.add(sum, one.count));
    }
    let time = |micros: i64| Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
    let own = matches!(subject_of(stored), Subject::Flight(_));
    let live = flight.filter(|_| own);
    let late = live.and_then(|live| {
        delay(live.scheduled_arrival.as_ref().map(|fact| fact.value), live.expected_arrival())
    });
    Disruption {
        id: compensation.disruption_id,
        flight: compensation.flight.clone(),
        date: compensation.date,
        from: note.from.clone(),
        to: note.to.clone(),
        kind: live.and_then(|live| gravest(live, late)).unwrap_or(note.kind),
        cause: live
            .and_then(|live| live.cause.as_ref())
            .map(|fact| fact.value.clone())
            .or_else(|| note.cause.clone()),
        arrival_delay_min: if own { late.or(note.arrival_delay_min) } else { note.arrival_delay_min },
        opened_at: time(some.iter().map(|one| one.opened_at).min().unwrap_or_default()),
        changed_at: time(some.iter().map(|one| one.version).max().unwrap_or_default()),
        passengers: outcomes.values().sum(),
        connecting,
        waiting,
        outcomes,
        total: total.texts(),
        issued: issued.texts(),
    }
}

/// What is wrong with a flight as a whole.
fn gravest(flight: &FlightRecord, late: Option<i64>) -> Option<DisruptionKind> {
    match flight.movement.as_ref().map(|fact| fact.value) {
        Some(FlightStatus::Cancelled) => Some(DisruptionKind::Cancellation),
        Some(FlightStatus::Diverted) => Some(DisruptionKind::Diversion),
        _ if late.is_some_and(|late| late >= NOTABLE_DELAY) => Some(DisruptionKind::Delay),
        _ => None,
    }
}
