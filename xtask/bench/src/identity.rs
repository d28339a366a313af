//! Who is an event about: looking up its identifiers and deciding, as the ingest path does it with nothing in memory, at many
//! customers; and one read of who may be the same person.
//!
//! Beside it the bare lookup of the same keys in the same database. Deliberately not here: the HTTP edge; `ingest` and
//! `reads` measure that.

use crate::{
    airline::Airline,
    backend::Backend,
    load::{self, Load, Request},
    store,
    table::{self, Goal, Row, say},
};
use anyhow::{Result, anyhow};
use clap::Args;
use jiff::Timestamp;
use purser_backend::{
    customers::{matching::resolve, views::find},
    db::{Conn, Db},
    identity::{rules::Rules, store::standing_under, suggest},
    ingest::envelope::{self, Incoming},
    log::loading,
    projection::{order::keys_of, warm::Warm},
};
use sqlx::AssertSqlSafe;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const BATCH: usize = 100;
/// Events in memory at once, while customers are made.
const STEP: usize = 50_000;
const HOME: &str = "GB";

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many customers there are
    #[arg(long, default_value_t = 1_000_000)]
    customers: usize,
    /// How many events are matched, and how many suggestions are read
    #[arg(long, default_value_t = 20_000)]
    times: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { customers: 1_000_000, times: 20_000 }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    let name = format!("identity-{}", options.customers);
    let airline = Airline::new("identity", options.customers)?;
    let data = known(target, &name, &airline, options.customers).await?;
    let ids = store::customers(&data).await?;
    let db = Db::open(&format!("sqlite://{}", data.join("purser.db").display())).await?;
    let mut conn = db.read.acquire().await?;
    say(&format!("identity: {} events among {} customers", options.times, ids.len()));
    let events = events(&airline, options)?;
    let (mut matched, mut bare) = (Vec::new(), Vec::new());
    for event in &events {
        bare.push(look_up(&mut conn, event).await?);
        matched.push(match_one(&mut conn, event).await?);
    }
    let rules = Rules::default();
    let mut suggested = Vec::new();
    for n in 0..options.times {
        let id = ids[n * 15_485_863 % ids.len()].parse()?;
        let stored = find(&mut conn, purser_contract::CustomerId(id)).await?;
        let stored = stored.ok_or_else(|| anyhow!("a customer went away"))?;
        let began = Instant::now();
        let rows = standing_under(&mut conn, &suggest::under(&stored), rules.largest_group + 1).await?;
        let others = suggest::candidates(stored.id, rows, &rules);
        let others = purser_backend::customers::store::customers(&mut conn, &others).await?;
        let found = suggest::suggest(&stored, &others, &rules);
        suggested.push(began.elapsed());
        drop(found);
    }
    for times in [&mut matched, &mut bare, &mut suggested] {
        times.sort_unstable();
    }
    table::publish(
        target,
        &name,
        &[
            Row::new("matching one event, half within", at(&matched, 50), "µs").limit(at(&bare, 50)),
            Row::new("  99 % within", at(&matched, 99), "µs").goal(Goal::AtMost(100.0)).limit(at(&bare, 99)),
            Row::new("reading one customer's suggestions, half within", at(&suggested, 50), "µs"),
            Row::new("  99 % within", at(&suggested, 99), "µs"),
        ],
    )
}

/// The data directory of a backend that knows so many customers; made through the ordinary way in, once.
async fn known(target: &Path, name: &str, airline: &Airline, customers: usize) -> Result<std::path::PathBuf> {
    let backend = Backend::start(target, name, true, &[]).await?;
    if store::customers(&backend.data).await?.len() >= customers {
        return Ok(backend.data.clone());
    }
    say(&format!("identity: making {customers} customers"));
    let token: Arc<str> = backend.token("service", "bench").await?.into();
    for from in (0..customers).step_by(STEP) {
        let batch = |start: usize| {
            let events: Vec<String> =
                (start..(start + BATCH).min(customers)).map(|n| airline.event(n)).collect();
            format!("[{}]", events.join(",")).into_bytes()
        };
        let until = (from + STEP).min(customers);
        let bodies: Arc<[Vec<u8>]> = (from..until).step_by(BATCH).map(batch).collect();
        let work = Load {
            address: backend.address,
            connections: 8,
            requests: bodies.len(),
            at_most: Duration::from_secs(600),
            status: 202,
        };
        let token = Arc::clone(&token);
        let request: Request = Arc::new(move |n, into| {
            load::post_events(into, "application/cloudevents-batch+json", &token, &bodies[n]);
        });
        load::apply(&work, request).await?;
    }
    Ok(backend.data.clone())
}

/// Events about customers far apart, each with a loyalty number, an address and a telephone number.
fn events(airline: &Airline, options: &Options) -> Result<Vec<Incoming>> {
    let read = |n: usize| {
        let body = airline.event(options.customers + n * 7_919 % options.customers);
        envelope::read(0, &body, Timestamp::UNIX_EPOCH, HOME).map_err(|refusal| anyhow!(refusal.detail))
    };
    (0..options.times).map(read).collect()
}

/// Identifiers looked up, their holders read, the mention resolved.
async fn match_one(conn: &mut Conn, event: &Incoming) -> Result<Duration> {
    let began = Instant::now();
    let set = loading::load(conn, &mut Warm::none(), &[event]).await?;
    for person in &event.persons {
        std::hint::black_box(resolve(person, |identifier| set.holders_of(identifier)));
    }
    Ok(began.elapsed())
}

/// The same keys, and nothing done with them.
async fn look_up(conn: &mut Conn, event: &Incoming) -> Result<Duration> {
    let keys = keys_of(&event.event, &event.persons, HOME);
    let began = Instant::now();
    let marks = vec!["?"; keys.len()].join(",");
    let sql = format!("SELECT key, customer_id FROM identifiers WHERE key IN ({marks})");
    let mut query = purser_backend::db::query(AssertSqlSafe(sql));
    for key in &keys {
        query = query.bind(key);
    }
    query.fetch_all(conn).await?;
    Ok(began.elapsed())
}

/// So many per cent are within this many microseconds.
fn at(sorted: &[Duration], per_cent: usize) -> f64 {
    let place = (sorted.len() * per_cent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}
