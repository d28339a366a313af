//! The result: a table for people on stdout, the same as JSON under `target/bench/`.

use crate::clock;
use anyhow::{Context, Result};
use serde::Serialize;
use std::{fs, io::Write as _, path::Path};

/// What a good figure is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    measure: String,
    figure: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<Goal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
    /// What the bare library does in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<f64>,
}

impl Row {
    /// A figure by itself.
    pub fn new(measure: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self { measure: measure.into(), figure, unit, goal: None, met: None, limit: None }
    }

    /// With what it should be.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.met = Some(match goal {
            Goal::AtLeast(least) => self.figure >= least,
            Goal::AtMost(most) => self.figure <= most,
        });
        self.goal = Some(goal);
        self
    }

    /// With what the bare library does.
    #[must_use]
    pub fn limit(mut self, limit: f64) -> Self {
        self.limit = Some(limit);
        self
    }
}

#[derive(Serialize)]
struct Report<'a> {
    name: &'a str,
    taken_at: String,
    processors: usize,
    rows: &'a [Row],
}

/// Prints the table and writes `target/bench/NAME.json`.
pub fn publish(target: &Path, name: &str, rows: &[Row]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{name:<56} {:>14} {:>12} {:>5} {:>12}", "figure", "goal", "met", "limit")?;
    for row in rows {
        let (goal, met) = match row.goal {
            Some(Goal::AtLeast(least)) => (format!(">= {}", number(least)), row.met),
            Some(Goal::AtMost(most)) => (format!("<= {}", number(most)), row.met),
            None => (String::new(), None),
        };
        let met = met.map_or("", |met| if met { "yes" } else { "NO" });
        let limit = row.limit.map(number).unwrap_or_default();
        let figure = format!("{} {:<3}", number(row.figure), row.unit);
        writeln!(out, "{:<56} {figure:>14} {goal:>12} {met:>5} {limit:>12}", row.measure)?;
    }
    let file = target.join("bench").join(format!("{name}.json"));
    let taken_at = jiff::Timestamp::from_microsecond(clock::micros())?.to_string();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let report = serde_json::to_vec_pretty(&Report { name, taken_at, processors, rows })?;
    fs::create_dir_all(target.join("bench"))?;
    fs::write(&file, report).with_context(|| format!("write {}", file.display()))?;
    writeln!(out, "written to {}", file.display())?;
    Ok(())
}

/// Tells the person who waits what is going on.
pub fn say(line: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{line}");
}

/// With thousands apart; decimals only where they say something.
fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_apart() {
        for (value, text) in
            [(0.25, "0.2"), (12.34, "12.3"), (999.6, "1,000"), (172_000.0, "172,000"), (100.0, "100")]
        {
            assert_eq!(number(value), text);
        }
    }
}
