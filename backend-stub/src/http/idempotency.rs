//! `Idempotency-Key`: a write that is sent twice, because its answer was lost, is done once.
//!
//! A key is remembered in the transaction of the write, for a day, with whom it is from and a fingerprint of what was asked.
//! Deliberately not here: remembering answers. The repeated request answers with what is now, unless its owner keeps what came
//! of it (`compensation::supervision`).

pub mod store;

use crate::{auth::Caller, db::Conn, http::problem::ApiError};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How long a key is remembered.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A key with its owner and what was asked under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    owner: String,
    key: String,
    fingerprint: String,
}

/// Whether a key came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No; it is remembered from now on.
    Never,
    /// With the same request, and this came of it.
    Before(String),
    /// With another request.
    OfAnother,
}

impl Key {
    /// The key of a request, when it has one. `asked` is everything that makes it another request.
    ///
    /// # Errors
    /// `invalid-request` for a key that is empty, too long, or not visible ASCII.
    pub fn of(headers: &HeaderMap, caller: &Caller, asked: &[u8]) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().ok().map(str::trim).filter(|key| (1..=255).contains(&key.len()));
        let key =
            key.ok_or_else(|| ApiError::invalid_request("Idempotency-Key: 1 to 255 visible characters"))?;
        let hash = Sha256::digest(asked);
        let fingerprint = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let owner = format!("{}:{}", caller.role, caller.subject);
        Ok(Some(Self { owner, key: key.to_owned(), fingerprint }))
    }
}

/// Looks a key up and remembers it with what will have come of it, in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub async fn see(conn: &mut Conn, key: &Key, result: &str, now: Timestamp) -> Result<Seen, sqlx::Error> {
    let oldest = now.saturating_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
    match store::known(conn, key, oldest).await? {
        Some((fingerprint, result)) if fingerprint == key.fingerprint => Ok(Seen::Before(result)),
        Some(_) => Ok(Seen::OfAnother),
        None => store::remember(conn, key, result, now).await.map(|()| Seen::Never),
    }
}
