//! Stating consents: decided in the transaction that writes them, against what is in the store then.
//!
//! A statement becomes events in the log like any other, so that a replay makes it again. Deliberately not here: what the
//! events do (`projection`).

use crate::{
    auth::Caller,
    customers::{store::Stored, view, views},
    db::Conn,
    flights,
    http::idempotency::{self, Key, Seen},
    ingest::{
        catalogue::OWN_SOURCE,
        envelope::{self, Incoming},
    },
};
use jiff::{SignedDuration, Timestamp};
use purser_contract::{
    CustomerId,
    consent::ConsentStatement,
    event::CloudEvent,
    payload::{ConsentIn, CustomerRef, StatedBy},
};
use serde_json::value::RawValue;

/// What a caller asks for.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whose consents.
    pub customer: CustomerId,
    /// What they say.
    pub items: Vec<ConsentStatement>,
    /// Who writes it down.
    pub by: Caller,
    /// So that a request sent twice is done once.
    pub key: Option<Key>,
    /// What the caller believes to be current.
    pub expected: Option<Expected>,
}

/// What `If-Match` names; one of them must be current.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Versions of the customer.
    pub versions: Vec<u64>,
    /// Entity tags of the consents.
    pub tags: Vec<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// It is written, now or by the same request before.
    Done,
    /// There is no such customer.
    Nobody,
    /// Something else is current: the customer's version now.
    Stale(u64),
    /// The idempotency key came with another request.
    KeyReused,
}

/// Decides about a statement and makes its events; none when nothing is to be written.
///
/// # Errors
/// Those of the database.
pub async fn decide(
    conn: &mut Conn,
    statement: &Statement,
    now: Timestamp,
    home: &str,
) -> Result<(Stated, Vec<Incoming>), sqlx::Error> {
    let Some(stored) = views::find(conn, statement.customer).await? else {
        return Ok((Stated::Nobody, Vec::new()));
    };
    if let Some(key) = &statement.key {
        match idempotency::see(conn, key, "", now).await? {
            Seen::Before(_) => return Ok((Stated::Done, Vec::new())),
            Seen::OfAnother => return Ok((Stated::KeyReused, Vec::new())),
            Seen::Never => {}
        }
    }
    if let Some(expected) = &statement.expected {
        let version = version(conn, &stored).await?;
        let tag = view::consents_tag(&stored.record);
        if !expected.versions.contains(&version) && !expected.tags.contains(&tag) {
            return Ok((Stated::Stale(version), Vec::new()));
        }
    }
    let at = not_before_what_is_known(statement, &stored, now);
    let events = statement.items.iter().enumerate().map(|(index, item)| {
        let body =
            event(statement, stored.id, *item, at).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let read = envelope::read(index, &body, now, home);
        let mut event = read.map_err(|refusal| sqlx::Error::Encode(refusal.detail.into()))?;
        event.seal().map_err(|broken| sqlx::Error::Encode(broken.into()))?;
        Ok::<_, sqlx::Error>(event)
    });
    Ok((Stated::Done, events.collect::<Result<_, _>>()?))
}

/// The version that the 360 shows.
async fn version(conn: &mut Conn, stored: &Stored) -> Result<u64, sqlx::Error> {
    let flights = flights::store::flights(conn, &stored.record.flights()).await?;
    Ok(stored.version + flights.iter().map(|flight| flight.1).sum::<u64>())
}

/// What is said now holds from now on, also when a source whose clock is ahead spoke of the same purpose.
fn not_before_what_is_known(statement: &Statement, stored: &Stored, now: Timestamp) -> Timestamp {
    let known = stored.record.consents.iter();
    let known = known.filter(|known| statement.items.iter().any(|item| item.purpose == known.purpose));
    let newest = known.map(|known| known.state.as_of).max();
    let after = newest.and_then(|newest| newest.checked_add(SignedDuration::from_micros(1)).ok());
    after.map_or(now, |after| after.max(now))
}

fn event(
    statement: &Statement,
    customer: CustomerId,
    item: ConsentStatement,
    at: Timestamp,
) -> Result<String, serde_json::Error> {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid();
    let data = ConsentIn {
        customer: CustomerRef::default(),
        customer_id: Some(customer),
        purpose: item.purpose,
        channel: item.channel,
        state: item.state,
        stated_by: Some(StatedBy {
            subject: statement.by.subject.as_ref().to_owned(),
            role: statement.by.role.as_str().to_owned(),
        }),
    };
    serde_json::to_string(&CloudEvent {
        specversion: "1.0".to_owned(),
        id: id.to_string(),
        source: OWN_SOURCE.to_owned(),
        kind: "purser.consent.stated.v1".to_owned(),
        time: Some(at),
        subject: Some(customer.0.to_string()),
        datacontenttype: Some("application/json".to_owned()),
        data: Some(RawValue::from_string(serde_json::to_string(&data)?)?),
    })
}
