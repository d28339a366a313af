//! What supervisors decide about who is who. Events of this service only: no source system says them.

use crate::CustomerId;
use serde::{Deserialize, Serialize};

/// `purser.profile.merge-decided.v1`: two records are one person. The event's id names the merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeDecided {
    /// One record, by the id it had then.
    pub customer: CustomerId,
    /// The other.
    pub other: CustomerId,
    /// The supervisor.
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `purser.profile.unmerge-decided.v1`: a merge was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmergeDecided {
    /// Which merge: its event's id.
    pub merge: String,
    /// One of the records the merge named.
    pub customer: CustomerId,
    /// The other.
    pub other: CustomerId,
    /// The supervisor.
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `purser.profile.difference-decided.v1`: whether two records that look alike are two persons. The newest word holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceDecided {
    /// One record, by the id it had then.
    pub customer: CustomerId,
    /// The other.
    pub other: CustomerId,
    /// Two persons; `false` takes that back.
    pub different: bool,
    /// The supervisor.
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `purser.profile.erasure-decided.v1`: a customer was erased. It names nobody: the id leads nowhere any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureDecided {
    /// The id they had.
    pub customer: CustomerId,
    /// The receipt.
    pub erasure: String,
}
