//! The keys of the airline's identity provider: read from a file or an address, and read again while the service runs.
//!
//! Deliberately not here: discovery by `.well-known/openid-configuration`; the operator names the key document.

use super::{
    keys::KeySet,
    verify::{Auth, Trusted},
};
use anyhow::{Context, Result};
use jsonwebtoken::jwk::JwkSet;
use std::{path::PathBuf, str::FromStr, time::Duration};
use tokio::{task::JoinHandle, time};
use tokio_util::sync::CancellationToken;

/// How often the keys are read again.
const EVERY: Duration = Duration::from_secs(300);
/// How soon again after a failure, or at most how often because of unknown keys.
const SOON: Duration = Duration::from_secs(10);
/// How long one reading may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest document read; real ones have a few kilobytes.
const LARGEST: usize = 1024 * 1024;

/// Where a key document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    /// A file of this machine.
    File(PathBuf),
    /// An `https:` address; `http:` only of this machine.
    Address(reqwest::Url),
}

impl FromStr for KeyLocation {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        if !text.contains("://") {
            return Ok(Self::File(PathBuf::from(text)));
        }
        let url = reqwest::Url::parse(text).with_context(|| format!("{text} is not an address"))?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        anyhow::ensure!(
            url.scheme() == "https" || (url.scheme() == "http" && local),
            "keys are only taken over https, from {text}"
        );
        Ok(Self::Address(url))
    }
}

/// Reads one provider's keys and keeps them fresh.
#[derive(Debug)]
pub struct Refresher {
    location: KeyLocation,
    trusted: Trusted,
    client: reqwest::Client,
}

impl Refresher {
    /// For the provider that signs as `issuer` for `audience` with the keys at `location`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(location: KeyLocation, issuer: &str, audience: &str) -> Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("make HTTP client")?;
        Ok(Self { location, trusted: Trusted::awaited(issuer, audience), client })
    }

    /// The provider, for [`Auth::new`].
    #[must_use]
    pub fn trusted(&self) -> Trusted {
        self.trusted.clone()
    }

    /// Reads the keys now; says whether they changed.
    ///
    /// # Errors
    /// When the document cannot be read or holds no usable key; the keys held so far stay.
    pub async fn refresh(&self) -> Result<bool> {
        let document = match &self.location {
            KeyLocation::File(file) => {
                tokio::fs::read(file).await.with_context(|| format!("read {}", file.display()))?
            }
            KeyLocation::Address(url) => self.fetch(url).await.with_context(|| format!("fetch {url}"))?,
        };
        let document: JwkSet = serde_json::from_slice(&document).context("the key document is not a JWKS")?;
        let keys = KeySet::from_jwks(&document);
        anyhow::ensure!(!keys.is_empty(), "the key document holds no asymmetric signing key");
        tracing::debug!(keys.count = keys.len(), "read the identity provider's keys");
        Ok(self.trusted.replace(keys))
    }

    async fn fetch(&self, url: &reqwest::Url) -> Result<Vec<u8>> {
        let mut response = self.client.get(url.clone()).send().await?.error_for_status()?;
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            document.extend_from_slice(&chunk);
            anyhow::ensure!(document.len() <= LARGEST, "the key document is too large");
        }
        Ok(document)
    }

    /// Keeps the keys fresh until `stop`: regularly, and soon after a token named an unknown key.
    pub fn run(self, auth: Auth, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            stop.run_until_cancelled(self.keep_fresh(&auth)).await;
        })
    }

    async fn keep_fresh(&self, auth: &Auth) {
        loop {
            match self.refresh().await {
                Ok(true) => auth.forget(),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "cannot read the identity provider's keys")
                }
            }
            // The pause comes first, so that made-up key ids cannot turn into a stream of requests.
            time::sleep(SOON).await;
            if self.trusted.has_keys() {
                let _due_or_asked = time::timeout(EVERY, auth.unknown_key()).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_files_and_safe_addresses() {
        for (text, taken) in [
            ("/etc/purser/keys.json", true),
            ("https://id.example/keys", true),
            ("http://127.0.0.1:9/keys", true),
            ("http://id.example/keys", false),
            ("ftp://id.example/keys", false),
            ("https://", false),
        ] {
            assert_eq!(text.parse::<KeyLocation>().is_ok(), taken, "{text}");
        }
    }

    #[tokio::test]
    async fn a_file_is_read_again_and_a_bad_one_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let refresher =
            Refresher::new(KeyLocation::File(file.clone()), "https://id.example", "purser").unwrap();
        assert!(
            refresher.refresh().await.is_err() && !refresher.trusted().has_keys(),
            "there is no file yet"
        );
        let write_keys_of = |name: &str| {
            let idp = crate::auth::DevIdp::open(&folder.path().join(name)).unwrap();
            std::fs::write(&file, serde_json::to_vec(&idp.jwks()).unwrap()).unwrap();
        };
        write_keys_of("one");
        assert!(refresher.refresh().await.unwrap());
        assert!(!refresher.refresh().await.unwrap(), "nothing changed");
        write_keys_of("two");
        assert!(refresher.refresh().await.unwrap());
        for bad in ["", "{}", r#"{"keys":[]}"#] {
            std::fs::write(&file, bad).unwrap();
            assert!(refresher.refresh().await.is_err() && refresher.trusted().has_keys(), "{bad}");
        }
    }
}
