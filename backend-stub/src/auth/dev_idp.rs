//! The development identity provider: a key in the data directory that signs tokens for whoever can read it.
//!
//! Deliberately not here: passwords, sessions, sign-in pages. An installation with real customers trusts the airline's
//! own identity provider instead (`--jwks`).

use super::{Role, keys::KeySet, verify::Trusted};
use crate::private;
use anyhow::{Context, Result, anyhow};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use rand::{TryRngCore, rngs::OsRng};
use serde::Serialize;
use std::{
    fs,
    io::{ErrorKind, Write},
    path::Path,
};

/// Who issues.
const ISSUER: &str = "urn:purser:dev-idp";
/// Whom the tokens are for.
const AUDIENCE: &str = "purser";
/// Ed25519: small, fast, and every step is deterministic.
const ALGORITHM: Algorithm = Algorithm::EdDSA;
/// What stands before the 32 secret bytes in a PKCS #8 Ed25519 key (RFC 8410, section 7).
const PKCS8_HEAD: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// The provider of one data directory.
pub struct DevIdp {
    signing: EncodingKey,
    public: Jwk,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
    role: Role,
}

impl DevIdp {
    /// Opens the provider of `data_dir`, making its key on first use. Two processes that come at once get the same key.
    ///
    /// # Errors
    /// When the key cannot be written, read or understood.
    pub fn open(data_dir: &Path) -> Result<Self> {
        let file = data_dir.join("dev-idp").join("signing-key.der");
        let der = match fs::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                create_key(&file).with_context(|| format!("create {}", file.display()))?;
                fs::read(&file)
            }
            read => read,
        }
        .with_context(|| format!("read {}", file.display()))?;
        Self::from_der(&der).with_context(|| format!("{} is not an Ed25519 key", file.display()))
    }

    fn from_der(der: &[u8]) -> Result<Self> {
        anyhow::ensure!(der.len() == PKCS8_HEAD.len() + 32 && der.starts_with(&PKCS8_HEAD), "unknown form");
        let signing = EncodingKey::from_ed_der(der);
        let mut public = Jwk::from_encoding_key(&signing, ALGORITHM)?;
        public.common.key_id = Some(public.thumbprint(ThumbprintHash::SHA256)?);
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { signing, public })
    }

    /// A token for `subject` in `role`, good from `now` for `ttl`.
    ///
    /// # Errors
    /// When `ttl` leads out of time, or the signature fails.
    pub fn issue(&self, role: Role, subject: &str, ttl: SignedDuration, now: Timestamp) -> Result<String> {
        anyhow::ensure!(!subject.is_empty(), "the subject is empty");
        let expires = now.checked_add(ttl).map_err(|_| anyhow!("the time to live is too long"))?;
        let mut header = Header::new(ALGORITHM);
        header.kid.clone_from(&self.public.common.key_id);
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: subject,
            iat: now.as_second(),
            nbf: now.as_second(),
            exp: expires.as_second(),
            jti: uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string(),
            role,
        };
        encode(&header, &claims, &self.signing).context("sign token")
    }

    /// The document of `/.well-known/jwks.json`.
    #[must_use]
    pub fn jwks(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }

    /// This provider as one that the service trusts.
    #[must_use]
    pub fn trusted(&self) -> Trusted {
        Trusted::new(ISSUER, AUDIENCE, KeySet::from_jwks(&self.jwks()))
    }
}

/// Writes a new key under another name, then gives it its own: a reader finds a whole key or none, and of two writers
/// the second finds the name taken and its key is dropped.
fn create_key(file: &Path) -> Result<()> {
    let folder = file.parent().context("the key has no folder")?;
    private::create_folder(folder)?;
    let mut secret = [0_u8; 32];
    OsRng.try_fill_bytes(&mut secret).context("read random bytes")?;
    let draft = folder.join(format!("new-key-{:032x}", rand::random::<u128>()));
    let written = write_private(&draft, &[PKCS8_HEAD.as_slice(), &secret].concat());
    let linked = written.and_then(|()| fs::hard_link(&draft, file));
    let removed = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(removed?),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(removed?),
    }
}

fn write_private(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut open = private::create_file(file)?;
    open.write_all(content)?;
    open.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_that_come_at_once_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let kids: Vec<_> = std::thread::scope(|scope| {
            let opens: Vec<_> =
                (0..8).map(|_| scope.spawn(|| DevIdp::open(folder.path()).unwrap())).collect();
            opens.into_iter().map(|open| open.join().unwrap().public.common.key_id.unwrap()).collect()
        });
        assert!(kids.windows(2).all(|pair| pair[0] == pair[1]), "{kids:?}");
        let files: Vec<_> = fs::read_dir(folder.path().join("dev-idp")).unwrap().collect();
        assert_eq!(files.len(), 1, "no drafts are left");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        DevIdp::open(folder.path()).unwrap();
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("dev-idp"), mode("dev-idp/signing-key.der")), (0o700, 0o600));
    }

    #[test]
    fn a_damaged_key_is_named_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("dev-idp")).unwrap();
        fs::write(folder.path().join("dev-idp/signing-key.der"), b"half").unwrap();
        let error = DevIdp::open(folder.path()).err().unwrap();
        assert!(format!("{error:#}").contains("signing-key.der"), "{error:#}");
    }

    #[test]
    fn the_published_document_holds_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let idp = DevIdp::open(folder.path()).unwrap();
        let document = serde_json::to_value(idp.jwks()).unwrap();
        let key = document["keys"][0].as_object().unwrap();
        let mut members: Vec<_> = key.keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
    }
}
