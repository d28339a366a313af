//! A line of a timeline: a place in the log, and when. Its words are made when it is read.

use serde::{Deserialize, Serialize};

/// An event's place on a timeline; ordered by time, then by the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(i64, i64, u8)", into = "(i64, i64, u8)")]
pub struct Line {
    /// Event time, microseconds.
    pub at: i64,
    /// The event's place in the log.
    pub seq: i64,
    /// It named an address that several people have.
    pub shared: bool,
}

impl From<(i64, i64, u8)> for Line {
    fn from((at, seq, shared): (i64, i64, u8)) -> Self {
        Self { at, seq, shared: shared != 0 }
    }
}

impl From<Line> for (i64, i64, u8) {
    fn from(line: Line) -> Self {
        (line.at, line.seq, u8::from(line.shared))
    }
}
