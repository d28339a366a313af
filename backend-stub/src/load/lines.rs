//! Lines with their numbers and places, none of them longer than what is taken at all.
//!
//! Deliberately not here: what a line holds.

use std::{
    collections::VecDeque,
    io::{self, BufRead, Read},
};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// One line as it came, with the end of line it had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its bytes; only the beginning of one that is too long.
    pub bytes: Vec<u8>,
    /// Counted from 1.
    pub number: u64,
    /// The place after it.
    pub end: u64,
    /// Whether it is longer than what is taken.
    pub too_long: bool,
}

/// The lines of a text.
pub struct Lines<R> {
    text: R,
    place: u64,
    number: u64,
    longest: usize,
    /// Handed back; they come again first.
    waiting: VecDeque<Line>,
}

impl Line {
    /// Whether an end of line stands at its end: only the last one of a file may have none.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.too_long || self.bytes.ends_with(b"\n")
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
    }
}

impl<R: BufRead> Lines<R> {
    /// `text` begins at `place` with line `number` + 1.
    pub fn new(text: R, place: u64, number: u64, longest: usize) -> Self {
        Self { text, place, number, longest, waiting: VecDeque::new() }
    }

    /// The next line.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let most = self.longest as u64 + 1;
        let mut count = (&mut self.text).take(most).read_until(b'\n', &mut bytes)? as u64;
        if count == 0 {
            return Ok(None);
        }
        let too_long = bytes.len() > self.longest && !bytes.ends_with(b"\n");
        if too_long {
            bytes.truncate(1_000);
            count += skip_line(&mut self.text)?;
        }
        if self.place == 0 && bytes.starts_with(BOM) {
            bytes.drain(..BOM.len());
        }
        self.place += count;
        self.number += 1;
        Ok(Some(Line { bytes, number: self.number, end: self.place, too_long }))
    }

    /// Gives lines back that were read last, in their order.
    pub fn give_back(&mut self, lines: impl DoubleEndedIterator<Item = Line>) {
        lines.rev().for_each(|line| self.waiting.push_front(line));
    }
}

/// Passes over the rest of a line; says how long it was.
fn skip_line(text: &mut impl BufRead) -> io::Result<u64> {
    let mut passed = 0;
    loop {
        let there = text.fill_buf()?;
        let (count, ended) = match there.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (there.len(), there.is_empty()),
        };
        text.consume(count);
        passed += count as u64;
        if ended {
            return Ok(passed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_numbers_and_places_and_long_ones_are_cut() {
        let text = b"\xef\xbb\xbfone\ntwo\r\n0123456789abcdef\n\nlast";
        let mut lines = Lines::new(&text[..], 0, 0, 10);
        let mut found = Vec::new();
        while let Some(line) = lines.read().unwrap() {
            found.push((String::from_utf8(line.bytes).unwrap(), line.number, line.end, line.too_long));
        }
        let expected: [(&str, u64, u64, bool); 5] = [
            ("one\n", 1, 7, false),
            ("two\r\n", 2, 12, false),
            ("0123456789a", 3, 29, true),
            ("\n", 4, 30, false),
            ("last", 5, 34, false),
        ];
        assert_eq!(found, expected.map(|(text, number, end, long)| (text.to_owned(), number, end, long)));
    }
}
