//! What the desktop core and the window say to each other. The names of commands and events stand here once.
//!
//! Deliberately not here: anything of Tauri. The shell and `ui/src/bridge/tauri.rs` carry these values.

use crate::{
    compensation::CompensationChanged,
    ids::{ContactId, CustomerId},
    realtime::{ContactNote, Presence, Ringing},
    timeline::TimelineItem,
    view::Customer360,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Names of the commands, as `invoke` takes them. Arguments are camel-case in the host's convention.
pub mod command {
    /// `() -> Bootstrap`: everything the window needs to start.
    pub const BOOTSTRAP: &str = "bootstrap";
    /// `(channel) -> ()`: from now on every [`super::UiEvent`] goes to the channel.
    pub const SUBSCRIBE: &str = "subscribe";
    /// `(query: String) -> Page<SearchItem>`: free text, a number, an address, a booking reference.
    pub const SEARCH: &str = "search";
    /// `(id: CustomerId) -> CustomerBundle`: from the backend, else from the cache with its age.
    pub const OPEN_CUSTOMER: &str = "open_customer";
    /// `(id: CustomerId, cursor: Option<String>) -> Page<TimelineItem>`.
    pub const TIMELINE: &str = "timeline";
    /// `(state: Presence) -> ()`.
    pub const SET_PRESENCE: &str = "set_presence";
    /// `(customers: Vec<CustomerId>) -> ()`: the customers open in tabs.
    pub const WATCH: &str = "watch";
    /// `(contact: ContactId) -> ()`: the agent closed the tab.
    pub const CLOSE_CONTACT: &str = "close_contact";
    /// `(contact: ContactId, customer: CustomerId) -> CustomerBundle`: the agent chose one of several, or attached a found customer.
    pub const CHOOSE_CUSTOMER: &str = "choose_customer";
    /// `(contact: ContactId, at: i64) -> ()`: two animation frames after the pop's DOM change were at this millisecond.
    pub const PAINTED: &str = "painted";
    /// `(id: CustomerId, decision: Decision) -> CustomerBundle`: a supervisor says who is who; the customer as they are then.
    pub const DECIDE_IDENTITY: &str = "decide_identity";
    /// `(id: CustomerId) -> Consents`: where every consent stands now; from the backend only.
    pub const CONSENTS: &str = "consents";
    /// `(id: CustomerId, statement: ConsentStatement, shown: StandingValue) -> Consents`: what the customer says, unless
    /// it stands otherwise than was shown.
    pub const STATE_CONSENT: &str = "state_consent";
    /// `(facts: String) -> String`: `POST /v1/entitlements/assess` answered on this computer, JSON in and out.
    pub const ASSESS: &str = "assess";
    /// `(customer: CustomerId, compensation: CompensationId, language: String) -> Letter`: the customer's letter.
    pub const LETTER: &str = "letter";
    /// `(customer: CustomerId, compensation: CompensationId, language: String) -> String`: writes it as PDF; where to.
    pub const LETTER_PDF: &str = "letter_pdf";
    /// `(status: Option<CompensationStatus>, cursor: Option<String>) -> Page<Compensation>`: supervisors.
    pub const COMPENSATIONS: &str = "compensations";
    /// `(id: CompensationId, verdict: Verdict, version: u64) -> Compensation`: supervisors.
    pub const DECIDE_COMPENSATION: &str = "decide_compensation";
    /// `(cursor: Option<String>) -> Page<Disruption>`: supervisors; the newest first.
    pub const DISRUPTIONS: &str = "disruptions";
    /// `(id: DisruptionId) -> DisruptionDetail`: supervisors.
    pub const DISRUPTION: &str = "disruption";
    /// `(id: DisruptionId, decision: BulkDecision) -> BulkOutcome`: supervisors.
    pub const DECIDE_DISRUPTION: &str = "decide_disruption";
    /// `(theme: Theme) -> ()`: kept across starts.
    pub const SET_THEME: &str = "set_theme";
}

/// Everything the window needs to start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The program's version.
    pub version: String,
    /// Who is signed in; absent means the sign-in page, with the reason.
    pub agent: Option<Agent>,
    /// Why nobody is signed in.
    pub sign_in_problem: Option<String>,
    /// The link's state.
    pub connection: Connection,
    /// Contacts that were open, oldest first; also after a restart.
    pub contacts: Vec<OpenContact>,
    /// Light, dark or as the system says.
    pub theme: Theme,
    /// The agent's own state.
    pub presence: Presence,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The token's subject.
    pub id: String,
    /// The token's role.
    pub role: String,
}

/// What a supervisor decides about who is who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Two records are one person.
    Merge {
        /// The other record.
        other: CustomerId,
        /// Why.
        reason: String,
    },
    /// A merge was wrong.
    Unmerge {
        /// Which, as the 360 lists it.
        merge: String,
        /// Why.
        reason: String,
    },
    /// Two records that look alike are two persons.
    Dismiss {
        /// The other record.
        other: CustomerId,
        /// Why.
        reason: String,
    },
    /// Whether they are is open again.
    Restore {
        /// The other record.
        other: CustomerId,
        /// Why.
        reason: String,
    },
}

/// What a supervisor says of one compensation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Pay it.
    Approve {
        /// Why.
        note: Option<String>,
    },
    /// Do not.
    Reject {
        /// Why; needed.
        note: String,
    },
    /// Takes the rejection back, or the first of two approvals.
    Undo,
}

/// A letter to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// BCP 47.
    pub language: String,
    /// What stands above it.
    pub subject: String,
    /// Its paragraphs, plain text, from the salutation to the close.
    pub paragraphs: Vec<String>,
}

/// How the window is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// The truth about the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Connection {
    /// Frames flow.
    Live,
    /// The link broke less than a minute ago, or is being made for the first time.
    Reconnecting {
        /// Since when.
        since: Timestamp,
        /// When the next attempt is made; absent while one is under way.
        retry_at: Option<Timestamp>,
    },
    /// No link for a minute or more, or no way to have one.
    Offline {
        /// Since when.
        since: Timestamp,
        /// In words, when something must be done about it (signed out, refused).
        reason: Option<String>,
    },
}

/// A contact in a tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenContact {
    /// The pop as it came, with the newest view known since.
    pub ringing: Ringing,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<ContactNote>,
}

/// A customer with the newest of their timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerBundle {
    /// The view.
    pub customer_360: Customer360,
    /// The newest of the timeline.
    pub timeline: Vec<TimelineItem>,
    /// Passed to [`command::TIMELINE`] for more.
    pub timeline_next: Option<String>,
    /// When it came from the cache: when it was read from the backend.
    pub cached_at: Option<Timestamp>,
}

/// The closed list of what the core tells the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "kebab-case")]
pub enum UiEvent {
    /// The link's state changed.
    Connection(Connection),
    /// A new contact, or a better match for one that is open.
    Ringing(Box<Ringing>),
    /// It was answered.
    Answered(ContactNote),
    /// It ended.
    Ended(ContactNote),
    /// A newer view of a customer that is open.
    Customer {
        /// The id it was watched under.
        id: CustomerId,
        /// The newer view.
        bundle: Box<CustomerBundle>,
    },
    /// A disruption's passengers stand otherwise; for supervisors.
    Compensations(Box<CompensationChanged>),
    /// Hints may have been missed: what is shown from the backend alone is to be read again.
    Missed,
    /// A contact was closed elsewhere (another window of the same agent).
    Closed(ContactId),
    /// These customers were erased: nothing of them may stay on the screen.
    Erased(Vec<CustomerId>),
}

/// Why a command failed, in words for the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandError {
    /// What the window branches on.
    pub kind: CommandErrorKind,
    /// One sentence.
    pub message: String,
}

/// What the window branches on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum CommandErrorKind {
    Offline,
    NotFound,
    Refused,
    Invalid,
    Internal,
}
