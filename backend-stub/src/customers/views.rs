//! Reading views: the 360 as bytes, remembered until something it shows changes.
//!
//! A remembered view notes the generation of everything it was made of. The writer raises generations after each commit,
//! so that a view of before is never taken for one of after. Deliberately not here: what a view says (`view`).

mod alike;

use super::{
    gathered::{Records, Standing},
    record::CustomerRecord,
    search::item,
    store,
    timeline::{self, Cursor},
    view::{Flights, Parts, consents_tag, view},
};
use crate::{
    clock::Clock,
    consents::{standing::standings, withheld::shown},
    db::{Conn, Db},
    elsewhere::Elsewhere,
    flights::{self, record::FlightRecord},
    identity,
    insight::rules::Rules,
    realtime::frames::Touch,
};
use bytes::Bytes;
use jiff::Timestamp;
use purser_contract::{
    CustomerId, FlightKey,
    consent::Consents,
    journey::FlightView,
    search::{Page, SearchItem},
    timeline::TimelineItem,
};
use quick_cache::{Weighter, sync::Cache};
use std::{
    collections::{HashMap, HashSet},
    iter,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use xxhash_rust::xxh3::xxh3_64;

/// A 360 ready to send.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// Whose it is now.
    pub id: CustomerId,
    /// Grows with every change.
    pub version: u64,
    /// Quoted, for `ETag`.
    pub etag: String,
    /// The 360 as JSON.
    pub json: Bytes,
    /// What it was made of.
    pub deps: Vec<Touch>,
    /// Everybody whose particulars it shows: the customer, and those who may be the same person.
    pub shows: Vec<CustomerId>,
}

#[derive(Clone, Debug)]
struct Remembered {
    rendered: Arc<Rendered>,
    generations: Vec<(usize, u64)>,
    until: Timestamp,
}

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<CustomerId, Remembered> for ByBytes {
    fn weight(&self, _: &CustomerId, value: &Remembered) -> u64 {
        (value.rendered.json.len() + 512) as u64
    }
}

/// How many bytes of rendered views are remembered.
const REMEMBERED_BYTES: u64 = 24 << 20;
/// How many flights are remembered.
const REMEMBERED_FLIGHTS: usize = 32_768;
/// How long a view is remembered at most: which journey matters depends on the time.
const REMEMBERED_SECONDS: i64 = 30;
/// How many counters stand for everything that can change. Two things may share one; then a view is made again.
const COUNTERS: usize = 1 << 16;

/// A flight with its version, or `None` for one nobody spoke of.
type KnownFlight = Option<Arc<(u64, FlightRecord)>>;

/// What views are made from.
#[derive(Debug)]
pub struct Sources {
    /// The database.
    pub db: Db,
    /// What other processes on it say, where there may be any.
    pub elsewhere: Option<Arc<Elsewhere>>,
    /// The time.
    pub clock: Clock,
    /// The airline's country.
    pub home: String,
    /// How records are compared that may be one person's.
    pub identity: Arc<identity::rules::Rules>,
    /// What is concluded about customers, and when.
    pub rules: Arc<Rules>,
}

/// See the module.
#[derive(Debug)]
pub struct Views {
    db: Db,
    records: Records,
    standing: Standing,
    elsewhere: Option<Arc<Elsewhere>>,
    clock: Clock,
    home: String,
    identity: Arc<identity::rules::Rules>,
    rules: Arc<Rules>,
    counters: Vec<AtomicU64>,
    views: Cache<CustomerId, Remembered, ByBytes>,
    flights: Cache<FlightKey, (u64, KnownFlight)>,
}

impl Views {
    /// Views over `db`.
    #[must_use]
    pub fn new(sources: Sources) -> Self {
        let Sources { db, elsewhere, clock, home, identity, rules } = sources;
        Self {
            elsewhere,
            records: Records::start(db.clone()),
            standing: Standing::start(db.clone(), identity.largest_group + 1),
            db,
            clock,
            home,
            identity,
            rules,
            counters: (0..COUNTERS).map(|_| AtomicU64::new(0)).collect(),
            views: Cache::with_weighter(8_192, REMEMBERED_BYTES, ByBytes),
            flights: Cache::new(REMEMBERED_FLIGHTS),
        }
    }

    /// The writer tells what a commit changed.
    pub fn changed(&self, touched: &[Touch]) {
        for what in touched {
            self.counters[usize::from(what.slot())].fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Another process tells what its commit changed, by the counters.
    pub fn changed_slots(&self, slots: &HashSet<u16>) {
        for slot in slots {
            self.counters[usize::from(*slot)].fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Anything may have changed.
    pub fn all_changed(&self) {
        for counter in &self.counters {
            counter.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits until this process has heard of everything that other ones committed before; else nothing remembered counts.
    async fn caught_up(&self) {
        if let Some(elsewhere) = &self.elsewhere
            && !elsewhere.caught_up().await
        {
            self.all_changed();
        }
    }

    fn generation(&self, what: &Touch) -> (usize, u64) {
        let slot = usize::from(what.slot());
        (slot, self.counters[slot].load(Ordering::Acquire))
    }

    async fn stored(&self, id: CustomerId) -> Result<Option<store::Stored>, sqlx::Error> {
        self.records.find(id).await?.map(|raw| raw.stored()).transpose()
    }

    /// The 360 of a customer, also by an id that was linked into another.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn view(&self, id: CustomerId) -> Result<Option<Arc<Rendered>>, sqlx::Error> {
        self.caught_up().await;
        let now = self.clock.now();
        if let Some(known) = self.views.get(&id) {
            let same = |(slot, seen): &(usize, u64)| self.counters[*slot].load(Ordering::Acquire) == *seen;
            if known.until > now && known.generations.iter().all(same) {
                return Ok(Some(known.rendered));
            }
        }
        let mut generations = vec![self.generation(&Touch::Customer(id))];
        let Some(mut stored) = self.stored(id).await? else { return Ok(None) };
        let mut read_as = id;
        while stored.id != read_as {
            // Noted before it is read: a commit in between would not be noticed.
            read_as = stored.id;
            generations.push(self.generation(&Touch::Customer(read_as)));
            let Some(again) = self.stored(read_as).await? else { return Ok(None) };
            stored = again;
        }
        let flights = self.flights_of(&stored.record, &mut generations).await?;
        let (suggestions, mut deps) = self.suggestions_of(&stored, &mut generations).await?;
        deps.push(Touch::Customer(stored.id));
        deps.extend(stored.record.flights().into_iter().map(Touch::Flight));
        let record = shown(&stored.record);
        let parts = Parts {
            id: stored.id,
            version: stored.version,
            record: &record,
            flights: &flights,
            suggestions: &suggestions,
            rules: &self.rules,
            now,
        };
        let rendered = Arc::new(render(parts, deps)?);
        let until = Timestamp::from_second(now.as_second() + REMEMBERED_SECONDS).unwrap_or(now);
        let remembered = Remembered { rendered: Arc::clone(&rendered), generations, until };
        self.views.insert(id, remembered);
        Ok(Some(rendered))
    }

    /// The flights of a record, remembered ones first; their generations are noted before they are read.
    async fn flights_of(
        &self,
        record: &CustomerRecord,
        generations: &mut Vec<(usize, u64)>,
    ) -> Result<Flights, sqlx::Error> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        for key in record.flights() {
            let seen = self.generation(&Touch::Flight(key.clone()));
            generations.push(seen);
            match self.flights.get(&key) {
                Some((generation, flight)) if generation == seen.1 => {
                    found.extend(flight.map(|flight| (key, flight)));
                }
                _ => missing.push((key, seen.1)),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let keys: Vec<FlightKey> = missing.iter().map(|(key, _)| key.clone()).collect();
        let mut conn = self.db.read.acquire().await?;
        let mut read: HashMap<FlightKey, Arc<(u64, FlightRecord)>> =
            flights::store::flights(&mut conn, &keys)
                .await?
                .into_iter()
                .map(|(key, version, record)| (key, Arc::new((version, record))))
                .collect();
        for (key, generation) in missing {
            let flight = read.remove(&key);
            self.flights.insert(key.clone(), (generation, flight.clone()));
            found.extend(flight.map(|flight| (key, flight)));
        }
        Ok(found)
    }

    /// The flights of a record.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn flights(&self, record: &CustomerRecord) -> Result<Flights, sqlx::Error> {
        self.flights_of(record, &mut Vec::new()).await
    }

    /// A page of a customer's timeline; nothing when there is no such customer.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn timeline(
        &self,
        id: CustomerId,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Option<Page<TimelineItem>>, sqlx::Error> {
        self.caught_up().await;
        let Some(stored) = self.stored(id).await? else { return Ok(None) };
        let flights = self.flights_of(&stored.record, &mut Vec::new()).await?;
        let mut conn = self.db.read.acquire().await?;
        let whose = (stored.id, &stored.record, &flights);
        timeline::page(&mut conn, whose, cursor, limit, &self.home).await.map(Some)
    }

    /// The newest of a customer's timeline as a JSON array.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn timeline_json(&self, id: CustomerId, limit: usize) -> Result<Bytes, sqlx::Error> {
        let items =
            self.timeline(id, Cursor::NEWEST, limit).await?.map(|page| page.items).unwrap_or_default();
        serde_json::to_vec(&items).map(Bytes::from).map_err(|error| sqlx::Error::Encode(error.into()))
    }

    /// These customers as search items, in the order asked for.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn candidates(&self, ids: &[CustomerId]) -> Result<Vec<SearchItem>, sqlx::Error> {
        let mut conn = self.db.read.acquire().await?;
        let mut found: Vec<SearchItem> = Vec::with_capacity(ids.len());
        for id in ids {
            // Two of them may have been linked into one since.
            let stored = find(&mut conn, *id).await?;
            if let Some(stored) = stored.filter(|stored| found.iter().all(|item| item.id != stored.id)) {
                found.push(item(&stored, 1.0, self.clock.now()));
            }
        }
        Ok(found)
    }

    /// Where a customer's consents stand, with their entity tag; nothing when there is no such customer.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn consents(&self, id: CustomerId) -> Result<Option<(Consents, String)>, sqlx::Error> {
        self.caught_up().await;
        let Some(stored) = self.stored(id).await? else { return Ok(None) };
        let flights = self.flights_of(&stored.record, &mut Vec::new()).await?;
        let version = stored.version + flights.values().map(|flight| flight.0).sum::<u64>();
        let items = standings(&stored.record.consents);
        let consents = Consents { customer_id: stored.id, version, items, next: None };
        Ok(Some((consents, consents_tag(&stored.record))))
    }

    /// One flight.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn flight(&self, key: &FlightKey) -> Result<Option<FlightView>, sqlx::Error> {
        let mut conn = self.db.read.acquire().await?;
        let found = flights::store::flights(&mut conn, std::slice::from_ref(key)).await?;
        Ok(found.into_iter().next().and_then(|(key, version, record)| record.view(&key, version)))
    }

    /// A connection to read with, for searches.
    ///
    /// # Errors
    /// When none is free in time.
    pub async fn reader(&self) -> Result<Conn, sqlx::Error> {
        self.db.read.acquire().await
    }
}

/// A customer by their id or one they had before.
///
/// # Errors
/// Those of the database.
pub async fn find(conn: &mut Conn, id: CustomerId) -> Result<Option<store::Stored>, sqlx::Error> {
    if let Some(stored) = store::customers(conn, &[id]).await?.pop() {
        return Ok(Some(stored));
    }
    match store::aliases(conn, &[id]).await?.get(&id) {
        Some(into) => Ok(store::customers(conn, &[*into]).await?.pop()),
        None => Ok(None),
    }
}

fn render(parts: Parts<'_>, deps: Vec<Touch>) -> Result<Rendered, sqlx::Error> {
    let others = parts.suggestions.all().map(|suggestion| suggestion.customer_id);
    let shows = iter::once(parts.id).chain(others).collect();
    let whole = view(parts);
    let json = serde_json::to_vec(&whole).map_err(|error| sqlx::Error::Encode(error.into()))?;
    Ok(Rendered {
        id: whole.id,
        version: whole.version,
        etag: format!("\"{:016x}\"", xxh3_64(&json)),
        json: Bytes::from(json),
        deps,
        shows,
    })
}
