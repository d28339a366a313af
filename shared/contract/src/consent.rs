//! `GET` and `PUT /v1/customers/{id}/consents`: purposes × channels, each with where it stands and since when.
//!
//! Deliberately not here: the event that states a consent (`payload::consent`).

use crate::{
    ids::CustomerId,
    payload::{Channel, ConsentPurpose, ConsentState},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where every consent of a customer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consents {
    /// The customer's id now; differs from the one asked for after two records were linked.
    pub customer_id: CustomerId,
    /// The customer's version, as in the 360; `If-Match` takes it.
    pub version: u64,
    /// First every purpose on all channels, then what was said about single channels.
    pub items: Vec<ConsentStanding>,
    /// Always absent: there is one page.
    pub next: Option<String>,
}

/// Where one consent stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentStanding {
    /// `social`, or `social.email` for a single channel.
    pub id: String,
    /// What for.
    pub purpose: ConsentPurpose,
    /// On which channel; absent means all.
    pub channel: Option<Channel>,
    /// What holds now, and who said so.
    pub state: Standing,
    /// Whether the purpose may be pursued now.
    pub granted: bool,
    /// Whether nobody said anything, so that the purpose's default holds.
    pub default: bool,
}

/// What holds, from whom and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Standing {
    /// The state.
    pub value: StandingValue,
    /// The kind of source system, or `default`.
    pub source: String,
    /// When it was said, UTC; absent for a default.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub as_of: Option<Timestamp>,
}

/// What holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum StandingValue {
    Given,
    Refused,
    Withdrawn,
    NotStated,
}

/// The body of `PUT`: what the customer says now. Consents it does not name stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentStatements {
    /// One to thirty-six statements, each about another purpose and channel.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 36))]
    pub items: Vec<ConsentStatement>,
}

/// One thing the customer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentStatement {
    /// What for.
    pub purpose: ConsentPurpose,
    /// On which channel; absent means all, also those spoken of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What they say.
    pub state: ConsentState,
}

impl From<ConsentState> for StandingValue {
    fn from(state: ConsentState) -> Self {
        match state {
            ConsentState::Given => Self::Given,
            ConsentState::Refused => Self::Refused,
            ConsentState::Withdrawn => Self::Withdrawn,
        }
    }
}
