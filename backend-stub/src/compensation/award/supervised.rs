//! A supervisor's word: approve, reject, take back.

use super::{Act, Status, Step, dated, difference, given, order};
use jiff::Timestamp;
use purser_contract::compensation::{Approval, Compensation};

/// What a supervisor says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Pay it.
    Approve(Option<String>),
    /// Do not, and why.
    Reject(String),
    /// Take back the rejection, or the first of two approvals.
    Undo,
}

/// Why that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing waits for a supervisor.
    #[error("nothing waits for approval here")]
    NothingPending,
    /// The second approval is another person's.
    #[error("the second approval must come from another supervisor")]
    SamePerson,
    /// There is neither a rejection nor a first approval.
    #[error("there is neither a rejection nor a first approval to take back")]
    NothingToUndo,
    /// Something was issued for the same journey in another case since this one was reviewed: what, in a sentence.
    #[error("{0} The review says so now; whoever approves again pays for both.")]
    Repeated(String),
}

/// What a supervisor's word makes of a compensation.
///
/// # Errors
/// When it does not fit where the compensation stands.
pub fn supervise(
    standing: &Compensation,
    verdict: &Verdict,
    by: &str,
    now: Timestamp,
) -> Result<Step, Refused> {
    let mut next = standing.clone();
    let waits = matches!(standing.status, Status::PendingApproval | Status::Approved);
    let (act, pay, give, note) = match verdict {
        Verdict::Approve(_) | Verdict::Reject(_) if !waits => return Err(Refused::NothingPending),
        Verdict::Approve(note) => {
            if standing.approvals.iter().any(|approval| approval.by == by) {
                return Err(Refused::SamePerson);
            }
            let approval =
                Approval { by: by.to_owned(), at: now, note: note.clone(), version: standing.version };
            next.approvals.push(approval);
            let have = u32::try_from(next.approvals.len()).unwrap_or(u32::MAX);
            let (pay, give) = if have >= next.approvals_needed.max(1) {
                // In another currency than before, the whole of it was approved.
                let missing = difference(&next).unwrap_or_else(|| super::decimal(&next.amount));
                let pay = order(&mut next, missing);
                let give = given(&mut next, true);
                (pay, give)
            } else {
                next.status = Status::Approved;
                (Vec::new(), Vec::new())
            };
            (Act::Approved, pay, give, note.clone())
        }
        Verdict::Reject(note) => {
            next.status = Status::Rejected;
            next.approvals.clear();
            (Act::Rejected, Vec::new(), Vec::new(), Some(note.clone()))
        }
        Verdict::Undo => {
            let rejected = standing.status == Status::Rejected;
            let first = standing.status == Status::Approved && !standing.approvals.is_empty();
            if !rejected && !first {
                return Err(Refused::NothingToUndo);
            }
            next.status = Status::PendingApproval;
            next.approvals.clear();
            (Act::Undone, Vec::new(), Vec::new(), None)
        }
    };
    dated(&mut next, Some(standing), now, by, note);
    let tell = matches!(next.status, Status::Issued | Status::Adjusted | Status::Rejected);
    Ok(Step { act, by: by.to_owned(), compensation: next, pay, give, tell })
}
