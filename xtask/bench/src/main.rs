//! purser-bench: measures a release build on this machine, over the loopback interface, within bounds.
//!
//! Each figure stands beside its goal and, where there is one, beside what the bare library does in the same run with the
//! same bytes: that says how much of the machine is used. Deliberately not here: building; `cargo xtask bench` does that.

mod airline;
mod backend;
mod clock;
mod disruption;
mod entitlement;
mod identity;
mod ingest;
mod load;
mod memory;
mod pop;
mod reads;
mod store;
mod table;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Measures Purser.
#[derive(Parser)]
#[command(name = "cargo xtask bench", disable_help_subcommand = true)]
struct Cli {
    /// Cargo's target directory, where the release build is
    #[arg(long, hide = true)]
    target: Option<PathBuf>,
    /// What to measure; everything when nothing is named
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// From the accepted call to the painted window, hop by hop
    Pop(pop::Options),
    /// Events in, each durable before it is acknowledged
    Ingest(ingest::Options),
    /// The 360 view out
    Reads(reads::Options),
    /// A cancelled flight, until each passenger has an outcome
    Disruption(disruption::Options),
    /// Whom an event is about, and who may be the same person
    Identity(identity::Options),
    /// What the law gives, and what the airline's policy says
    Entitlement(entitlement::Options),
    /// The limit that reads are compared with: axum and nothing else
    #[command(hide = true)]
    BareAxum {
        /// The size of the body it answers
        #[arg(long)]
        bytes: usize,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let target = match cli.target {
        Some(target) => target,
        None => std::env::current_exe()?.ancestors().nth(2).context("not in a target directory")?.to_owned(),
    };
    match cli.what {
        Some(What::Pop(options)) => pop::measure(&target, &options).await,
        Some(What::Ingest(options)) => ingest::measure(&target, &options).await,
        Some(What::Reads(options)) => reads::measure(&target, &options).await,
        Some(What::Disruption(options)) => disruption::measure(&target, &options).await,
        Some(What::Identity(options)) => identity::measure(&target, &options).await,
        Some(What::Entitlement(options)) => entitlement::measure(&target, &options).await,
        Some(What::BareAxum { bytes }) => reads::bare_axum(bytes).await,
        None => {
            ingest::measure(&target, &ingest::Options::default()).await?;
            reads::measure(&target, &reads::Options::default()).await?;
            identity::measure(&target, &identity::Options::default()).await?;
            entitlement::measure(&target, &entitlement::Options::default()).await?;
            disruption::measure(&target, &disruption::Options::default()).await?;
            pop::measure(&target, &pop::Options::default()).await
        }
    }
}
