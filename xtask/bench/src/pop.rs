//! A call arrives: from the accepted event to the painted window, hop by hop, in the real desktop.
//!
//! All processes are on this machine and share its clock, so the stamps of one compare with those of another.

mod desktop;
mod screen;
mod telephony;
mod window;

use crate::{
    backend::Backend,
    load::percentile,
    memory, store,
    table::{self, Goal, Row, say},
};
use anyhow::{Context, Result, ensure};
use clap::Args;
use desktop::{Desktop, Stamps};
use std::{path::Path, time::Duration};
use telephony::Posted;
pub use telephony::Telephony;
use tokio::time::sleep;

/// Memory is taken after so many pops.
const SETTLED: usize = 50;
/// An agent who is done looks away for a moment; so the end of one call is not measured as part of the next.
const BETWEEN: Duration = Duration::from_millis(100);

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many calls, one after another
    #[arg(long, default_value_t = 300)]
    calls: usize,
    /// How many customers the demonstration airline has
    #[arg(long, default_value_t = 20_000)]
    customers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { calls: 300, customers: 20_000 }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    say(&format!("pop: starting the backend with {} customers", options.customers));
    let backend =
        Backend::with_demonstration(target, &format!("pop-{}", options.customers), options.customers).await?;
    let backend_idle = memory::resident_mib(backend.id()?)?;
    let numbers = store::numbers(&backend.data).await?;
    ensure!(!numbers.is_empty(), "no customer of the demonstration airline has a number of their own");
    let agent = format!("bench-{}", std::process::id());
    let token = backend.token("agent", &agent).await?;
    let mut telephony = Telephony::connect(&backend, &agent).await?;

    say("pop: starting the desktop");
    let mut desktop = Desktop::start(target, &backend.url(), &token).await?;
    let started = desktop.drawn().await? - desktop.started;
    let warm = telephony.ring(&numbers[0]).await?;
    desktop.painted(&warm.contact).await.context("the first call")?;
    telephony.end(&warm.contact).await?;
    sleep(Duration::from_secs(1)).await;

    say(&format!("pop: {} calls", options.calls));
    let mut pops = Vec::with_capacity(options.calls);
    let mut memory = Vec::new();
    for call in 1..=options.calls {
        // The numbers are sorted; a prime step takes callers from everywhere.
        let posted = telephony.ring(&numbers[call * 7_919 % numbers.len()]).await?;
        let stamps = desktop.painted(&posted.contact).await.with_context(|| format!("call {call}"))?;
        telephony.end(&posted.contact).await?;
        pops.push((posted, stamps));
        sleep(BETWEEN).await;
        if call == SETTLED.min(options.calls) {
            memory = memory::tree(desktop.id()?)?;
        }
    }

    let mut rows = hops(&pops);
    rows.push(Row::new("desktop: start to its window drawn", seconds(started), "s").goal(Goal::AtMost(1.5)));
    rows.push(Row::new("window's files, gzip", window::transferred()?, "kB").goal(Goal::AtMost(700.0)));
    let all: f64 = memory.iter().map(|share| share.pss_mib).sum();
    rows.push(
        Row::new(format!("desktop's memory after {SETTLED} pops, all processes (PSS)"), all, "MiB")
            .goal(Goal::AtMost(320.0)),
    );
    rows.extend(memory.iter().map(|share| Row::new(format!("  {}", share.name), share.pss_mib, "MiB")));
    rows.push(Row::new("backend's memory, idle (RSS)", backend_idle, "MiB").goal(Goal::AtMost(80.0)));
    table::publish(target, "pop", &rows)
}

type Pop = (Posted, Stamps);
type At = fn(&Pop) -> i64;

/// From where to where, and how to take both from one pop.
const HOPS: [(&str, At, At); 6] = [
    ("  posted -> 202", |pop| pop.0.posted_us, |pop| pop.0.accepted_us),
    ("  posted -> frame made", |pop| pop.0.posted_us, |pop| pop.1.server_at),
    ("  frame made -> received by the desktop", |pop| pop.1.server_at, |pop| pop.1.received_us),
    ("  received -> applied", |pop| pop.1.received_us, |pop| pop.1.applied_us),
    ("  applied -> forwarded to the window", |pop| pop.1.applied_us, |pop| pop.1.forwarded_us),
    ("  forwarded -> painted", |pop| pop.1.forwarded_us, |pop| pop.1.painted_us),
];

fn hops(pops: &[Pop]) -> Vec<Row> {
    let spread = |from: At, to: At| {
        let mut times: Vec<i64> = pops.iter().map(|pop| to(pop) - from(pop)).collect();
        times.sort_unstable();
        [50, 99].map(|percent| percentile(&times, percent).map_or(0.0, milliseconds))
    };
    let [half, most] = spread(|pop| pop.0.accepted_us, |pop| pop.1.painted_us);
    let mut rows = vec![
        Row::new(format!("202 -> painted, half of {} within", pops.len()), half, "ms"),
        Row::new("202 -> painted, 99 % within", most, "ms").goal(Goal::AtMost(50.0)),
    ];
    for (name, from, to) in HOPS {
        let [half, most] = spread(from, to);
        rows.push(Row::new(format!("{name}, half"), half, "ms"));
        rows.push(Row::new(format!("{name}, 99 %"), most, "ms"));
    }
    rows
}

fn milliseconds(micros: i64) -> f64 {
    seconds(micros) * 1_000.0
}

fn seconds(micros: i64) -> f64 {
    // Times of a pop fit; a nonsensical one shows as such.
    f64::from(i32::try_from(micros).unwrap_or(i32::MAX)) / 1_000_000.0
}
