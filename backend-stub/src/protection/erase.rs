//! Erasing one customer, in the one transaction that also makes everybody around them again without them.
//!
//! First the log is changed (`fates`), then the neighbourhood is made again from what is left (`log::again`), so that the
//! read models are what a replay makes of the log. Should somebody come out of what is left who has anything that was
//! theirs alone, that is them again, and goes as well. Deliberately not here: the files (`purge`), the desktops
//! (`desktops`).

use super::{
    expire,
    fates::{Fate, Subject, fates, without},
    receipt::{Counts, Receipt, hash},
    store,
};
use crate::{
    auth::Caller,
    customers::{self, mention::NameKey, store::Stored, views},
    db::Conn,
    http::idempotency::{self, Key, Seen},
    ingest::{
        catalogue::{Event, OWN_SOURCE, is_own},
        envelope::{self, Incoming},
        normal,
    },
    log::{
        again::{self, Again},
        group::logged,
        replay::read_again,
        seal,
        store::{at_places, last_seq},
    },
    outbox::{Announced, Announcement},
    projection::{Effect, Logged, order::ids_of, timeline_subject, working::stray_subject},
    realtime,
};
use jiff::Timestamp;
use purser_contract::{ContactId, CustomerId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What an admin asks for.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Who is to be erased.
    pub customer: CustomerId,
    /// Why.
    pub reason: String,
    /// The admin.
    pub by: Caller,
    /// So that a request sent twice is done once.
    pub key: Option<Key>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, now or by the same request before; the receipt's id.
    Done(String),
    /// There is no such customer, or no longer.
    Nobody,
    /// The idempotency key came with another request.
    KeyReused,
    /// The reason says who it is, and would be kept.
    Telling,
}

/// What the transaction changed, for those who are told after it.
#[derive(Debug)]
pub struct Erased {
    /// The event that stands in the log for it; still to be appended.
    pub event: Incoming,
    /// What led from it to other systems, and everybody who changed.
    pub again: Again,
    /// Texts that were theirs alone, to search the files for.
    pub needles: Vec<String>,
}

/// Rounds in which somebody may come out again.
const ROUNDS: usize = 4;

/// Erases a customer in the caller's transaction; nothing but the own event is left to be done.
///
/// # Errors
/// Those of the database; the transaction must be rolled back.
pub async fn run(
    conn: &mut Conn,
    asked: &Erasure,
    now: Timestamp,
    home: &str,
) -> Result<(Outcome, Option<Erased>), sqlx::Error> {
    let id = Uuid::now_v7().to_string();
    if let Some(key) = &asked.key {
        match idempotency::see(conn, key, &id, now).await? {
            Seen::Before(id) => return Ok((Outcome::Done(id), None)),
            Seen::OfAnother => return Ok((Outcome::KeyReused, None)),
            Seen::Never => {}
        }
    }
    let Some(stored) = views::find(conn, asked.customer).await? else { return Ok((Outcome::Nobody, None)) };
    let needles = needles(conn, &stored).await?;
    if tells(&asked.reason, &stored) {
        return Ok((Outcome::Telling, None));
    }
    let event = own_event(&id, stored.id, now, home)?;
    let seq = last_seq(conn).await? + 1;
    let cause = logged(seq, &event);
    let mut erasing = Erasing { counts: Counts::default(), keys: Vec::new(), contacts: BTreeSet::new() };
    let (ids, mut again) = erasing.until_gone(conn, stored.id, cause, home).await?;
    let contacts: Vec<ContactId> = erasing.contacts.into_iter().collect();
    erasing.counts.contacts = contacts.len() as u64;
    erasing.counts.frames = realtime::store::delete_about(conn, &ids, &contacts).await?;
    let number = store::newest(conn).await? + 1;
    store::note_erased(conn, &ids.iter().copied().collect::<Vec<_>>(), number).await?;
    let receipt = Receipt {
        id: id.clone(),
        customer_id: stored.id,
        erased_at: now,
        erased_by: asked.by.subject.as_ref().to_owned(),
        reason: asked.reason.clone(),
        keys_hash: hash(&erasing.keys),
        counts: erasing.counts,
        purged_at: None,
        desktops: Vec::new(),
    };
    store::insert(conn, number, &receipt).await?;
    let told = again.effects.iter().filter(|effect| matches!(effect, Effect::Publish(_))).count();
    let what = Announced::Erased { customer: stored.id, erasure: id.clone() };
    again.effects.push(Effect::Publish(Box::new(Announcement::of(cause, told, what))));
    Ok((Outcome::Done(id), Some(Erased { event, again, needles })))
}

/// What stands in the log for an erasure. It names nobody.
fn own_event(id: &str, customer: CustomerId, now: Timestamp, home: &str) -> Result<Incoming, sqlx::Error> {
    let event = json!({"specversion": "1.0", "id": id, "source": OWN_SOURCE, "type": "purser.profile.erasure-decided.v1",
        "time": now.to_string(), "data": {"customer": customer, "erasure": id}});
    envelope::read(0, &event.to_string(), now, home)
        .map_err(|refusal| sqlx::Error::Encode(refusal.detail.into()))
}

/// What was destroyed so far.
struct Erasing {
    counts: Counts,
    keys: Vec<Vec<u8>>,
    contacts: BTreeSet<ContactId>,
}

impl Erasing {
    /// Everybody who was them, and what making the others again did.
    async fn until_gone(
        &mut self,
        conn: &mut Conn,
        customer: CustomerId,
        cause: Logged<'_>,
        home: &str,
    ) -> Result<(BTreeSet<CustomerId>, Again), sqlx::Error> {
        let mut whole = Again::default();
        let mut gone = BTreeSet::new();
        let mut own: BTreeSet<String> = BTreeSet::new();
        let mut next: Vec<CustomerId> = vec![customer];
        for _round in 0..ROUNDS {
            let mut subject = subject(conn, &next).await?;
            subject.own.extend(own.iter().cloned());
            self.counts.identifiers = self.counts.identifiers.max(subject.keys.len() as u64);
            gone.extend(subject.ids.iter().copied());
            let mut around = Again {
                ids: subject.ids.iter().copied().collect(),
                keys: subject.keys.clone(),
                ..Again::default()
            };
            around.ids.extend(decided_with(conn, &subject).await?);
            around.around(conn, &[], home).await?;
            let events = again::events(conn, &around, &[], home).await?;
            let fates = fates(&subject, &events, home);
            let changed = events.iter().filter(|(seq, _)| fates.contains_key(seq));
            // What waited under their keys must not wait on.
            around.keys.extend(changed.flat_map(|(_, event)| event.keys.iter().cloned()));
            self.change(conn, &fates, &events).await?;
            let made = again::remake(conn, around, &[], Some(cause), home).await?;
            own = subject.own;
            whole.effects.extend(made.effects);
            whole.ids.extend(made.ids);
            whole.keys.extend(made.keys);
            whole.touched.extend(made.touched);
            let theirs: Vec<String> = own.iter().filter(|key| !key.starts_with("tail:")).cloned().collect();
            let left = customers::store::holders(conn, &theirs).await?;
            let left: BTreeSet<CustomerId> = left.into_iter().map(|(_, id)| id).collect();
            if left.is_empty() {
                let others = whole.ids.iter().filter(|id| !gone.contains(id)).count();
                self.counts.others_made_again = others as u64;
                return Ok((gone, whole));
            }
            next = left.into_iter().collect();
        }
        Err(sqlx::Error::Protocol("an erased customer came out of the log again".to_owned()))
    }

    /// Changes the log.
    async fn change(
        &mut self,
        conn: &mut Conn,
        fates: &BTreeMap<u64, Fate>,
        events: &[(u64, Incoming)],
    ) -> Result<(), sqlx::Error> {
        let column = |seq: &u64| i64::try_from(*seq).unwrap_or(i64::MAX);
        let changed: Vec<i64> = fates.keys().map(column).collect();
        self.keys.extend(store::keys(conn, &changed).await?);
        let mut destroyed = Vec::new();
        for (seq, event) in events {
            match fates.get(seq) {
                None => {}
                Some(Fate::Destroy) => {
                    self.contacts.extend(contact_of(&event.event));
                    destroyed.push(column(seq));
                }
                Some(Fate::Redact(places)) => match without(&event.body, places) {
                    None => destroyed.push(column(seq)),
                    Some(body) => {
                        let sealed = seal::seal(&event.source, &event.id, &body)
                            .map_err(|broken| sqlx::Error::Encode(broken.into()))?;
                        store::replace(conn, column(seq), &sealed).await?;
                        self.counts.events_redacted += 1;
                    }
                },
            }
        }
        let contacts: Vec<ContactId> = self.contacts.iter().cloned().collect();
        // Steps of calls that were on nobody's timeline.
        let known: BTreeSet<i64> = destroyed.iter().copied().collect();
        let more = expire::steps(conn, &contacts).await?.into_iter().filter(|place| !known.contains(place));
        let more: Vec<i64> = more.collect();
        self.keys.extend(store::keys(conn, &more).await?);
        destroyed.extend(more);
        self.counts.events_destroyed += destroyed.len() as u64;
        store::destroy(conn, &destroyed).await?;
        store::remove_contacts(conn, &contacts).await
    }
}

/// Those whom a supervisor once took for them, though it was taken back: their timelines say so.
async fn decided_with(conn: &mut Conn, subject: &Subject) -> Result<Vec<CustomerId>, sqlx::Error> {
    let places: Vec<i64> = subject.lines.keys().filter_map(|seq| i64::try_from(*seq).ok()).collect();
    let rows = at_places(conn, &places).await?;
    let decisions = rows.into_iter().filter(|row| is_own(&row.kind));
    let named: Vec<CustomerId> = decisions
        .flat_map(|row| ids_of(&read_again(row, "").1.event))
        .filter(|id| !subject.ids.contains(id))
        .collect();
    let aliases = customers::store::aliases(conn, &named).await?;
    Ok(named.into_iter().map(|id| aliases.get(&id).copied().unwrap_or(id)).collect())
}

fn contact_of(event: &Event) -> Option<ContactId> {
    match event {
        Event::ContactRinging(ringing) => Some(ContactId(ringing.contact_id.clone())),
        _ => None,
    }
}

/// Everything by which these are found: ids, keys, names, events.
///
/// # Errors
/// Those of the database.
pub async fn subject(conn: &mut Conn, ids: &[CustomerId]) -> Result<Subject, sqlx::Error> {
    let mut subject = Subject {
        ids: customers::store::former_ids(conn, ids).await?.into_iter().collect(),
        keys: customers::store::keys(conn, ids).await?.into_iter().collect(),
        ..Subject::default()
    };
    let keys: Vec<String> = subject.keys.iter().cloned().collect();
    let mut held: HashMap<String, bool> = HashMap::new();
    for (key, id) in customers::store::holders(conn, &keys).await? {
        *held.entry(key).or_insert(true) &= ids.contains(&id);
    }
    subject.own = held.into_iter().filter(|(_, alone)| *alone).map(|(key, _)| key).collect();
    let own_lines: Vec<String> = ids.iter().map(|id| timeline_subject(*id)).collect();
    let lines = store::lines(conn, &own_lines).await?;
    // What waits under a key that is theirs alone is theirs.
    let waiting: Vec<String> = subject.own.iter().map(|key| stray_subject(key)).collect();
    let place = |seq: i64| u64::try_from(seq).unwrap_or(0);
    subject.lines =
        store::lines(conn, &waiting).await?.into_iter().map(|(seq, _)| (place(seq), true)).collect();
    subject.lines.extend(lines.into_iter().map(|(seq, shared)| (place(seq), shared)));
    for stored in customers::store::customers(conn, ids).await? {
        let Stored { record, .. } = stored;
        subject.lines.extend(record.recent.iter().map(|line| (place(line.seq), line.shared)));
        subject.names.extend(record.names.iter().filter_map(|name| NameKey::of(&name.value)));
        for (pnr, booking) in &record.bookings {
            let passengers = booking.passengers.iter().flat_map(|fact| &fact.value);
            let own = passengers
                .filter(|passenger| passenger.customer_id.is_some_and(|id| subject.ids.contains(&id)))
                .filter_map(|passenger| NameKey::of(passenger.name.as_ref()?));
            subject.seats.extend(own.map(|name| (pnr.as_str().to_owned(), name)));
        }
    }
    Ok(subject)
}

/// Texts by which somebody is known, if nobody else is: what may be in no file afterwards.
async fn needles(conn: &mut Conn, stored: &Stored) -> Result<Vec<String>, sqlx::Error> {
    let keys = customers::store::keys(conn, &[stored.id]).await?;
    let mut held: HashMap<String, usize> = HashMap::new();
    for (key, _) in customers::store::holders(conn, &keys).await? {
        *held.entry(key).or_default() += 1;
    }
    let kinds = ["email:", "phone:", "loyalty:", "idp_subject:"];
    let known = |key: &String| kinds.iter().find_map(|kind| key.strip_prefix(kind)).map(str::to_owned);
    let alone = held.iter().filter(|(_, holders)| **holders == 1);
    let mut needles: Vec<String> = alone.filter_map(|(key, _)| known(key)).collect();
    for name in &stored.record.names {
        // As it stands in a record.
        needles.extend(serde_json::to_string(&name.value).ok());
    }
    needles.retain(|needle| needle.len() >= 6);
    Ok(needles)
}

/// Whether a reason says who is erased.
fn tells(reason: &str, stored: &Stored) -> bool {
    let folded = normal::fold(reason);
    let words: BTreeSet<&str> = folded.split(' ').collect();
    let names = stored.record.names.iter().map(|name| normal::fold(&name.value.family));
    let named = names.filter(|family| family.len() > 2).any(|family| words.contains(family.as_str()));
    let known = ["email", "phone", "loyalty", "idp_subject"];
    let mut values = known.iter().flat_map(|kind| stored.record.of_kind(kind));
    named || values.any(|(value, _)| value.len() > 4 && reason.contains(value.as_str()))
}
