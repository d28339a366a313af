//! Sealing events: each body under a random key of its own, AES-256-GCM. Whoever destroys the key has destroyed the body,
//! in every copy of the log. Pure but for the random keys.
//!
//! One key an event, and not one a customer: who is one customer changes with links, merges and late events, and an event
//! may be about several people. An event is always about whoever it is about now, and so is its key. Deliberately not
//! here: where keys are kept (`log::store`), and whose are destroyed (`protection`).

use crate::ingest::catalogue::Event;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::fmt;

/// The first byte of a sealed body; no JSON begins with it.
const SEALED: u8 = 1;

/// The key of one event.
#[derive(Clone, PartialEq, Eq)]
pub struct EventKey([u8; 32]);

/// A sealed body with its key.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// To be kept apart from the body.
    pub key: EventKey,
    /// What goes into the log.
    pub bytes: Vec<u8>,
}

/// A body that is not what was sealed, or was sealed under another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed event cannot be opened")]
pub struct Broken;

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventKey(…)")
    }
}

impl EventKey {
    /// Reads a key column.
    ///
    /// # Errors
    /// When it has not the length of a key.
    pub fn read(bytes: &[u8]) -> Result<Self, Broken> {
        bytes.try_into().map(Self).map_err(|_| Broken)
    }

    /// As it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> Result<LessSafeKey, Broken> {
        UnboundKey::new(&AES_256_GCM, &self.0).map(LessSafeKey::new).map_err(|_| Broken)
    }
}

/// A key seals one text and never another, so that its nonce may always be the same.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

/// The event that a body is of, so that a sealed body cannot be put in another's place.
fn context(source: &str, id: &str) -> Aad<String> {
    Aad::from(format!("{source}\n{id}"))
}

/// Seals the body of an event under a new key.
///
/// # Errors
/// None in practice; the cipher takes 64 GiB.
pub fn seal(source: &str, id: &str, body: &str) -> Result<Sealed, Broken> {
    let key = EventKey(rand::random());
    let mut bytes = Vec::with_capacity(1 + body.len() + 16);
    bytes.push(SEALED);
    bytes.extend_from_slice(body.as_bytes());
    let tag = key.cipher()?.seal_in_place_separate_tag(nonce(), context(source, id), &mut bytes[1..]);
    bytes.extend_from_slice(tag.map_err(|_| Broken)?.as_ref());
    Ok(Sealed { key, bytes })
}

/// Opens what [`seal`] sealed.
///
/// # Errors
/// When the key, the event or the bytes are others.
pub fn open(key: &EventKey, source: &str, id: &str, mut bytes: Vec<u8>) -> Result<String, Broken> {
    let sealed = bytes.get_mut(1..).ok_or(Broken)?;
    let opened = key.cipher()?.open_in_place(nonce(), context(source, id), sealed).map_err(|_| Broken)?;
    let length = opened.len();
    bytes.drain(..1);
    bytes.truncate(length);
    String::from_utf8(bytes).map_err(|_| Broken)
}

/// Whether these bytes of the log are sealed.
#[must_use]
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SEALED)
}

/// Whether an event says nothing about any person, so that it stands in the log as it is.
#[must_use]
pub fn is_public(event: &Event) -> bool {
    matches!(event, Event::Flight(..) | Event::SecurityDelayed(_) | Event::ErasureDecided(_))
}

/// The same by the type alone, for events that were stored by an older version.
#[must_use]
pub fn is_public_kind(kind: &str) -> bool {
    kind.starts_with("purser.flight.")
        || matches!(kind, "purser.security.delayed.v1" | "purser.profile.erasure-decided.v1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_event_under_the_same_key_opens() {
        let body = r#"{"data":{"name":"Zsófia"}}"#;
        let sealed = seal("/a", "1", body).unwrap();
        assert!(is_sealed(&sealed.bytes) && !is_sealed(body.as_bytes()) && !is_sealed(b""));
        assert!(!sealed.bytes.windows(4).any(|bytes| bytes == b"name"));
        assert_eq!(open(&sealed.key, "/a", "1", sealed.bytes.clone()).as_deref(), Ok(body));
        let other = seal("/a", "1", body).unwrap();
        assert_ne!(other.bytes, sealed.bytes, "no two events have one key");
        assert_eq!(open(&other.key, "/a", "1", sealed.bytes.clone()), Err(Broken));
        assert_eq!(open(&sealed.key, "/a", "2", sealed.bytes.clone()), Err(Broken));
        let mut changed = sealed.bytes.clone();
        changed[5] ^= 1;
        assert_eq!(open(&sealed.key, "/a", "1", changed), Err(Broken));
        assert_eq!(open(&sealed.key, "/a", "1", Vec::new()), Err(Broken));
    }
}
