//! Search results and cursor-paged lists.

use crate::{ids::CustomerId, payload::Name};
use serde::{Deserialize, Serialize};

/// A page of a list: `{items, next}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// At most `limit` of them.
    pub items: Vec<T>,
    /// Pass as `cursor` for what follows; null at the end.
    pub next: Option<String>,
}

/// One customer found. Also a candidate of a pop with several matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchItem {
    /// Whose 360 to open.
    pub id: CustomerId,
    /// Empty parts when no source gave a name.
    pub name: Name,
    /// The loyalty tier, when there is one.
    pub tier: Option<String>,
    /// What they are known by.
    pub identifiers: SearchIdentifiers,
    /// From 0 to 1; 1 is an exact identifier.
    pub score: f64,
    /// What tells them from others with the same number: the next or last journey in one line.
    #[serde(default)]
    pub hint: Option<String>,
}

/// Identifiers as plain values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct SearchIdentifiers {
    pub loyalty: Vec<String>,
    pub email: Vec<String>,
    pub phone: Vec<String>,
    #[serde(default)]
    pub pnr: Vec<String>,
}
