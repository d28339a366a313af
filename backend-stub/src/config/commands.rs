//! What the commands besides `serve` are asked for.
//!
//! Deliberately not here: doing it.

use super::{Store, duration};
use crate::auth::Role;
use clap::{Args, Subcommand};
use jiff::SignedDuration;
use std::path::PathBuf;

/// `token`.
#[derive(Clone, Debug, Args)]
pub struct Token {
    /// The service's data directory
    #[arg(long, env = "PURSER_DATA_DIR", value_name = "DIR", default_value = "purser-data")]
    pub data_dir: PathBuf,
    /// What it may do
    #[arg(long)]
    pub role: Role,
    /// Whose token: the agent's id, or a system's name
    #[arg(long, value_name = "ID")]
    pub subject: String,
    /// How long it is good: 30s, 15m, 1h, 7d
    #[arg(long, default_value = "1h", value_parser = duration)]
    pub ttl: SignedDuration,
}

/// `load`.
#[derive(Clone, Debug, Args)]
pub struct Load {
    /// Files of CloudEvents in JSON, one a line
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where the data is.
    #[command(flatten)]
    pub store: Store,
}

/// `identity-rules`.
#[derive(Clone, Debug, Args)]
pub struct IdentityRules {
    /// Say whether the rules of this file are right
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// `policy`.
#[derive(Clone, Debug, Args)]
pub struct Policy {
    /// Say whether the tables of this file are right
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// `retention`.
#[derive(Clone, Debug, Args)]
pub struct Retention {
    /// Where the data is.
    #[command(flatten)]
    pub store: Store,
    /// The rules: how long events of which types are kept
    #[arg(long, env = "PURSER_RETENTION", value_name = "FILE")]
    pub retention: PathBuf,
}

/// `audit`.
#[derive(Clone, Debug, Subcommand)]
pub enum Audit {
    /// Check that nothing of it was changed; names the first entry that was. The service may be running
    Verify(Store),
}

/// `demo-call`.
#[derive(Clone, Debug, Args)]
pub struct DemoCall {
    /// The service's data directory
    #[arg(long, env = "PURSER_DATA_DIR", value_name = "DIR", default_value = "purser-data")]
    pub data_dir: PathBuf,
    /// The service's address
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8420")]
    pub backend: String,
    /// Whom it rings
    #[arg(long, value_name = "ID")]
    pub agent: String,
}
