//! Contacts and messages, as telephony and messaging platforms write them.

use super::person::CustomerRef;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The means of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A telephone call.
    Voice,
    /// A chat in the app or on the web.
    Chat,
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A message on a social network.
    Social,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Voice, Self::Chat, Self::Email, Self::Sms, Self::Social];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Social => "social",
        }
    }
}

/// What the voice menu found out before the agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ivr {
    /// What the caller wants, in the menu's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// The language chosen, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the caller proved who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<bool>,
    /// The booking reference keyed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
}

/// `purser.contact.ringing.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ContactRinging {
    pub contact_id: String,
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ivr: Option<Ivr>,
}

/// `purser.contact.answered.v1` and `purser.contact.ended.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ContactUpdate {
    pub contact_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
}

/// `purser.message.received.v1`, `purser.message.sent.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct MessageIn {
    pub customer: CustomerRef,
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}
