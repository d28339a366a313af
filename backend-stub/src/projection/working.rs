//! The part of the read models that a group of events touches, in memory for one transaction.
//!
//! Deliberately not here: reading and writing it (the stores do) and deciding anything (matching and the projections do).

use super::{Logged, holding::Held, order::Moment, timeline_subject};
use crate::{
    compensation::{
        self,
        watch::{Moved, News},
    },
    consents::standing as consents,
    contacts::record::ContactRecord,
    customers::{
        fold_in::fold_in,
        learn::Origin,
        matching::Holder,
        mention::{Mention, NameKey},
        record::{CustomerRecord, Line},
        store::Stored,
    },
    flights::record::FlightRecord,
    identity::blocks,
    ingest::envelope::{Identifier, IdentifierKind},
    outbox::Announced,
    realtime::frames::Touch,
    risks::Watch,
};
use purser_contract::{ContactId, CustomerId, FlightKey, Pnr, compensation::CompensationId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The version of two records together. Merging and parting the same two doubles it each time, so it has an end.
#[must_use]
pub fn sum(one: u64, other: u64) -> u64 {
    const MOST: u64 = 1 << 52;
    one.saturating_add(other).min(MOST)
}

/// A record with its version.
#[derive(Clone, Debug, Default)]
pub struct Entry<T> {
    /// Events applied.
    pub version: u64,
    /// The record.
    pub record: T,
    /// Whether it must be written.
    pub dirty: bool,
    /// Bytes of the record as it is stored.
    pub size: usize,
}

/// A customer as a working set knows them.
#[derive(Clone, Debug)]
pub struct Known {
    /// The record.
    pub entry: Entry<CustomerRecord>,
    /// What matching needs of it.
    pub face: Holder,
}

/// One line of the timeline table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelineRow {
    /// Whose timeline.
    pub subject: String,
    /// Which event.
    pub line: Line,
}

/// See the module.
#[derive(Debug, Default)]
pub struct WorkingSet {
    /// By customer.
    pub customers: HashMap<CustomerId, Entry<CustomerRecord>>,
    /// What matching needs of each customer.
    pub(super) faces: HashMap<CustomerId, Holder>,
    /// Who has which key. A key that was looked up and has nobody is here with an empty list.
    pub holders: HashMap<String, Vec<Held>>,
    /// By flight.
    pub flights: HashMap<FlightKey, Entry<FlightRecord>>,
    /// By contact.
    pub contacts: HashMap<ContactId, Entry<ContactRecord>>,
    /// Keys to add.
    pub new_identifiers: BTreeMap<(String, CustomerId), i64>,
    /// Name words to add.
    pub new_words: BTreeSet<(String, CustomerId)>,
    /// Timeline lines to add.
    pub timeline: BTreeSet<TimelineRow>,
    /// Ids that were linked into others before, as far as this group uses them.
    pub aliases: HashMap<CustomerId, CustomerId>,
    /// Records linked into others in this group, in order: (from, into).
    pub joined: Vec<(CustomerId, CustomerId)>,
    /// Consents that stand otherwise since the last step took them.
    pub consent_changes: Vec<consents::Change>,
    /// What changed, in order of first change.
    pub touched: BTreeSet<Touch>,
    /// The newest event of all groups before this one.
    pub newest: Moment,
    /// Keys under which events stand that were about nobody known, with the time of the newest, microseconds.
    pub strays: HashMap<String, i64>,
    /// Ids that were in use before; who has them now is noted in `made` when the events that made them come by.
    pub former: HashSet<CustomerId>,
    /// From an id of before to whoever the event that made it is about now.
    pub made: HashMap<CustomerId, CustomerId>,
    /// What those whose identity changes stood under before (`identity::blocks`).
    pub stood_under: BTreeMap<CustomerId, BTreeSet<i64>>,
    /// Merges that were taken back, by their event's id.
    pub revoked: HashSet<String>,
    /// What may have put a bag or a connection at risk.
    pub watch: BTreeSet<Watch>,
    /// What may change what somebody is owed.
    pub moved: News,
    /// While customers are made again: the time of the event that is applied, microseconds. Who has a key since later is not
    /// seen by it.
    pub sight: Option<i64>,
    /// Those who are not made again, but stand beside those who are: they are only looked at.
    pub bystanders: HashSet<CustomerId>,
    /// Lines that bystanders would have got.
    pub lines_beside: BTreeSet<(CustomerId, Line)>,
    /// Bystanders on whose bookings somebody goes by an id that was joined into another.
    pub misnamed_beside: BTreeSet<CustomerId>,
    /// Compensations to write, by their ids.
    pub decided: BTreeMap<CompensationId, compensation::store::Row>,
    /// What other systems are to be told of compensations since the last step took it.
    pub owed: Vec<Announced>,
}

impl WorkingSet {
    /// An empty set for events that come after all up to `newest`, or late.
    #[must_use]
    pub fn after(newest: Moment) -> Self {
        Self { newest, ..Self::default() }
    }

    /// Puts a record that was read into the set.
    pub fn insert_customer(&mut self, stored: Stored) {
        let Stored { id, version, record, size } = stored;
        self.faces.insert(id, face(id, &record));
        self.customers.insert(id, Entry { version, record, dirty: false, size });
    }

    /// Puts a record that an earlier set had into this one.
    pub fn insert_known(&mut self, id: CustomerId, known: Known) {
        self.faces.insert(id, known.face);
        self.customers.insert(id, known.entry);
    }

    /// What is known after everything was written, customer by customer; takes it out of the set.
    pub fn drain_known(&mut self) -> impl Iterator<Item = (CustomerId, Known)> {
        self.customers.drain().filter_map(|(id, mut entry)| {
            entry.dirty = false;
            Some((id, Known { entry, face: self.faces.remove(&id)? }))
        })
    }

    /// The id a customer goes by after the joins of this set.
    #[must_use]
    pub fn current(&self, id: CustomerId) -> CustomerId {
        let id = self.aliases.get(&id).copied().unwrap_or(id);
        self.joined.iter().fold(id, |id, (from, into)| if id == *from { *into } else { id })
    }

    /// Who an id of before is now.
    #[must_use]
    pub fn now_of(&self, id: CustomerId) -> CustomerId {
        self.current(self.made.get(&id).copied().unwrap_or(id))
    }

    /// Whether an id is or became that of somebody here.
    #[must_use]
    pub fn knows(&self, id: CustomerId) -> bool {
        self.customers.contains_key(&id) || self.customers.contains_key(&self.now_of(id))
    }

    /// Those into whom others were joined.
    #[must_use]
    pub fn joined_now(&self) -> BTreeSet<CustomerId> {
        self.joined.iter().map(|(_, into)| self.current(*into)).collect()
    }

    /// The record to learn into. The customer must be in the set.
    pub fn learn(&mut self, id: CustomerId) -> &mut CustomerRecord {
        self.touched.insert(Touch::Customer(id));
        let entry = self.customers.entry(id).or_default();
        entry.dirty = true;
        &mut entry.record
    }

    /// Adds a customer nobody knew.
    pub fn create(&mut self, id: CustomerId) {
        self.insert_customer(Stored { id, version: 0, record: CustomerRecord::default(), size: 0 });
    }

    /// Call before anything changes that two records may have in common.
    pub fn reshape(&mut self, id: CustomerId) {
        if !self.stood_under.contains_key(&id) {
            let before = self.customers.get(&id).map(|entry| blocks::of(id, &entry.record));
            self.stood_under.insert(id, before.unwrap_or_default());
        }
    }

    /// Whether a mention says anything that two records may have in common and this one has not.
    #[must_use]
    pub fn would_reshape(&self, id: CustomerId, mention: &Mention) -> bool {
        let Some(Entry { record, .. }) = self.customers.get(&id) else { return true };
        let new_name =
            mention.name.as_ref().is_some_and(|name| record.names.iter().all(|known| known.value != *name));
        let address = |identifier: &&Identifier| {
            matches!(identifier.kind, IdentifierKind::Phone | IdentifierKind::Email)
        };
        let mut addresses = mention.identifiers.iter().filter(address);
        let unknown = |identifier: &Identifier| {
            record
                .identifiers
                .get(identifier.kind.word())
                .is_none_or(|known| !known.contains_key(&identifier.value))
        };
        new_name
            || addresses.any(unknown)
            || mention
                .birth_date
                .is_some_and(|date| record.birth_date.as_ref().is_none_or(|known| known.value != date))
            || mention.address.is_some()
                && mention.address.as_ref() != record.address.as_ref().map(|known| &known.value)
    }

    /// A person was found to be `id` by an event that would have made `made`, had nobody been known.
    pub fn found(&mut self, made: impl FnOnce() -> CustomerId, id: CustomerId) {
        if self.former.is_empty() {
            return;
        }
        let made = made();
        if self.former.contains(&made) {
            self.made.insert(made, id);
        }
    }

    /// Links records that are one person's; the oldest id stays and is returned.
    pub fn join(&mut self, ids: &[CustomerId]) -> Option<CustomerId> {
        let into = *ids.iter().min()?;
        ids.iter().for_each(|id| self.reshape(*id));
        for from in ids.iter().copied().filter(|id| *id != into) {
            let Some(other) = self.customers.remove(&from) else { continue };
            let entry = self.customers.entry(into).or_default();
            entry.version = sum(entry.version, other.version);
            entry.dirty = true;
            let consents = entry.record.consents.clone();
            let bookings: Vec<Pnr> = other.record.bookings.keys().cloned().collect();
            let older = fold_in(&mut entry.record, other.record);
            self.consent_changes.extend(consents::changes(into, &consents, &entry.record.consents));
            self.faces.remove(&from);
            self.faces.insert(into, face(into, &entry.record));
            self.spill(into, older);
            self.hand_over(from, into);
            if self.customers.get(&into).is_some_and(|entry| !entry.record.compensations.is_empty()) {
                self.moved.insert(Moved::Customer(into));
            }
            self.rename_passenger(&bookings, from, into);
            self.joined.push((from, into));
            self.touched.insert(Touch::Customer(from));
            self.touched.insert(Touch::Customer(into));
        }
        Some(into)
    }

    /// Lets the bookings of everybody on them name a passenger by the id they have now. Companions who are not in the set
    /// are made again after the group (`log::again`).
    fn rename_passenger(&mut self, bookings: &[Pnr], from: CustomerId, into: CustomerId) {
        for pnr in bookings {
            let key = Identifier { kind: IdentifierKind::Pnr, value: pnr.0.clone() }.key();
            let companions = self.holders.get(&key).into_iter().flatten().map(|held| held.id);
            for id in companions.chain([into]) {
                let Some(entry) = self.customers.get_mut(&id) else { continue };
                let people = entry.record.bookings.get_mut(pnr).and_then(|known| known.passengers.as_mut());
                let people = people.into_iter().flat_map(|fact| &mut fact.value);
                for passenger in people.filter(|passenger| passenger.customer_id == Some(from)) {
                    passenger.customer_id = Some(into);
                    entry.dirty = true;
                    if self.bystanders.contains(&id) {
                        self.misnamed_beside.insert(id);
                    }
                }
            }
        }
    }

    /// Notes a bystander whose booking names its passengers otherwise than the same event does now.
    pub fn look_for_misnamed(
        &mut self,
        id: CustomerId,
        pnr: &str,
        passengers: &[Option<CustomerId>],
        origin: Origin<'_>,
    ) {
        let Some(entry) = self.customers.get(&id).filter(|_| self.bystanders.contains(&id)) else { return };
        let known =
            entry.record.bookings.get(&Pnr(pnr.to_owned())).and_then(|known| known.passengers.as_ref());
        let Some(known) = known.filter(|known| known.as_of == origin.at && known.source == origin.source)
        else {
            return;
        };
        if !known.value.iter().map(|known| known.customer_id).eq(passengers.iter().copied()) {
            self.misnamed_beside.insert(id);
        }
    }

    /// Puts an event on the timeline of a flight or an airport.
    pub fn on_timeline(&mut self, subject: String, logged: Logged<'_>) {
        self.timeline.insert(TimelineRow { subject, line: line(logged, false) });
    }

    /// Keeps an event that is about nobody known where a later word about its keys finds it.
    pub fn on_nobodys_timeline(&mut self, keys: Vec<String>, logged: Logged<'_>) {
        for key in keys {
            self.on_timeline(stray_subject(&key), logged);
            let newest = self.strays.entry(key).or_insert(i64::MIN);
            *newest = logged.at.as_microsecond().max(*newest);
        }
    }

    /// Puts an event on a customer's timeline; their version grows.
    pub fn on_customers_timeline(&mut self, id: CustomerId, logged: Logged<'_>, shared: bool) {
        self.line_on_customers_timeline(id, line(logged, shared));
    }

    /// The same with a line of before.
    pub fn line_on_customers_timeline(&mut self, id: CustomerId, line: Line) {
        if self.bystanders.contains(&id) {
            self.lines_beside.insert((id, line));
            return;
        }
        let Some(entry) = self.customers.get_mut(&id) else { return };
        entry.dirty = true;
        let Some(older) = entry.record.note(line) else { return };
        entry.version += 1;
        self.touched.insert(Touch::Customer(id));
        self.spill(id, older);
    }

    fn spill(&mut self, id: CustomerId, older: Vec<Line>) {
        let subject = timeline_subject(id);
        self.timeline.extend(older.into_iter().map(|line| TimelineRow { subject: subject.clone(), line }));
    }

    /// Forgets customers and keys that were made again elsewhere.
    pub fn forget(&mut self, ids: &BTreeSet<CustomerId>, keys: &BTreeSet<String>) {
        self.customers.retain(|id, _| !ids.contains(id));
        self.faces.retain(|id, _| !ids.contains(id));
        self.holders.retain(|key, _| !keys.contains(key));
    }

    /// Notes a change for those who watch.
    pub fn touch(&mut self, what: Touch) {
        self.touched.insert(what);
    }

    /// A contact's record, to change.
    pub fn contact(&mut self, id: &ContactId) -> &mut ContactRecord {
        let entry = self.contacts.entry(id.clone()).or_default();
        entry.dirty = true;
        &mut entry.record
    }
}

/// The timeline subject of a key that nobody has.
#[must_use]
pub fn stray_subject(key: &str) -> String {
    format!("k:{key}")
}

/// The line of an event.
#[must_use]
pub fn line(logged: Logged<'_>, shared: bool) -> Line {
    Line { at: logged.at.as_microsecond(), seq: i64::try_from(logged.seq).unwrap_or(i64::MAX), shared }
}

/// A customer as matching sees them.
#[must_use]
pub fn face(id: CustomerId, record: &CustomerRecord) -> Holder {
    Holder {
        id,
        names: record.names.iter().filter_map(|fact| NameKey::of(&fact.value)).collect(),
        loyalty: record.of_kind(IdentifierKind::Loyalty.word()).map(|(number, _)| number.clone()).collect(),
    }
}
