//! A customer's timeline: their own events, their flights' and their airports', newest first, paged.
//!
//! Deliberately not here: the words (`describe`).

use super::{
    describe::{Words, describe},
    record::{CustomerRecord, Line},
    store::customer_id,
    view::Flights,
};
use crate::{
    consents::withheld::Hidden,
    db::Conn,
    ingest::{catalogue::Event, envelope},
    log::store::{LogRow, at_places, timeline_lines},
    projection::{source_word, timeline_subject},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use purser_contract::{CustomerId, FlightKey, search::Page, timeline::TimelineItem};
use std::collections::HashMap;

/// Where a page begins: before this instant and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    seq: i64,
}

impl Cursor {
    /// The beginning.
    pub const NEWEST: Self = Self { at: i64::MAX, seq: i64::MAX };

    /// Reads a cursor that [`Self::text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (at, seq) = text.split_once('.')?;
        Some(Self { at: at.parse().ok()?, seq: seq.parse().ok()? })
    }

    /// Opaque text for the caller.
    #[must_use]
    pub fn text(self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}.{}", self.at, self.seq))
    }
}

/// How far before a departure the queue at security matters, microseconds.
const SECURITY_BEFORE: i64 = 5 * 3_600_000_000;

/// How many times a page looks further back for lines that may be seen.
const ROUNDS: usize = 32;

/// Whose lines belong on the page, each within a span of event times.
fn subjects(id: CustomerId, record: &CustomerRecord) -> Vec<(String, i64, i64)> {
    let mut subjects = vec![(timeline_subject(id), i64::MIN, i64::MAX)];
    let flights = record.flights();
    for key in flights.iter().rev().take(12) {
        subjects.push((format!("f:{key}"), i64::MIN, i64::MAX));
    }
    let first_segments = record.bookings.values().filter_map(|booking| booking.current().first());
    for segment in first_segments {
        if let Some(departs) = segment.departs.map(|departs| departs.as_microsecond()) {
            subjects.push((format!("a:{}", segment.from), departs - SECURITY_BEFORE, departs));
        }
    }
    subjects.truncate(20);
    subjects
}

/// One page, newest first.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Conn,
    (id, record, flights): (CustomerId, &CustomerRecord, &Flights),
    cursor: Cursor,
    limit: usize,
    home: &str,
) -> Result<Page<TimelineItem>, sqlx::Error> {
    let hidden = Hidden::by(record);
    let subjects = subjects(id, record);
    let mut items: Vec<TimelineItem> = Vec::with_capacity(limit);
    let mut from = cursor;
    // Lines that a withheld consent hides leave room for older ones, within reason.
    for _round in 0..ROUNDS {
        let room = limit - items.len();
        let (lines, more) = lines(conn, &subjects, record, from, room).await?;
        let places: Vec<i64> = lines.iter().map(|line| line.seq).collect();
        let events: HashMap<u64, LogRow> =
            at_places(conn, &places).await?.into_iter().map(|row| (row.seq, row)).collect();
        let seen = lines.iter().filter_map(|line| {
            let row = events.get(&u64::try_from(line.seq).ok()?)?;
            let event =
                envelope::read(0, &row.body, row.at, home).map_or(Event::Unknown, |incoming| incoming.event);
            (!hidden.hides(&event)).then(|| item(row, &event, line.shared, flights))
        });
        items.extend(seen);
        match lines.last().filter(|_| more) {
            None => return Ok(Page { items, next: None }),
            Some(last) => from = Cursor { at: last.at, seq: last.seq },
        }
        if items.len() >= limit {
            break;
        }
    }
    Ok(Page { items, next: Some(from.text()) })
}

/// The next lines, newest first, at most `limit`, and whether there are more.
async fn lines(
    conn: &mut Conn,
    subjects: &[(String, i64, i64)],
    record: &CustomerRecord,
    from: Cursor,
    limit: usize,
) -> Result<(Vec<Line>, bool), sqlx::Error> {
    let before = (from.at, from.seq);
    let mut lines = timeline_lines(conn, subjects, before, limit + 1).await?;
    lines.extend(record.recent.iter().filter(|line| (line.at, line.seq) < before));
    lines.sort_unstable_by_key(|line| std::cmp::Reverse((line.at, line.seq)));
    lines.dedup_by_key(|line| line.seq);
    let more = lines.len() > limit;
    lines.truncate(limit);
    Ok((lines, more))
}

fn item(row: &LogRow, event: &Event, shared: bool, flights: &Flights) -> TimelineItem {
    let flight = match event {
        Event::Flight(_, flight) => flights.get(&FlightKey::new(&flight.flight, flight.date)),
        _ => None,
    };
    let Words { title, mut text, mut refs } = describe(event, &row.kind, flight.map(|flight| &flight.1));
    if shared {
        text = if text.is_empty() { SHARED.to_owned() } else { format!("{text} · {SHARED}") };
        refs.insert("shared".to_owned(), "true".to_owned());
    }
    TimelineItem {
        id: row.seq.to_string(),
        event_id: row.id.clone(),
        kind: row.kind.clone(),
        at: row.at,
        source: source_word(event).to_owned(),
        title,
        text,
        refs,
    }
}

const SHARED: &str = "from an address that several customers share";

/// An id from a path segment.
#[must_use]
pub fn parse_id(text: &str) -> Option<CustomerId> {
    customer_id(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_their_text() {
        let cursor = Cursor { at: -5, seq: 77 };
        assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
        for wrong in ["", "!", "MS4", "YS5i"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
