//! Going through all customers once: who belongs to which segment, who of them may be shared, and with which traits.
//!
//! A page at a time; what is kept is a number for each combination of traits, so that it does not matter how many customers
//! there are. Deliberately not here: what may be given away of it (`anonymous`).

use super::{
    anonymous::Groups,
    store,
    traits::{Words, traits},
};
use crate::{
    consents::{
        standing::granted,
        withheld::{Hidden, shown},
    },
    customers::{record::CustomerRecord, view::Flights},
    db::Pool,
    flights,
    insight::{
        rules::Rules,
        segments::{Known, segments},
        sentiment::sentiment,
        travel::travel,
        value::value,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use purser_contract::{FlightKey, payload::ConsentPurpose};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// Customers read at once.
const PAGE: i64 = 500;

/// What is known about one segment.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Who belongs to it, of those who do not withhold profiling.
    pub members: u64,
    /// Who of them gave `partner-sharing`.
    pub shareable: u64,
    /// Their traits.
    pub groups: Groups,
}

/// All segments with somebody in them, by id, and the words of their traits.
#[derive(Clone, Debug, Default)]
pub struct All {
    /// By id.
    pub segments: BTreeMap<String, Gathered>,
    /// What the traits are.
    pub words: Words,
}

/// Goes through all customers. Traits are gathered for `only` that segment; for the others it is counted.
///
/// # Errors
/// Those of the database.
pub async fn gather(
    pool: &Pool,
    rules: &Rules,
    now: Timestamp,
    only: Option<&str>,
) -> Result<All, sqlx::Error> {
    let mut all = All::default();
    let mut after = String::new();
    loop {
        // Each page takes a connection of its own: other readers get their turn.
        let mut conn = pool.acquire().await?;
        let page = store::page(&mut conn, &after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(all) };
        after = last.0.to_string();
        let keys: BTreeSet<FlightKey> = page.iter().flat_map(|(_, record)| record.flights()).collect();
        let keys: Vec<FlightKey> = keys.into_iter().collect();
        let read = flights::store::flights(&mut conn, &keys).await?;
        drop(conn);
        let known: Flights =
            read.into_iter().map(|(key, version, record)| (key, Arc::new((version, record)))).collect();
        for (_, record) in &page {
            count(&mut all, record, &known, rules, now, only);
        }
        tokio::task::yield_now().await;
    }
}

fn count(
    all: &mut All,
    record: &CustomerRecord,
    flights: &Flights,
    rules: &Rules,
    now: Timestamp,
    only: Option<&str>,
) {
    if Hidden::by(record).profiling {
        return;
    }
    let record = shown(record);
    let mine: Flights = record
        .flights()
        .into_iter()
        .filter_map(|key| Some((key.clone(), Arc::clone(flights.get(&key)?))))
        .collect::<HashMap<_, _>>();
    let travel = travel(&record, &mine, now, rules.value.window_days);
    let value = value(&record, &travel, &rules.value);
    let sentiment = sentiment(&record.moods, now);
    let known = Known { travel: &travel, value: &value, sentiment: sentiment.as_ref(), now };
    let shareable = granted(&record.consents, ConsentPurpose::PartnerSharing, None);
    for segment in segments(&rules.segments, known) {
        let wanted = only == Some(segment.id.as_str());
        let gathered = all.segments.entry(segment.id).or_default();
        gathered.members += 1;
        if shareable {
            gathered.shareable += 1;
            if wanted {
                let today = now.to_zoned(TimeZone::UTC).date();
                let traits = traits(&mut all.words, &record, &value, &rules.value, today);
                *gathered.groups.entry(traits).or_default() += 1;
            }
        }
    }
}
