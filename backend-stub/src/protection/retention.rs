//! Letting events go when their time is over: rules by type, and the pass over the log that finds what has expired.
//!
//! An expired event is destroyed like one of an erased customer, and everybody it could concern is made again without it,
//! so that a replay gives the same. Deliberately not here: doing that (`expire`), and who calls when.

use super::store;
use crate::{app::AppState, ingest::catalogue};
use anyhow::{Context, Result, bail};
use jiff::{Span, Timestamp, tz::TimeZone};
use serde::Deserialize;
use std::{path::Path, time::Duration};

/// Places looked at in one step of a pass.
const LOOKED_AT: i64 = 5_000;
/// Events destroyed in one transaction; each makes a neighbourhood again.
const AT_ONCE: usize = 50;
/// What is left to other work between two transactions.
const PAUSE: Duration = Duration::from_millis(20);

/// How long which events are kept.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    /// A type, or its beginning.
    pattern: Pattern,
    keep: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    Exactly(String),
    BeginningWith(String),
}

/// The file: a list of rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Written>,
}

/// `types = ["purser.search.performed.v1", "purser.contact.*"]`, `keep = "13 months"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    types: Vec<String>,
    keep: String,
}

impl Rules {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// When it cannot be read or a rule is wrong; the message names it.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("--retention: read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("--retention: {}", path.display()))
    }

    /// Reads rules.
    ///
    /// # Errors
    /// When one is wrong; the message names it.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| anyhow::anyhow!("{}", error.message()))?;
        let mut rules: Vec<Rule> = Vec::new();
        for (place, written) in file.rule.iter().enumerate() {
            let at = format!("rule {}", place + 1);
            let keep = span(&written.keep).with_context(|| format!("{at}: keep"))?;
            if written.types.is_empty() {
                bail!("{at}: types: expected at least one");
            }
            for kind in &written.types {
                let pattern = pattern(kind).with_context(|| format!("{at}: types: {kind}"))?;
                if rules.iter().any(|rule| rule.pattern == pattern) {
                    bail!("{at}: types: {kind} has a rule before");
                }
                rules.push(Rule { pattern, keep });
            }
        }
        Ok(Self(rules))
    }

    /// Whether everything is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an event of this type and time has expired; the first rule that fits counts.
    #[must_use]
    pub fn expired(&self, kind: &str, at: Timestamp, now: Timestamp) -> bool {
        let rule = self.0.iter().find(|rule| rule.pattern.fits(kind));
        rule.is_some_and(|rule| {
            let oldest = now.to_zoned(TimeZone::UTC).checked_sub(rule.keep);
            oldest.is_ok_and(|oldest| at < oldest.timestamp())
        })
    }
}

impl Pattern {
    fn fits(&self, kind: &str) -> bool {
        match self {
            Self::Exactly(name) => kind == name,
            Self::BeginningWith(beginning) => kind.starts_with(beginning.as_str()),
        }
    }
}

/// What says who is who cannot expire: people would fall apart. Flights and queues are nobody's. What was
/// paid is to be accounted for.
const KEPT: [&str; 5] = [
    "purser.identity.",
    "purser.profile.",
    "purser.flight.",
    "purser.security.delayed.",
    "purser.compensation.",
];

fn pattern(kind: &str) -> Result<Pattern> {
    let beginning = kind.strip_suffix('*');
    let name = beginning.unwrap_or(kind);
    if KEPT.iter().any(|kept| name.starts_with(kept) || (beginning.is_some() && kept.starts_with(name))) {
        bail!("events that say who is who, those about flights, and what was owed, are kept");
    }
    match beginning {
        Some(beginning) if beginning.ends_with('.') => Ok(Pattern::BeginningWith(beginning.to_owned())),
        Some(_) => bail!("expected a beginning that ends in .*"),
        None if name.starts_with("purser.contact.") => {
            bail!("a contact goes with all its steps: purser.contact.*")
        }
        None if name.starts_with("purser.") && !catalogue::is_known(name) => bail!("there is no such type"),
        None if name.is_empty() => bail!("expected an event type"),
        None => Ok(Pattern::Exactly(kind.to_owned())),
    }
}

/// `30 days`, `13 months`, `2 years`.
fn span(text: &str) -> Result<Span> {
    let wrong = || anyhow::anyhow!("{text}: expected a number and days, months or years, such as 13 months");
    let (number, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
    let number: i64 = number.parse().ok().filter(|number| (1..=1_200).contains(number)).ok_or_else(wrong)?;
    Ok(match unit.trim() {
        "day" | "days" => Span::new().days(number),
        "month" | "months" => Span::new().months(number),
        "year" | "years" => Span::new().years(number),
        _ => return Err(wrong()),
    })
}

/// One pass over the whole log; says how many events went. What was done stays done when it is stopped.
///
/// # Errors
/// Those of the database.
pub async fn pass(app: &AppState, rules: &Rules) -> Result<u64> {
    let (mut from, mut gone) = (0, 0);
    loop {
        let looked_at = store::dated(&mut app.db.read.acquire().await?, from, LOOKED_AT).await?;
        let Some(last) = looked_at.last() else { return Ok(gone) };
        from = last.place;
        let now = app.clock.now();
        let expired = looked_at.iter().filter(|event| rules.expired(&event.kind, event.at, now));
        let expired: Vec<i64> = expired.map(|event| event.place).collect();
        for part in expired.chunks(AT_ONCE) {
            gone += app.writer.expire(part.to_vec()).await?;
            if app.stop.is_cancelled() {
                return Ok(gone);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// How often the log is gone through.
const BETWEEN: Duration = Duration::from_secs(3600);

/// Goes through the log again and again until the service stops.
pub async fn keep(app: AppState, rules: Rules) {
    let stop = app.stop.clone();
    loop {
        match pass(&app, &rules).await {
            Ok(0) => {}
            Ok(events) => tracing::info!(events, "expired events were destroyed"),
            Err(error) => tracing::error!(error = format!("{error:#}"), "expired events are still there"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(BETWEEN) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_by_type_and_time() {
        let rules = "[[rule]]\ntypes = [\"purser.search.performed.v1\"]\nkeep = \"13 months\"\n\
            [[rule]]\ntypes = [\"purser.contact.*\"]\nkeep = \"2 years\"\n\
            [[rule]]\ntypes = [\"purser.security.passed.v1\"]\nkeep = \"1 year\"";
        let rules = Rules::parse(rules).unwrap();
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for (kind, at, expired) in [
            ("purser.search.performed.v1", "2025-10-20T09:59:59Z", true),
            ("purser.search.performed.v1", "2025-10-20T10:00:00Z", false),
            ("purser.contact.ended.v1", "2024-11-20T09:00:00Z", true),
            ("purser.contact.ended.v1", "2025-01-01T00:00:00Z", false),
            ("purser.booking.created.v1", "1999-01-01T00:00:00Z", false),
            ("purser.security.passed.v1", "2025-11-20T09:00:00Z", true),
        ] {
            assert_eq!(rules.expired(kind, at.parse().unwrap(), now), expired, "{kind} {at}");
        }
        assert!(Rules::default().is_empty());
    }

    #[test]
    fn a_wrong_rule_is_named() {
        for (text, named) in [
            ("[[rule]]\ntypes = []\nkeep = \"1 day\"", "rule 1: types"),
            ("[[rule]]\ntypes = [\"purser.serach.v1\"]\nkeep = \"1 day\"", "purser.serach.v1"),
            ("[[rule]]\ntypes = [\"purser.identity.linked.v1\"]\nkeep = \"1 day\"", "who is who"),
            ("[[rule]]\ntypes = [\"purser.*\"]\nkeep = \"1 day\"", "who is who"),
            ("[[rule]]\ntypes = [\"purser.security.*\"]\nkeep = \"1 day\"", "about flights"),
            ("[[rule]]\ntypes = [\"purser.security.delayed.v1\"]\nkeep = \"1 day\"", "about flights"),
            ("[[rule]]\ntypes = [\"purser.contact.ended.v1\"]\nkeep = \"1 day\"", "purser.contact.*"),
            ("[[rule]]\ntypes = [\"purser.search.*\"]\nkeep = \"soon\"", "rule 1: keep"),
            ("[[rule]]\ntypes = [\"x\"]\nkeep = \"0 days\"", "rule 1: keep"),
            ("[[rule]]\ntypes = [\"x\", \"x\"]\nkeep = \"1 day\"", "has a rule before"),
            ("[[rules]]\n", "rules"),
        ] {
            let error = format!("{:#}", Rules::parse(text).unwrap_err());
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
