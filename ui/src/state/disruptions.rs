//! The disruptions and the one in view, as the screen Disruptions holds them. Figures change in place as word comes;
//! lines do not move under the supervisor's hands.

use super::{
    history::{Cursor, Load},
    shared::Shared,
};
use purser_contract::{
    CompensationId, DisruptionId,
    compensation::{
        BulkDecision, BulkOutcome, BulkVerdict, Compensation, CompensationStatus, Disruption,
        DisruptionDetail,
    },
    search::Page,
};
use std::collections::{BTreeMap, HashSet};

/// The passengers of the disruption in view.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Detail {
    #[default]
    Nothing,
    Loading,
    Failed(String),
    Here(Shared<DisruptionDetail>),
}

/// A word for many that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Of which disruption.
    pub of: DisruptionId,
    /// Of which of its passengers.
    pub which: Vec<CompensationId>,
    /// Of how many of them; what was issued stays.
    pub count: usize,
    /// Whether it was a rejection; else the first of two approvals.
    pub rejected: bool,
}

impl Undo {
    /// What of a word can be taken back: a rejection, and approvals that wait for a second supervisor.
    #[must_use]
    pub fn of(id: DisruptionId, word: &BulkDecision, outcome: &BulkOutcome) -> Option<Self> {
        let count = match word.decision {
            BulkVerdict::Reject => outcome.affected.len(),
            BulkVerdict::Approve => usize::try_from(outcome.waiting_for_second).unwrap_or(0),
            BulkVerdict::Undo => 0,
        };
        let rejected = word.decision == BulkVerdict::Reject;
        (count > 0).then(|| Self { of: id, which: outcome.affected.clone(), count, rejected })
    }
}

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct Disruptions {
    /// As read, newest first.
    pub list: Shared<Vec<Shared<Disruption>>>,
    /// How far the list is read.
    pub cursor: Cursor,
    /// Whether a page is being read.
    pub load: Load,
    /// Those that came since; shown when asked for.
    pub newcomers: Vec<Shared<Disruption>>,
    /// The one in view.
    pub chosen: Option<DisruptionId>,
    /// Its passengers.
    pub detail: Detail,
    /// Whether the passengers are older than what is known of their disruption.
    pub changed: bool,
    /// What was said last, while it can be taken back.
    pub undo: Option<Undo>,
}

impl Default for Disruptions {
    fn default() -> Self {
        Self {
            list: Shared::new(Vec::new()),
            cursor: Cursor::default(),
            load: Load::default(),
            newcomers: Vec::new(),
            chosen: None,
            detail: Detail::default(),
            changed: false,
            undo: None,
        }
    }
}

impl Disruptions {
    /// The cursor to read on with, and marks it as being read.
    pub fn begin(&mut self) -> Option<Option<String>> {
        let cursor = match (&self.load, &self.cursor) {
            (Load::Busy, _) | (_, Cursor::End) => return None,
            (Load::Idle | Load::Failed(_), Cursor::Unknown) => None,
            (Load::Idle | Load::Failed(_), Cursor::At(cursor)) => Some(cursor.clone()),
        };
        self.load = Load::Busy;
        Some(cursor)
    }

    /// Everything is to be read again; what is shown stays until it is there.
    pub fn begin_again(&mut self) -> Option<Option<String>> {
        if self.load == Load::Busy {
            return None;
        }
        self.cursor = Cursor::Unknown;
        self.begin()
    }

    /// A page came, or did not. `first` replaces what is shown.
    pub fn loaded(&mut self, first: bool, answer: Result<Page<Disruption>, String>) {
        match answer {
            Ok(page) => {
                let mut list = if first { Vec::new() } else { Vec::clone(&self.list) };
                let known: HashSet<DisruptionId> = list.iter().map(|one| one.id).collect();
                list.extend(page.items.into_iter().filter(|one| !known.contains(&one.id)).map(Shared::new));
                self.list = Shared::new(list);
                // Of those that were told before their page was read; the word may be newer than the page.
                for told in std::mem::take(&mut self.newcomers) {
                    if !self.put(&told) {
                        self.newcomers.push(told);
                    }
                }
                self.cursor = page.next.map_or(Cursor::End, Cursor::At);
                self.load = Load::Idle;
            }
            Err(why) => self.load = Load::Failed(why),
        }
    }

    /// The newcomers take their place at the top.
    pub fn admit(&mut self) {
        let mut list = std::mem::take(&mut self.newcomers);
        list.reverse();
        list.extend(self.list.iter().cloned());
        self.list = Shared::new(list);
    }

    /// The disruption in view, by the newest word.
    #[must_use]
    pub fn shown(&self) -> Option<Shared<Disruption>> {
        let known = self.list.iter().chain(&self.newcomers).find(|one| Some(one.id) == self.chosen);
        known.cloned().or_else(|| match &self.detail {
            Detail::Here(detail) => Some(Shared::new(detail.disruption.clone())),
            Detail::Nothing | Detail::Loading | Detail::Failed(_) => None,
        })
    }

    /// The supervisor looks at one; its passengers are to be read.
    pub fn choose(&mut self, id: DisruptionId) {
        if self.chosen != Some(id) {
            self.chosen = Some(id);
            self.detail = Detail::Loading;
            self.changed = false;
        }
    }

    /// The one `step` places on, which stops at the ends.
    #[must_use]
    pub fn beside(&self, step: isize) -> Option<DisruptionId> {
        let at = self.list.iter().position(|one| Some(one.id) == self.chosen);
        let to = at.map_or(0, |at| at.saturating_add_signed(step).min(self.list.len().saturating_sub(1)));
        self.list.get(to).map(|one| one.id)
    }

    /// The passengers came, or did not; an answer about another disruption is late and dropped.
    pub fn opened(&mut self, id: DisruptionId, answer: Result<DisruptionDetail, String>) {
        if self.chosen != Some(id) {
            return;
        }
        match answer {
            Ok(detail) => {
                self.put(&detail.disruption);
                self.detail = Detail::Here(Shared::new(detail));
                self.changed = false;
            }
            // What is shown is older, but better than nothing.
            Err(_) if matches!(self.detail, Detail::Here(_)) => {}
            Err(why) => self.detail = Detail::Failed(why),
        }
    }

    /// Word from the backend: figures change in place, a new disruption waits to be shown.
    pub fn told(&mut self, disruption: &Disruption) {
        if !self.put(disruption) {
            self.newcomers.retain(|one| one.id != disruption.id);
            self.newcomers.push(Shared::new(disruption.clone()));
        }
        if self.chosen == Some(disruption.id)
            && let Detail::Here(detail) = &self.detail
        {
            self.changed |= disruption.changed_at > detail.disruption.changed_at;
        }
    }

    /// Whether it was in the list.
    fn put(&mut self, disruption: &Disruption) -> bool {
        let Some(at) = self.list.iter().position(|one| one.id == disruption.id) else { return false };
        if self.list[at].changed_at <= disruption.changed_at {
            let mut list = Vec::clone(&self.list);
            list[at] = Shared::new(disruption.clone());
            self.list = Shared::new(list);
        }
        true
    }
}

/// A line of the table of passengers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of those who stand alike.
    Group {
        /// How they stand.
        status: CompensationStatus,
        /// How many.
        count: usize,
        /// What they are owed, by currency, in hundredths.
        total: BTreeMap<String, i128>,
    },
    /// A passenger, by their place in the detail.
    Passenger(usize),
}

/// The order of the groups: what needs a word first, what is done last.
pub const GROUPS: [CompensationStatus; 7] = [
    CompensationStatus::PendingApproval,
    CompensationStatus::Approved,
    CompensationStatus::Adjusted,
    CompensationStatus::Proposed,
    CompensationStatus::Issued,
    CompensationStatus::Rejected,
    CompensationStatus::NothingDue,
];

/// The passengers that `fits`, grouped by how they stand.
#[must_use]
pub fn lines(items: &[Compensation], fits: impl Fn(&Compensation) -> bool) -> Vec<Line> {
    let mut lines = Vec::with_capacity(items.len() + GROUPS.len());
    for status in GROUPS {
        let among = |item: &Compensation| item.status == status && fits(item);
        let places: Vec<usize> = (0..items.len()).filter(|at| among(&items[*at])).collect();
        if places.is_empty() {
            continue;
        }
        let total = sums(places.iter().map(|at| &items[*at]));
        lines.push(Line::Group { status, count: places.len(), total });
        lines.extend(places.into_iter().map(Line::Passenger));
    }
    lines
}

/// What these are owed together, by currency, in hundredths.
pub fn sums<'a>(items: impl Iterator<Item = &'a Compensation>) -> BTreeMap<String, i128> {
    let mut total = BTreeMap::new();
    for item in items {
        let hundredths = crate::format::money::hundredths(&item.amount.amount);
        if hundredths != 0 {
            *total.entry(item.amount.currency.clone()).or_insert(0) += hundredths;
        }
    }
    total
}

/// The ids of those of `selected` that still wait.
#[must_use]
pub fn still_waiting(items: &[Compensation], selected: &HashSet<CompensationId>) -> Vec<CompensationId> {
    let waits = |item: &&Compensation| super::approvals::waits(item) && selected.contains(&item.id);
    items.iter().filter(waits).map(|item| item.id).collect()
}

#[cfg(test)]
mod tests;
