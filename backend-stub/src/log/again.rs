//! Makes customers again from their events in the order those happened, when an event came too late to be applied as it is.
//!
//! Those who have one of the late events' identifiers are made again from the log, in memory first (`rehearsal`). When that
//! changes who somebody is, or since when they have an identifier, those who share it are made again with them, and so on
//! until nobody else is concerned; only then is anything written. Deliberately not here: when it is needed
//! (`projection::order`).

mod rehearsal;

use self::rehearsal::Rehearsal;
use super::{group, replay::read_again, store};
use crate::{
    compensation::watch::Moved,
    consents::standing as consents,
    customers::{self, matching::SHARED_BY_TOO_MANY, record::ConsentRecord, store::Stored},
    db::Conn,
    identity,
    ingest::{catalogue::Event, envelope::Incoming},
    outbox::{Announced, Announcement},
    projection::{
        self, Effect, Logged,
        order::ids_of,
        working::{WorkingSet, stray_subject},
    },
    realtime::frames::Touch,
    risks::{PASSENGERS, Watch},
};
use purser_contract::CustomerId;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// More customers than this are not made again in one go; the rest stay as they are.
const MOST_CUSTOMERS: usize = 8_192;
/// How far an erasure looks around for what names somebody.
const MOST_AROUND: usize = 512;

/// Consents by customer.
type Before = BTreeMap<CustomerId, Vec<ConsentRecord>>;

/// What making them again did.
#[derive(Debug, Default)]
pub struct Again {
    /// What the late events ask for, besides.
    pub effects: Vec<Effect>,
    /// Everybody who was or is among them.
    pub ids: BTreeSet<CustomerId>,
    /// Their keys.
    pub keys: BTreeSet<String>,
    /// During a replay: ids that were in use before.
    pub former: HashSet<CustomerId>,
    /// For those who watch.
    pub touched: BTreeSet<Touch>,
    /// What may be at risk.
    pub watch: BTreeSet<Watch>,
    /// What may change what somebody is owed.
    pub moved: BTreeSet<Moved>,
}

/// Applies `late` events (their places in the log) among those of everybody they could concern. Those who were joined by
/// other events come along, so that their companions' bookings name them by their new ids.
///
/// # Errors
/// Those of the database.
pub async fn run(
    conn: &mut Conn,
    late: &[(u64, &Incoming)],
    joined: BTreeSet<CustomerId>,
    former: HashSet<CustomerId>,
    home: &str,
) -> Result<Again, sqlx::Error> {
    let mut again = Again { former, ..Again::default() };
    if late.is_empty() && joined.is_empty() {
        return Ok(again);
    }
    again.keys = late.iter().flat_map(|(_, event)| event.keys.iter().cloned()).collect();
    let named: BTreeSet<CustomerId> = late.iter().flat_map(|(_, event)| ids_of(&event.event)).collect();
    take_in(conn, &mut again, &named).await?;
    let keys: Vec<String> = again.keys.iter().cloned().collect();
    let having = customers::store::holders(conn, &keys).await?;
    let having: BTreeSet<CustomerId> = having.into_iter().map(|(_, id)| id).collect();
    again.add(conn, having).await?;
    again.add(conn, joined).await?;
    let newest = late.iter().max_by_key(|(_, event)| event.moment());
    let cause = newest.map(|(seq, event)| group::logged(*seq, event));
    remake(conn, again, late, cause, home).await
}

/// Makes customers again from what is in the log, and everybody whom that concerns; tells why of what is otherwise then.
///
/// # Errors
/// Those of the database.
pub async fn remake(
    conn: &mut Conn,
    mut again: Again,
    late: &[(u64, &Incoming)],
    cause: Option<Logged<'_>>,
    home: &str,
) -> Result<Again, sqlx::Error> {
    let mut rehearsal = Rehearsal::of(conn, &mut again, late, home).await?;
    loop {
        let beyond = rehearsal.beyond(conn, &again).await?;
        if beyond.is_empty() {
            break;
        }
        if again.ids.len() > MOST_CUSTOMERS {
            tracing::warn!(customers = again.ids.len(), "too many to be made again together");
            rehearsal.take_along(&beyond.ids);
            break;
        }
        again.keys.extend(beyond.keys);
        again.add(conn, beyond.ids).await?;
        rehearsal = Rehearsal::of(conn, &mut again, late, home).await?;
    }
    perform(conn, again, rehearsal, cause).await
}

/// Writes what was rehearsed.
async fn perform(
    conn: &mut Conn,
    mut again: Again,
    rehearsal: Rehearsal,
    cause: Option<Logged<'_>>,
) -> Result<Again, sqlx::Error> {
    let Rehearsal { mut set, known, effects, strays, .. } = rehearsal.alone();
    let ids: Vec<CustomerId> = again.ids.iter().copied().collect();
    forget_blocks(conn, &mut again, &known).await?;
    customers::store::remove(conn, &ids).await?;
    let waiting: Vec<String> = again.keys.iter().map(|key| stray_subject(key)).collect();
    store::delete_subjects(conn, &waiting).await?;
    store::delete_lines(conn, &strays).await?;
    again.effects.extend(effects);
    let before: Before = known.into_iter().map(|stored| (stored.id, stored.record.consents)).collect();
    set.touched.retain(|touch| !matches!(touch, Touch::Consents(_)));
    if let Some(cause) = cause {
        announce(&mut again, &mut set, &before, cause);
    }
    let back: Vec<CustomerId> = set.customers.keys().copied().collect();
    customers::store::forget_aliases(conn, &back).await?;
    rename(conn, &mut set).await?;
    again.watch = std::mem::take(&mut set.watch);
    again.moved = std::mem::take(&mut set.moved).all();
    again.touched.extend(again.ids.iter().copied().map(Touch::Customer));
    again.ids.extend(set.customers.keys());
    again.keys.extend(set.holders.keys().cloned());
    group::write(conn, &mut set).await?;
    again.touched.extend(std::mem::take(&mut set.touched));
    Ok(again)
}

/// Those who are made again stand under nothing until they are.
async fn forget_blocks(conn: &mut Conn, again: &mut Again, known: &[Stored]) -> Result<(), sqlx::Error> {
    let stood = known.iter().flat_map(|stored| {
        identity::blocks::of(stored.id, &stored.record).into_iter().map(|block| (block, stored.id))
    });
    let rows: Vec<(i64, CustomerId)> = stood.collect();
    again.touched.extend(rows.iter().map(|(block, _)| Touch::Block(*block)));
    identity::store::remove(conn, &rows).await
}

impl Again {
    /// Takes in these, with what they are known under.
    async fn add(&mut self, conn: &mut Conn, ids: BTreeSet<CustomerId>) -> Result<(), sqlx::Error> {
        let added: Vec<CustomerId> = ids.difference(&self.ids).copied().collect();
        self.keys
            .extend(customers::store::keys(conn, &added).await?.into_iter().filter(|key| identifies(key)));
        self.ids.extend(added);
        Ok(())
    }

    /// Takes in everybody who shares an identifier with those named so far, and who shares one with those; and whom
    /// decisions about them name, because who is made again with one side is made again with the other.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn around(
        &mut self,
        conn: &mut Conn,
        late: &[(u64, &Incoming)],
        home: &str,
    ) -> Result<(), sqlx::Error> {
        let own: Vec<CustomerId> = self.ids.iter().copied().collect();
        self.keys.extend(customers::store::keys(conn, &own).await?);
        loop {
            widen(conn, self).await?;
            let events = events(conn, self, late, home).await?;
            if !self.decided_with(conn, &events).await? {
                return Ok(());
            }
        }
    }

    /// Takes in whom decisions among these events name; says whether anybody was not in yet.
    async fn decided_with(
        &mut self,
        conn: &mut Conn,
        events: &[(u64, Incoming)],
    ) -> Result<bool, sqlx::Error> {
        let named: BTreeSet<CustomerId> = events.iter().flat_map(|(_, event)| ids_of(&event.event)).collect();
        take_in(conn, self, &named).await
    }
}

/// What is otherwise than it was: consents, and who was linked.
fn announce(again: &mut Again, set: &mut WorkingSet, before: &Before, cause: Logged<'_>) {
    let mut announced = Vec::new();
    for from in before.keys().filter(|id| !set.customers.contains_key(id)) {
        let into = set.now_of(*from);
        if into != *from && set.customers.contains_key(&into) {
            announced.push(Announced::Merged { from: *from, into });
        }
    }
    announced.extend(taken_back(set, before, cause.event));
    let ids: BTreeSet<CustomerId> = set.customers.keys().copied().collect();
    for id in ids {
        let was = before.get(&id).map(Vec::as_slice).unwrap_or_default();
        let now = set.customers.get(&id).map(|entry| entry.record.consents.as_slice()).unwrap_or_default();
        let changes = consents::changes(id, was, now);
        if !changes.is_empty() {
            set.touched.insert(Touch::Consents(id));
        }
        announced.extend(changes.into_iter().map(Announced::Consent));
    }
    let publish = |(index, what)| Effect::Publish(Box::new(Announcement::of(cause, index, what)));
    again.effects.extend(announced.into_iter().enumerate().map(publish));
}

/// The two that a merge had made one, when it was taken back and nothing else links them.
fn taken_back(set: &WorkingSet, before: &Before, event: &Event) -> Option<Announced> {
    let Event::UnmergeDecided(unmerge) = event else { return None };
    // The set still knows the alias that the merge had made.
    let now = |id| if set.customers.contains_key(&id) { id } else { set.now_of(id) };
    let sides = [now(unmerge.customer), now(unmerge.other)];
    let both = sides.iter().all(|id| set.customers.contains_key(id)) && sides[0] != sides[1];
    let [one, other] = sides;
    let (from, back) = if before.contains_key(&one) { (one, other) } else { (other, one) };
    (both && !before.contains_key(&back)).then_some(Announced::Unmerged { from, back })
}

/// Takes in those who have these ids now, with their keys; says whether anybody was not in yet.
async fn take_in(
    conn: &mut Conn,
    again: &mut Again,
    named: &BTreeSet<CustomerId>,
) -> Result<bool, sqlx::Error> {
    let named: Vec<CustomerId> = named.difference(&again.ids).copied().collect();
    let aliases = customers::store::aliases(conn, &named).await?;
    let now = named.into_iter().map(|id| aliases.get(&id).copied().unwrap_or(id));
    let own: Vec<CustomerId> = now.filter(|id| !again.ids.contains(id)).collect();
    again.keys.extend(customers::store::keys(conn, &own).await?);
    again.ids.extend(own.iter().copied());
    Ok(!own.is_empty())
}

/// From keys to those who have them, to their keys, until nobody is added.
async fn widen(conn: &mut Conn, again: &mut Again) -> Result<(), sqlx::Error> {
    let mut next: Vec<String> = again.keys.iter().filter(|key| identifies(key)).cloned().collect();
    while !next.is_empty() && again.ids.len() < MOST_AROUND {
        let mut having: HashMap<String, Vec<CustomerId>> = HashMap::new();
        for (key, id) in customers::store::holders(conn, &next).await? {
            having.entry(key).or_default().push(id);
        }
        let shared = having.into_iter().filter(|(key, ids)| connects(key, ids.len()));
        let added: BTreeSet<CustomerId> =
            shared.flat_map(|(_, ids)| ids).filter(|id| !again.ids.contains(id)).collect();
        let added: Vec<CustomerId> = added.into_iter().collect();
        again.ids.extend(added.iter().copied());
        next = customers::store::keys(conn, &added).await?;
        next.retain(|key| identifies(key) && again.keys.insert(key.clone()));
    }
    Ok(())
}

/// Whether a key says who somebody is; on a flight are many.
fn identifies(key: &str) -> bool {
    !key.starts_with(PASSENGERS)
}

/// A switchboard connects nobody, and neither does the end of a number.
fn connects(key: &str, holders: usize) -> bool {
    !key.starts_with("tail:") && (key.starts_with("pnr:") || holders <= SHARED_BY_TOO_MANY)
}

/// All their events and the late ones, in the order they happened.
///
/// # Errors
/// Those of the database.
pub async fn events(
    conn: &mut Conn,
    again: &Again,
    late: &[(u64, &Incoming)],
    home: &str,
) -> Result<Vec<(u64, Incoming)>, sqlx::Error> {
    let ids: Vec<CustomerId> = again.ids.iter().copied().collect();
    let mut places: BTreeSet<i64> = late.iter().filter_map(|(seq, _)| i64::try_from(*seq).ok()).collect();
    for stored in customers::store::customers(conn, &ids).await? {
        places.extend(stored.record.recent.iter().map(|line| line.seq));
    }
    let own = ids.iter().map(|id| projection::timeline_subject(*id));
    let subjects: Vec<String> = own.chain(again.keys.iter().map(|key| stray_subject(key))).collect();
    places.extend(store::places(conn, &subjects).await?);
    let places: Vec<i64> = places.into_iter().collect();
    let rows = store::at_places(conn, &places).await?;
    let mut events: Vec<(u64, Incoming)> =
        rows.into_iter().map(|row| read_again(row, home)).map(|(row, event)| (row.seq, event)).collect();
    events.sort_by_key(|(_, event)| event.moment());
    Ok(events)
}

/// Ids of before that nobody has any more lead to whoever their events made now.
pub async fn rename(conn: &mut Conn, set: &mut WorkingSet) -> Result<(), sqlx::Error> {
    let renamed: HashMap<CustomerId, CustomerId> = std::mem::take(&mut set.made)
        .into_iter()
        .map(|(old, now)| (old, set.current(now)))
        .filter(|(old, now)| old != now && !set.customers.contains_key(old))
        .collect();
    customers::store::rename(conn, &renamed).await
}
