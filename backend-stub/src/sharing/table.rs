//! An anonymous segment as rows of CSV or NDJSON, a piece at a time. Equal rows stand together: their order says nothing.
//!
//! Deliberately not here: sending it.

use super::{
    anonymous::Anonymous,
    traits::{COLUMNS, Traits, Words},
};
use bytes::Bytes;
use serde_json::{Map, Value};

/// About so many bytes are made at once.
const PIECE: usize = 64 * 1024;

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line of names, then a line a row.
    Csv,
    /// A JSON object a line.
    #[default]
    Ndjson,
}

impl Format {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// The rows in pieces.
pub struct Pieces {
    format: Format,
    segment: String,
    words: Words,
    groups: std::collections::btree_map::IntoIter<Traits, u32>,
    /// A line and how often it is still to come.
    line: (String, u32),
    begun: bool,
}

/// Begins a table.
#[must_use]
pub fn pieces(format: Format, segment: &str, words: Words, anonymous: Anonymous) -> Pieces {
    let groups = anonymous.groups.into_iter();
    Pieces { format, segment: segment.to_owned(), words, groups, line: (String::new(), 0), begun: false }
}

impl Pieces {
    fn line(&self, traits: Traits) -> String {
        let words = traits.map(|number| self.words.text(number));
        match self.format {
            // No word of ours has a comma or a quote in it, and neither has the name of a segment.
            Format::Csv => format!("{},{}\n", self.segment, words.join(",")),
            Format::Ndjson => {
                let mut row = Map::new();
                row.insert("segment".to_owned(), self.segment.as_str().into());
                for (column, word) in COLUMNS.into_iter().zip(words) {
                    row.insert(column.to_owned(), word.into());
                }
                format!("{}\n", Value::Object(row))
            }
        }
    }
}

impl Iterator for Pieces {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let mut piece = String::with_capacity(PIECE + 256);
        if !self.begun && self.format == Format::Csv {
            piece = format!("segment,{}\n", COLUMNS.join(","));
        }
        self.begun = true;
        while piece.len() < PIECE {
            if self.line.1 == 0 {
                let Some((traits, count)) = self.groups.next() else { break };
                self.line = (self.line(traits), count);
            }
            piece.push_str(&self.line.0);
            self.line.1 -= 1;
        }
        (!piece.is_empty()).then(|| piece.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_often_as_they_count() {
        let mut words = Words::default();
        let traits = ["30-39", "SE", "Gold", "*", "FRA", ""].map(|text| words.number(text));
        let many = Anonymous { groups: [(traits, 5_000)].into(), ..Anonymous::default() };
        for (format, first, lines) in [
            (Format::Csv, "segment,age_band,country,tier,value_band,home_airport,frequency_band", 5_001),
            (
                Format::Ndjson,
                r#"{"age_band":"30-39","country":"SE","frequency_band":"","home_airport":"FRA","segment":"vip","tier":"Gold","value_band":"*"}"#,
                5_000,
            ),
        ] {
            let pieces: Vec<Bytes> = pieces(format, "vip", words.clone(), many.clone()).collect();
            assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() < PIECE + 256));
            let text = String::from_utf8(pieces.concat()).unwrap();
            assert_eq!((text.lines().next(), text.lines().count()), (Some(first), lines));
            if format == Format::Csv {
                assert_eq!(text.lines().last(), Some("vip,30-39,SE,Gold,*,FRA,"));
            }
        }
    }
}
