//! `purser doctor`: looks at everything the desktop needs and says what is wrong in words.
//!
//! Deliberately not here: printing, and anything of the window; the shell adds those.

use crate::{
    cache::{Cache, KeptIn, KeyPlace, obtain_key},
    clock,
    rest::Rest,
    session::make_data_dir,
    settings::Settings,
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::header::DATE;
use tokio::task::spawn_blocking;

/// The times in the window would be visibly wrong beyond this.
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(30);

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub subject: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// One line.
    pub detail: String,
}

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, but somebody should know.
    Weak,
    /// It does not work.
    Bad,
}

impl Check {
    /// A finished check.
    #[must_use]
    pub fn new(subject: &'static str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { subject, verdict, detail: detail.into() }
    }
}

/// Looks at everything but the window.
pub async fn examine(settings: &Settings) -> Vec<Check> {
    let mut checks = vec![Check::new(
        "settings",
        Verdict::Good,
        format!("backend {}, data in {}", settings.backend, settings.data_dir.display()),
    )];
    checks.push(data_dir(settings));
    checks.extend(backend(settings).await);
    checks.push(token(settings, clock::now()));
    checks.extend(cache(settings).await);
    checks
}

fn data_dir(settings: &Settings) -> Check {
    let subject = "data folder";
    match make_data_dir(&settings.data_dir).and_then(|()| tempfile_in(settings)) {
        Ok(()) => Check::new(subject, Verdict::Good, "can be written"),
        Err(error) => Check::new(subject, Verdict::Bad, format!("cannot be written: {error}")),
    }
}

fn tempfile_in(settings: &Settings) -> std::io::Result<()> {
    let path = settings.data_dir.join("doctor.tmp");
    std::fs::write(&path, "x").and_then(|()| std::fs::remove_file(&path))
}

async fn backend(settings: &Settings) -> Vec<Check> {
    let rest = match Rest::new(&settings.backend, settings.token.as_ref()) {
        Ok(rest) => rest,
        Err(error) => return vec![Check::new("backend", Verdict::Bad, error.to_string())],
    };
    let before = clock::now();
    let response = match rest.health().await {
        Ok(response) => response,
        Err(error) => {
            return vec![Check::new(
                "backend",
                Verdict::Bad,
                format!("cannot be reached: {}", root_cause(&error)),
            )];
        }
    };
    let took = clock::now().duration_since(before).as_millis();
    let status = response.status();
    let verdict = if status.is_success() { Verdict::Good } else { Verdict::Bad };
    let mut checks = vec![Check::new("backend", verdict, format!("answered {status} in {took} ms"))];
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    checks.push(skew(date, clock::now()));
    if settings.token.is_some() {
        checks.push(match rest.is_accepted().await {
            Ok(()) => Check::new("sign-in", Verdict::Good, "the backend accepts the token"),
            Err(error) => Check::new("sign-in", Verdict::Bad, error.message),
        });
    }
    checks
}

/// Compares the backend's `Date` header, exact to the second, with this computer's clock.
fn skew(date: Option<&str>, now: Timestamp) -> Check {
    let subject = "clock";
    let Some(theirs) = date.and_then(|date| rfc2822::parse(date).ok()).map(|zoned| zoned.timestamp()) else {
        return Check::new(subject, Verdict::Weak, "the backend does not tell its time");
    };
    let apart = now.duration_since(theirs);
    let seconds = apart.as_secs();
    if apart.abs() <= TOLERATED_SKEW {
        return Check::new(
            subject,
            Verdict::Good,
            format!("within {} s of the backend's", seconds.abs() + 1),
        );
    }
    let direction = if seconds > 0 { "ahead of" } else { "behind" };
    let detail = format!("{} s {direction} the backend's: ages and timers will be wrong", seconds.abs());
    Check::new(subject, Verdict::Weak, detail)
}

fn token(settings: &Settings, now: Timestamp) -> Check {
    let subject = "token";
    let Some(token) = &settings.token else {
        return Check::new(subject, Verdict::Weak, "nobody is signed in");
    };
    let claims = token.claims();
    let role = &claims.role;
    match claims.expires {
        Some(end) if end <= now => Check::new(subject, Verdict::Bad, format!("ended {end}")),
        Some(end) => Check::new(subject, Verdict::Good, format!("role {role}, good until {end}")),
        None => Check::new(subject, Verdict::Weak, format!("role {role}, without an end")),
    }
}

async fn cache(settings: &Settings) -> Vec<Check> {
    let place = if settings.keyring { KeyPlace::KeyringThenFile } else { KeyPlace::FileOnly };
    let data_dir = settings.data_dir.clone();
    let obtained =
        spawn_blocking(move || obtain_key(&data_dir, place)).await.map_err(std::io::Error::other).flatten();
    let (key, kept_in) = match obtained {
        Ok(obtained) => obtained,
        Err(error) => return vec![Check::new("cache key", Verdict::Bad, format!("cannot be kept: {error}"))],
    };
    let key_check = match kept_in {
        KeptIn::Keyring => Check::new("cache key", Verdict::Good, "in the system's keyring"),
        KeptIn::File(path, why) => {
            let detail =
                format!("in {}, readable only by this user; not in the keyring: {why}", path.display());
            Check::new("cache key", Verdict::Weak, detail)
        }
    };
    let cache_check = match Cache::probe(&settings.data_dir, &key).await {
        Ok(()) => Check::new("cache", Verdict::Good, "opens, encrypted"),
        Err(error) => Check::new(
            "cache",
            Verdict::Weak,
            format!("cannot be read, the next start makes a fresh one: {error}"),
        ),
    };
    vec![key_check, cache_check]
}

/// The innermost cause, which names the fault; the outer ones repeat the address.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_apart() {
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().expect("a time");
        let check = |date, verdict, words: &str| {
            let check = skew(date, now);
            assert_eq!(check.verdict, verdict, "{check:?}");
            assert!(check.detail.contains(words), "{check:?}");
        };
        check(Some("Fri, 20 Nov 2026 09:59:59 GMT"), Verdict::Good, "within 2 s");
        check(Some("Fri, 20 Nov 2026 09:59:00 GMT"), Verdict::Weak, "60 s ahead of");
        check(Some("Fri, 20 Nov 2026 10:10:00 GMT"), Verdict::Weak, "600 s behind");
        check(Some("yesterday"), Verdict::Weak, "does not tell");
        check(None, Verdict::Weak, "does not tell");
    }
}
