//! Who is let in by the real router, and how the others are told.

use crate::test_app::TestApp;
use jiff::SignedDuration;
use purser_backend::auth::{KeySet, Role};
use purser_contract::{ErrorCode, Problem};
use serde_json::json;

/// A path for each guard that is in use.
const FOR_AGENTS: &str = "/v1/customers?q=lindqvist";
const FOR_SERVICES: &str = "/v1/events";

async fn problem(response: reqwest::Response) -> (u16, Option<ErrorCode>) {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    if status < 400 {
        return (status, None);
    }
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers.contains_key("www-authenticate"), status == 401 || status == 403, "{text}");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (problem.status, problem.request_id.as_deref()),
        (status, headers["x-request-id"].to_str().ok())
    );
    (status, Some(problem.code))
}

impl TestApp {
    async fn ask(&self, path: &str, token: Option<&str>) -> (u16, Option<ErrorCode>) {
        let url = self.url(path);
        let request = if path == FOR_SERVICES {
            let event = self.event("purser.unknown.v1", &json!({}));
            self.client
                .post(url)
                .header("content-type", "application/cloudevents+json")
                .body(event.to_string())
        } else {
            self.client.get(url)
        };
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        problem(request.send().await.unwrap()).await
    }
}

#[tokio::test]
async fn each_role_gets_where_it_belongs() {
    let app = TestApp::start().await;
    let forbidden = (403, Some(ErrorCode::Forbidden));
    for (role, reads, posts) in [
        (Role::Agent, (200, None), forbidden),
        (Role::Supervisor, (200, None), forbidden),
        (Role::Admin, (200, None), forbidden),
        (Role::Service, forbidden, (202, None)),
    ] {
        let token = app.token(role, "somebody");
        assert_eq!(app.ask(FOR_AGENTS, Some(&token)).await, reads, "{role}");
        assert_eq!(app.ask(FOR_SERVICES, Some(&token)).await, posts, "{role}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_good_token() {
    let app = TestApp::start().await;
    let elsewhere = TestApp::start().await;
    let expired = app.token_for(Role::Agent, "a", -1);
    let foreign = elsewhere.token(Role::Agent, "a");
    for (token, code) in [
        (None, ErrorCode::Unauthenticated),
        (Some("x.y.z"), ErrorCode::Unauthenticated),
        (Some(foreign.as_str()), ErrorCode::Unauthenticated),
        (Some(expired.as_str()), ErrorCode::TokenExpired),
    ] {
        for path in [FOR_AGENTS, FOR_SERVICES] {
            assert_eq!(app.ask(path, token).await, (401, Some(code)), "{path} {token:?}");
        }
    }
}

#[tokio::test]
async fn a_token_in_use_ends_when_its_time_is_over() {
    let app = TestApp::start().await;
    let token = app.token_for(Role::Agent, "a", 1);
    assert_eq!(app.ask(FOR_AGENTS, Some(&token)).await, (200, None));
    app.clock.set(app.clock.now() + SignedDuration::from_secs(1));
    assert_eq!(app.ask(FOR_AGENTS, Some(&token)).await, (401, Some(ErrorCode::TokenExpired)));
}

#[tokio::test]
async fn the_development_providers_keys_are_published() {
    let app = TestApp::start().await;
    let document = app.client.get(app.url("/.well-known/jwks.json")).send().await.unwrap();
    let keys = KeySet::from_jwks(&document.json().await.unwrap());
    assert_eq!(keys.len(), 1);
}
