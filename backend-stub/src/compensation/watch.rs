//! What must be looked at again because it may change what somebody is owed: rows written with the event that moved it.
//!
//! An event about a flight that keeps its time, or about somebody on one, leaves no row: the only price it pays is a look
//! into the short list of flights that do not. Deliberately not here: looking (`decider`).

use super::store;
use crate::{
    db::Conn,
    risks::{Book, Watch, store as watched},
};
use purser_contract::{CustomerId, FlightKey};
use std::collections::BTreeSet;

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

/// Leaves rows for what a commit moved; gives back how many.
///
/// # Errors
/// Those of the database.
pub async fn note(conn: &mut Conn, moved: &BTreeSet<Moved>, seq: u64) -> Result<usize, sqlx::Error> {
    if moved.is_empty() {
        return Ok(0);
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
    let watch: BTreeSet<Watch> = watch.collect();
    if !watch.is_empty() {
        watched::insert(conn, Book::Decisions, &watch, seq).await?;
    }
    Ok(watch.len())
}
