//! The closed list of error codes, and the RFC 9457 problem document that carries them.
//!
//! Deliberately not here: HTTP statuses. The backend owns the table from code to status.

use serde::{Deserialize, Serialize};

/// Why something was refused. Stable: consumers branch on it, so a variant is never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The body is not JSON, or not valid UTF-8.
    MalformedJson,
    /// A CloudEvents attribute is missing, empty, or not of its type.
    InvalidEnvelope,
    /// The event's `data` does not fit its `type`; the detail names the field.
    InvalidData,
    /// The same `(source, id)` came before with another body.
    IdConflict,
    /// The body is larger than 5 MiB.
    TooLarge,
    /// None of the elements of a batch was acceptable.
    NothingAcceptable,
    /// The content type is none of the three CloudEvents modes.
    UnsupportedMediaType,
    /// A query parameter or path segment is missing or wrong; the detail names it.
    InvalidRequest,
    /// A consent names a purpose that is none of the six; the detail lists them.
    UnknownPurpose,
    /// What `If-Match` names is not the current version, which `current_version` says.
    StaleVersion,
    /// The `Idempotency-Key` came before with another request.
    IdempotencyKeyReused,
    /// There is no such thing, or this caller may not know that there is.
    NotFound,
    /// There was a customer of this id, who was erased.
    Erased,
    /// The state of things does not allow it: merged already, taken back already.
    Conflict,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// No token, or one that cannot be read.
    Unauthenticated,
    /// The token's time is over.
    TokenExpired,
    /// The token's role may not do this.
    Forbidden,
    /// The `Origin` of a WebSocket request is not one of ours.
    ForeignOrigin,
    /// Too many requests from one caller.
    RateLimited,
    /// The store cannot write now (locked, disk full); nothing was accepted; try again.
    StoreUnavailable,
    /// The service is stopping or overloaded; try again.
    Unavailable,
    /// A fault of ours, logged under the request id.
    Internal,
}

/// An RFC 9457 problem document (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference for the kind of problem: `urn:purser:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short fixed sentence for the kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code to branch on.
    pub code: ErrorCode,
    /// What was wrong this time, in words a developer can act on. Fixed text for 5xx.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request's id, also in the logs and the `x-request-id` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// With `stale-version`: the version now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
    /// With `nothing-acceptable`: why each element was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<crate::event::Rejection>,
}
