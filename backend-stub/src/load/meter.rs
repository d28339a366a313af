//! What whoever waits for a load sees: a bar on a terminal, a line now and then elsewhere.
//!
//! Deliberately not here: the result, which goes to stdout.

use super::Progress;
use crate::clock::Clock;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::{
    io::{IsTerminal, Write},
    path::Path,
};

/// Seconds between two lines where there is no terminal.
const BETWEEN: f64 = 10.0;

const BAR: &str = "{prefix} {wide_bar} {percent:>3} %  {msg}  {eta} left";

/// Shows how far a load is.
pub struct Meter {
    name: String,
    clock: Clock,
    began: Timestamp,
    /// Where the load began: what was done before counts for nothing in its rate.
    first: Option<Progress>,
    said: f64,
    bar: Option<ProgressBar>,
}

impl Meter {
    /// For one file.
    #[must_use]
    pub fn start(file: &Path, clock: &Clock) -> Self {
        let name = file.display().to_string();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style).with_prefix(name.clone())
        });
        Self { name, clock: clock.clone(), began: clock.now(), first: None, said: 0.0, bar }
    }

    /// It has come further.
    pub fn show(&mut self, progress: Progress) {
        let first = *self.first.get_or_insert(progress);
        let seconds = self.clock.now().duration_since(self.began).as_secs_f64();
        match &self.bar {
            Some(bar) => {
                bar.set_length(progress.size);
                bar.set_position(progress.read);
                bar.set_message(rate(first, progress, seconds));
            }
            None if seconds - self.said >= BETWEEN => {
                self.said = seconds;
                let mut stderr = std::io::stderr();
                writeln!(stderr, "{}: {}", self.name, line(first, progress, seconds)).ok();
            }
            None => {}
        }
    }

    /// It is over.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown, not counted with")]
fn rate(first: Progress, now: Progress, seconds: f64) -> String {
    let lines = (now.lines - first.lines.min(now.lines)) as f64;
    format!("{} lines, {:.0}/s", now.lines, lines / seconds.max(0.001))
}

/// How far, how fast, how long still.
#[expect(clippy::cast_precision_loss, reason = "shown, not counted with")]
fn line(first: Progress, now: Progress, seconds: f64) -> String {
    let done = (now.read - first.read.min(now.read)) as f64;
    let left = now.size.saturating_sub(now.read) as f64;
    let percent = now.read * 100 / now.size.max(1);
    let time = if done > 0.0 { left / done * seconds } else { 0.0 };
    let time = if time < 90.0 { format!("{time:.0} s") } else { format!("{:.0} min", time / 60.0) };
    format!("{percent} %, {}, about {time} left", rate(first, now, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long_still() {
        let at = |read, lines| Progress { read, size: 1_000, lines };
        assert_eq!(line(at(0, 0), at(250, 5_000), 10.0), "25 %, 5000 lines, 500/s, about 30 s left");
        // What an earlier load did is not this one's speed.
        assert_eq!(line(at(500, 9_000), at(600, 9_100), 60.0), "60 %, 9100 lines, 2/s, about 4 min left");
        assert_eq!(line(at(0, 0), at(0, 0), 0.0), "0 %, 0 lines, 0/s, about 0 s left");
    }
}
