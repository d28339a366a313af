//! The access token and what it says about its bearer.
//!
//! Deliberately not here: validation. The backend validates; the desktop only reads whom to greet and when to
//! ask for a new one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::fmt;

/// A JWT. Its text never reaches a log: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    text: String,
    claims: Claims,
}

/// The part of the claims that the desktop reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The agent's id.
    pub subject: String,
    /// What they may do.
    pub role: String,
    /// When the token ends.
    pub expires: Option<Timestamp>,
}

/// The claims as the backend reads them, so that both mean the same.
#[derive(Deserialize)]
struct WireClaims {
    sub: String,
    #[serde(default)]
    role: Option<RoleClaim>,
    #[serde(default)]
    roles: Option<RoleClaim>,
    /// Seconds since the epoch, possibly with a fraction.
    #[serde(default)]
    exp: Option<f64>,
}

/// One word, several words, or a list. Identity providers differ.
#[derive(Deserialize)]
#[serde(untagged)]
enum RoleClaim {
    Words(String),
    List(Vec<String>),
}

/// The backend's roles; words of other programs are passed over.
const ROLES: [&str; 4] = ["agent", "supervisor", "admin", "service"];

impl RoleClaim {
    /// The first role of ours, which is the one that the backend takes.
    fn first_known(&self) -> Option<&'static str> {
        let known = |word: &str| ROLES.into_iter().find(|role| *role == word);
        match self {
            Self::Words(words) => words.split_ascii_whitespace().find_map(known),
            Self::List(list) => list.iter().find_map(|word| known(word)),
        }
    }
}

impl AccessToken {
    /// Reads a token; the error says what is wrong with it, without repeating it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('.').collect();
        let [_, payload, _] = parts.as_slice() else {
            return Err("is not an access token (three parts separated by dots)");
        };
        let bytes =
            URL_SAFE_NO_PAD.decode(payload).map_err(|_| "is damaged: its second part is not base64url")?;
        let wire: WireClaims =
            serde_json::from_slice(&bytes).map_err(|_| "is damaged: it names no subject")?;
        let role = [wire.role, wire.roles].into_iter().flatten().find_map(|claim| claim.first_known());
        // Without one the backend refuses, in words of its own.
        let role = role.unwrap_or("agent").to_owned();
        let expires = wire.exp.and_then(numeric_date);
        Ok(Self { text: text.to_owned(), claims: Claims { subject: wire.sub, role, expires } })
    }

    /// What goes behind `Bearer`.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.text
    }

    /// Who it is.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Whether its time is over.
    #[must_use]
    pub fn expired(&self, now: Timestamp) -> bool {
        self.claims.expires.is_some_and(|end| end <= now)
    }
}

fn numeric_date(seconds: f64) -> Option<Timestamp> {
    SignedDuration::try_from_secs_f64(seconds).ok().and_then(|since| Timestamp::from_duration(since).ok())
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("text", &"hidden").field("expires", &self.claims.expires).finish()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A token of this shape with a signature nobody checks.
    pub(crate) fn unsigned(claims: &str) -> String {
        format!("{}.{}.sig", URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn reads_who_and_until_when() {
        let token =
            AccessToken::read(&unsigned(r#"{"sub":"a1","role":"supervisor","exp":100}"#)).expect("readable");
        assert_eq!(token.claims().subject, "a1");
        assert_eq!(token.claims().role, "supervisor");
        assert!(token.expired(Timestamp::from_second(100).expect("in range")));
        assert!(!token.expired(Timestamp::from_second(99).expect("in range")));
    }

    #[test]
    fn the_role_is_the_one_that_the_backend_takes() {
        for (claims, role) in [
            (r#"{"sub":"a1","role":"admin"}"#, "admin"),
            (r#"{"sub":"a1","role":["offline_access","supervisor"]}"#, "supervisor"),
            (r#"{"sub":"a1","roles":"openid supervisor agent"}"#, "supervisor"),
            (r#"{"sub":"a1","roles":["uma_authorization","agent","admin"]}"#, "agent"),
            (r#"{"sub":"a1","role":"staff","roles":["service"]}"#, "service"),
            (r#"{"sub":"a1","role":null,"roles":["Supervisor"]}"#, "agent"),
            (r#"{"sub":"a1"}"#, "agent"),
        ] {
            let token = AccessToken::read(&unsigned(claims)).expect(claims);
            assert_eq!(token.claims().role, role, "{claims}");
        }
    }

    #[test]
    fn a_time_may_have_a_fraction() {
        let token = AccessToken::read(&unsigned(r#"{"sub":"a1","exp":100.5}"#)).expect("readable");
        let at = |millisecond| Timestamp::from_millisecond(millisecond).expect("in range");
        assert!(!token.expired(at(100_499)) && token.expired(at(100_500)));
    }

    #[test]
    fn refuses_what_is_no_token_without_repeating_it() {
        for text in ["", "secret", "a.b", "a.!.c", &unsigned("{}"), &unsigned("[1]")] {
            let problem = AccessToken::read(text).expect_err(text);
            assert!(!problem.contains("secret"));
        }
    }

    #[test]
    fn debug_hides_the_text() {
        let text = unsigned(r#"{"sub":"a1"}"#);
        let shown = format!("{:?}", AccessToken::read(&text).expect("readable"));
        assert!(!shown.contains(&text), "{shown}");
    }
}
