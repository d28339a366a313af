//! Finding customers: by one identifier exactly, or by free text, best first.
//!
//! Deliberately not here: scored suggestions of who may be the same person.

pub mod store;

use self::store as words;
use super::{record::CustomerRecord, relationships::full, store as customers};
use crate::{consents::withheld::shown, contacts::pop::tail_key, db::Conn, ingest::normal};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    payload::Name,
    search::{SearchIdentifiers, SearchItem},
};
use std::collections::BTreeSet;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A telephone number in any spelling.
    Phone(String),
    /// An e-mail address.
    Email(String),
    /// A loyalty number.
    Loyalty(String),
    /// A booking reference.
    Pnr(String),
    /// Anything an agent types.
    Text(String),
}

/// How many customers a search looks at before it orders them.
const MOST_LOOKED_AT: i64 = 500;

/// Everybody who fits, best first, at most a few hundred.
///
/// # Errors
/// Those of the database.
pub async fn search(
    conn: &mut Conn,
    query: &Query,
    home: &str,
    now: Timestamp,
) -> Result<Vec<SearchItem>, sqlx::Error> {
    match query {
        Query::Phone(text) => by_phone(conn, text, home, now).await,
        Query::Email(text) => {
            exact(conn, normal::email(text).map(|value| format!("email:{value}")), now).await
        }
        Query::Loyalty(text) => {
            exact(conn, normal::code(text).map(|value| format!("loyalty:{value}")), now).await
        }
        Query::Pnr(text) => exact(conn, normal::code(text).map(|value| format!("pnr:{value}")), now).await,
        Query::Text(text) => by_text(conn, text, home, now).await,
    }
}

async fn exact(conn: &mut Conn, key: Option<String>, now: Timestamp) -> Result<Vec<SearchItem>, sqlx::Error> {
    let Some(key) = key else { return Ok(Vec::new()) };
    let holders = customers::holders(conn, &[key]).await?;
    let ids: BTreeSet<CustomerId> = holders.into_iter().map(|(_, id)| id).collect();
    items(conn, ids, |_| 1.0, now).await
}

async fn by_phone(
    conn: &mut Conn,
    text: &str,
    home: &str,
    now: Timestamp,
) -> Result<Vec<SearchItem>, sqlx::Error> {
    let found = exact(conn, normal::phone(text, home).map(|value| format!("phone:{value}")), now).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let tails = normal::national_tails(text);
    let keys: Vec<String> = tails.iter().filter_map(|tail| tail_key(tail)).collect();
    let holders = customers::holders(conn, &keys).await?;
    let ids: BTreeSet<CustomerId> = holders.into_iter().map(|(_, id)| id).collect();
    let mut found = items(conn, ids, |_| 0.9, now).await?;
    found.retain(|item| {
        item.identifiers.phone.iter().any(|phone| tails.iter().any(|tail| phone.ends_with(tail)))
    });
    Ok(found)
}

/// A number, an address or a reference where the text has its shape; names always.
async fn by_text(
    conn: &mut Conn,
    text: &str,
    home: &str,
    now: Timestamp,
) -> Result<Vec<SearchItem>, sqlx::Error> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if text.contains('@') {
        return exact(conn, normal::email(text).map(|value| format!("email:{value}")), now).await;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if digits >= 6 && letters == 0 {
        return by_phone(conn, text, home, now).await;
    }
    let mut found = Vec::new();
    if let Some(code) = normal::code(text).filter(|code| code.is_ascii() && (5..=20).contains(&code.len())) {
        found = exact(conn, Some(format!("pnr:{code}")), now).await?;
        found.extend(exact(conn, Some(format!("loyalty:{code}")), now).await?);
    }
    let seen: BTreeSet<CustomerId> = found.iter().map(|item| item.id).collect();
    let named = by_name(conn, text, now).await?;
    found.extend(named.into_iter().filter(|item| !seen.contains(&item.id)));
    Ok(found)
}

async fn by_name(conn: &mut Conn, text: &str, now: Timestamp) -> Result<Vec<SearchItem>, sqlx::Error> {
    let folded = normal::fold(text);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    // The longest words select best.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let ids = match words.as_slice() {
        [] => return Ok(Vec::new()),
        [only] => words::by_word_prefix(conn, only, MOST_LOOKED_AT).await?,
        [first, second, ..] => words::by_two_prefixes(conn, first, second, MOST_LOOKED_AT).await?,
    };
    let near = |record: &CustomerRecord| {
        record.names.iter().map(|fact| likeness(&folded, &fact.value)).fold(0.0, f64::max)
    };
    let mut found = items(conn, ids.into_iter().collect(), near, now).await?;
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| sort_name(a).cmp(&sort_name(b))));
    Ok(found)
}

/// From 0 to 1: Jaro-Winkler, with the family name first or last.
fn likeness(folded: &str, name: &Name) -> f64 {
    let there = normal::fold(&full(name));
    let back = normal::fold(&format!("{} {}", name.family, name.given));
    let whole = strsim::jaro_winkler(folded, &there).max(strsim::jaro_winkler(folded, &back));
    (whole * 0.999 * 1000.0).round() / 1000.0
}

fn sort_name(item: &SearchItem) -> (String, String, CustomerId) {
    (normal::fold(&item.name.family), normal::fold(&item.name.given), item.id)
}

async fn items(
    conn: &mut Conn,
    ids: BTreeSet<CustomerId>,
    score: impl Fn(&CustomerRecord) -> f64,
    now: Timestamp,
) -> Result<Vec<SearchItem>, sqlx::Error> {
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let mut stored = customers::customers(conn, &ids).await?;
    stored.sort_by_key(|stored| stored.id);
    Ok(stored.iter().map(|stored| item(stored, score(&stored.record), now)).collect())
}

/// A record as a search result.
#[must_use]
pub fn item(stored: &customers::Stored, score: f64, now: Timestamp) -> SearchItem {
    let record = &*shown(&stored.record);
    let values = |kind: &str| record.of_kind(kind).map(|(value, _)| value.clone()).collect();
    SearchItem {
        id: stored.id,
        name: record.name().map(|fact| fact.value.clone()).unwrap_or_default(),
        tier: record.loyalty.values().max_by_key(|fact| fact.as_of).and_then(|fact| fact.value.tier.clone()),
        identifiers: SearchIdentifiers {
            loyalty: values("loyalty"),
            email: values("email"),
            phone: values("phone"),
            pnr: values("pnr"),
        },
        score,
        hint: hint(record, now),
    }
}

/// The journey that tells people apart: the next, else the last, with its date and route.
fn hint(record: &CustomerRecord, now: Timestamp) -> Option<String> {
    let day_ago = now.as_second() - 86_400;
    let mut trips: Vec<_> = record
        .bookings
        .iter()
        .filter_map(|(pnr, booking)| {
            let first = booking.current().first()?;
            Some((first.departs?, first, booking.current().last()?, pnr))
        })
        .collect();
    trips.sort_by_key(|trip| trip.0);
    let next = trips.iter().find(|trip| trip.0.as_second() >= day_ago).or(trips.last())?;
    let past = next.0.as_second() < day_ago;
    let word = if past { "last flew" } else { "flies" };
    Some(format!("{word} {} {} → {}, {}", next.1.date, next.1.from, next.2.to, next.3))
}
