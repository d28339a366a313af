//! `…/v1/webhooks`: where other systems are told of what happens here, and what could not be delivered.
//!
//! Deliberately not here: the events themselves (CloudEvents, see `event`).

use crate::ids::{CustomerId, WebhookId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The event types that can be asked for. Not each of them is sent yet.
pub const EVENT_TYPES: [&str; 20] = [
    "purser.case.created.v1",
    "purser.case.changed.v1",
    "purser.case.resolved.v1",
    "purser.compensation.proposed.v1",
    "purser.compensation.approved.v1",
    "purser.compensation.rejected.v1",
    "purser.compensation.issued.v1",
    "purser.payment.requested.v1",
    "purser.voucher.requested.v1",
    "purser.miles.requested.v1",
    "purser.lounge.requested.v1",
    "purser.notification.requested.v1",
    "purser.offer.made.v1",
    "purser.offer.accepted.v1",
    "purser.consent.changed.v1",
    "purser.profile.merged.v1",
    "purser.profile.unmerged.v1",
    "purser.profile.erased.v1",
    "purser.bag.at-risk.v1",
    "purser.connection.at-risk.v1",
];

/// The body of `POST /v1/webhooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// `https`; `http` only to this computer, when the service itself listens only there.
    pub url: String,
    /// The event types wanted; empty or absent means all.
    #[serde(default)]
    pub types: Vec<String>,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// `whsec_` and 24 to 64 bytes in base64; made by the service when absent.
    #[serde(default)]
    pub secret: Option<String>,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where events go.
    pub url: String,
    /// The event types wanted; empty means all.
    pub types: Vec<String>,
    /// For people.
    pub description: String,
    /// Whose token made it.
    pub created_by: String,
    /// When, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub created_at: Timestamp,
    /// Events on their way.
    pub pending: u64,
    /// Events that were given up.
    pub dead_letters: u64,
    /// What signs the deliveries. Only in the first answer to `POST`, never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// An event that was given up after the last attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadLetter {
    /// The event's CloudEvents id, which is its `webhook-id`.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong the last time.
    pub failure: String,
    /// When it was given up, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub dead_at: Timestamp,
    /// The whole event, as it would have been sent.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub event: Box<RawValue>,
}

/// The body of `POST …/redrive`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redrive {
    /// Ids of dead letters; empty or absent means all of them.
    #[serde(default)]
    pub ids: Vec<String>,
}

/// The answer to `POST …/redrive`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redriven {
    /// How many events are on their way again.
    pub redriven: u64,
}
