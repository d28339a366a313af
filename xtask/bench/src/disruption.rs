//! A flight is cancelled: until each of its passengers has an outcome, a supervisor's window knows of it, and the list says
//! that nobody waits any more. Then a hundred of them at once, while calls go on ringing.
//!
//! Deliberately not here: painting it; `pop` measures a window.

mod flights;
mod socket;

use crate::{
    backend::Backend,
    clock,
    load::{Connection, percentile, post_events},
    store,
    table::{self, Goal, Row, say},
};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use flights::Flights;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use socket::Socket;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Longer is an error, not a figure.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two looks at the list.
const LOOK: Duration = Duration::from_millis(20);
/// Between two calls.
const RING: Duration = Duration::from_millis(100);

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many customers the demonstration airline has
    #[arg(long, default_value_t = 20_000)]
    customers: usize,
    /// How many passengers a flight has; 60 of each 400 travel on
    #[arg(long, default_value_t = 400)]
    passengers: usize,
    /// How many flights are cancelled at once
    #[arg(long, default_value_t = 100)]
    flights: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { customers: 20_000, passengers: 400, flights: 100 }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    say(&format!("disruption: starting the backend with {} customers", options.customers));
    let count = options.customers.to_string();
    let demonstration = ["--demo", "--demo-customers", count.as_str()];
    let name = format!("disruption-{}", options.customers);
    let backend = Backend::start(target, &name, false, &demonstration).await?;
    let mut bench = Bench::new(&backend).await?;
    let quiet = Instant::now();
    bench.until_quiet(&backend).await?;
    let settling = quiet.elapsed();
    let departs = Timestamp::from_microsecond(clock::micros())? + SignedDuration::from_hours(3);
    let flights = Flights { passengers: options.passengers, departs };
    say("disruption: booking");
    for number in 0..=options.flights {
        for batch in flights.bookings(number) {
            bench.post(&batch).await?;
        }
    }
    let mut lead = Socket::open(&backend, &backend.token("supervisor", "bench-lead").await?).await?;
    say("disruption: one flight");
    let began = Instant::now();
    bench.post(&[flights.cancelled(0)]).await?;
    lead.told_of(&flights.name(0), options.passengers).await?;
    let told = began.elapsed();
    bench.until_decided(1, options.passengers).await?;
    let one = began.elapsed();

    say(&format!("disruption: {} flights", options.flights));
    let numbers = store::numbers(&backend.data).await?;
    ensure!(!numbers.is_empty(), "no customer of the demonstration airline has a number of their own");
    let over = Arc::new(AtomicBool::new(false));
    let ringing = tokio::spawn(ring(Calls::new(&backend).await?, numbers, Arc::clone(&over)));
    let began = Instant::now();
    let events: Vec<Value> = (1..=options.flights).map(|number| flights.cancelled(number)).collect();
    bench.post(&events).await?;
    bench.until_decided(options.flights + 1, options.passengers).await?;
    let all = began.elapsed();
    over.store(true, Ordering::Relaxed);
    let mut pops = ringing.await??;
    pops.sort_unstable();
    let within = |percent| percentile(&pops, percent).map_or(0.0, |micros| f64::from(micros) / 1_000.0);
    let rows = [
        Row::new("demonstration airline: decided after its start", settling.as_secs_f64(), "s"),
        Row::new(
            format!("one flight, {} passengers: supervisor told", options.passengers),
            told.as_secs_f64(),
            "s",
        )
        .goal(Goal::AtMost(1.0)),
        Row::new("  every passenger has an outcome", one.as_secs_f64(), "s").goal(Goal::AtMost(1.0)),
        Row::new(format!("{} such flights at once", options.flights), all.as_secs_f64(), "s")
            .goal(Goal::AtMost(60.0)),
        Row::new(format!("  {} calls beside: posted -> frame, half", pops.len()), within(50), "ms"),
        Row::new("  99 %", within(99), "ms").goal(Goal::AtMost(100.0)),
    ];
    table::publish(target, "disruption", &rows)
}

/// A source system and a supervisor with one connection each.
struct Bench {
    posting: Connection,
    reading: Connection,
    service: String,
    supervisor: String,
}

impl Bench {
    async fn new(backend: &Backend) -> Result<Self> {
        Ok(Self {
            posting: Connection::open(backend.address).await?,
            reading: Connection::open(backend.address).await?,
            service: backend.token("service", "bench-operations").await?,
            supervisor: backend.token("supervisor", "bench-reader").await?,
        })
    }

    async fn post(&mut self, events: &[Value]) -> Result<()> {
        let body = serde_json::to_vec(events)?;
        let mut request = Vec::new();
        post_events(&mut request, "application/cloudevents-batch+json", &self.service, &body);
        let answer = self.posting.ask(&request).await?;
        let text = String::from_utf8_lossy(answer.body);
        ensure!(answer.status == 202, "answered {} with {text}", answer.status);
        Ok(())
    }

    async fn read(&mut self, path: &str) -> Result<Value> {
        let answer = self.reading.get(path, &self.supervisor).await?;
        ensure!(answer.status == 200, "{path}: answered {}", answer.status);
        serde_json::from_slice(answer.body).with_context(|| format!("read the answer of {path}"))
    }

    /// Waits until so many of our flights are decided, each with all its passengers.
    async fn until_decided(&mut self, count: usize, passengers: usize) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let list = self.read("/v1/disruptions?limit=200").await?;
            let done = list["items"].as_array().into_iter().flatten().filter(|item| {
                let ours = item["flight"].as_str().is_some_and(|flight| flight.starts_with(flights::CARRIER));
                ours && item["waiting"] == 0 && item["passengers"] == passengers
            });
            if done.count() >= count {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        bail!("the flights are not decided in time");
    }

    /// Waits until the demonstration airline's own disruptions are decided.
    async fn until_quiet(&mut self, backend: &Backend) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if store::undecided(&backend.data).await? == 0 {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        bail!("the demonstration airline is not decided in time");
    }
}

/// Telephony and the window of the agent whom it calls.
struct Calls {
    telephony: crate::pop::Telephony,
    window: Socket,
}

impl Calls {
    async fn new(backend: &Backend) -> Result<Self> {
        let agent = format!("bench-{}", std::process::id());
        let window = Socket::open(backend, &backend.token("agent", &agent).await?).await?;
        Ok(Self { telephony: crate::pop::Telephony::connect(backend, &agent).await?, window })
    }
}

/// Rings until it is over; how long each call took to the window, in microseconds.
async fn ring(mut calls: Calls, numbers: Vec<String>, over: Arc<AtomicBool>) -> Result<Vec<u32>> {
    let mut pops = Vec::new();
    while !over.load(Ordering::Relaxed) {
        // The numbers are sorted; a prime step takes callers from everywhere.
        let posted = calls.telephony.ring(&numbers[(pops.len() + 1) * 7_919 % numbers.len()]).await?;
        let came = calls.window.rang(&posted.contact).await?;
        pops.push(u32::try_from(came - posted.posted_us).unwrap_or(u32::MAX));
        calls.telephony.end(&posted.contact).await?;
        sleep(RING).await;
    }
    Ok(pops)
}
