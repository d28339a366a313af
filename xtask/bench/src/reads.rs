//! The 360 view out: the same few customers again and again, then all of them evenly.
//!
//! Beside it axum alone (`bare`), in a process of its own as the backend is, answering as many bytes to the same load.

mod bare;

pub use bare::serve as bare_axum;

use crate::{
    backend::{self, Backend},
    load::{self, Connection, Load, Request, Seen},
    memory, store,
    table::{self, Goal, Row, say},
};
use anyhow::{Result, ensure};
use clap::Args;
use std::{fs::File, net::SocketAddr, path::Path, process::Stdio, sync::Arc, time::Duration};
use tokio::process::Command;

/// As many customers as agents look at over and over.
const HOT: usize = 64;

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many customers the demonstration airline has
    #[arg(long, default_value_t = 20_000)]
    customers: usize,
    /// How many connections ask
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// For how many seconds each
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { customers: 20_000, connections: 64, seconds: 10 }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    say(&format!("reads: starting the backend with {} customers", options.customers));
    let name = format!("reads-{}", options.customers);
    let backend = Backend::with_demonstration(target, &name, options.customers).await?;
    let idle = memory::resident_mib(backend.id()?)?;
    let token: Arc<str> = backend.token("agent", "bench").await?.into();
    let ids: Arc<[String]> = store::customers(&backend.data).await?.into();
    ensure!(ids.len() > HOT, "the demonstration airline has only {} customers", ids.len());

    say(&format!("reads: {HOT} customers again and again, {} s", options.seconds));
    let hot: Arc<[String]> = spread(&ids).take(HOT).cloned().collect();
    let load = load_on(backend.address, options);
    ask(&load, &hot, &token, 1).await?;
    let of_hot = ask(&load, &hot, &token, options.seconds).await?;
    say("reads: the database's file into the system's cache");
    in_cache(&backend.data)?;
    say(&format!("reads: all {} customers evenly, {} s", ids.len(), options.seconds));
    let of_all = ask(&load, &spread(&ids).cloned().collect(), &token, options.seconds).await?;
    let after = memory::resident_mib(backend.id()?)?;
    let size = Connection::open(backend.address).await?.get(&path(&hot[0]), &token).await?.body.len();
    drop(backend);
    let bare = bare_load(size, &hot, &token, options).await?;

    table::publish(
        target,
        &name,
        &[
            Row::new(format!("360 of {HOT} customers"), of_hot.rate(), "/s")
                .goal(Goal::AtLeast(30_000.0))
                .limit(bare.rate()),
            Row::new("  half within", of_hot.within_ms(50), "ms").limit(bare.within_ms(50)),
            Row::new("  99 % within", of_hot.within_ms(99), "ms").limit(bare.within_ms(99)),
            Row::new(format!("360 of {} customers evenly", ids.len()), of_all.rate(), "/s")
                .goal(Goal::AtLeast(10_000.0))
                .limit(bare.rate()),
            Row::new("  half within", of_all.within_ms(50), "ms"),
            Row::new("  99 % within", of_all.within_ms(99), "ms"),
            Row::new("bytes of a body", f64::from(u32::try_from(size)?), "B"),
            Row::new("backend's memory, idle (RSS)", idle, "MiB").goal(Goal::AtMost(80.0)),
            Row::new("backend's memory afterwards (RSS)", after, "MiB"),
        ],
    )
}

/// Reads the database's file once: a service that has run for a while has it in the system's cache, and what is measured
/// is the service and not the disk of the day.
fn in_cache(data: &Path) -> Result<()> {
    std::io::copy(&mut File::open(data.join("purser.db"))?, &mut std::io::sink())?;
    Ok(())
}

fn path(customer: &str) -> String {
    format!("/v1/customers/{customer}/360")
}

/// All of them in an order that has nothing to do with how they were made.
fn spread(ids: &[String]) -> impl Iterator<Item = &String> {
    // A prime that no count of customers we use is a multiple of visits each once.
    (0..ids.len()).map(|n| &ids[n * 15_485_863 % ids.len()])
}

fn load_on(address: SocketAddr, options: &Options) -> Load {
    Load {
        address,
        connections: options.connections,
        requests: usize::MAX / 2,
        at_most: Duration::ZERO,
        status: 200,
    }
}

async fn ask(load: &Load, ids: &Arc<[String]>, token: &Arc<str>, seconds: u64) -> Result<Seen> {
    let (ids, token) = (Arc::clone(ids), Arc::clone(token));
    let request: Request = Arc::new(move |n, into| load::get(into, &path(&ids[n % ids.len()]), &token));
    load::apply(&Load { at_most: Duration::from_secs(seconds), ..load.clone() }, request).await
}

async fn bare_load(bytes: usize, ids: &Arc<[String]>, token: &Arc<str>, options: &Options) -> Result<Seen> {
    say("reads: axum alone");
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bare-axum", "--bytes", &bytes.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let address = backend::listening(&mut child).await?;
    ask(&load_on(address, options), ids, token, options.seconds.min(5)).await
}
