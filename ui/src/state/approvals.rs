//! What waits for a supervisor, as the screen Approvals holds it. Nothing here moves a row under the supervisor's
//! hands: what was decided stays in its place, and what came meanwhile is told, not inserted.

use super::{
    history::{Cursor, Load},
    shared::Shared,
};
use purser_contract::{
    CompensationId, DisruptionId,
    compensation::{Compensation, CompensationChanged, CompensationStatus},
    search::Page,
};
use std::collections::HashSet;

/// A decision that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Of which.
    pub id: CompensationId,
    /// The version that the decision made.
    pub version: u64,
    /// Whether it was a rejection; else the first of two approvals.
    pub rejected: bool,
}

/// See the module. The first approvals that lack their second come first, then those that nobody looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Approvals {
    /// As read, in the backend's order.
    pub rows: Shared<Vec<Shared<Compensation>>>,
    /// Which of the two lists is read now, and how far.
    pub reads: (CompensationStatus, Cursor),
    /// Whether a page is being read.
    pub load: Load,
    /// How many wait everywhere, as last told.
    pub pending: Option<u64>,
    /// The row in view.
    pub chosen: Option<CompensationId>,
    /// Whether something changed elsewhere since the rows were read.
    pub changed: bool,
    /// Whether the supervisor is at work on the rows; then they are not read again unasked.
    pub touched: bool,
    /// What was decided last, while it can be taken back.
    pub undo: Option<Undo>,
    /// What was read anew so far, while the old rows are still shown.
    replacing: Option<Vec<Shared<Compensation>>>,
    /// A word that was not taken, and why; shown with its row.
    pub conflict: Option<(CompensationId, String)>,
    /// Disruptions of which word will come because of what was decided here.
    echoes: Vec<DisruptionId>,
}

impl Default for Approvals {
    fn default() -> Self {
        Self {
            rows: Shared::new(Vec::new()),
            reads: FIRST,
            load: Load::default(),
            pending: None,
            chosen: None,
            changed: false,
            touched: false,
            undo: None,
            replacing: None,
            conflict: None,
            echoes: Vec::new(),
        }
    }
}

const FIRST: (CompensationStatus, Cursor) = (CompensationStatus::Approved, Cursor::Unknown);
const SECOND: (CompensationStatus, Cursor) = (CompensationStatus::PendingApproval, Cursor::Unknown);

/// Whether a supervisor's word is still needed.
#[must_use]
pub fn waits(owed: &Compensation) -> bool {
    matches!(owed.status, CompensationStatus::PendingApproval | CompensationStatus::Approved)
}

impl Approvals {
    /// What to read next, and marks it as being read.
    pub fn begin(&mut self) -> Option<(CompensationStatus, Option<String>)> {
        let cursor = match (&self.load, &self.reads.1) {
            (Load::Busy, _) | (_, Cursor::End) => return None,
            (Load::Idle | Load::Failed(_), Cursor::Unknown) => None,
            (Load::Idle | Load::Failed(_), Cursor::At(cursor)) => Some(cursor.clone()),
        };
        self.load = Load::Busy;
        Some((self.reads.0, cursor))
    }

    /// Everything is to be read again; what is shown stays until it is there.
    pub fn begin_again(&mut self) -> Option<(CompensationStatus, Option<String>)> {
        if self.load == Load::Busy {
            return None;
        }
        self.reads = FIRST;
        self.echoes.clear();
        self.replacing = Some(Vec::new());
        self.begin()
    }

    /// A page came, or did not. Whether the next list is to be read at once.
    pub fn loaded(&mut self, answer: Result<Page<Compensation>, String>) -> bool {
        let replacing = self.replacing.take();
        let page = match answer {
            Ok(page) => page,
            Err(why) => {
                self.load = Load::Failed(why);
                return false;
            }
        };
        self.load = Load::Idle;
        let anew = replacing.is_some();
        let mut rows = replacing.unwrap_or_else(|| Vec::clone(&self.rows));
        let known: HashSet<CompensationId> = rows.iter().map(|row| row.id).collect();
        rows.extend(page.items.into_iter().filter(|row| !known.contains(&row.id)).map(Shared::new));
        let ended = page.next.is_none();
        self.reads = match (self.reads.0, page.next) {
            (CompensationStatus::Approved, None) => SECOND,
            (list, None) => (list, Cursor::End),
            (list, Some(next)) => (list, Cursor::At(next)),
        };
        let reads_on = ended && self.reads == SECOND;
        if anew && reads_on {
            // What is shown stays until the next list is there too.
            self.replacing = Some(rows);
            return true;
        }
        self.rows = Shared::new(rows);
        if anew {
            self.changed = false;
            self.touched = false;
        }
        if self.complete() {
            let waiting = self.rows.iter().filter(|row| waits(row)).count();
            self.pending = u64::try_from(waiting).ok();
        }
        self.choose_something();
        reads_on
    }

    /// Somebody must be in view: who was, else the first.
    fn choose_something(&mut self) {
        if self.shown().is_none() {
            self.chosen = self.rows.first().map(|row| row.id);
        }
    }

    /// The one in view.
    #[must_use]
    pub fn shown(&self) -> Option<Shared<Compensation>> {
        self.rows.iter().find(|row| Some(row.id) == self.chosen).cloned()
    }

    /// Whether all there is has been read.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.reads.1 == Cursor::End
    }

    /// The supervisor looks at a row.
    pub fn choose(&mut self, id: CompensationId) {
        if self.chosen != Some(id) {
            self.conflict = None;
        }
        self.chosen = Some(id);
        self.touched = true;
    }

    /// Goes `step` rows on among those that `fits`, and stops at the ends.
    pub fn step(&mut self, step: isize, fits: impl Fn(&Compensation) -> bool) {
        let rows: Vec<CompensationId> = self.rows.iter().filter(|row| fits(row)).map(|row| row.id).collect();
        let at = rows.iter().position(|id| Some(*id) == self.chosen);
        let to = match at {
            Some(at) => at.saturating_add_signed(step).min(rows.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(id) = rows.get(to) {
            self.choose(*id);
        }
    }

    /// A word was said here: the row stays where it is and shows how it stands, the next one that waits comes in view.
    pub fn decided(&mut self, newer: Compensation) {
        let (id, version, status) = (newer.id, newer.version, newer.status);
        self.conflict = None;
        self.echoes.push(newer.disruption_id);
        let stands = waits(&newer);
        self.replace(newer);
        self.undo = matches!(status, CompensationStatus::Rejected | CompensationStatus::Approved)
            .then_some(Undo { id, version, rejected: status == CompensationStatus::Rejected });
        if !stands || status == CompensationStatus::Approved {
            self.next_waiting(id);
        }
    }

    /// Taken back: the row waits again and is in view.
    pub fn undone(&mut self, newer: Compensation) {
        self.undo = None;
        self.echoes.push(newer.disruption_id);
        self.choose(newer.id);
        self.replace(newer);
    }

    /// A row as it stands now; what is not shown is not added.
    pub fn replace(&mut self, newer: Compensation) {
        let mut rows = Vec::clone(&self.rows);
        if let Some(row) = rows.iter_mut().find(|row| row.id == newer.id) {
            *row = Shared::new(newer);
            self.rows = Shared::new(rows);
        }
    }

    fn next_waiting(&mut self, after: CompensationId) {
        let at = self.rows.iter().position(|row| row.id == after).unwrap_or(0);
        let unseen = |row: &&Shared<Compensation>| row.status == CompensationStatus::PendingApproval;
        let next = self.rows[at..].iter().find(unseen).or_else(|| self.rows[..at].iter().find(unseen));
        if let Some(next) = next {
            self.choose(next.id);
        }
    }

    /// Word from elsewhere.
    pub fn told(&mut self, changed: &CompensationChanged) {
        self.pending = Some(changed.pending_approval);
        let echo = self.echoes.iter().position(|id| *id == changed.disruption.id);
        match echo {
            Some(at) => {
                self.echoes.remove(at);
            }
            None => self.changed = true,
        }
    }

    /// Whether to read again unasked.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.changed && !self.touched && self.load != Load::Busy
    }
}

#[cfg(test)]
mod tests;
