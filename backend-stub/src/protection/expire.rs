//! Destroying expired events, in the one transaction that also makes everybody they could concern again without them.
//!
//! Deliberately not here: which have expired (`retention`).

use super::store;
use crate::{
    contacts, customers,
    db::Conn,
    ingest::{catalogue::Event, envelope::Incoming},
    log::{
        again::{self, Again},
        replay::read_again,
        store::at_places,
    },
    projection::order::ids_of,
};
use purser_contract::{ContactId, CustomerId};
use std::collections::{BTreeSet, HashMap};

/// Destroys the events at these places; says how many there were, and what making the others again did.
///
/// # Errors
/// Those of the database; the transaction must be rolled back.
pub async fn run(conn: &mut Conn, places: &[i64], home: &str) -> Result<(u64, Again), sqlx::Error> {
    let (events, contacts) = whole_contacts(conn, places, home).await?;
    let mut around = Again::default();
    for (_, event) in &events {
        around.keys.extend(event.keys.iter().cloned());
        around.ids.extend(ids_of(&event.event));
    }
    for record in contacts::store::contacts(conn, &contacts).await? {
        around.ids.extend(record.1.rang.iter().flat_map(|rang| rang.customers.iter().copied()));
    }
    let named: Vec<CustomerId> = around.ids.iter().copied().collect();
    let aliases = customers::store::aliases(conn, &named).await?;
    around.ids = named.into_iter().map(|id| aliases.get(&id).copied().unwrap_or(id)).collect();
    around.around(conn, &[], home).await?;
    let before = known_by(conn, &around.ids).await?;
    let gone: Vec<i64> = events.iter().filter_map(|(seq, _)| i64::try_from(*seq).ok()).collect();
    store::destroy(conn, &gone).await?;
    store::remove_contacts(conn, &contacts).await?;
    let made = again::remake(conn, around, &[], None, home).await?;
    lead_on(conn, before).await?;
    Ok((gone.len() as u64, made))
}

/// The events, with all the steps of the contacts that are among them.
async fn whole_contacts(
    conn: &mut Conn,
    places: &[i64],
    home: &str,
) -> Result<(Vec<(u64, Incoming)>, Vec<ContactId>), sqlx::Error> {
    let read = |rows: Vec<_>| -> Vec<(u64, Incoming)> {
        rows.into_iter().map(|row| read_again(row, home)).map(|(row, event)| (row.seq, event)).collect()
    };
    let mut events = read(at_places(conn, places).await?);
    let contact = |event: &Incoming| match &event.event {
        Event::ContactRinging(ringing) => Some(ContactId(ringing.contact_id.clone())),
        Event::ContactAnswered(update) | Event::ContactEnded(update) => {
            Some(ContactId(update.contact_id.clone()))
        }
        _ => None,
    };
    let contacts: BTreeSet<ContactId> = events.iter().filter_map(|(_, event)| contact(event)).collect();
    let contacts: Vec<ContactId> = contacts.into_iter().collect();
    let known: BTreeSet<i64> = places.iter().copied().collect();
    let steps = steps(conn, &contacts).await?;
    let more: Vec<i64> = steps.into_iter().filter(|place| !known.contains(place)).collect();
    events.extend(read(at_places(conn, &more).await?));
    Ok((events, contacts))
}

/// The places of all steps of these contacts.
///
/// # Errors
/// Those of the database.
pub async fn steps(conn: &mut Conn, contacts: &[ContactId]) -> Result<BTreeSet<i64>, sqlx::Error> {
    let records = contacts::store::contacts(conn, contacts).await?;
    Ok(records.iter().flat_map(|(_, record)| record.lines.iter().map(|line| line.seq)).collect())
}

/// What each customer is known by.
async fn known_by(
    conn: &mut Conn,
    ids: &BTreeSet<CustomerId>,
) -> Result<HashMap<CustomerId, Vec<String>>, sqlx::Error> {
    let mut known = HashMap::new();
    for id in ids {
        known.insert(*id, customers::store::keys(conn, &[*id]).await?);
    }
    Ok(known)
}

/// A customer whose first event has gone has another id; the one of before leads to it.
async fn lead_on(conn: &mut Conn, before: HashMap<CustomerId, Vec<String>>) -> Result<(), sqlx::Error> {
    let ids: Vec<CustomerId> = before.keys().copied().collect();
    let known: BTreeSet<CustomerId> = ids.iter().copied().collect();
    let still: BTreeSet<CustomerId> =
        customers::store::customers(conn, &ids).await?.into_iter().map(|stored| stored.id).collect();
    let mut renamed = HashMap::new();
    for (id, keys) in before.into_iter().filter(|(id, _)| !still.contains(id)) {
        let mut shared: HashMap<CustomerId, usize> = HashMap::new();
        for (_, holder) in customers::store::holders(conn, &keys).await? {
            // Whoever was there before is somebody else, who shares an address with them.
            if known.contains(&holder) {
                continue;
            }
            *shared.entry(holder).or_default() += 1;
        }
        let most = shared.into_iter().max_by_key(|(holder, count)| (*count, std::cmp::Reverse(*holder)));
        if let Some((now, _)) = most {
            renamed.insert(id, now);
        }
    }
    customers::store::rename(conn, &renamed).await
}
