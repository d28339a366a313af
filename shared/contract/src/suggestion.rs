//! Records that may be one person's: how alike they are, by which evidence; and what supervisors decided about them.
//!
//! Deliberately not here: the rules that weigh the evidence (the backend's `identity`).

use crate::{ids::CustomerId, payload::Name};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Another record that may be the same person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// Names the pair: both ids, the smaller first.
    pub id: String,
    /// The other record.
    pub customer_id: CustomerId,
    /// The other's name.
    pub name: Option<Name>,
    /// The other's tier.
    pub tier: Option<String>,
    /// One thing that tells the other apart: a loyalty number, else an address they are reached at.
    pub hint: Option<String>,
    /// The sum of the points of the evidence.
    pub score: i64,
    /// From how many points on a pair is suggested.
    pub threshold: i64,
    /// What speaks for it and against it, the weightiest first.
    pub evidence: Vec<Evidence>,
    /// A supervisor said that they are two persons.
    pub dismissed: Option<Dismissal>,
}

/// One thing that speaks for or against two records being one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// What was compared.
    pub kind: EvidenceKind,
    /// In words, with what was found.
    pub text: String,
    /// Negative when it speaks against.
    pub points: i64,
}

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum EvidenceKind {
    Name,
    BirthDate,
    Address,
    Phone,
    Email,
    Companions,
    Loyalty,
    SignIn,
    SameBooking,
}

/// A supervisor said that two records are two persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dismissal {
    /// When, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The supervisor.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// A merge by a supervisor that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merge {
    /// What `unmerge` takes.
    pub id: String,
    /// When, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The supervisor.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// The two records, by the ids they had.
    pub customers: Vec<CustomerId>,
}
