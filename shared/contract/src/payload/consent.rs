//! What customers agree to: purposes, states, and the event that says so.
//!
//! Deliberately not here: what a consent governs (the backend's `consents`), and the API's answer (`consent`).

use super::{contact::Channel, person::CustomerRef};
use crate::ids::CustomerId;
use serde::{Deserialize, Serialize};

/// `purser.consent.stated.v1`: a system says what a customer agreed to or withdrew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConsentIn {
    /// Who, by their identifiers; may be empty when `customer_id` says it.
    #[serde(default)]
    pub customer: CustomerRef,
    /// Who, by Purser's own id; comes before the identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What for.
    pub purpose: ConsentPurpose,
    /// On which channel; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// What they said.
    pub state: ConsentState,
    /// Who wrote it down, when it came through Purser's own API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_by: Option<StatedBy>,
}

/// Who wrote something down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedBy {
    /// The subject of the access token: an agent's id, or a system's name.
    pub subject: String,
    /// The role it was used in.
    pub role: String,
}

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ConsentPurpose {
    Service,
    Personalisation,
    Marketing,
    Social,
    Profiling,
    PartnerSharing,
}

impl ConsentPurpose {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Service,
        Self::Personalisation,
        Self::Marketing,
        Self::Social,
        Self::Profiling,
        Self::PartnerSharing,
    ];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Personalisation => "personalisation",
            Self::Marketing => "marketing",
            Self::Social => "social",
            Self::Profiling => "profiling",
            Self::PartnerSharing => "partner-sharing",
        }
    }
}

/// What the customer said. Silence is not here: a purpose without a fact stands at its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ConsentState {
    Given,
    Refused,
    Withdrawn,
}
