//! Rows of a CSV file, from lines: a quoted field may go over several, and a quote that is never closed spoils one line only.
//!
//! Deliberately not here: what the columns mean (`mapping`).

use super::lines::{Line, Lines};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde::Deserialize;
use std::io::{self, BufRead};

/// More lines than this are no field; a quote was left open.
const MOST_LINES: usize = 200;

/// How a file is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Style {
    /// Between fields.
    pub delimiter: char,
    /// Around a field; doubled within one.
    pub quote: char,
    /// The columns' names, where the first row does not say them.
    pub columns: Option<Vec<String>>,
}

impl Default for Style {
    fn default() -> Self {
        Self { delimiter: ',', quote: '"', columns: None }
    }
}

impl Style {
    /// Refuses what a file cannot be read with.
    ///
    /// # Errors
    /// One line that names the setting.
    pub fn check(&self) -> Result<(), String> {
        if !self.delimiter.is_ascii() || matches!(self.delimiter, '\n' | '\r') {
            return Err("csv: delimiter: expected one ASCII character".to_owned());
        }
        if !self.quote.is_ascii() || self.quote == self.delimiter || matches!(self.quote, '\n' | '\r') {
            return Err("csv: quote: expected one ASCII character that is not the delimiter".to_owned());
        }
        Ok(())
    }
}

/// A row, or what stood where one was expected.
#[derive(Clone, Debug)]
pub struct Row {
    /// The lines as they came.
    pub raw: Vec<u8>,
    /// The number of its first line.
    pub line: u64,
    /// The place after it.
    pub end: u64,
    /// The number of its last line.
    pub last_line: u64,
    /// Its fields, or what is wrong.
    pub fields: Result<Vec<String>, String>,
}

/// Reads rows.
pub struct Table {
    core: Reader,
    /// How many fields a row has; not known before the first.
    width: Option<usize>,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Table {
    /// A table in this style whose rows have `width` fields.
    #[must_use]
    pub fn new(style: &Style, width: Option<usize>) -> Self {
        let byte = |sign: char| u8::try_from(sign).unwrap_or(b',');
        let core = ReaderBuilder::new().delimiter(byte(style.delimiter)).quote(byte(style.quote)).build();
        Self { core, width, fields: Vec::new(), ends: Vec::new() }
    }

    /// The next row.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<Row>> {
        let Some(first) = lines.read()? else { return Ok(None) };
        if first.is_blank() {
            return Ok(Some(row(&[first], Ok(Vec::new()))));
        }
        if first.too_long {
            return Ok(Some(row(&[first], Err("row: too long".to_owned()))));
        }
        self.begin();
        let mut taken = vec![first];
        loop {
            let Some(newest) = taken.last() else { return Ok(None) };
            let torn = !newest.is_ended();
            let complete = self.feed(&newest.bytes) || (torn && self.feed(b"\n"));
            if complete {
                let fields = self.finish();
                // Two rows that a stray quote has tied together are taken apart again.
                let wrong_size =
                    fields.as_ref().is_ok_and(|fields| self.width.is_some_and(|width| width != fields.len()));
                if taken.len() > 1 && wrong_size {
                    break;
                }
                let fields = fields.and_then(|fields| self.sized(fields, torn));
                return Ok(Some(row(&taken, fields)));
            }
            let next = if torn || taken.len() >= MOST_LINES { None } else { lines.read()? };
            match next {
                Some(line) if !line.too_long => taken.push(line),
                Some(line) => {
                    lines.give_back(std::iter::once(line));
                    break;
                }
                None => break,
            }
        }
        let mut taken = taken.into_iter();
        let first: Vec<Line> = taken.by_ref().take(1).collect();
        lines.give_back(taken);
        Ok(Some(row(&first, Err("row: a quote is opened and not closed".to_owned()))))
    }

    fn begin(&mut self) {
        self.core.reset();
        self.fields.clear();
        self.ends.clear();
    }

    /// Takes more of the row; says whether that is its end.
    fn feed(&mut self, mut input: &[u8]) -> bool {
        let (mut written, mut ended) = (self.fields.len(), self.ends.len());
        loop {
            // No row has more fields than bytes, so that there is always room.
            self.fields.resize(written + input.len() + 16, 0);
            self.ends.resize(ended + input.len() + 16, 0);
            let (result, read, bytes, fields) =
                self.core.read_record(input, &mut self.fields[written..], &mut self.ends[ended..]);
            input = &input[read..];
            written += bytes;
            ended += fields;
            match result {
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::Record | ReadRecordResult::End => {
                    self.fields.truncate(written);
                    self.ends.truncate(ended);
                    return result == ReadRecordResult::Record;
                }
            }
        }
    }

    fn finish(&self) -> Result<Vec<String>, String> {
        let mut from = 0;
        let field = |end: &usize| {
            let bytes = &self.fields[from..*end];
            from = *end;
            std::str::from_utf8(bytes).map(str::to_owned)
        };
        self.ends.iter().map(field).collect::<Result<_, _>>().map_err(|_| "row: not UTF-8".to_owned())
    }

    fn sized(&self, fields: Vec<String>, torn: bool) -> Result<Vec<String>, String> {
        match self.width {
            Some(width) if width != fields.len() => {
                let why = if torn { "; the file ends in the middle of it" } else { "" };
                Err(format!("row: {} fields, {width} expected{why}", fields.len()))
            }
            _ => Ok(fields),
        }
    }
}

fn row(lines: &[Line], fields: Result<Vec<String>, String>) -> Row {
    Row {
        raw: lines.iter().flat_map(|line| line.bytes.iter().copied()).collect(),
        line: lines.first().map_or(0, |line| line.number),
        end: lines.last().map_or(0, |line| line.end),
        last_line: lines.last().map_or(0, |line| line.number),
        fields,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: usize) -> Vec<(u64, Result<Vec<String>, String>)> {
        let mut lines = Lines::new(text.as_bytes(), 0, 0, 100);
        let mut table = Table::new(&Style { delimiter: ';', ..Style::default() }, Some(width));
        let mut found = Vec::new();
        while let Some(row) = table.read(&mut lines).unwrap() {
            found.push((row.line, row.fields));
        }
        found
    }

    fn good(line: u64, fields: &[&str]) -> (u64, Result<Vec<String>, String>) {
        (line, Ok(fields.iter().map(|field| (*field).to_owned()).collect()))
    }

    #[test]
    fn a_row_may_go_over_lines_and_the_last_one_need_not_be_ended() {
        let text = "a;\"b \"\"c\"\"\"\r\n\n\"x\ny\";z\nlast;one";
        let expected =
            [good(1, &["a", "b \"c\""]), good(2, &[]), good(3, &["x\ny", "z"]), good(5, &["last", "one"])];
        assert_eq!(rows(text, 2), expected);
    }

    #[test]
    fn what_is_broken_costs_one_line() {
        let found = rows("a;\"b\nc;d\ne;f;g\nh;i\n\"torn;", 2);
        let broken: Vec<u64> =
            found.iter().filter(|(_, fields)| fields.is_err()).map(|(line, _)| *line).collect();
        assert_eq!(broken, [1, 3, 5]);
        let whole: Vec<_> = found.into_iter().filter(|(_, fields)| fields.is_ok()).collect();
        assert_eq!(whole, [good(2, &["c", "d"]), good(4, &["h", "i"])]);
        // A quote that another row's quote closes does not swallow what is between them, where that is no row.
        let found = rows("a;\"b\nc;d\ne\";f\ng;h\n", 2);
        let whole: Vec<u64> =
            found.iter().filter(|(_, fields)| fields.is_ok()).map(|(line, _)| *line).collect();
        assert_eq!(whole, [2, 3, 4], "{found:?}");
    }
}
