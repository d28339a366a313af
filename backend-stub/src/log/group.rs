//! One transaction for a group of waiting requests: deduplicate, append, project, write back, commit.
//!
//! Deliberately not here: queueing and answering (the writer), and what an event means (the projection).

use super::{again, loading::load, store};
use crate::{
    compensation, contacts, customers,
    db::{Conn, Db, Transaction},
    elsewhere, flights, identity,
    ingest::envelope::Incoming,
    outbox::{self, Announcement},
    projection::{self, Effect, Logged, order::is_out_of_order, warm::Warm, working::WorkingSet},
    protection::fates::REDACTED,
    realtime::{
        self,
        frames::{AgentFrame, Committed, StoredBody},
    },
    risks,
};
use jiff::Timestamp;
use purser_contract::{
    AgentId, CustomerId, ErrorCode,
    event::{IngestReceipt, Rejection},
};
use serde_json::Value;
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
    /// Events out that somebody waits for.
    pub published: usize,
    /// What must be looked at for bags and connections at risk.
    pub watched: usize,
    /// What must be looked at for what passengers are owed.
    pub moved: usize,
}

/// What a group needs to know about its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// When the group began.
    pub now: Timestamp,
    /// The airline's country.
    pub home: &'a str,
}

/// Runs a group in one transaction. On an error nothing of it happened. `warm` holds what earlier groups read.
///
/// # Errors
/// Those of the database.
pub async fn run(
    db: &Db,
    warm: &mut Warm,
    requests: &[&[Incoming]],
    around: Surroundings<'_>,
) -> Result<Done, sqlx::Error> {
    let transaction = begin(db).await?;
    complete(db, transaction, warm, requests, around).await
}

/// Begins a transaction that writes.
///
/// # Errors
/// Those of the database.
pub async fn begin(db: &Db) -> Result<Transaction, sqlx::Error> {
    db.begin().await
}

/// Runs a group in a transaction in which something was decided before, and commits both.
///
/// # Errors
/// Those of the database.
pub async fn complete(
    db: &Db,
    mut transaction: Transaction,
    warm: &mut Warm,
    requests: &[&[Incoming]],
    around: Surroundings<'_>,
) -> Result<Done, sqlx::Error> {
    let last = store::last_seq(&mut transaction).await?;
    let commit = elsewhere::newest(&mut transaction).await?;
    if !warm.is_as_of(last, commit) {
        *warm = cold(&mut transaction).await?;
    }
    let (mut done, mut fresh) = sort_out(&mut transaction, requests).await?;
    // A group is one moment of arrival; within it events are taken in the order they happened.
    fresh.sort_by_cached_key(|event| event.moment());
    let places: Vec<(u64, &Incoming)> = (last + 1..).zip(fresh.iter().copied()).collect();
    let mut set = load(&mut transaction, warm, &fresh).await?;
    // The database works on its own thread: what only computes goes beside it.
    let (appended, projected) =
        futures_util::join!(store::append(&mut transaction, last + 1, around.now, &fresh), async {
            project(&mut set, &places, around)
        });
    appended?;
    let mut effects = projected.effects;
    write(&mut transaction, &mut set).await?;
    let again =
        again::run(&mut transaction, &projected.late, set.joined_now(), HashSet::new(), around.home).await?;
    set.forget(&again.ids, &again.keys);
    warm.forget(&again.ids, &again.keys);
    effects.extend(again.effects);
    set.touched.extend(again.touched);
    set.watch.extend(again.watch);
    match projected.late.as_slice() {
        [] => set.moved.comes_with(&fresh, around.now),
        late => set.moved.comes_with(&late.iter().map(|(_, event)| *event).collect::<Vec<_>>(), around.now),
    }
    set.moved.extend(again.moved);
    let watch = std::mem::take(&mut set.watch);
    let moved = std::mem::take(&mut set.moved);
    done.moved = compensation::watch::note(&mut transaction, &moved, last + fresh.len() as u64).await?;
    done.watched = risks::note(&mut transaction, &watch, last + fresh.len() as u64).await?;
    let (told, announced) = sorted(effects, &mut done);
    done.published = outbox::write(&mut transaction, &announced, around.now).await?;
    done.committed.frames = number(&mut transaction, told, around.now).await?;
    done.committed.touched = std::mem::take(&mut set.touched).into_iter().collect();
    set.newest = set.newest.max(fresh.last().map(|event| event.moment()).unwrap_or_default());
    store::set_property(&mut transaction, NEWEST, &set.newest.to_string()).await?;
    let commit = elsewhere::tell(&mut transaction, db.process, &done.committed, done.published > 0).await?;
    // Should the commit fail, the caller throws away what is warm.
    let last = last + fresh.len() as u64;
    let (committed, ()) = futures_util::join!(transaction.commit(), async { warm.keep(set, last, commit) });
    committed?;
    db.committed();
    Ok(done)
}

/// The property that holds the moment of the newest event.
const NEWEST: &str = "newest-event";

/// What is known without having read anything.
async fn cold(conn: &mut Conn) -> Result<Warm, sqlx::Error> {
    let newest = store::property(conn, NEWEST).await?;
    let newest = newest.and_then(|text| text.parse().ok()).unwrap_or_default();
    Ok(Warm::cold(newest, store::any_strays(conn).await?))
}

/// What applying a group gave.
struct Projected<'a> {
    effects: Vec<Effect>,
    /// Those that must take their place among later ones.
    late: Vec<(u64, &'a Incoming)>,
}

fn project<'a>(
    set: &mut WorkingSet,
    events: &[(u64, &'a Incoming)],
    around: Surroundings<'_>,
) -> Projected<'a> {
    let mut projected = Projected { effects: Vec::new(), late: Vec::new() };
    for (seq, incoming) in events {
        let logged = logged(*seq, incoming);
        set.moved.comes(incoming, around.now);
        if is_out_of_order(set, logged) {
            projected.late.push((*seq, incoming));
        } else {
            projected.effects.extend(projection::apply(set, logged, around.home));
        }
    }
    projected
}

/// An event at its place in the log.
#[must_use]
pub fn logged(seq: u64, incoming: &Incoming) -> Logged<'_> {
    let Incoming { source, id, at, event, persons, keys, .. } = incoming;
    Logged { seq, source, id, at: *at, moment: incoming.moment(), event, persons, keys }
}

/// What agents are told, and what other systems are.
#[must_use]
pub fn sorted(effects: Vec<Effect>, done: &mut Done) -> (Vec<(AgentId, StoredBody)>, Vec<Announcement>) {
    let (mut told, mut announced) = (Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Tell(agent, body) => told.push((agent, *body)),
            Effect::Unattributed => done.unattributed += 1,
            Effect::Publish(announcement) => announced.push(*announcement),
        }
    }
    (told, announced)
}

/// Applies events that are in the log already to read models that do not have them; for replay. `former` are the ids of
/// before.
///
/// # Errors
/// Those of the database.
pub async fn project_again(
    conn: &mut Conn,
    warm: &mut Warm,
    rows: &[(store::LogRow, Incoming)],
    former: &mut HashSet<CustomerId>,
    home: &str,
) -> Result<(), sqlx::Error> {
    let mut places: Vec<(u64, &Incoming)> = rows.iter().map(|(row, event)| (row.seq, event)).collect();
    places.sort_by_cached_key(|(_, event)| event.moment());
    let events: Vec<&Incoming> = places.iter().map(|(_, event)| *event).collect();
    let mut set = load(conn, warm, &events).await?;
    set.former = std::mem::take(former);
    // Whatever moves now was decided when it came.
    let around = Surroundings { now: Timestamp::UNIX_EPOCH, home };
    let late = project(&mut set, &places, around).late;
    write(conn, &mut set).await?;
    again::rename(conn, &mut set).await?;
    let again = again::run(conn, &late, set.joined_now(), std::mem::take(&mut set.former), home).await?;
    *former = again.former;
    set.forget(&again.ids, &again.keys);
    warm.forget(&again.ids, &again.keys);
    set.newest = set.newest.max(events.last().map(|event| event.moment()).unwrap_or_default());
    warm.keep(set, rows.last().map_or(0, |(row, _)| row.seq), 0);
    Ok(())
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
    let mut known: HashMap<(&str, &str), Option<&str>> =
        in_log.iter().map(|((source, id), body)| ((&**source, &**id), body.as_deref())).collect();
    let mut done = Done::default();
    let mut fresh = Vec::new();
    for events in requests {
        let mut receipt = IngestReceipt::default();
        for event in events.iter() {
            match known.get(&(&*event.source, &*event.id)) {
                None => {
                    known.insert((&event.source, &event.id), Some(&event.body));
                    fresh.push(event);
                    receipt.accepted += 1;
                }
                // What was destroyed is not stored anew.
                Some(None) => receipt.duplicates += 1,
                Some(Some(body)) if same_event(body, &event.body) => receipt.duplicates += 1,
                Some(Some(_)) => receipt.rejected.push(conflict(event)),
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
fn same_event(logged: &str, came: &str) -> bool {
    let (a, b) = (logged, came);
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
    if a == b {
        return true;
    }
    let Some(a) = canonical(a) else { return false };
    // What is in the log is not what came any more: somebody on it was erased.
    a.get(REDACTED) == Some(&Value::Bool(true)) || canonical(b) == Some(a)
}

/// Writes a working set back. Joins come last: they move rows that were just written.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &mut WorkingSet) -> Result<(), sqlx::Error> {
    let timeline = std::mem::take(&mut set.timeline);
    let (written, (rows, blocks)) = futures_util::join!(store::write_timeline(conn, &timeline), async {
        (customers::store::rows(set), identity::blocks::changes(set))
    });
    written?;
    identity::store::write(conn, &blocks).await?;
    flights::store::write(conn, set).await?;
    contacts::store::write(conn, set).await?;
    compensation::store::write(conn, set).await?;
    customers::store::write(conn, set, rows?).await
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
    let agents: BTreeSet<AgentId> = told.iter().map(|(agent, _)| agent.clone()).collect();
    let agents: Vec<AgentId> = agents.into_iter().collect();
    let mut last = realtime::store::last_sequences(conn, &agents).await?;
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
