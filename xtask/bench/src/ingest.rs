//! Events in: batches of 100, and one by one; every one is durable before it is acknowledged.
//!
//! Beside them the same bytes straight into SQLite (`bare`): as many rows a transaction as a batch has, and one.

mod bare;

use crate::{
    airline::Airline,
    backend::Backend,
    load::{self, Load, Request, Seen},
    memory,
    table::{self, Goal, Row, say},
};
use anyhow::Result;
use clap::Args;
use std::{path::Path, sync::Arc, time::Duration};

const BATCH: usize = 100;

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many customers the events are about
    #[arg(long, default_value_t = 20_000)]
    customers: usize,
    /// How many batches of 100
    #[arg(long, default_value_t = 2_000)]
    batches: usize,
    /// How many connections send batches
    #[arg(long, default_value_t = 16)]
    batch_connections: usize,
    /// How many single events
    #[arg(long, default_value_t = 60_000)]
    singles: usize,
    /// How many connections send single events
    #[arg(long, default_value_t = 64)]
    single_connections: usize,
    /// An empty PostgreSQL database to measure on
    #[arg(long, hide = true)]
    database: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            customers: 20_000,
            batches: 2_000,
            batch_connections: 16,
            singles: 60_000,
            single_connections: 64,
            database: None,
        }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    let on = options.database.as_deref();
    let more: &[&str] = &on.map_or_else(Vec::new, |address| vec!["--database", address]);
    let (name, goal) = if on.is_some() { ("ingest-postgres", 5_000.0) } else { ("ingest", 20_000.0) };
    let backend = Backend::start(target, name, false, more).await?;
    let idle = memory::resident_mib(backend.id()?)?;
    let token: Arc<str> = backend.token("service", "bench").await?.into();

    say(&format!("ingest: making {} customers", options.customers));
    let airline = Arc::new(Airline::new("known", options.customers)?);
    let known = batches(&airline, 0, options.customers.div_ceil(BATCH));
    send(&backend, options.batch_connections, &known, BATCH_TYPE, &token).await?;
    drop(known);

    say(&format!(
        "ingest: {} batches of {BATCH} from {} connections",
        options.batches, options.batch_connections
    ));
    let bodies = batches(&airline, options.customers, options.batches);
    let in_batches = send(&backend, options.batch_connections, &bodies, BATCH_TYPE, &token).await?;
    let bare_batches =
        bare::rows_a_second(target, &airline, options.customers, options.batches, BATCH).await?;
    drop(bodies);

    say(&format!(
        "ingest: {} single events from {} connections",
        options.singles, options.single_connections
    ));
    let from = options.customers + options.batches * BATCH;
    let bodies: Arc<[Vec<u8>]> = (0..options.singles).map(|n| airline.event(from + n).into_bytes()).collect();
    let singly =
        send(&backend, options.single_connections, &bodies, "application/cloudevents+json", &token).await?;
    let bare_singles = bare::rows_a_second(target, &airline, from, options.singles.min(20_000), 1).await?;

    let events = u32::try_from(BATCH).map_or(1.0, f64::from);
    let after = memory::resident_mib(backend.id()?)?;
    table::publish(
        target,
        name,
        &[
            Row::new("events in batches of 100", in_batches.rate() * events, "/s")
                .goal(Goal::AtLeast(goal))
                .limit(bare_batches),
            Row::new("  a batch, half within", in_batches.within_ms(50), "ms"),
            Row::new("  a batch, 99 % within", in_batches.within_ms(99), "ms"),
            Row::new(
                format!("single events, {} connections", options.single_connections),
                singly.rate(),
                "/s",
            )
            .goal(Goal::AtLeast(5_000.0))
            .limit(bare_singles),
            Row::new("  a single event, half within", singly.within_ms(50), "ms"),
            Row::new("  a single event, 99 % within", singly.within_ms(99), "ms"),
            Row::new("backend's memory before any customer (RSS)", idle, "MiB").goal(Goal::AtMost(80.0)),
            Row::new("backend's memory afterwards (RSS)", after, "MiB"),
        ],
    )
}

const BATCH_TYPE: &str = "application/cloudevents-batch+json";

fn batches(airline: &Airline, from: usize, count: usize) -> Arc<[Vec<u8>]> {
    let batch = |index: usize| {
        let events: Vec<String> = (0..BATCH).map(|n| airline.event(from + index * BATCH + n)).collect();
        format!("[{}]", events.join(",")).into_bytes()
    };
    (0..count).map(batch).collect()
}

async fn send(
    backend: &Backend,
    connections: usize,
    bodies: &Arc<[Vec<u8>]>,
    content_type: &'static str,
    token: &Arc<str>,
) -> Result<Seen> {
    let load = Load {
        address: backend.address,
        connections,
        requests: bodies.len(),
        at_most: Duration::from_secs(120),
        status: 202,
    };
    let (bodies, token) = (Arc::clone(bodies), Arc::clone(token));
    let request: Request = Arc::new(move |n, into| load::post_events(into, content_type, &token, &bodies[n]));
    load::apply(&load, request).await
}
