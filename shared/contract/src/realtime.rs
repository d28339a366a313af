//! The realtime protocol, subprotocol `purser.v1`: JSON text frames over one WebSocket an agent's window.
//!
//! Numbering: `contact.*` frames are durable and numbered 1, 2, 3, … for each agent; they are kept until
//! acknowledged. The others are hints to show something newer; they repeat the number of the last durable frame and
//! are not kept: after a gap the server says `resync` and the desktop re-reads what it shows.

use crate::{
    compensation::CompensationChanged,
    ids::{AgentId, ContactId, CustomerId},
    journey::FlightView,
    payload::{Channel, Ivr},
    search::SearchItem,
    timeline::TimelineItem,
    view::Customer360,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The WebSocket subprotocol both sides must name.
pub const SUBPROTOCOL: &str = "purser.v1";
/// The header in which a desktop says which one it is, when it connects: a plain word of up to 64 letters, digits and
/// dashes that stays the same as long as its cache. Without it the agent's id stands for the desktop.
pub const DESKTOP_HEADER: &str = "x-purser-desktop";
/// The header in which the service answers a desktop's connection with which laws it applies: [`Law`] as JSON. Without
/// it the desktop keeps what it was told last.
pub const LAW_HEADER: &str = "x-purser-law";
/// The largest text frame a client may send, bytes.
pub const MAX_CLIENT_FRAME: usize = 64 * 1024;
/// How often the server pings, seconds.
pub const PING_SECONDS: u64 = 15;

/// One frame from the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerFrame {
    /// See the numbering above.
    pub seq: u64,
    /// When the server made it, UTC.
    pub at: Timestamp,
    /// `type` and `data`.
    #[serde(flatten)]
    pub body: FrameBody,
}

/// The closed list of what the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum FrameBody {
    /// A contact rings at this agent.
    #[serde(rename = "contact.ringing")]
    ContactRinging(Box<Ringing>),
    /// It was answered.
    #[serde(rename = "contact.answered")]
    ContactAnswered(ContactNote),
    /// It is over.
    #[serde(rename = "contact.ended")]
    ContactEnded(ContactNote),
    /// A watched customer's view is newer.
    #[serde(rename = "customer.changed")]
    CustomerChanged(Box<CustomerChanged>),
    /// A watched customer's consents stand otherwise; what they govern is shown or hidden from now on.
    #[serde(rename = "consent.changed")]
    ConsentChanged(Box<ConsentChanged>),
    /// A flight of a watched customer is newer.
    #[serde(rename = "flight.changed")]
    FlightChanged(Box<FlightView>),
    /// For supervisors: what passengers of a disruption are owed, or whether it was approved, stands otherwise.
    #[serde(rename = "compensation.changed")]
    CompensationChanged(Box<CompensationChanged>),
    /// Customers were erased: remove them from the cache and the screen, then answer with `erased`.
    #[serde(rename = "erase")]
    Erase(Erase),
    /// Something may have been missed: read again what is shown.
    #[serde(rename = "resync")]
    Resync(Resync),
}

/// A ringing contact with whom it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ringing {
    /// The contact.
    pub contact: Contact,
    /// How the caller was matched.
    #[serde(rename = "match")]
    pub outcome: Match,
    /// What matched: `phone`, `email`, `pnr`, …; absent when nothing did.
    #[serde(default)]
    pub matched_by: Option<String>,
    /// With `exact`: everything.
    #[serde(default)]
    pub customer_360: Option<Customer360>,
    /// With `exact`: the newest of the timeline, so that one message paints the screen.
    #[serde(default)]
    pub timeline: Vec<TimelineItem>,
    /// With `several`: who it may be, best first.
    #[serde(default)]
    pub candidates: Vec<SearchItem>,
    /// Delivered after a reconnect, not as it rang.
    #[serde(default)]
    pub late: bool,
}

/// How a caller was matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// One customer.
    Exact,
    /// More than one; the agent asks.
    Several,
    /// Nobody, or the number is withheld.
    Unknown,
}

/// A contact as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The platform's id.
    pub id: ContactId,
    /// Its means.
    pub channel: Channel,
    /// The caller: E.164 where it is a number we understand, else as it came; absent when withheld.
    pub from: Option<String>,
    /// What they dialled.
    pub to: Option<String>,
    /// The queue they waited in.
    pub queue: Option<String>,
    /// What the voice menu found out.
    pub ivr: Option<Ivr>,
    /// When it rang, UTC.
    pub rang_at: Timestamp,
}

/// A step in a contact's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct ContactNote {
    pub contact_id: ContactId,
    pub at: Timestamp,
    #[serde(default)]
    pub duration_s: Option<u64>,
    #[serde(default)]
    pub disposition: Option<String>,
    /// Delivered after a reconnect.
    #[serde(default)]
    pub late: bool,
}

/// A newer view of a watched customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerChanged {
    /// The id that was watched; differs from the view's own after two records were linked.
    pub id: CustomerId,
    /// The whole newer view.
    pub customer_360: Customer360,
    /// The newest of the timeline.
    pub timeline: Vec<TimelineItem>,
}

/// A watched customer's consents stand otherwise. Everything known of them before is to be replaced, not added to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentChanged {
    /// The id that was watched.
    pub id: CustomerId,
    /// The whole view as it may be shown now.
    pub customer_360: Customer360,
    /// The newest of the timeline as it may be shown now.
    pub timeline: Vec<TimelineItem>,
}

/// Customers were erased. Sent at every connection until it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erase {
    /// What to answer with.
    pub through: i64,
    /// Who.
    pub erasures: Vec<ErasedCustomer>,
}

/// One erased customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedCustomer {
    /// The receipt's id.
    pub erasure: String,
    /// Every id they ever had.
    pub customers: Vec<CustomerId>,
}

/// Why the desktop should read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resync {
    /// `reconnected` or `lagged`.
    pub reason: ResyncReason,
}

/// Why the desktop should read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResyncReason {
    /// A new connection: hints sent in between are gone.
    Reconnected,
    /// The socket was too slow and hints were dropped.
    Lagged,
}

/// Laws that are adopted and not in force yet, as the service applies them; a desktop that answers without it does the same.
/// What is not known here is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The first flight date of the reform of Regulation 261/2004; not applied while there is none.
    #[serde(default)]
    pub eu261_reform_from: Option<Date>,
}

/// What the desktop sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum ClientFrame {
    /// First after connecting: what was processed last. Everything unacknowledged after it follows.
    Resume {
        /// The highest number processed, 0 for none.
        after: u64,
    },
    /// All durable frames up to and including `seq` are safely processed.
    Ack {
        /// The number.
        seq: u64,
    },
    /// What the agent is doing.
    Presence {
        /// The state.
        state: Presence,
    },
    /// Everything erased up to `through` is removed from this desktop for good.
    Erased {
        /// The number that `erase` carried.
        through: i64,
    },
    /// The customers open in the window now; replaces the list before.
    Watch {
        /// Their ids, at most 50.
        customers: Vec<CustomerId>,
    },
}

/// What an agent is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Presence {
    #[default]
    Available,
    Busy,
    AfterCall,
    Away,
}

/// Who is connected, for logs and metrics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Connected {
    /// The agent.
    pub agent: AgentId,
    /// What they are doing.
    pub presence: Presence,
}
