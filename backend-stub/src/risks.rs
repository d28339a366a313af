//! Bags and connections at risk, told to other systems once a case.
//!
//! An event that moves a flight, a bag or a booking leaves a row in its own transaction; a task of its own looks at
//! everybody concerned, so that ingest does not wait for it and a killed process does not forget it. With nobody who wants
//! to be told, nothing is written. Deliberately not here: what is a risk (`insight::signals`).

pub mod store;
pub mod watcher;

use crate::{
    db::Conn,
    outbox::{BAG_AT_RISK, CONNECTION_AT_RISK},
    webhooks,
};
use purser_contract::{CustomerId, FlightKey};
use std::collections::BTreeSet;

/// Which task looks: rows are kept apart, since one may be done before the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// Bags and connections at risk.
    Risks,
    /// What passengers are owed (`compensation::decider`).
    Decisions,
    /// The same by news of before, which waits until such news is quiet (`compensation::catching_up`).
    Backlog,
}

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Watch {
    /// Everybody on a flight.
    Flight(FlightKey),
    /// One customer.
    Customer(CustomerId),
}

/// The key under which a flight's passengers are looked up, among the identifiers.
#[must_use]
pub fn passengers_key(flight: &FlightKey) -> String {
    format!("{PASSENGERS}{flight}")
}

/// What [`passengers_key`] begins with.
pub const PASSENGERS: &str = "flight:";

/// Leaves rows for what a commit moved, when somebody wants to be told; gives back how many.
///
/// # Errors
/// Those of the database.
pub async fn note(conn: &mut Conn, watch: &BTreeSet<Watch>, seq: u64) -> Result<usize, sqlx::Error> {
    if watch.is_empty() {
        return Ok(0);
    }
    let wanted = webhooks::store::wanted(conn).await?;
    if !wanted.iter().any(|webhook| webhook.wants(BAG_AT_RISK) || webhook.wants(CONNECTION_AT_RISK)) {
        return Ok(0);
    }
    store::insert(conn, Book::Risks, watch, seq).await?;
    Ok(watch.len())
}
