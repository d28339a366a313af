//! What a supervisor says of one compensation or of many, decided in the transaction that writes it.
//!
//! What was issued meanwhile for the same journey in another case goes into the review first, and the word is refused: whoever
//! says it again knows.
//!
//! Deliberately not here: requests and answers (`approvals`, `disruptions`), and what a word does (`award`).

use super::{
    award::{Refused, Step, Verdict, reviewed, supervise},
    claimed::{Journey, unsaid},
    decided::{draft, notices},
    money::{Sums, decimal, money},
    store::{self, Stored},
};
use crate::{
    customers,
    db::Conn,
    http::idempotency::{self, Key, Seen},
    ingest::envelope::Incoming,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    compensation::{
        BulkOutcome, Compensation, CompensationId, CompensationStatus as Status, DisruptionId, LeftAlone,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What a supervisor asks for.
#[derive(Clone, Debug)]
pub struct Supervision {
    /// Of which.
    pub of: Of,
    /// What they say.
    pub verdict: Verdict,
    /// Who.
    pub by: String,
    /// So that a request sent twice is done once.
    pub key: Option<Key>,
    /// The versions of which one must be current.
    pub expected: Option<Vec<u64>>,
    /// Only say what would happen.
    pub preview: bool,
}

/// Of which compensations.
#[derive(Clone, Debug)]
pub enum Of {
    /// One.
    One(CompensationId),
    /// Those of a disruption that wait, or those of them that are named.
    Disruption(DisruptionId, Option<Vec<CompensationId>>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Supervised {
    /// It is written, now or by the same request before; or, for a preview, it would be.
    Done(BulkOutcome),
    /// There is no such thing.
    Unknown,
    /// Something else is current.
    Stale(u64),
    /// It does not fit. The reason may be written into the review.
    Refused(Refused),
    /// The idempotency key came with another request.
    KeyReused,
}

/// Decides about a supervisor's word and makes its events; none when nothing is to be written.
///
/// # Errors
/// Those of the database.
pub async fn decide(
    conn: &mut Conn,
    asked: &Supervision,
    now: Timestamp,
    home: &str,
) -> Result<(Supervised, Vec<Incoming>), sqlx::Error> {
    let none = |supervised| Ok((supervised, Vec::new()));
    let (standing, outcome) = match &asked.of {
        Of::One(id) => (store::by_ids(conn, &[*id]).await?, empty(asked.preview)),
        Of::Disruption(id, named) => {
            let all = store::of_disruption(conn, *id).await?;
            if all.is_empty() {
                return none(Supervised::Unknown);
            }
            chosen(all, named.as_deref(), asked.preview)
        }
    };
    let single = matches!(asked.of, Of::One(_));
    if single && standing.is_empty() {
        return none(Supervised::Unknown);
    }
    if let Some(known) = before(conn, asked, &outcome, now).await? {
        return none(known);
    }
    let version = standing.first().map(|stored| stored.compensation.version).filter(|_| single);
    if let (Some(expected), Some(version)) = (&asked.expected, version)
        && !expected.contains(&version)
    {
        return none(Supervised::Stale(version));
    }
    let mut word = Word::of(conn, asked, (now, home), &standing, outcome).await?;
    for stored in standing {
        let id = stored.compensation.id;
        match word.say(stored)? {
            Ok(()) => {}
            Err(refused) if single => {
                if let Refused::Repeated(said) = &refused {
                    keep(conn, asked, said, now).await?;
                }
                return Ok((Supervised::Refused(refused), word.events));
            }
            Err(refused) => word.outcome.left.push(LeftAlone { id, reason: refused.to_string() }),
        }
    }
    let Word { mut outcome, total, events, .. } = word;
    outcome.total = total.texts();
    if !single {
        let said = serde_json::to_string(&outcome).map_err(|error| sqlx::Error::Encode(error.into()))?;
        keep(conn, asked, &said, now).await?;
    }
    Ok((Supervised::Done(outcome), events))
}

/// A word on its way through those it is about, one after the other: what becomes of one counts for the next.
struct Word<'a> {
    asked: &'a Supervision,
    now: Timestamp,
    home: &'a str,
    records: BTreeMap<CustomerId, customers::store::Stored>,
    /// Everything that these customers are or were owed.
    standing: BTreeMap<CustomerId, Vec<Stored>>,
    outcome: BulkOutcome,
    total: Sums,
    events: Vec<Incoming>,
}

impl<'a> Word<'a> {
    async fn of(
        conn: &mut Conn,
        asked: &'a Supervision,
        (now, home): (Timestamp, &'a str),
        about: &[Stored],
        outcome: BulkOutcome,
    ) -> Result<Self, sqlx::Error> {
        let ids: BTreeSet<CustomerId> = about.iter().map(|stored| stored.compensation.customer_id).collect();
        let ids: Vec<CustomerId> = ids.into_iter().collect();
        let records = customers::store::customers(conn, &ids).await?;
        let records = records.into_iter().map(|stored| (stored.id, stored)).collect();
        let mut standing: BTreeMap<CustomerId, Vec<Stored>> = BTreeMap::new();
        if matches!(asked.verdict, Verdict::Approve(_)) {
            for stored in store::of_customers(conn, &ids).await? {
                standing.entry(stored.compensation.customer_id).or_default().push(stored);
            }
        }
        let (total, events) = (Sums::default(), Vec::new());
        Ok(Self { asked, now, home, records, standing, outcome, total, events })
    }

    /// Says it of one.
    fn say(&mut self, stored: Stored) -> Result<Result<(), Refused>, sqlx::Error> {
        let compensation = &stored.compensation;
        let step = match supervise(compensation, &self.asked.verdict, &self.asked.by, self.now) {
            Ok(step) => step,
            Err(refused) => return Ok(Err(refused)),
        };
        let unsaid = self.unsaid(&stored);
        if !unsaid.is_empty() {
            let said = unsaid.join(" ");
            let step = reviewed(compensation, unsaid, self.now);
            self.write(stored, step)?;
            return Ok(Err(Refused::Repeated(said)));
        }
        let status = step.compensation.status;
        self.outcome.affected.push(compensation.id);
        self.outcome.issued += u32::from(matches!(status, Status::Issued | Status::Adjusted));
        self.outcome.waiting_for_second += u32::from(status == Status::Approved);
        self.total.add(&still_owed(compensation), 1);
        self.write(stored, step).map(Ok)
    }

    /// What was issued for the same journey in other cases and the review does not say.
    fn unsaid(&self, stored: &Stored) -> Vec<String> {
        let standing = self.standing.get(&stored.compensation.customer_id);
        let (Some(standing), true) = (standing, stored.compensation.issued.is_empty()) else {
            return Vec::new();
        };
        let compensated = Journey::decided(stored).map(|journey| journey.compensated(standing));
        unsaid(compensated.unwrap_or_default(), &stored.compensation.review)
    }

    fn write(&mut self, Stored { compensation, note }: Stored, step: Step) -> Result<(), sqlx::Error> {
        let own = self.standing.get_mut(&compensation.customer_id).into_iter().flatten();
        for known in own.filter(|known| known.compensation.id == compensation.id) {
            known.compensation = step.compensation.clone();
        }
        if self.asked.preview {
            return Ok(());
        }
        let templates: &[String] = &match step.compensation.status {
            Status::Rejected => vec!["compensation-none".to_owned()],
            _ => vec!["compensation-on-its-way".to_owned()],
        };
        let record = self.records.get(&compensation.customer_id).filter(|_| step.tell);
        let notify = record.map(|stored| notices(&stored.record, templates)).unwrap_or_default();
        let about = (compensation.customer_id, note, notify);
        self.events.push(draft(step, Some(compensation.version), about, self.home)?.event);
        Ok(())
    }
}

/// What the key of the request says of it; nothing for one that is new.
async fn before(
    conn: &mut Conn,
    asked: &Supervision,
    empty: &BulkOutcome,
    now: Timestamp,
) -> Result<Option<Supervised>, sqlx::Error> {
    let Some(key) = asked.key.as_ref().filter(|_| !asked.preview) else { return Ok(None) };
    Ok(match idempotency::see(conn, key, "", now).await? {
        // Of one compensation only a refusal is kept: else the answer is how it stands now.
        Seen::Before(said) if matches!(asked.of, Of::One(_)) && !said.is_empty() => {
            Some(Supervised::Refused(Refused::Repeated(said)))
        }
        Seen::Before(said) => {
            Some(Supervised::Done(serde_json::from_str(&said).unwrap_or_else(|_| empty.clone())))
        }
        Seen::OfAnother => Some(Supervised::KeyReused),
        Seen::Never => None,
    })
}

/// Keeps the answer with the key: nobody could tell afterwards what the request did.
async fn keep(conn: &mut Conn, asked: &Supervision, said: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    let Some(key) = asked.key.as_ref().filter(|_| !asked.preview) else { return Ok(()) };
    idempotency::store::remember(conn, key, said, now).await
}

fn empty(preview: bool) -> BulkOutcome {
    BulkOutcome {
        preview,
        affected: Vec::new(),
        issued: 0,
        waiting_for_second: 0,
        total: BTreeMap::new(),
        left: Vec::new(),
    }
}

/// Those of a disruption that a bulk decision is about; what is named and does not wait is left, with the reason.
fn chosen(all: Vec<Stored>, named: Option<&[CompensationId]>, preview: bool) -> (Vec<Stored>, BulkOutcome) {
    let mut outcome = empty(preview);
    let Some(named) = named else {
        let waits = |stored: &Stored| {
            matches!(stored.compensation.status, Status::PendingApproval | Status::Approved)
        };
        return (all.into_iter().filter(waits).collect(), outcome);
    };
    let named: BTreeSet<CompensationId> = named.iter().copied().collect();
    let known: BTreeSet<CompensationId> = all.iter().map(|stored| stored.compensation.id).collect();
    let unknown = named.difference(&known);
    let reason = "not one of this disruption's";
    outcome.left.extend(unknown.map(|id| LeftAlone { id: *id, reason: reason.to_owned() }));
    (all.into_iter().filter(|stored| named.contains(&stored.compensation.id)).collect(), outcome)
}

/// What it costs to say yes.
fn still_owed(compensation: &Compensation) -> purser_contract::payload::Money {
    let currency = &compensation.amount.currency;
    let issued = compensation.issued.iter().filter(|sum| sum.currency == *currency).map(decimal);
    money(
        (decimal(&compensation.amount) - issued.sum::<rust_decimal::Decimal>())
            .max(rust_decimal::Decimal::ZERO),
        currency,
    )
}
