//! One transaction for a group of waiting requests: deduplicate, append, project, write back, commit.
//!
//! Deliberately not here: queueing and answering (the writer), and what an event means (the projection).

use super::store;
use crate::{
    contacts::{self, pop},
    customers::{self, mention::mentions},
    db::{Conn, Db},
    flights,
    ingest::{catalogue::Event, envelope::Incoming},
    projection::{self, Effect, Logged, flights_of, working::WorkingSet},
    realtime::{
        self,
        frames::{AgentFrame, Committed, StoredBody},
    },
};
use jiff::Timestamp;
use purser_contract::{
    AgentId, ContactId, CustomerId, ErrorCode, FlightKey,
    event::{IngestReceipt, Rejection},
};
use serde_json::Value;
use sqlx::Connection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a committed group did.
#[derive(Debug, Default)]
pub struct Done {
    /// One receipt a request, in order.
    pub receipts: Vec<IngestReceipt>,
    /// For the hub.
    pub committed: Committed,
    /// Events that spoke of nobody in particular.
    pub unattributed: usize,
}

/// What a group needs to know about its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// When the group began.
    pub now: Timestamp,
    /// The airline's country.
    pub home: &'a str,
}

/// Runs a group in one transaction. On an error nothing of it happened.
///
/// # Errors
/// Those of the database.
pub async fn run(db: &Db, requests: &[&[Incoming]], around: Surroundings<'_>) -> Result<Done, sqlx::Error> {
    let mut conn = db.write.acquire().await?;
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
    let first = store::last_seq(&mut transaction).await? + 1;
    let (mut done, fresh) = sort_out(&mut transaction, requests).await?;
    store::append(&mut transaction, first, around.now, &fresh).await?;
    let events: Vec<&Event> = fresh.iter().map(|incoming| &incoming.event).collect();
    let mut set = load(&mut transaction, &events, around.home).await?;
    let mut told = Vec::new();
    for (seq, incoming) in (first..).zip(&fresh) {
        let logged = Logged {
            seq,
            source: &incoming.source,
            id: &incoming.id,
            at: incoming.at,
            event: &incoming.event,
        };
        for effect in projection::apply(&mut set, logged, around.home) {
            match effect {
                Effect::Tell(agent, body) => told.push((agent, *body)),
                Effect::Unattributed => done.unattributed += 1,
            }
        }
    }
    write(&mut transaction, &set).await?;
    done.committed.frames = number(&mut transaction, told, around.now).await?;
    done.committed.touched = set.touched.into_iter().collect();
    transaction.commit().await?;
    Ok(done)
}

/// Applies events that are in the log already to read models that do not have them; for replay.
///
/// # Errors
/// Those of the database.
pub async fn project_again(
    conn: &mut Conn,
    rows: &[(store::LogRow, Event)],
    home: &str,
) -> Result<(), sqlx::Error> {
    let events: Vec<&Event> = rows.iter().map(|(_, event)| event).collect();
    let mut set = load(conn, &events, home).await?;
    for (row, event) in rows {
        let logged = Logged { seq: row.seq, source: &row.source, id: &row.id, at: row.at, event };
        projection::apply(&mut set, logged, home);
    }
    write(conn, &set).await
}

/// Separates what is new from what is known, and fills the receipts.
async fn sort_out<'a>(
    conn: &mut Conn,
    requests: &[&'a [Incoming]],
) -> Result<(Done, Vec<&'a Incoming>), sqlx::Error> {
    let keys: BTreeSet<(&str, &str)> =
        requests.iter().flat_map(|events| events.iter()).map(|event| (&*event.source, &*event.id)).collect();
    let keys: Vec<(&str, &str)> = keys.into_iter().collect();
    let in_log = store::known_bodies(conn, &keys).await?;
    let mut known: HashMap<(&str, &str), &str> =
        in_log.iter().map(|((source, id), body)| ((&**source, &**id), &**body)).collect();
    let mut done = Done::default();
    let mut fresh = Vec::new();
    for events in requests {
        let mut receipt = IngestReceipt::default();
        for event in events.iter() {
            match known.get(&(&*event.source, &*event.id)) {
                None => {
                    known.insert((&event.source, &event.id), &event.body);
                    fresh.push(event);
                    receipt.accepted += 1;
                }
                Some(body) if same_event(body, &event.body) => receipt.duplicates += 1,
                Some(_) => receipt.rejected.push(conflict(event)),
            }
        }
        done.receipts.push(receipt);
    }
    Ok((done, fresh))
}

fn conflict(event: &Incoming) -> Rejection {
    Rejection {
        index: event.index,
        id: Some(event.id.clone()),
        code: ErrorCode::IdConflict,
        detail: "an event with this source and id is known with another body".to_owned(),
    }
}

/// Whether two bodies say the same: white space, the order of fields and an implied content type do not count.
fn same_event(a: &str, b: &str) -> bool {
    let canonical = |text: &str| {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let attributes = value.as_object_mut()?;
        if attributes
            .get("datacontenttype")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.starts_with("application/json"))
        {
            attributes.remove("datacontenttype");
        }
        Some(value)
    };
    a == b || canonical(a).is_some_and(|a| canonical(b) == Some(a))
}

/// Reads everything the events touch.
async fn load(conn: &mut Conn, events: &[&Event], home: &str) -> Result<WorkingSet, sqlx::Error> {
    let mut keys: HashSet<String> = HashSet::new();
    let mut flight_keys: HashSet<FlightKey> = HashSet::new();
    let mut contact_ids: HashSet<ContactId> = HashSet::new();
    for event in events {
        keys.extend(mentions(event, home).iter().flat_map(|mention| &mention.identifiers).flat_map(keys_of));
        flight_keys.extend(flights_of(event));
        match event {
            Event::ContactRinging(ringing) => {
                contact_ids.insert(ContactId(ringing.contact_id.clone()));
                let caller = pop::keys(ringing, home);
                keys.extend(caller.direct.iter().chain(&caller.pnr).map(|identifier| identifier.key()));
                keys.extend(caller.tails.iter().filter_map(|tail| pop::tail_key(tail)));
            }
            Event::ContactAnswered(update) | Event::ContactEnded(update) => {
                contact_ids.insert(ContactId(update.contact_id.clone()));
            }
            Event::Booking(_, booking) => {
                keys.insert(format!("pnr:{}", booking.pnr));
            }
            _ => {}
        }
    }
    let mut set = WorkingSet::default();
    let mut customers: BTreeSet<CustomerId> = BTreeSet::new();
    for (id, record) in contacts::store::contacts(conn, &sorted(contact_ids)).await? {
        customers.extend(record.rang.iter().flat_map(|rang| rang.customers.iter().copied()));
        set.contacts.entry(id).or_default().record = record;
    }
    let keys = sorted(keys);
    for (key, id) in customers::store::holders(conn, &keys).await? {
        customers.insert(id);
        set.holders.entry(key).or_default().push(id);
    }
    for (key, version, record) in flights::store::flights(conn, &sorted(flight_keys)).await? {
        let entry = set.flights.entry(key).or_default();
        (entry.version, entry.record) = (version, record);
    }
    load_customers(conn, &mut set, customers).await?;
    Ok(set)
}

fn keys_of(identifier: &crate::ingest::envelope::Identifier) -> Vec<String> {
    let tail = match identifier.kind {
        crate::ingest::envelope::IdentifierKind::Phone => pop::tail_key(&identifier.value),
        _ => None,
    };
    std::iter::once(identifier.key()).chain(tail).collect()
}

async fn load_customers(
    conn: &mut Conn,
    set: &mut WorkingSet,
    ids: BTreeSet<CustomerId>,
) -> Result<(), sqlx::Error> {
    let wanted: Vec<CustomerId> = ids.iter().copied().collect();
    for stored in customers::store::customers(conn, &wanted).await? {
        set.insert_customer(stored.id, stored.version, stored.record);
    }
    let missing: Vec<CustomerId> = wanted.into_iter().filter(|id| !set.customers.contains_key(id)).collect();
    set.aliases = customers::store::aliases(conn, &missing).await?;
    let behind: Vec<CustomerId> = sorted(set.aliases.values().copied().collect());
    for stored in customers::store::customers(conn, &behind).await? {
        if !set.customers.contains_key(&stored.id) {
            set.insert_customer(stored.id, stored.version, stored.record);
        }
    }
    Ok(())
}

fn sorted<T: Ord>(items: HashSet<T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

/// Writes a working set back. Joins come last: they move rows that were just written.
async fn write(conn: &mut Conn, set: &WorkingSet) -> Result<(), sqlx::Error> {
    store::write_timeline(conn, set).await?;
    flights::store::write(conn, set).await?;
    contacts::store::write(conn, set).await?;
    customers::store::write(conn, set).await
}

/// Numbers the frames for their agents and stores them until they are acknowledged.
async fn number(
    conn: &mut Conn,
    told: Vec<(AgentId, StoredBody)>,
    now: Timestamp,
) -> Result<Vec<AgentFrame>, sqlx::Error> {
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let agents: HashSet<AgentId> = told.iter().map(|(agent, _)| agent.clone()).collect();
    let mut last = realtime::store::last_sequences(conn, &sorted(agents)).await?;
    let mut frames = Vec::with_capacity(told.len());
    for (agent, body) in told {
        let seq = last.entry(agent.clone()).or_insert(0);
        *seq += 1;
        frames.push(AgentFrame { agent, seq: *seq, at: now, body });
    }
    realtime::store::insert_frames(conn, &frames).await?;
    Ok(frames)
}

#[cfg(test)]
mod tests {
    use super::same_event;

    #[test]
    fn bodies_compare_by_what_they_say() {
        for (a, b, same) in [
            (r#"{"id":"1","data":{"a":1,"b":2}}"#, r#"{ "data":{"b":2,"a":1}, "id":"1" }"#, true),
            (r#"{"id":"1","datacontenttype":"application/json"}"#, r#"{"id":"1"}"#, true),
            (r#"{"id":"1","data":{"a":1}}"#, r#"{"id":"1","data":{"a":2}}"#, false),
            (r#"{"id":"1","time":"2026-01-01T00:00:00Z"}"#, r#"{"id":"1"}"#, false),
        ] {
            assert_eq!(same_event(a, b), same, "{a} {b}");
        }
    }
}
