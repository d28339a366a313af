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
use std::collections::{HashMap, HashSet};

/// A decision that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Of which.
    pub id: CompensationId,
    /// Of which disruption that is.
    pub disruption: DisruptionId,
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
    /// Whether the supervisor is at work on the rows since they were last to be read; then they are not read again unasked.
    pub touched: bool,
    /// What was decided last, while it can be taken back.
    pub undo: Option<Undo>,
    /// Notes that are being written, as far as they are; a panel that is built anew goes on with its own.
    drafts: HashMap<CompensationId, String>,
    /// What was read anew so far, while the old rows are still shown.
    replacing: Option<Replacing>,
    /// A word that was not taken, and why; shown with its row.
    pub conflict: Option<(CompensationId, String)>,
    /// Disruptions of which word will come because of what was decided here. Each once: word of several decisions about
    /// one disruption comes together.
    echoes: HashSet<DisruptionId>,
}

/// Rows that will take the place of those that are shown.
#[derive(Clone, Debug, PartialEq)]
struct Replacing {
    rows: Vec<Shared<Compensation>>,
    /// How far those were read that are shown.
    reads: (CompensationStatus, Cursor),
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
            drafts: HashMap::new(),
            replacing: None,
            conflict: None,
            echoes: HashSet::new(),
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

    /// Everything is to be read again; what is shown stays until it is there. Word that comes meanwhile may or may not be
    /// in what is read.
    pub fn begin_again(&mut self) -> Option<(CompensationStatus, Option<String>)> {
        if self.load == Load::Busy {
            return None;
        }
        let reads = std::mem::replace(&mut self.reads, FIRST);
        self.replacing = Some(Replacing { rows: Vec::new(), reads });
        self.echoes.clear();
        self.changed = false;
        self.touched = false;
        self.begin()
    }

    /// A page came, or did not. Whether the next list is to be read at once. What was read anew is not shown when the
    /// supervisor has gone to work on the rows since: then they stay, and are said to be old.
    pub fn loaded(
        &mut self,
        answer: Result<Page<Compensation>, String>,
        fits: impl Fn(&Compensation) -> bool,
    ) -> bool {
        let replacing = self.replacing.take();
        let page = match answer {
            Ok(page) => page,
            Err(why) => {
                self.load = Load::Failed(why);
                if let Some(Replacing { reads, .. }) = replacing {
                    self.keep(reads);
                }
                return false;
            }
        };
        self.load = Load::Idle;
        let mut rows = match &replacing {
            Some(replacing) => replacing.rows.clone(),
            None => Vec::clone(&self.rows),
        };
        let known: HashSet<CompensationId> = rows.iter().map(|row| row.id).collect();
        rows.extend(page.items.into_iter().filter(|row| !known.contains(&row.id)).map(Shared::new));
        let ended = page.next.is_none();
        self.reads = match (self.reads.0, page.next) {
            (CompensationStatus::Approved, None) => SECOND,
            (list, None) => (list, Cursor::End),
            (list, Some(next)) => (list, Cursor::At(next)),
        };
        let reads_on = ended && self.reads == SECOND;
        if let Some(Replacing { reads, .. }) = replacing {
            if reads_on {
                // What is shown stays until the next list is there too.
                self.replacing = Some(Replacing { rows, reads });
                return true;
            }
            if self.touched && !self.rows.is_empty() {
                self.keep(reads);
                return false;
            }
        }
        self.rows = Shared::new(rows);
        if self.complete() {
            let waiting = self.rows.iter().filter(|row| waits(row)).count();
            self.pending = u64::try_from(waiting).ok();
        }
        self.choose_something(fits);
        reads_on
    }

    /// The rows stay as they are, and are older than what there is to know.
    fn keep(&mut self, reads: (CompensationStatus, Cursor)) {
        self.reads = reads;
        self.changed = true;
    }

    /// Somebody must be in view: who was, else the first that `fits`.
    fn choose_something(&mut self, fits: impl Fn(&Compensation) -> bool) {
        if self.shown().is_none() {
            self.chosen = self.rows.iter().find(|row| fits(row)).map(|row| row.id);
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
        self.touch();
    }

    /// The note on a row, when one is being written.
    #[must_use]
    pub fn draft(&self, id: CompensationId) -> Option<&str> {
        self.drafts.get(&id).map(String::as_str)
    }

    /// A note is begun, or goes on.
    pub fn write(&mut self, id: CompensationId, note: String) {
        self.drafts.insert(id, note);
        self.touch();
    }

    /// There is to be no note.
    pub fn discard(&mut self, id: CompensationId) {
        self.drafts.remove(&id);
    }

    /// The supervisor is at work on the rows: looks through them, writes a note, or says a word. From then on until they are
    /// read again nothing takes their place unasked.
    fn touch(&mut self) {
        self.touched = true;
    }

    /// A word is about to be said on a passenger of this disruption: what will be told of it is no news.
    pub fn deciding(&mut self, disruption: DisruptionId) {
        self.touch();
        self.echoes.insert(disruption);
    }

    /// The word was not taken; what is told of the disruption is somebody else's.
    pub fn refused(&mut self, disruption: DisruptionId) {
        self.echoes.remove(&disruption);
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

    /// A word was said here: the row stays where it is and shows how it stands, the next one that waits and `fits` comes in
    /// view.
    pub fn decided(&mut self, newer: Compensation, fits: impl Fn(&Compensation) -> bool) {
        let (id, disruption, version, status) = (newer.id, newer.disruption_id, newer.version, newer.status);
        self.conflict = None;
        self.discard(id);
        let stands = waits(&newer);
        self.replace(newer);
        self.undo = matches!(status, CompensationStatus::Rejected | CompensationStatus::Approved)
            .then_some(Undo { id, disruption, version, rejected: status == CompensationStatus::Rejected });
        if !stands || status == CompensationStatus::Approved {
            self.next_waiting(id, fits);
        }
    }

    /// Taken back: the row waits again and is in view.
    pub fn undone(&mut self, newer: Compensation) {
        self.undo = None;
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

    fn next_waiting(&mut self, after: CompensationId, fits: impl Fn(&Compensation) -> bool) {
        let at = self.rows.iter().position(|row| row.id == after).unwrap_or(0);
        let unseen =
            |row: &&Shared<Compensation>| row.status == CompensationStatus::PendingApproval && fits(row);
        let next = self.rows[at..].iter().find(unseen).or_else(|| self.rows[..at].iter().find(unseen));
        if let Some(next) = next {
            self.choose(next.id);
        }
    }

    /// Word from elsewhere.
    pub fn told(&mut self, changed: &CompensationChanged) {
        self.pending = Some(changed.pending_approval);
        if !self.echoes.remove(&changed.disruption.id) {
            self.changed = true;
        }
    }

    /// Whether nobody is at work on rows that are old.
    #[must_use]
    pub fn may_reread(&self) -> bool {
        self.changed && !self.touched && self.load != Load::Busy
    }

    /// Whether to read again unasked and at once: not after a failure, which would fail again.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.may_reread() && self.load == Load::Idle
    }
}

#[cfg(test)]
mod tests;
