//! A supervisor's word that two records are one person, or that this was wrong: decided in the transaction that writes it,
//! against what is in the store then, so that of two at once the second is refused.
//!
//! Deliberately not here: requests and answers (`customers::decisions`), and what the events do (`projection::decisions`).

use super::decisions::event;
use crate::{
    customers::views::find,
    db::Conn,
    http::idempotency::{self, Key, Seen},
    ingest::{catalogue::OWN_SOURCE, envelope::Incoming},
    log::store::known_bodies,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    payload::{MergeDecided, UnmergeDecided},
};
use serde_json::{Value, json};

const MERGE: &str = "purser.profile.merge-decided.v1";
const UNMERGE: &str = "purser.profile.unmerge-decided.v1";

/// What a supervisor asks for.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Whom the request names.
    pub customer: CustomerId,
    /// What is to be done with them.
    pub what: What,
    /// Names the merge: the new one, or the one that was wrong.
    pub merge: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// So that a request sent twice is done once.
    pub key: Option<Key>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// They and this one are one person.
    Merge(CustomerId),
    /// They were taken for one person with another.
    Unmerge,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is written, now or by the same request before: the merge, and whom it is about.
    Done(String, [CustomerId; 2]),
    /// There is no such customer.
    Nobody(CustomerId),
    /// There is no such merge of this customer's.
    NoMerge,
    /// It is so already.
    Refused(&'static str),
    /// The idempotency key came with another request.
    KeyReused,
}

/// Decides about a word and makes its event; none when nothing is to be written.
///
/// # Errors
/// Those of the database.
pub async fn decide(
    conn: &mut Conn,
    asked: &Joining,
    now: Timestamp,
    home: &str,
) -> Result<(Joined, Option<Incoming>), sqlx::Error> {
    if let Some(key) = &asked.key {
        match idempotency::see(conn, key, &asked.merge, now).await? {
            Seen::Before(merge) => {
                let sides = merged(conn, &merge).await?.map(|merge| [merge.customer, merge.other]);
                return Ok((sides.map_or(Joined::NoMerge, |sides| Joined::Done(merge, sides)), None));
            }
            Seen::OfAnother => return Ok((Joined::KeyReused, None)),
            Seen::Never => {}
        }
    }
    let Some(own) = current(conn, asked.customer).await? else {
        return Ok((Joined::Nobody(asked.customer), None));
    };
    let (by, reason) = (asked.by.clone(), asked.reason.clone());
    let (named, data, sides) = match asked.what {
        What::Merge(other) => {
            let Some(other) = current(conn, other).await? else { return Ok((Joined::Nobody(other), None)) };
            if own == other {
                return Ok((Joined::Refused("both ids are the same customer's"), None));
            }
            let data = MergeDecided { customer: own, other, by, reason };
            ((asked.merge.clone(), MERGE), json!(data), [own, other])
        }
        What::Unmerge => {
            let Some(MergeDecided { customer, other, .. }) = merged(conn, &asked.merge).await? else {
                return Ok((Joined::NoMerge, None));
            };
            if ![current(conn, customer).await?, current(conn, other).await?].contains(&Some(own)) {
                return Ok((Joined::NoMerge, None));
            }
            // One merge can be taken back once: a second event would have the same id.
            let id = format!("unmerge-{}", asked.merge);
            if own_event(conn, &id).await?.is_some() {
                return Ok((Joined::Refused("this merge was taken back already"), None));
            }
            let data = UnmergeDecided { merge: asked.merge.clone(), customer, other, by, reason };
            ((id, UNMERGE), json!(data), [customer, other])
        }
    };
    let mut event = event((&named.0, named.1), now, &data, home)
        .map_err(|refusal| sqlx::Error::Encode(refusal.detail.into()))?;
    event.seal().map_err(|broken| sqlx::Error::Encode(broken.into()))?;
    Ok((Joined::Done(asked.merge.clone(), sides), Some(event)))
}

/// What a merge said; nothing for what is none, or was destroyed.
///
/// # Errors
/// Those of the database.
pub async fn merged(conn: &mut Conn, merge: &str) -> Result<Option<MergeDecided>, sqlx::Error> {
    let body = own_event(conn, merge).await?.flatten();
    let event: Option<Value> = body.and_then(|body| serde_json::from_str(&body).ok());
    let event = event.filter(|event| event["type"] == MERGE);
    Ok(event.and_then(|mut event| serde_json::from_value(event["data"].take()).ok()))
}

/// The body of an event of our own, when there is such an event; none in it for one that was destroyed.
async fn own_event(conn: &mut Conn, id: &str) -> Result<Option<Option<String>>, sqlx::Error> {
    let mut known = known_bodies(conn, &[(OWN_SOURCE, id)]).await?;
    Ok(known.remove(&(OWN_SOURCE.to_owned(), id.to_owned())))
}

async fn current(conn: &mut Conn, id: CustomerId) -> Result<Option<CustomerId>, sqlx::Error> {
    Ok(find(conn, id).await?.map(|stored| stored.id))
}
