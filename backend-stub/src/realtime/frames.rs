//! What a commit tells the realtime hub, and the durable form of a frame.
//!
//! Deliberately not here: the 360 of a pop. It is rendered when the frame is sent, so that a late pop is fresh.

use jiff::Timestamp;
use purser_contract::{
    AgentId, CustomerId, FlightKey,
    compensation::DisruptionId,
    realtime::{Contact, ContactNote, Match},
};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A durable, numbered frame for one agent, as stored until acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFrame {
    /// For whom.
    pub agent: AgentId,
    /// 1, 2, 3, … for each agent.
    pub seq: u64,
    /// When the transaction that made it began.
    pub at: Timestamp,
    /// What it says.
    pub body: StoredBody,
}

/// The durable part of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum StoredBody {
    /// A contact rings.
    Ringing(StoredRinging),
    /// It was answered.
    Answered(ContactNote),
    /// It is over.
    Ended(ContactNote),
}

/// A pop without the views it will carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRinging {
    /// The contact.
    pub contact: Contact,
    /// How the caller was matched.
    pub outcome: Match,
    /// By what.
    pub matched_by: Option<String>,
    /// One with `exact`, two or more with `several`, best first, none with `unknown`.
    pub customers: Vec<CustomerId>,
}

/// Something whose read model changed in a commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Touch {
    /// A customer's own facts.
    Customer(CustomerId),
    /// Where a customer's consents stand, and with them what may be shown; comes with a `Customer`.
    Consents(CustomerId),
    /// A flight, and with it every view that shows it.
    Flight(FlightKey),
    /// Something records may have in common (`identity::blocks`), and with it the suggestions of all who have it.
    Block(i64),
    /// An airport (security waits), IATA.
    Airport(String),
    /// What passengers of a disruption are owed.
    Disruption(DisruptionId),
}

impl Touch {
    /// Which of the 65,536 counters stands for it, the same in every process. Two things may share one.
    #[must_use]
    pub fn slot(&self) -> u16 {
        let hash = match self {
            Self::Customer(id) => xxh3_64_with_seed(id.0.as_bytes(), 1),
            Self::Consents(id) => xxh3_64_with_seed(id.0.as_bytes(), 2),
            Self::Flight(key) => xxh3_64_with_seed(key.as_str().as_bytes(), 3),
            Self::Airport(code) => xxh3_64_with_seed(code.as_bytes(), 4),
            Self::Disruption(id) => xxh3_64_with_seed(id.0.as_bytes(), 6),
            Self::Block(block) => xxh3_64_with_seed(&block.to_be_bytes(), 5),
        };
        u16::try_from(hash & 0xffff).unwrap_or(0)
    }
}

/// One commit, told to the hub in commit order, after the commit.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// New durable frames.
    pub frames: Vec<AgentFrame>,
    /// What changed.
    pub touched: Vec<Touch>,
    /// Somebody was erased: every desktop is to be told.
    pub erased: bool,
}
