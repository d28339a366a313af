//! The timeline of one tab: what is shown, what is still to come, and how newer items join it.

use super::shared::Shared;
use purser_contract::{search::Page, timeline::TimelineItem};
use std::{cmp::Reverse, collections::HashSet};

/// Where the next page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// A pop brings the newest items without a cursor: the first page is asked for again and merged.
    #[default]
    Unknown,
    /// Passed to the backend as it is.
    At(String),
    /// There is nothing older.
    End,
}

/// Whether a page is being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Load {
    #[default]
    Idle,
    Busy,
    Failed(String),
}

/// Newest first, each item once.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct History {
    pub items: Vec<Shared<TimelineItem>>,
    pub cursor: Cursor,
    pub load: Load,
}

impl History {
    /// What came with a pop or a bundle.
    #[must_use]
    pub fn new(items: Vec<TimelineItem>, next: Option<Option<String>>) -> Self {
        let mut history = Self::default();
        history.merge(items);
        if let Some(next) = next {
            history.cursor = next.map_or(Cursor::End, Cursor::At);
        }
        history
    }

    /// Newer or overlapping items join by id; the order stays newest first.
    pub fn merge(&mut self, items: Vec<TimelineItem>) {
        let known: HashSet<&str> = self.items.iter().map(|item| item.id.as_str()).collect();
        let fresh: Vec<_> =
            items.into_iter().filter(|item| !known.contains(item.id.as_str())).map(Shared::new).collect();
        if fresh.is_empty() {
            return;
        }
        self.items.extend(fresh);
        // Stable: items of the same instant keep the backend's order.
        self.items.sort_by_key(|item| Reverse(item.at));
    }

    /// The cursor to ask with, when it makes sense to ask now.
    #[must_use]
    pub fn wants(&self) -> Option<Option<String>> {
        match (&self.load, &self.cursor) {
            (Load::Busy, _) | (_, Cursor::End) => None,
            (Load::Idle | Load::Failed(_), Cursor::Unknown) => Some(None),
            (Load::Idle | Load::Failed(_), Cursor::At(cursor)) => Some(Some(cursor.clone())),
        }
    }

    /// A page came, or did not.
    pub fn loaded(&mut self, answer: Result<Page<TimelineItem>, String>) {
        match answer {
            Ok(page) => {
                self.merge(page.items);
                self.cursor = page.next.map_or(Cursor::End, Cursor::At);
                self.load = Load::Idle;
            }
            Err(why) => self.load = Load::Failed(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, at: &str) -> TimelineItem {
        TimelineItem {
            id: id.into(),
            event_id: id.into(),
            kind: "purser.feedback.received.v1".into(),
            at: at.parse().unwrap(),
            source: "feedback".into(),
            title: id.into(),
            text: String::new(),
            refs: Default::default(),
        }
    }

    fn ids(history: &History) -> Vec<&str> {
        history.items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn pages_overlap_without_doubling_and_newer_items_go_first() {
        let mut history =
            History::new(vec![item("c", "2026-01-03T00:00:00Z"), item("b", "2026-01-02T00:00:00Z")], None);
        assert_eq!(history.wants(), Some(None));
        let items = vec![
            item("c", "2026-01-03T00:00:00Z"),
            item("b", "2026-01-02T00:00:00Z"),
            item("a", "2026-01-01T00:00:00Z"),
        ];
        history.loaded(Ok(Page { items, next: Some("x".into()) }));
        assert_eq!(ids(&history), ["c", "b", "a"]);
        assert_eq!(history.wants(), Some(Some("x".into())));
        history.merge(vec![item("d", "2026-01-04T00:00:00Z")]);
        assert_eq!(ids(&history), ["d", "c", "b", "a"]);
    }

    #[test]
    fn asks_once_again_after_a_failure_and_never_past_the_end() {
        let mut history = History::new(Vec::new(), Some(Some("x".into())));
        history.load = Load::Busy;
        assert_eq!(history.wants(), None);
        history.loaded(Err("Offline".into()));
        assert_eq!(history.wants(), Some(Some("x".into())));
        history.loaded(Ok(Page { items: Vec::new(), next: None }));
        assert_eq!(history.wants(), None);
        assert_eq!(History::new(Vec::new(), Some(None)).cursor, Cursor::End);
    }
}
