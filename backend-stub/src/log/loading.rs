//! Reads what a group of events touches into a working set: from memory where an earlier group left it, else from the store.
//!
//! Deliberately not here: what the events do to it.

use super::store;
use crate::{
    contacts, customers,
    db::Conn,
    flights,
    ingest::{catalogue::Event, envelope::Incoming},
    projection::{flights_of, holding, order::ids_of, warm::Warm, working::WorkingSet},
};
use purser_contract::{ContactId, CustomerId, FlightKey};
use std::collections::{BTreeSet, HashSet};

/// What the events name.
#[derive(Default)]
struct Named {
    keys: HashSet<String>,
    flights: HashSet<FlightKey>,
    contacts: HashSet<ContactId>,
    customers: BTreeSet<CustomerId>,
}

/// Reads everything the events touch.
///
/// # Errors
/// Those of the database.
pub async fn load(conn: &mut Conn, warm: &mut Warm, events: &[&Incoming]) -> Result<WorkingSet, sqlx::Error> {
    let named = named(events);
    let mut set = WorkingSet::after(warm.newest);
    let mut customers = named.customers;
    for (id, record) in contacts::store::contacts(conn, &sorted(named.contacts)).await? {
        customers.extend(record.rang.iter().flat_map(|rang| rang.customers.iter().copied()));
        set.contacts.entry(id).or_default().record = record;
    }
    load_holders(conn, warm, &mut set, named.keys).await?;
    customers.extend(set.holders.values().flatten().map(|held| held.id));
    for (key, version, record) in flights::store::flights(conn, &sorted(named.flights)).await? {
        let entry = set.flights.entry(key).or_default();
        (entry.version, entry.record) = (version, record);
    }
    load_customers(conn, warm, &mut set, customers).await?;
    Ok(set)
}

fn named(events: &[&Incoming]) -> Named {
    let mut named = Named::default();
    for Incoming { event, keys, .. } in events {
        named.keys.extend(keys.iter().cloned());
        named.flights.extend(flights_of(event));
        named.customers.extend(ids_of(event));
        match event {
            Event::ContactRinging(ringing) => {
                named.contacts.insert(ContactId(ringing.contact_id.clone()));
            }
            Event::ContactAnswered(update) | Event::ContactEnded(update) => {
                named.contacts.insert(ContactId(update.contact_id.clone()));
            }
            _ => {}
        }
    }
    named
}

async fn load_holders(
    conn: &mut Conn,
    warm: &mut Warm,
    set: &mut WorkingSet,
    keys: HashSet<String>,
) -> Result<(), sqlx::Error> {
    let mut unknown = Vec::new();
    for key in keys {
        match warm.take_holders(&key) {
            Some(holders) => {
                set.holders.insert(key, holders);
            }
            None => unknown.push(key),
        }
    }
    unknown.sort_unstable();
    let found = holding::store::under(conn, &unknown).await?;
    set.holders.extend(unknown.into_iter().map(|key| (key, Vec::new())));
    for (key, held) in found {
        set.holders.entry(key).or_default().push(held);
    }
    if warm.strays {
        let nobodys =
            set.holders.iter().filter(|(_, holders)| holders.is_empty()).map(|(key, _)| key.clone());
        set.strays = store::strays(conn, nobodys.collect()).await?;
    }
    Ok(())
}

async fn load_customers(
    conn: &mut Conn,
    warm: &mut Warm,
    set: &mut WorkingSet,
    ids: BTreeSet<CustomerId>,
) -> Result<(), sqlx::Error> {
    let mut wanted = Vec::new();
    for id in ids {
        match warm.take_customer(id) {
            Some(known) => set.insert_known(id, known),
            None => wanted.push(id),
        }
    }
    for stored in customers::store::customers(conn, &wanted).await? {
        set.insert_customer(stored);
    }
    let missing: Vec<CustomerId> = wanted.into_iter().filter(|id| !set.customers.contains_key(id)).collect();
    set.aliases = customers::store::aliases(conn, &missing).await?;
    let behind: HashSet<CustomerId> = set.aliases.values().copied().collect();
    let behind: Vec<CustomerId> =
        sorted(behind).into_iter().filter(|id| !set.customers.contains_key(id)).collect();
    for stored in customers::store::customers(conn, &behind).await? {
        set.insert_customer(stored);
    }
    Ok(())
}

fn sorted<T: Ord>(items: HashSet<T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}
