//! A value with its provenance: nothing is shown to an agent without from where and as of when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A value, the system it came from, and the time it was true there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact<T> {
    /// The value itself.
    pub value: T,
    /// The kind of source system: the first word of the event's type after `purser.`, or what the event's
    /// `source` says (`reservation`, `baggage`, `loyalty`, …).
    pub source: String,
    /// The event's time (not when it was received), UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub as_of: Timestamp,
}

impl<T> Fact<T> {
    /// The same provenance for another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: to(self.value), source: self.source, as_of: self.as_of }
    }
}
