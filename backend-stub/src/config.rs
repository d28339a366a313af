//! Settings: flag, then environment, then file, then default. A wrong one stops the program with one line that names it.
//!
//! Deliberately not here: acting on them (`serve`, `load`).

mod commands;
#[cfg(test)]
mod tests;

pub use commands::{
    Audit, DemoCall, IdentityRules, Load, Policy, Retention, Segments, SegmentsExport, Token,
};

use crate::{
    compensation::policy,
    identity,
    insight::rules::Rules,
    protection::retention,
    webhooks::{self, target::Reach},
};
use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use jiff::{SignedDuration, civil::Date};
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

/// Purser's backend.
#[derive(Debug, Parser)]
#[command(name = "purser-backend", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service. Prints `listening on http://HOST:PORT` when it is ready
    Serve(Box<Serve>),
    /// Print an access token of the development identity provider of a data directory
    Token(Token),
    /// Load files of CloudEvents, or CSV; goes on where it stopped; refused lines go to FILE.rejects.ndjson
    Load(Load),
    /// Rebuild the read models from the event log and say whether they changed
    Replay(Store),
    /// Destroy the events whose time is over, by the rules of --retention, and say how many
    Retention(Retention),
    /// Give segments of customers to partners
    #[command(subcommand)]
    Segments(Segments),
    /// Look into the audit
    #[command(subcommand)]
    Audit(Audit),
    /// Say what the law gives: the facts of one case a line on stdin, one answer a line on stdout
    Assess(Law),
    /// Print the built-in rules by which records are compared that may be one person's, or check a file of such rules
    IdentityRules(IdentityRules),
    /// Print the built-in policy of who approves and what is given, or check a file of such tables
    Policy(Policy),
    /// Ring the demonstration airline's call at an agent of a running service
    DemoCall(DemoCall),
}

/// Where the data is.
#[derive(Clone, Debug, Default, Args)]
pub struct Store {
    /// Database URL [default: sqlite://DATA-DIR/purser.db]
    #[arg(long, env = "PURSER_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Directory for the database, keys and settings [default: purser-data]
    #[arg(long, env = "PURSER_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Settings file [default: DATA-DIR/backend.toml, when there is one]
    #[arg(long, env = "PURSER_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The airline's country, whose national phone numbers are understood (ISO 3166-1 alpha-2) [default: DE]
    #[arg(long, env = "PURSER_HOME_COUNTRY", value_name = "CC")]
    pub home_country: Option<String>,
}

/// Laws that are adopted and not in force yet.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Law {
    /// The first flight date of the reform of Regulation 261/2004; not applied while no date is given
    #[arg(long, env = "PURSER_EU261_REFORM_FROM", value_name = "DATE")]
    pub eu261_reform_from: Option<Date>,
}

impl Law {
    /// As the law's functions take it.
    #[must_use]
    pub fn settings(self) -> purser_entitlement::Settings {
        purser_entitlement::Settings { eu261_reform_from: self.eu261_reform_from }
    }
}

/// `serve`.
#[derive(Clone, Debug, Default, Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub store: Store,
    /// Which law.
    #[command(flatten)]
    pub law: Law,
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8420]
    #[arg(long, env = "PURSER_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Trust the development identity provider of the data directory. Never where there are real customers
    #[arg(long, env = "PURSER_DEV_IDP", num_args = 0..=1, default_missing_value = "true", value_parser = switch, value_name = "BOOL")]
    pub dev_idp: Option<bool>,
    /// Load the demonstration airline into an empty database
    #[arg(long, env = "PURSER_DEMO", num_args = 0..=1, default_missing_value = "true", value_parser = switch, value_name = "BOOL")]
    pub demo: Option<bool>,
    /// How many customers the demonstration airline has [default: 20000]
    #[arg(long, env = "PURSER_DEMO_CUSTOMERS", value_name = "N")]
    pub demo_customers: Option<usize>,
    /// Another seed makes another airline [default: 1]
    #[arg(long, env = "PURSER_DEMO_SEED", value_name = "N")]
    pub demo_seed: Option<u64>,
    /// The airline's identity provider: its key document, a file or an https address
    #[arg(long, env = "PURSER_JWKS", value_name = "FILE|URL")]
    pub jwks: Option<String>,
    /// The `iss` of its tokens
    #[arg(long, env = "PURSER_ISSUER", value_name = "ISS")]
    pub issuer: Option<String>,
    /// The `aud` of its tokens [default: purser]
    #[arg(long, env = "PURSER_AUDIENCE", value_name = "AUD")]
    pub audience: Option<String>,
    /// A web origin that may open the realtime socket, besides the desktop's; may be repeated
    #[arg(
        long = "allowed-origin",
        env = "PURSER_ALLOWED_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub allowed_origins: Vec<String>,
    /// Rules by which records are compared that may be one person's; `identity-rules` prints the built-in ones
    #[arg(long, env = "PURSER_IDENTITY_RULES", value_name = "FILE")]
    pub identity_rules: Option<PathBuf>,
    /// The airline's policy: decision tables, JSON Decision Model; read again when it changes; `policy` prints the built-in
    #[arg(long, env = "PURSER_POLICY", value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Rules of how long events of which types are kept [default: everything is]
    #[arg(long, env = "PURSER_RETENTION", value_name = "FILE")]
    pub retention: Option<PathBuf>,
    /// Rules for value, signals and connecting times, TOML [default: built in]
    #[arg(long, env = "PURSER_INSIGHT", value_name = "FILE")]
    pub insight: Option<PathBuf>,
    /// Rules for segments, TOML [default: built in]
    #[arg(long, env = "PURSER_SEGMENTS", value_name = "FILE")]
    pub segments: Option<PathBuf>,
    /// Let webhooks reach private networks
    #[arg(long, env = "PURSER_WEBHOOK_ALLOW_PRIVATE", num_args = 0..=1, default_missing_value = "true", value_parser = switch, value_name = "BOOL")]
    pub webhook_allow_private: Option<bool>,
    /// Attempts before an event is given up for a webhook [default: 24, four to eight hours]
    #[arg(long, env = "PURSER_WEBHOOK_ATTEMPTS", value_name = "N")]
    pub webhook_attempts: Option<u32>,
    /// Seconds without more news of before, until what it means for anybody's rights is decided [default: 10]
    #[arg(long, env = "PURSER_SETTLE_SECONDS", value_name = "N")]
    pub settle_seconds: Option<u64>,
}

/// What a settings file may say; the names are those of the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    database: Option<String>,
    home_country: Option<String>,
    eu261_reform_from: Option<Date>,
    listen: Option<SocketAddr>,
    dev_idp: Option<bool>,
    demo: Option<bool>,
    demo_customers: Option<usize>,
    demo_seed: Option<u64>,
    jwks: Option<String>,
    issuer: Option<String>,
    audience: Option<String>,
    allowed_origins: Option<Vec<String>>,
    identity_rules: Option<PathBuf>,
    policy: Option<PathBuf>,
    retention: Option<PathBuf>,
    insight: Option<PathBuf>,
    segments: Option<PathBuf>,
    webhook_allow_private: Option<bool>,
    webhook_attempts: Option<u32>,
    settle_seconds: Option<u64>,
}

/// Where the data is, decided.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// Database URL.
    pub database: String,
    /// Directory for the database, keys and settings.
    pub data_dir: PathBuf,
    /// The airline's country.
    pub home: String,
}

/// How to serve, decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the data is.
    pub store: StoreSettings,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Which law.
    pub law: Law,
    /// Trust the development identity provider.
    pub dev_idp: bool,
    /// Load this demonstration airline: customers and seed.
    pub demo: Option<(usize, u64)>,
    /// Key document, issuer, audience of the airline's identity provider.
    pub identity_provider: Option<(String, String, String)>,
    /// Web origins that may open the realtime socket.
    pub allowed_origins: Vec<String>,
    /// How long events are kept.
    pub retention: retention::Rules,
    /// What is concluded about customers, and when.
    pub rules: Arc<Rules>,
    /// How webhooks are delivered.
    pub webhooks: webhooks::Options,
    /// How records are compared that may be one person's.
    pub identity: identity::rules::Rules,
    /// Who approves, and what the airline gives of its own.
    pub policy: Arc<policy::Current>,
    /// How long no news of before must come until what it moved is decided.
    pub settle: Duration,
}

impl Store {
    /// Decides, reading the file.
    ///
    /// # Errors
    /// When a setting is wrong; the message names it.
    pub fn decide(&self) -> Result<StoreSettings> {
        Ok(self.decide_with_file()?.0)
    }

    fn decide_with_file(&self) -> Result<(StoreSettings, File)> {
        let data_dir = self.data_dir.clone().unwrap_or_else(|| PathBuf::from("purser-data"));
        let file = self.read_file(&data_dir)?;
        let database = self.database.clone().or_else(|| file.database.clone());
        let database =
            database.unwrap_or_else(|| format!("sqlite://{}", data_dir.join("purser.db").display()));
        let home = self
            .home_country
            .clone()
            .or_else(|| file.home_country.clone())
            .unwrap_or_else(|| "DE".to_owned());
        if home.len() != 2 || !home.bytes().all(|byte| byte.is_ascii_uppercase()) {
            bail!("--home-country: expected two capital letters, such as DE, got {home}");
        }
        Ok((StoreSettings { database, data_dir, home }, file))
    }

    fn read_file(&self, data_dir: &std::path::Path) -> Result<File> {
        let usual = data_dir.join("backend.toml");
        let path = match &self.config {
            Some(path) => path,
            None if usual.exists() => &usual,
            None => return Ok(File::default()),
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("--config: read {}", path.display()))?;
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {}", path.display(), error.message()))
    }
}

impl Serve {
    /// Decides, reading the file.
    ///
    /// # Errors
    /// When a setting is wrong; the message names it.
    pub fn decide(&self) -> Result<Settings> {
        let (store, file) = self.store.decide_with_file()?;
        let demo = self.demo.or(file.demo).unwrap_or(false);
        let customers = self.demo_customers.or(file.demo_customers).unwrap_or(20_000);
        if demo && !(1..=1_000_000).contains(&customers) {
            bail!("--demo-customers: 1 to 1000000, got {customers}");
        }
        let seed = self.demo_seed.or(file.demo_seed).unwrap_or(1);
        let jwks = self.jwks.clone().or(file.jwks);
        let issuer = self.issuer.clone().or(file.issuer);
        let audience = self.audience.clone().or(file.audience).unwrap_or_else(|| "purser".to_owned());
        let identity_provider = match (jwks, issuer) {
            (Some(jwks), Some(issuer)) => Some((jwks, issuer, audience)),
            (None, None) => None,
            _ => bail!("--jwks and --issuer: one needs the other"),
        };
        let dev_idp = self.dev_idp.or(file.dev_idp).unwrap_or(false);
        if identity_provider.is_none() && !dev_idp {
            bail!(
                "--jwks: no identity provider is named, so nobody could call; name one, or use --dev-idp to try things out"
            );
        }
        let mut allowed_origins = self.allowed_origins.clone();
        if allowed_origins.is_empty() {
            allowed_origins = file.allowed_origins.unwrap_or_default();
        }
        let listen = self.listen.or(file.listen);
        let listen = listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8420)));
        let private = self.webhook_allow_private.or(file.webhook_allow_private).unwrap_or(false);
        let usual = webhooks::Options::default();
        let attempts = self.webhook_attempts.or(file.webhook_attempts).unwrap_or(usual.attempts);
        if !(1..=1_000).contains(&attempts) {
            bail!("--webhook-attempts: 1 to 1000, got {attempts}");
        }
        let settle = settle(self.settle_seconds.or(file.settle_seconds))?;
        let rules = self.identity_rules.as_ref().or(file.identity_rules.as_ref());
        let identity = rules.map(|path| identity::rules::Rules::read(path)).transpose()?.unwrap_or_default();
        let policy = policy::Current::open(self.policy.clone().or(file.policy))?;
        let retention = self.retention.clone().or(file.retention);
        let retention = retention.map(|path| retention::Rules::read(&path)).transpose()?.unwrap_or_default();
        let insight = self.insight.clone().or(file.insight);
        let segments = self.segments.clone().or(file.segments);
        let rules = Rules::load(insight.as_deref(), segments.as_deref()).map_err(anyhow::Error::msg)?;
        let reach = Reach { loopback: listen.ip().is_loopback(), private };
        Ok(Settings {
            listen,
            retention,
            rules: Arc::new(rules),
            webhooks: webhooks::Options { attempts, reach, ..usual },
            identity,
            policy: Arc::new(policy),
            settle,
            demo: demo.then_some((customers, seed)),
            store,
            law: Law { eu261_reform_from: self.law.eu261_reform_from.or(file.eu261_reform_from) },
            dev_idp,
            identity_provider,
            allowed_origins,
        })
    }
}

fn settle(seconds: Option<u64>) -> Result<Duration> {
    match seconds.unwrap_or(10) {
        seconds @ 0..=100 => Ok(Duration::from_secs(seconds)),
        seconds => bail!("--settle-seconds: 0 to 100, got {seconds}"),
    }
}

/// A switch that is named means yes; one that says so means no, whatever the file says.
fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" | "" => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}

fn duration(text: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("{text}: expected a number and s, m, h or d, such as 1h");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: i64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let total =
        number.checked_mul(seconds).filter(|total| (1..=366 * 86_400).contains(total)).ok_or_else(wrong)?;
    Ok(SignedDuration::from_secs(total))
}
