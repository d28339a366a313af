//! The public keys of an identity provider, as far as they can check signatures.
//!
//! Deliberately not here: where they come from (`jwks`, `dev_idp`).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Header,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};

/// Keys that check signatures. Symmetric keys are never among them: who can check with one can also sign.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
}

#[derive(Clone, Debug)]
struct Key {
    jwk: Jwk,
    algorithms: Vec<Algorithm>,
    decoding: DecodingKey,
}

const RSA: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

impl KeySet {
    /// The usable keys of a JWKS document; those for encryption, of unknown kinds or damaged are left out.
    #[must_use]
    pub fn from_jwks(document: &JwkSet) -> Self {
        Self { keys: document.keys.iter().filter_map(Key::from_jwk).collect() }
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that may have signed a token with this header: by `kid` where it names one, always by algorithm.
    pub(super) fn candidates(&self, header: &Header) -> impl Iterator<Item = &DecodingKey> {
        let (kid, algorithm) = (header.kid.clone(), header.alg);
        self.keys
            .iter()
            .filter(move |key| kid.is_none() || key.id().is_none() || key.id() == kid.as_ref())
            .filter(move |key| key.algorithms.contains(&algorithm))
            .map(|key| &key.decoding)
    }

    /// Whether both hold the same keys in the same order.
    pub(super) fn same_keys(&self, other: &Self) -> bool {
        self.keys.iter().map(|key| &key.jwk).eq(other.keys.iter().map(|key| &key.jwk))
    }
}

impl Key {
    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
            return None;
        }
        let possible = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => RSA.to_vec(),
            AlgorithmParameters::EllipticCurve(key) => match key.curve {
                EllipticCurve::P256 => vec![Algorithm::ES256],
                EllipticCurve::P384 => vec![Algorithm::ES384],
                _ => return None,
            },
            AlgorithmParameters::OctetKeyPair(key) => {
                // A key of another length would make the verifying library panic.
                let whole = URL_SAFE_NO_PAD.decode(&key.x).is_ok_and(|bytes| bytes.len() == 32);
                if key.curve != EllipticCurve::Ed25519 || !whole {
                    return None;
                }
                vec![Algorithm::EdDSA]
            }
            _ => return None,
        };
        let algorithms = match jwk.common.key_algorithm {
            None => possible,
            Some(named) => possible.into_iter().filter(|one| KeyAlgorithm::from(*one) == named).collect(),
        };
        let decoding = DecodingKey::from_jwk(jwk).ok()?;
        (!algorithms.is_empty()).then(|| Self { jwk: jwk.clone(), algorithms, decoding })
    }

    fn id(&self) -> Option<&String> {
        self.jwk.common.key_id.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_whole_asymmetric_signing_keys_are_taken() {
        let x = URL_SAFE_NO_PAD.encode([7_u8; 32]);
        let short = URL_SAFE_NO_PAD.encode([7_u8; 31]);
        let document = json!({ "keys": [
            { "kty": "oct", "kid": "symmetric", "alg": "HS256", "k": "c2VjcmV0" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "good", "x": x },
            { "kty": "OKP", "crv": "Ed25519", "kid": "short", "x": short },
            { "kty": "OKP", "crv": "Ed25519", "kid": "encryption", "use": "enc", "x": x },
            { "kty": "RSA", "kid": "odd", "alg": "HS256", "n": "AQAB", "e": "AQAB" },
        ]});
        let keys = KeySet::from_jwks(&serde_json::from_value(document).unwrap());
        assert_eq!(
            keys.keys.iter().map(|key| key.id().map(String::as_str)).collect::<Vec<_>>(),
            [Some("good")]
        );
    }
}
