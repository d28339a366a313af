//! Customers made again in memory, to see whom that concerns before anything is written.
//!
//! Deliberately not here: writing it, and how far to go.

use super::{Again, events, identifies};
use crate::{
    customers::{self, matching::Holder, record::Line, store::Stored},
    db::Conn,
    ingest::{catalogue::Event, envelope::Incoming},
    log::{group, loading::load, store},
    projection::{
        self, Effect,
        holding::{self, Held},
        order::Moment,
        timeline_subject,
        warm::Warm,
        working::{TimelineRow, WorkingSet, face, stray_subject},
    },
};
use purser_contract::CustomerId;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Somebody who could be taken for another: their name, their numbers, and since when it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Likeness {
    face: Holder,
    shaped: Moment,
}

/// See the module.
#[derive(Debug)]
pub struct Rehearsal {
    /// Everybody as they are now.
    pub set: WorkingSet,
    /// Those made again, as they were.
    pub known: Vec<Stored>,
    /// What the late events ask for.
    pub effects: Vec<Effect>,
    /// Lines of these events under keys that nobody had.
    pub strays: Vec<TimelineRow>,
    /// The lines that bystanders have of these events.
    lines: BTreeSet<(CustomerId, Line)>,
    /// Keys of those made again, as they had them.
    held: BTreeSet<(String, Held)>,
    bystanders: HashMap<CustomerId, Likeness>,
    /// Bystanders who were not yet what they are when one of the events needed them.
    disturbed: BTreeSet<CustomerId>,
}

/// Who else, and which other keys, must be taken in.
#[derive(Debug, Default)]
pub struct Beyond {
    /// Who.
    pub ids: BTreeSet<CustomerId>,
    /// Under which keys more events wait.
    pub keys: BTreeSet<String>,
}

impl Beyond {
    /// Whether nobody and nothing else is concerned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.keys.is_empty()
    }
}

impl Rehearsal {
    /// Applies everything about those of `again` and the `late` events, in the order it happened.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        conn: &mut Conn,
        again: &mut Again,
        late: &[(u64, &Incoming)],
        home: &str,
    ) -> Result<Self, sqlx::Error> {
        let mut events = events(conn, again, late, home).await?;
        while again.decided_with(conn, &events).await? {
            events = super::events(conn, again, late, home).await?;
        }
        let ids: Vec<CustomerId> = again.ids.iter().copied().collect();
        let known = customers::store::customers(conn, &ids).await?;
        let held = holding::store::of(conn, &ids).await?;
        let former = customers::store::former_ids(conn, &ids).await?;
        let incoming: Vec<&Incoming> = events.iter().map(|(_, event)| event).collect();
        let mut set = load(conn, &mut Warm::none(), &incoming).await?;
        set.without(&again.ids);
        set.strays.clear();
        set.former = std::mem::take(&mut again.former);
        set.former.extend(former);
        // Where these ids lead is about to be decided anew.
        set.aliases.retain(|old, _| !set.former.contains(old));
        set.revoked = revoked(&events);
        set.bystanders = set.customers.keys().copied().collect();
        let mut rehearsal = Self {
            bystanders: set.bystanders.iter().filter_map(|id| Some((*id, likeness(&set, *id)?))).collect(),
            set,
            known,
            effects: Vec::new(),
            strays: stray_lines(conn, &events).await?,
            lines: BTreeSet::new(),
            held: held.into_iter().filter(|(key, _)| identifies(key)).collect(),
            disturbed: BTreeSet::new(),
        };
        rehearsal.lines = rehearsal.lines_of_bystanders(conn, &events).await?;
        let late: HashSet<u64> = late.iter().map(|(seq, _)| *seq).collect();
        for (seq, event) in &events {
            rehearsal.apply(*seq, event, late.contains(seq), home);
        }
        rehearsal.set.sight = None;
        again.former = std::mem::take(&mut rehearsal.set.former);
        Ok(rehearsal)
    }

    fn apply(&mut self, seq: u64, event: &Incoming, late: bool, home: &str) {
        let (at, moment) = (event.at.as_microsecond(), event.moment());
        for key in &event.keys {
            let held = self.set.holders.get(key).into_iter().flatten().filter(|held| held.since <= at);
            let other =
                held.filter(|held| self.bystanders.get(&held.id).is_some_and(|was| was.shaped > moment));
            self.disturbed.extend(other.map(|held| held.id));
        }
        self.set.sight = Some(at);
        let effects = projection::apply(&mut self.set, group::logged(seq, event), home);
        if late {
            // What others are told is what came of all of them together.
            self.effects.extend(effects.into_iter().filter(|effect| !matches!(effect, Effect::Publish(_))));
        }
    }

    /// Who else is concerned: bystanders to whom it did something or whose bookings name somebody by a former id, and those who have a key in common with somebody who is
    /// another than before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn beyond(&self, conn: &mut Conn, again: &Again) -> Result<Beyond, sqlx::Error> {
        let mut beyond = Beyond { ids: self.disturbed.clone(), keys: BTreeSet::new() };
        for (id, was) in &self.bystanders {
            if likeness(&self.set, *id).as_ref() != Some(was) {
                beyond.ids.insert(*id);
            }
        }
        let given = self.set.new_identifiers.keys().filter(|(key, _)| identifies(key)).map(|(_, id)| *id);
        beyond.ids.extend(given.filter(|id| self.bystanders.contains_key(id)));
        let others = self.lines.symmetric_difference(&self.set.lines_beside);
        beyond.ids.extend(others.map(|(id, _)| *id).filter(|id| self.bystanders.contains_key(id)));
        beyond.ids.extend(&self.set.misnamed_beside);
        let changed = self.changed_keys();
        let keys: Vec<String> = changed.iter().cloned().collect();
        beyond.ids.extend(customers::store::holders(conn, &keys).await?.into_iter().map(|(_, id)| id));
        beyond.ids.retain(|id| !again.ids.contains(id));
        let more: Vec<String> = changed.difference(&again.keys).cloned().collect();
        beyond.keys.extend(store::strays(conn, more).await?.into_keys());
        Ok(beyond)
    }

    /// The keys under which those made again are not who they were, or not since when.
    fn changed_keys(&self) -> BTreeSet<String> {
        let own = |held: &Held| !self.bystanders.contains_key(&held.id);
        let now: BTreeSet<(String, Held)> = (self.set.holders.iter())
            .flat_map(|(key, holders)| holders.iter().map(move |held| (key.clone(), *held)))
            .filter(|(_, held)| own(held))
            .collect();
        let mut changed: BTreeSet<String> =
            now.symmetric_difference(&self.held).map(|(key, _)| key.clone()).collect();
        let was: BTreeMap<CustomerId, Likeness> = self
            .known
            .iter()
            .map(|stored| {
                let Stored { id, record, .. } = stored;
                (*id, Likeness { face: ordered(face(*id, record)), shaped: record.shaped })
            })
            .collect();
        let same =
            |id: CustomerId| was.get(&id).is_some_and(|was| likeness(&self.set, id).as_ref() == Some(was));
        changed.extend(now.into_iter().filter(|(_, held)| !same(held.id)).map(|(key, _)| key));
        changed
    }

    /// Lets these be changed although they were not made again.
    pub fn take_along(&mut self, ids: &BTreeSet<CustomerId>) {
        for id in ids {
            self.bystanders.remove(id);
            self.set.bystanders.remove(id);
        }
        for (id, line) in std::mem::take(&mut self.set.lines_beside) {
            if ids.contains(&id) {
                self.set.line_on_customers_timeline(id, line);
            }
        }
    }

    /// Without those who were only looked at.
    #[must_use]
    pub fn alone(mut self) -> Self {
        let beside = std::mem::take(&mut self.set.bystanders);
        let set = &mut self.set;
        set.customers.retain(|id, _| !beside.contains(id));
        set.stood_under.retain(|id, _| !beside.contains(id));
        set.new_identifiers.retain(|(_, id), _| !beside.contains(id));
        set.new_words.retain(|(_, id)| !beside.contains(id));
        set.consent_changes.retain(|change| !beside.contains(&change.customer));
        set.lines_beside.clear();
        self
    }

    async fn lines_of_bystanders(
        &self,
        conn: &mut Conn,
        events: &[(u64, Incoming)],
    ) -> Result<BTreeSet<(CustomerId, Line)>, sqlx::Error> {
        let places: HashSet<i64> = events.iter().filter_map(|(seq, _)| i64::try_from(*seq).ok()).collect();
        let subjects: HashMap<String, CustomerId> =
            self.bystanders.keys().map(|id| (timeline_subject(*id), *id)).collect();
        let names: Vec<String> = subjects.keys().cloned().collect();
        let older = store::lines(conn, &names).await?;
        let older = older.into_iter().filter_map(|row| Some((*subjects.get(&row.subject)?, row.line)));
        let newer = self.bystanders.keys().filter_map(|id| Some((*id, self.set.customers.get(id)?)));
        let newer = newer.flat_map(|(id, entry)| entry.record.recent.iter().map(move |line| (id, *line)));
        Ok(older.chain(newer).filter(|(_, line)| places.contains(&line.seq)).collect())
    }
}

fn likeness(set: &WorkingSet, id: CustomerId) -> Option<Likeness> {
    let shaped = set.customers.get(&id)?.record.shaped;
    Some(Likeness { face: ordered(set.face_of(id)?.clone()), shaped })
}

/// In which order the names came says nothing.
fn ordered(mut face: Holder) -> Holder {
    face.names.sort_unstable();
    face
}

/// Lines of these events under keys that nobody had.
async fn stray_lines(conn: &mut Conn, events: &[(u64, Incoming)]) -> Result<Vec<TimelineRow>, sqlx::Error> {
    let keys: BTreeSet<&String> = events.iter().flat_map(|(_, event)| &event.keys).collect();
    let subjects: Vec<String> = keys.iter().map(|key| stray_subject(key)).collect();
    let places: HashSet<i64> = events.iter().filter_map(|(seq, _)| i64::try_from(*seq).ok()).collect();
    let mut lines = store::lines(conn, &subjects).await?;
    lines.retain(|row| places.contains(&row.line.seq));
    Ok(lines)
}

/// Merges that were taken back.
fn revoked(events: &[(u64, Incoming)]) -> HashSet<String> {
    let merge = |event: &Incoming| match &event.event {
        Event::UnmergeDecided(unmerge) => Some(unmerge.merge.clone()),
        _ => None,
    };
    events.iter().filter_map(|(_, event)| merge(event)).collect()
}
