//! What the commands besides `serve` are asked for.
//!
//! Deliberately not here: doing it.

use super::{Store, duration};
use crate::{auth::Role, sharing::table::Format};
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

const AFTER_LOAD: &str = "\
A load that was stopped or killed goes on where it was when it is started again. What is refused stands in
FILE.rejects.ndjson with its line, its code and the reason; a load from the beginning replaces that file.

Exit status:
  0  the files were read to their ends
  1  a file or the database failed; what was loaded stays, and the next load goes on there
  2  a flag is wrong
  3  lines were refused (with --strict) or would be (with --check)";

/// `load`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_LOAD)]
pub struct Load {
    /// Files of CloudEvents in JSON, one a line; or, with --mapping, CSV files. They may be packed with gzip
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the columns of the CSV files are; docs/loading.md tells how to write one
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// The files' encoding, such as utf-16le or windows-1252 [default: UTF-8; another one is recognised and refused]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Only read, write nothing, and say what would be loaded and what refused
    #[arg(long)]
    pub check: bool,
    /// End with status 3 when lines were refused
    #[arg(long)]
    pub strict: bool,
    /// Read from the beginning, also what was loaded before: what is known is a duplicate
    #[arg(long)]
    pub again: bool,
    /// Where the data is.
    #[command(flatten)]
    pub store: Store,
}

/// `segments`.
#[derive(Clone, Debug, Subcommand)]
pub enum Segments {
    /// Write one for a partner to stdout, anonymised: who gave partner-sharing and does not withhold profiling, in words so
    /// coarse that each combination stands at least ten times
    Export(SegmentsExport),
}

/// `segments export`.
#[derive(Clone, Debug, Args)]
pub struct SegmentsExport {
    /// The segment's id, as the rules call it
    #[arg(value_name = "ID")]
    pub id: String,
    /// How rows are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Rules for value, signals and connecting times, TOML [default: built in]
    #[arg(long, env = "PURSER_INSIGHT", value_name = "FILE")]
    pub insight: Option<PathBuf>,
    /// Rules for segments, TOML [default: built in]
    #[arg(long, env = "PURSER_SEGMENTS", value_name = "FILE")]
    pub segments: Option<PathBuf>,
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
