//! Standard Webhooks signatures: HMAC-SHA256 over id, time and body. Pure.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// Bytes of a secret that the service makes.
const MADE: usize = 32;

/// A secret that both sides know. Its text is never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    text: String,
    key: Vec<u8>,
}

impl Secret {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        let key: [u8; MADE] = rand::random();
        Self { text: format!("{PREFIX}{}", BASE64_STANDARD.encode(key)), key: key.to_vec() }
    }

    /// Reads one: `whsec_` and 24 to 64 bytes in base64.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let key = BASE64_STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (24..=64).contains(&key.len()).then(|| Self { text: text.to_owned(), key })
    }

    /// Its text, for the store and for whoever made the webhook.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The `webhook-signature` of a delivery.
    #[must_use]
    pub fn sign(&self, id: &str, at: Timestamp, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length is taken");
        mac.update(format!("{id}.{}.", at.as_second()).as_bytes());
        mac.update(body.as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks libraries.
    #[test]
    fn the_published_example_gives_the_published_signature() {
        let secret = Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_of_its_form() {
        assert_eq!(Secret::read(Secret::generate().text()).map(|secret| secret.key.len()), Some(32));
        for wrong in ["", "whsec_", "whsec_!", "whsec_YWJj", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secret::read(wrong).is_none(), "{wrong}");
        }
    }
}
