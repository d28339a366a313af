//! Tokens good and bad, against the development provider and against one of our own making.

use super::{
    Auth, DevIdp, KeySet, RequireAdmin, RequireAgent, RequireService, RequireSupervisor, Role, Trusted,
};
use crate::{clock::Clock, http::problem::ApiError};
use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderValue, Request, header};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode,
    jwk::{Jwk, JwkSet},
};
use purser_contract::ErrorCode;
use serde_json::{Value, json};

const NOW: &str = "2026-11-20T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn idp() -> (tempfile::TempDir, DevIdp) {
    let folder = tempfile::tempdir().unwrap();
    let idp = DevIdp::open(folder.path()).unwrap();
    (folder, idp)
}

fn authorization(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("Bearer {token}")).unwrap()
}

fn auth(trusted: Trusted) -> Auth {
    Auth::new(vec![trusted], Clock::fixed(now()))
}

fn refusal(auth: &Auth, token: &str, at: Timestamp) -> Option<ErrorCode> {
    auth.authenticate(Some(&authorization(token)), at).err().map(|error| error.code())
}

#[test]
fn a_development_token_says_who_calls() {
    let (folder, idp) = idp();
    let token = idp.issue(Role::Agent, "agent-7", SignedDuration::from_hours(1), now()).unwrap();
    // A second process of the same data directory checks what the first one signed.
    let auth = auth(DevIdp::open(folder.path()).unwrap().trusted());
    for _first_checked_then_remembered in 0..2 {
        let caller = auth.authenticate(Some(&authorization(&token)), now()).unwrap();
        assert_eq!((caller.subject.as_ref(), caller.role), ("agent-7", Role::Agent));
        assert_eq!(caller.expires, now() + SignedDuration::from_hours(1));
    }
}

#[test]
fn a_token_is_over_when_its_time_is_over() {
    let (_folder, idp) = idp();
    let auth = auth(idp.trusted());
    let token = idp.issue(Role::Agent, "a", SignedDuration::from_secs(1), now()).unwrap();
    assert_eq!(refusal(&auth, &token, now()), None);
    let later = now() + SignedDuration::from_secs(1);
    assert_eq!(refusal(&auth, &token, later), Some(ErrorCode::TokenExpired), "remembered");
    assert_eq!(refusal(&auth, &token, later), Some(ErrorCode::TokenExpired), "checked again");
}

#[test]
fn a_provider_may_be_half_a_minute_ahead() {
    let (_folder, idp) = idp();
    let auth = auth(idp.trusted());
    for (ahead, refused) in [(30, None), (31, Some(ErrorCode::Unauthenticated))] {
        let at = now() + SignedDuration::from_secs(ahead);
        let token = idp.issue(Role::Agent, "a", SignedDuration::from_hours(1), at).unwrap();
        assert_eq!(refusal(&auth, &token, now()), refused, "{ahead}");
    }
}

#[test]
fn a_token_of_another_data_directory_is_refused() {
    let ((_one, ours), (_two, theirs)) = (idp(), idp());
    let token = theirs.issue(Role::Admin, "a", SignedDuration::from_hours(1), now()).unwrap();
    assert_eq!(refusal(&auth(ours.trusted()), &token, now()), Some(ErrorCode::Unauthenticated));
}

#[test]
fn a_changed_or_unreadable_token_is_refused() {
    let (_folder, idp) = idp();
    let auth = auth(idp.trusted());
    let token = idp.issue(Role::Agent, "a", SignedDuration::from_hours(1), now()).unwrap();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (header, _claims) = head.split_once('.').unwrap();
    let admin = idp.issue(Role::Admin, "a", SignedDuration::from_hours(1), now()).unwrap();
    let claims_of_admin = admin.split('.').nth(1).unwrap();
    for bad in [
        "",
        "x",
        "a.b.c",
        head,
        &format!("{head}."),
        &format!("{header}.{claims_of_admin}.{signature}"),
        &"a".repeat(9000),
    ] {
        assert_eq!(refusal(&auth, bad, now()), Some(ErrorCode::Unauthenticated), "{bad}");
    }
    for value in [None, Some("Basic YTpi"), Some("Bearer"), Some(token.as_str())] {
        let value = value.map(|text| HeaderValue::from_str(text).unwrap());
        assert_eq!(auth.authenticate(value.as_ref(), now()).unwrap_err().code(), ErrorCode::Unauthenticated);
    }
}

/// A provider like an airline's: ES256, and claims as the test wants them.
struct Provider {
    signing: EncodingKey,
    public: Jwk,
}

impl Provider {
    fn new(kid: &str) -> Self {
        // A P-256 key made for this test only: SEC 1 inside PKCS #8, the secret being 32 bytes of 7.
        let head = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";
        let mut der: Vec<u8> =
            (0..head.len()).step_by(2).map(|at| u8::from_str_radix(&head[at..at + 2], 16).unwrap()).collect();
        der.extend([7; 32]);
        let signing = EncodingKey::from_ec_der(&der);
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::ES256).unwrap();
        public.common.key_id = Some(kid.to_owned());
        Self { signing, public }
    }

    fn trusted(&self) -> Trusted {
        Trusted::new("https://id.example", "purser", self.keys())
    }

    fn keys(&self) -> KeySet {
        KeySet::from_jwks(&JwkSet { keys: vec![self.public.clone()] })
    }

    fn sign(&self, kid: Option<&str>, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = kid.map(str::to_owned);
        encode(&header, claims, &self.signing).unwrap()
    }
}

fn claims(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let exp = now().as_second() + 60;
    let mut claims = json!({ "iss": "https://id.example", "aud": ["purser", "other"], "sub": "a", "exp": exp, "roles": ["x", "agent"] });
    change(claims.as_object_mut().unwrap());
    claims
}

#[test]
fn an_airlines_own_provider_is_checked_claim_by_claim() {
    let provider = Provider::new("k1");
    let auth = auth(provider.trusted());
    let with =
        |name: &'static str, value: Value| claims(|claims| drop(claims.insert(name.to_owned(), value)));
    let without = |name: &'static str| claims(|claims| drop(claims.remove(name)));
    for (what, claims, refused) in [
        ("as they should be", claims(|_| ()), None),
        ("one audience", with("aud", json!("purser")), None),
        ("a role word", with("role", json!("supervisor")), None),
        ("a fraction", with("exp", json!(1_900_000_000.5)), None),
        ("wrong issuer", with("iss", json!("https://other.example")), Some(ErrorCode::Unauthenticated)),
        ("no issuer", without("iss"), Some(ErrorCode::Unauthenticated)),
        ("wrong audience", with("aud", json!(["other"])), Some(ErrorCode::Unauthenticated)),
        ("no audience", without("aud"), Some(ErrorCode::Unauthenticated)),
        ("no expiry", without("exp"), Some(ErrorCode::Unauthenticated)),
        ("no subject", without("sub"), Some(ErrorCode::Unauthenticated)),
        ("empty subject", with("sub", json!("")), Some(ErrorCode::Unauthenticated)),
        ("out of range", with("exp", json!(1e300)), Some(ErrorCode::Unauthenticated)),
        ("expired", with("exp", json!(now().as_second())), Some(ErrorCode::TokenExpired)),
        ("no role of ours", with("roles", json!(["x"])), Some(ErrorCode::Forbidden)),
        ("no roles", without("roles"), Some(ErrorCode::Forbidden)),
    ] {
        assert_eq!(refusal(&auth, &provider.sign(Some("k1"), &claims), now()), refused, "{what}");
    }
}

#[test]
fn the_key_is_chosen_by_its_id() {
    let provider = Provider::new("k1");
    let auth = auth(provider.trusted());
    for (kid, refused) in [(Some("k1"), None), (None, None), (Some("k2"), Some(ErrorCode::Unauthenticated))] {
        assert_eq!(refusal(&auth, &provider.sign(kid, &claims(|_| ())), now()), refused, "{kid:?}");
    }
}

#[test]
fn a_public_key_is_not_taken_for_a_shared_secret() {
    let provider = Provider::new("k1");
    let secret = serde_json::to_vec(&provider.public).unwrap();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("k1".to_owned());
    let token = encode(&header, &claims(|_| ()), &EncodingKey::from_secret(&secret)).unwrap();
    assert_eq!(refusal(&auth(provider.trusted()), &token, now()), Some(ErrorCode::Unauthenticated));
}

#[test]
fn a_withdrawn_key_takes_its_remembered_tokens_with_it() {
    let provider = Provider::new("k1");
    let trusted = provider.trusted();
    let auth = auth(trusted.clone());
    let token = provider.sign(Some("k1"), &claims(|_| ()));
    assert_eq!(refusal(&auth, &token, now()), None);
    assert!(!trusted.replace(provider.keys()), "the same keys are no change");
    assert!(trusted.replace(Provider::new("k2").keys()));
    auth.forget();
    assert_eq!(refusal(&auth, &token, now()), Some(ErrorCode::Unauthenticated));
}

#[test]
fn nobody_is_turned_away_for_keys_that_could_not_be_read_yet() {
    let provider = Provider::new("k1");
    let auth = auth(Trusted::awaited("https://id.example", "purser"));
    let token = provider.sign(Some("k1"), &claims(|_| ()));
    assert_eq!(refusal(&auth, &token, now()), Some(ErrorCode::Unavailable));
}

#[derive(Clone)]
struct State(Auth);

impl FromRef<State> for Auth {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

async fn guarded<G: FromRequestParts<State, Rejection = ApiError>>(state: &State, token: &str) -> bool {
    let request = Request::builder().header(header::AUTHORIZATION, authorization(token)).body(()).unwrap();
    match G::from_request_parts(&mut request.into_parts().0, state).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::Forbidden);
            false
        }
    }
}

#[tokio::test]
async fn each_guard_lets_its_roles_in() {
    let (_folder, idp) = idp();
    let state = State(auth(idp.trusted()));
    for (role, agent, supervisor, admin, service) in [
        (Role::Agent, true, false, false, false),
        (Role::Supervisor, true, true, false, false),
        (Role::Admin, true, true, true, false),
        (Role::Service, false, false, false, true),
    ] {
        let token = idp.issue(role, "a", SignedDuration::from_hours(1), now()).unwrap();
        let got = (
            guarded::<RequireAgent>(&state, &token).await,
            guarded::<RequireSupervisor>(&state, &token).await,
            guarded::<RequireAdmin>(&state, &token).await,
            guarded::<RequireService>(&state, &token).await,
        );
        assert_eq!(got, (agent, supervisor, admin, service), "{role}");
    }
}
