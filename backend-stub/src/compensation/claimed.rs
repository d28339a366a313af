//! One journey that is claimed for in several cases: each of its flights has its own, and the law gives for the journey once.
//! Pure.
//!
//! Deliberately not here: what follows from it (`award`, and the policy), and two records of one passenger (`decider`).

use super::{decider::subject_of, money::is_some, store::Stored, subject::Subject};
use purser_contract::{
    Pnr,
    compensation::{Compensation, CompensationStatus as Status, DisruptionId, JourneyEnds},
};

/// A passenger's journey on a booking, seen from the case of one of its flights.
#[derive(Clone, Copy, Debug)]
pub struct Journey<'a> {
    pnr: Option<&'a Pnr>,
    ends: Option<&'a JourneyEnds>,
    from: DisruptionId,
}

impl<'a> Journey<'a> {
    /// Of a case; nothing for one that is not about a flight's own trouble, which is paid beside.
    #[must_use]
    pub fn of(subject: &Subject, pnr: Option<&'a Pnr>, ends: Option<&'a JourneyEnds>) -> Option<Self> {
        matches!(subject, Subject::Flight(_)).then(|| Self { pnr, ends, from: subject.disruption() })
    }

    /// Of what was decided.
    #[must_use]
    pub fn decided(stored: &'a Stored) -> Option<Self> {
        let Compensation { pnr, journey, .. } = &stored.compensation;
        Self::of(&subject_of(stored), pnr.as_ref(), journey.as_ref())
    }

    /// Whether what was decided for the same passenger is about this journey, and another flight of it.
    fn has(&self, other: &Stored) -> bool {
        Journey::decided(other)
            .is_some_and(|other| (other.pnr, other.ends) == (self.pnr, self.ends) && other.from != self.from)
    }

    /// For which other flights of it something was issued, each with its sentence. `standing` is the passenger's.
    #[must_use]
    pub fn compensated(&self, standing: &[Stored]) -> Vec<String> {
        let paid = |known: &&Stored| {
            !known.compensation.issued.is_empty() && known.compensation.status != Status::NothingDue
        };
        standing.iter().filter(paid).filter(|known| self.has(known)).map(compensated).collect()
    }

    /// For which other flights of it something waits for a supervisor, each with its sentence.
    #[must_use]
    pub fn claimed(&self, standing: &[Stored]) -> Vec<String> {
        standing.iter().filter(|known| waits(known)).filter(|known| self.has(known)).map(claimed).collect()
    }
}

/// Whether it waits for a supervisor and nothing of it was issued.
#[must_use]
pub fn waits(known: &Stored) -> bool {
    let Compensation { status, amount, issued, .. } = &known.compensation;
    matches!(status, Status::PendingApproval | Status::Approved) && is_some(amount) && issued.is_empty()
}

/// Those of the sentences that a review does not say yet.
#[must_use]
pub fn unsaid(sentences: Vec<String>, review: &[String]) -> Vec<String> {
    sentences.into_iter().filter(|said| !review.contains(said)).collect()
}

fn compensated(other: &Stored) -> String {
    let Compensation { flight, date, issued, .. } = &other.compensation;
    let sums: Vec<String> = issued.iter().map(|sum| format!("{} {}", sum.amount, sum.currency)).collect();
    format!("The same journey was compensated for {flight} of {date} with {}.", sums.join(" and "))
}

/// Stays true whatever becomes of the other.
fn claimed(other: &Stored) -> String {
    let Compensation { flight, date, .. } = &other.compensation;
    format!("The same journey is claimed for {flight} of {date} as well.")
}
