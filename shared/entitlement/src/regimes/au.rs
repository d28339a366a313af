//! Australia: no fixed compensation by law.
//!
//! Deliberately not here: the Aviation Consumer Protection Bills of 1 April 2026, whose passage is not
//! confirmed.

use crate::{amount::Currency, finding::Finding};

/// Says that there is none.
#[must_use]
pub fn decide() -> Finding {
    Finding::outside(
        "AU_NONE",
        Currency::AUD,
        "none; Australian Consumer Law and carrier terms; Aviation Consumer Protection Bill 2026 before Parliament",
        "Australian law gives no fixed compensation; consumer law and the carrier's own terms may help.",
    )
}
