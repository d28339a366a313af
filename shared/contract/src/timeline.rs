//! The one timeline of a customer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that happened. `GET /v1/customers/{id}/timeline`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineItem {
    /// Unique within the customer's timeline.
    pub id: String,
    /// The CloudEvents id it came from.
    pub event_id: String,
    /// The event's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The kind of source system.
    pub source: String,
    /// One bold line.
    pub title: String,
    /// A second line, or nothing.
    pub text: String,
    /// What it refers to: `pnr`, `flight`, `date`, `tag`, `contact_id`, `order_id`, …
    pub refs: BTreeMap<String, String>,
}
