//! The CloudEvents 1.0 envelope and what ingest answers.
//!
//! Deliberately not here: the three HTTP content modes (the backend's edge) and the payloads (`payload`).

use crate::error::ErrorCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A CloudEvents 1.0 event in structured JSON form. Extension attributes are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloudEvent {
    /// Always `1.0`.
    pub specversion: String,
    /// Unique within `source`; the pair makes ingest idempotent.
    pub id: String,
    /// The system that sent it, a URI reference.
    pub source: String,
    /// `purser.<subject>.<what happened>.v<n>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened; when absent, the time it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub time: Option<Timestamp>,
    /// What in the source it is about; kept, not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `application/json` or absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datacontenttype: Option<String>,
    /// The payload, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub data: Option<Box<RawValue>>,
}

/// The answer to `POST /v1/events`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestReceipt {
    /// Events that are now durable and were not known before.
    pub accepted: usize,
    /// Events that were durable already, with the same body.
    pub duplicates: usize,
    /// Events that were refused, by their place in the batch.
    pub rejected: Vec<Rejection>,
}

/// One refused event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejection {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Its CloudEvents id, when it had one.
    #[serde(default)]
    pub id: Option<String>,
    /// Why.
    pub code: ErrorCode,
    /// Which field, and what was expected.
    pub detail: String,
}
