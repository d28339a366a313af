//! From an `Authorization` header to a caller: signature, issuer, audience, times, role.
//!
//! Reads come by the ten thousand a second with a few hundred tokens, so a checked token is remembered until it
//! expires or the keys change. Deliberately not here: which role may do what (`extract`).

use super::{
    keys::KeySet,
    role::{Role, RoleClaim},
};
use crate::{clock::Clock, http::problem::ApiError};
use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Validation, decode, decode_header};
use purser_contract::{AgentId, ErrorCode};
use quick_cache::sync::Cache;
use serde::Deserialize;
use std::sync::{Arc, PoisonError, RwLock};

/// The longest token looked at; beyond it nobody's token grows.
const LONGEST_TOKEN: usize = 8 * 1024;
/// How many checked tokens are remembered.
const REMEMBERED: usize = 8 * 1024;
/// How far an identity provider's clock may be ahead of ours before its new tokens are refused. Expiry has no leeway.
const EARLY: SignedDuration = SignedDuration::from_secs(30);

/// Whoever calls, as their token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's `sub`: an agent's id, or a system's name.
    pub subject: Arc<str>,
    /// What they are.
    pub role: Role,
    /// When the token's time is over.
    pub expires: Timestamp,
    /// From when it is good.
    not_before: Timestamp,
}

impl Caller {
    /// The subject as the agent that telephony events name.
    #[must_use]
    pub fn agent(&self) -> AgentId {
        AgentId(self.subject.as_ref().to_owned())
    }
}

/// An identity provider whose tokens are taken.
#[derive(Clone, Debug)]
pub struct Trusted {
    issuer: String,
    audience: String,
    /// Short sections only, never held over an await. `None` until they were read for the first time.
    keys: Arc<RwLock<Option<Arc<KeySet>>>>,
}

impl Trusted {
    /// A provider whose keys are known.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>, keys: KeySet) -> Self {
        let trusted = Self::awaited(issuer, audience);
        trusted.replace(keys);
        trusted
    }

    /// A provider whose keys are still to be read; until then its tokens are answered with 503.
    pub fn awaited(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), audience: audience.into(), keys: Arc::default() }
    }

    /// The keys changed at the provider; says whether ours did.
    pub(super) fn replace(&self, keys: KeySet) -> bool {
        let mut held = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let changed = held.as_ref().is_none_or(|held| !held.same_keys(&keys));
        *held = Some(Arc::new(keys));
        changed
    }

    /// Whether they were ever read.
    pub(super) fn has_keys(&self) -> bool {
        self.keys().is_some()
    }

    fn keys(&self) -> Option<Arc<KeySet>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Checks tokens. Clones share everything.
#[derive(Clone, Debug)]
pub struct Auth(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    trusted: Vec<Trusted>,
    clock: Clock,
    /// Keyed by the whole token: a hash that collides would let one token pass for another.
    checked: Cache<Box<str>, Caller>,
    /// Told when a token names a key that is not known, so that the keys are read again.
    unknown_key: tokio::sync::Notify,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    role: Option<RoleClaim>,
    #[serde(default)]
    roles: Option<RoleClaim>,
}

impl Auth {
    /// Takes the tokens of `trusted` and nobody else's.
    #[must_use]
    pub fn new(trusted: Vec<Trusted>, clock: Clock) -> Self {
        let unknown_key = tokio::sync::Notify::new();
        Self(Arc::new(Inner { trusted, clock, checked: Cache::new(REMEMBERED), unknown_key }))
    }

    /// Who calls now, by the request's `Authorization` header.
    ///
    /// # Errors
    /// `unauthenticated`, `token-expired`, `forbidden` (a good token without a role of ours), or `unavailable` while
    /// no keys could be read.
    pub fn caller(&self, header: Option<&HeaderValue>) -> Result<Caller, ApiError> {
        self.authenticate(header, self.0.clock.now())
    }

    /// Who calls at `now`.
    ///
    /// # Errors
    /// As [`Self::caller`].
    pub fn authenticate(&self, header: Option<&HeaderValue>, now: Timestamp) -> Result<Caller, ApiError> {
        let token = bearer(header)?;
        let caller = match self.0.checked.get(token) {
            Some(caller) => caller,
            None => self.check(token)?,
        };
        if now >= caller.expires {
            self.0.checked.remove(token);
            return Err(ApiError::new(ErrorCode::TokenExpired, "sign in again"));
        }
        if now.duration_until(caller.not_before) > EARLY {
            return Err(unauthenticated("the token is not good yet; is a clock wrong?"));
        }
        Ok(caller)
    }

    /// Everything but the times, which pass; a good token is remembered.
    fn check(&self, token: &str) -> Result<Caller, ApiError> {
        let header = decode_header(token).map_err(|_| unauthenticated("the token cannot be read"))?;
        let mut awaited = false;
        let mut known = false;
        for trusted in &self.0.trusted {
            let Some(keys) = trusted.keys() else {
                awaited = true;
                continue;
            };
            for key in keys.candidates(&header) {
                known = true;
                let Ok(data) = decode::<Claims>(token, key, &signature_issuer_audience(&header, trusted))
                else {
                    continue;
                };
                let caller = data.claims.into_caller()?;
                self.0.checked.insert(token.into(), caller.clone());
                return Ok(caller);
            }
        }
        if !known {
            self.0.unknown_key.notify_one();
        }
        if awaited {
            return Err(ApiError::new(
                ErrorCode::Unavailable,
                "the identity provider's keys are not read yet",
            ));
        }
        Err(unauthenticated("the token's signature, issuer or audience is not one this service takes"))
    }

    /// Forgets every checked token, after keys changed.
    pub(super) fn forget(&self) {
        self.0.checked.clear();
    }

    /// Waits until a token named a key that is not known.
    pub(super) async fn unknown_key(&self) {
        self.0.unknown_key.notified().await;
    }
}

impl Claims {
    fn into_caller(self) -> Result<Caller, ApiError> {
        let role = [self.role, self.roles].into_iter().flatten().find_map(|claim| claim.first_known());
        let role =
            role.ok_or_else(|| ApiError::new(ErrorCode::Forbidden, "the token carries no role of ours"))?;
        if self.sub.is_empty() {
            return Err(unauthenticated("the token has no subject"));
        }
        let not_before = self.nbf.map_or(Some(Timestamp::MIN), numeric_date);
        match (numeric_date(self.exp), not_before) {
            (Some(expires), Some(not_before)) => {
                Ok(Caller { subject: self.sub.into(), role, expires, not_before })
            }
            (None, _) | (_, None) => Err(unauthenticated("the token's times are out of range")),
        }
    }
}

/// A JWT time: seconds since the epoch, possibly with a fraction.
fn numeric_date(seconds: f64) -> Option<Timestamp> {
    SignedDuration::try_from_secs_f64(seconds).ok().and_then(|since| Timestamp::from_duration(since).ok())
}

/// What the library checks. The times are ours to check, with the time that is passed in.
fn signature_issuer_audience(header: &jsonwebtoken::Header, trusted: &Trusted) -> Validation {
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.set_issuer(&[&trusted.issuer]);
    validation.set_audience(&[&trusted.audience]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation
}

/// The token of an `Authorization: Bearer …` header.
fn bearer(header: Option<&HeaderValue>) -> Result<&str, ApiError> {
    let value = header.ok_or_else(|| unauthenticated("send Authorization: Bearer <token>"))?;
    let text = value.to_str().map_err(|_| unauthenticated("the Authorization header is not plain text"))?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            let token = token.trim();
            if token.len() > LONGEST_TOKEN {
                Err(unauthenticated("the token is too long"))
            } else {
                Ok(token)
            }
        }
        Some(_) | None => Err(unauthenticated("send Authorization: Bearer <token>")),
    }
}

fn unauthenticated(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, detail)
}
