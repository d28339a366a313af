//! What must be looked at again because it may change what somebody is owed: rows written with the event that moved it.
//!
//! An event about a flight that keeps its time, or about somebody on one, leaves no row: the only price it pays is a look
//! into the short list of flights that do not. News of before leaves its rows apart: it comes in any order, and nothing is
//! paid on half of it (`catching_up`). Deliberately not here: looking (`decider`).

use super::store;
use crate::{
    db::Conn,
    ingest::{catalogue::OWN_SOURCE, envelope::Incoming},
    risks::{Book, Watch, store as watched},
};
use jiff::Timestamp;
use purser_contract::{CustomerId, FlightKey};
use std::collections::BTreeSet;

/// News older than this when it comes is of before: a load, or what waited for a broken line. Seconds.
const LATE: i64 = 15 * 60;

/// Something that moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moved {
    /// A flight, and it is in trouble.
    Disrupted(FlightKey),
    /// A flight that is in none, or no more.
    Flight(FlightKey),
    /// Somebody on a flight.
    Passenger(FlightKey, CustomerId),
    /// Somebody, whatever their flights do.
    Customer(CustomerId),
}

impl Moved {
    fn flight(&self) -> Option<&FlightKey> {
        match self {
            Self::Disrupted(key) | Self::Flight(key) | Self::Passenger(key, _) => Some(key),
            Self::Customer(_) => None,
        }
    }
}

/// What moved, and whether by news of now or of before.
#[derive(Debug, Default)]
pub struct News {
    fresh: BTreeSet<Moved>,
    late: BTreeSet<Moved>,
    is_late: bool,
}

impl News {
    /// What follows moved by this event.
    pub fn comes(&mut self, event: &Incoming, now: Timestamp) {
        self.is_late = is_late(event, now);
    }

    /// What follows moved by any of these events: it is of before when they all are.
    pub fn comes_with(&mut self, events: &[&Incoming], now: Timestamp) {
        self.is_late = events.iter().all(|event| is_late(event, now));
    }

    /// This moved.
    pub fn insert(&mut self, moved: Moved) {
        if self.is_late {
            self.late.insert(moved)
        } else {
            self.fresh.insert(moved)
        };
    }

    /// These moved.
    pub fn extend(&mut self, moved: impl IntoIterator<Item = Moved>) {
        moved.into_iter().for_each(|moved| self.insert(moved));
    }

    /// Everything, whatever its news.
    #[must_use]
    pub fn all(self) -> BTreeSet<Moved> {
        self.fresh.into_iter().chain(self.late).collect()
    }
}

/// Of before, when it is taken at `now`. What this service says itself is always of now.
fn is_late(event: &Incoming, now: Timestamp) -> bool {
    event.source != OWN_SOURCE && event.at.as_second() < now.as_second() - LATE
}

/// Leaves rows for what a commit moved; gives back how many.
///
/// # Errors
/// Those of the database.
pub async fn note(conn: &mut Conn, news: &News, seq: u64) -> Result<usize, sqlx::Error> {
    let fresh = watch(conn, &news.fresh).await?;
    let late: BTreeSet<Watch> = watch(conn, &news.late).await?.difference(&fresh).cloned().collect();
    for (book, rows) in [(Book::Decisions, &fresh), (Book::Backlog, &late)] {
        if !rows.is_empty() {
            watched::insert(conn, book, rows, seq).await?;
        }
    }
    Ok(fresh.len() + late.len())
}

/// What is to be looked at because of what moved.
async fn watch(conn: &mut Conn, moved: &BTreeSet<Moved>) -> Result<BTreeSet<Watch>, sqlx::Error> {
    if moved.is_empty() {
        return Ok(BTreeSet::new());
    }
    let new: BTreeSet<FlightKey> = moved
        .iter()
        .filter_map(|moved| match moved {
            Moved::Disrupted(key) => Some(key.clone()),
            Moved::Flight(_) | Moved::Passenger(..) | Moved::Customer(_) => None,
        })
        .collect();
    store::insert_disrupted(conn, &new).await?;
    let asked: BTreeSet<FlightKey> = moved.iter().filter_map(Moved::flight).cloned().collect();
    let asked: Vec<FlightKey> = asked.difference(&new).cloned().collect();
    let mut disrupted = store::disrupted(conn, &asked).await?;
    disrupted.extend(new);
    let watch = moved.iter().filter_map(|moved| match moved {
        Moved::Disrupted(key) | Moved::Flight(key) => {
            disrupted.contains(key).then(|| Watch::Flight(key.clone()))
        }
        Moved::Passenger(key, id) => disrupted.contains(key).then_some(Watch::Customer(*id)),
        Moved::Customer(id) => Some(Watch::Customer(*id)),
    });
    Ok(watch.collect())
}
