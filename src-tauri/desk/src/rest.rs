//! The backend over HTTP: search, the 360, the timeline, consents, and who is who.
//!
//! Deliberately not here: what is owed (`compensations`), the cache, and what to do when the backend is away; the session decides that.

mod compensations;
mod query;

pub(crate) use query::{Lookup, lookups};

use crate::{session::MEANWHILE, settings::Backend, token::AccessToken};
use purser_contract::{
    CustomerId, Problem,
    consent::{ConsentStatements, Consents},
    ipc::{CommandError, CommandErrorKind, Decision},
    search::{Page, SearchItem},
    timeline::TimelineItem,
    view::Customer360,
};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, ETAG, HeaderMap, HeaderValue, IF_MATCH, IF_NONE_MATCH},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::time::Duration;

/// How many timeline items a page has.
const TIMELINE_PAGE: &str = "20";
const CONNECT_PATIENCE: Duration = Duration::from_secs(2);
const ANSWER_PATIENCE: Duration = Duration::from_secs(5);

/// The client of one signed-in agent.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    client: Client,
    backend: Backend,
}

/// What a request is about, in the words for the agent when it is refused.
struct Subject {
    /// When there is none.
    missing: &'static str,
    /// When somebody else was faster.
    meanwhile: &'static str,
}

const CUSTOMER: Subject = Subject { missing: "There is no such customer.", meanwhile: MEANWHILE };

/// A view, unless it is the one that is known.
#[derive(Debug)]
pub(crate) enum Fetched {
    New { view: Box<Customer360>, etag: Option<String> },
    Same,
}

impl Rest {
    pub(crate) fn new(backend: &Backend, token: Option<&AccessToken>) -> Result<Self, reqwest::Error> {
        let mut headers = HeaderMap::new();
        let bearer = token.and_then(|token| HeaderValue::try_from(format!("Bearer {}", token.secret())).ok());
        if let Some(mut bearer) = bearer {
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let client = Client::builder()
            .default_headers(headers)
            .user_agent(concat!("purser/", env!("CARGO_PKG_VERSION")))
            // A redirect would carry the token to somewhere nobody configured.
            .redirect(Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(ANSWER_PATIENCE)
            .pool_max_idle_per_host(2)
            .build()?;
        Ok(Self { client, backend: backend.clone() })
    }

    /// Customers for one reading of what the agent typed.
    pub(crate) async fn search(&self, lookup: &Lookup) -> Result<Page<SearchItem>, CommandError> {
        let parameters = [(lookup.parameter(), lookup.value()), ("limit", "20")];
        read(self.get("/v1/customers").query(&parameters)).await
    }

    /// The whole view; `etag` is that of the view already known.
    pub(crate) async fn customer(&self, id: CustomerId, etag: Option<&str>) -> Result<Fetched, CommandError> {
        let mut request = self.get(&format!("/v1/customers/{id}/360"));
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let response = send(request).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::Same);
        }
        let etag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        Ok(Fetched::New { view: decode(response).await?, etag })
    }

    /// One page of the timeline, newest first.
    pub(crate) async fn timeline(
        &self,
        id: CustomerId,
        cursor: Option<&str>,
    ) -> Result<Page<TimelineItem>, CommandError> {
        let mut request =
            self.get(&format!("/v1/customers/{id}/timeline")).query(&[("limit", TIMELINE_PAGE)]);
        if let Some(cursor) = cursor {
            request = request.query(&[("cursor", cursor)]);
        }
        read(request).await
    }

    /// A supervisor's word on who is who.
    pub(crate) async fn decide(&self, id: CustomerId, decision: &Decision) -> Result<(), CommandError> {
        let (what, body) = match decision {
            Decision::Merge { other, reason } => ("merge", json!({ "other": other, "reason": reason })),
            Decision::Unmerge { merge, reason } => ("unmerge", json!({ "merge": merge, "reason": reason })),
            Decision::Dismiss { other, reason } => {
                ("suggestions/dismiss", json!({ "other": other, "reason": reason }))
            }
            Decision::Restore { other, reason } => {
                ("suggestions/restore", json!({ "other": other, "reason": reason }))
            }
        };
        let path = self.backend.at(&format!("/v1/customers/{id}/{what}"));
        send(self.client.post(path).json(&body)).await.map(|_| ())
    }

    /// Where every consent stands, with the entity tag.
    pub(crate) async fn consents(&self, id: CustomerId) -> Result<(Consents, String), CommandError> {
        let response = send(self.get(&format!("/v1/customers/{id}/consents"))).await?;
        let tag =
            response.headers().get(ETAG).and_then(|value| value.to_str().ok()).unwrap_or("*").to_owned();
        Ok((decode(response).await?, tag))
    }

    /// What a customer says about their consents; `tag` is that of what was shown.
    pub(crate) async fn state_consents(
        &self,
        id: CustomerId,
        statements: &ConsentStatements,
        tag: &str,
        key: &str,
    ) -> Result<Consents, CommandError> {
        let path = self.backend.at(&format!("/v1/customers/{id}/consents"));
        let request = self.client.put(path).header(IF_MATCH, tag).header("Idempotency-Key", key);
        read(request.json(statements)).await
    }

    /// The answer of the health check, for the doctor.
    pub(crate) async fn health(&self) -> Result<Response, reqwest::Error> {
        self.get("/healthz").send().await
    }

    /// Whether this token is accepted, for the doctor.
    pub(crate) async fn is_accepted(&self) -> Result<(), CommandError> {
        let nobody = [("email", "nobody@invalid.example"), ("limit", "1")];
        send(self.get("/v1/customers").query(&nobody)).await.map(|_| ())
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.backend.at(path))
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, CommandError> {
    decode(send(request).await?).await
}

async fn send(request: RequestBuilder) -> Result<Response, CommandError> {
    send_about(&CUSTOMER, request).await
}

async fn send_about(subject: &Subject, request: RequestBuilder) -> Result<Response, CommandError> {
    let response = request.send().await.map_err(|error| {
        tracing::debug!(error = %error.without_url(), "the backend did not answer");
        failed(CommandErrorKind::Offline, "The backend cannot be reached.")
    })?;
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    let problem = response.json::<Problem>().await.ok();
    tracing::debug!(
        status = status.as_u16(),
        request.id = problem.as_ref().and_then(|p| p.request_id.as_deref()),
        "refused"
    );
    Err(refusal(subject, status, problem))
}

async fn decode<T: DeserializeOwned>(response: Response) -> Result<T, CommandError> {
    response.json().await.map_err(|error| {
        if error.is_decode() {
            tracing::error!(error = %error.without_url(), "the backend's answer is not understood");
            return failed(CommandErrorKind::Internal, "The backend's answer was not understood.");
        }
        failed(CommandErrorKind::Offline, "The connection broke before the answer was complete.")
    })
}

/// A problem document in words for the agent. The detail is shown only where the agent can act on it.
fn refusal(subject: &Subject, status: StatusCode, problem: Option<Problem>) -> CommandError {
    match status {
        StatusCode::UNAUTHORIZED => {
            failed(CommandErrorKind::Refused, "Your sign-in is no longer valid. Sign in again.")
        }
        StatusCode::FORBIDDEN => failed(CommandErrorKind::Refused, "You may not do this."),
        StatusCode::NOT_FOUND => failed(CommandErrorKind::NotFound, subject.missing),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            failed(CommandErrorKind::Offline, "The backend is busy. Try again in a moment.")
        }
        StatusCode::PRECONDITION_FAILED => failed(CommandErrorKind::Invalid, subject.meanwhile),
        status if status.is_client_error() => {
            let detail = problem.and_then(|problem| problem.detail);
            failed(CommandErrorKind::Invalid, detail.as_deref().unwrap_or("The backend did not accept this."))
        }
        _ => failed(CommandErrorKind::Internal, "The backend failed. The fault is in its log."),
    }
}

/// A key for a request that may have to be sent twice.
pub(crate) fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// A command's failure.
pub(crate) fn failed(kind: CommandErrorKind, message: &str) -> CommandError {
    CommandError { kind, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use purser_contract::ErrorCode;

    #[test]
    fn a_problem_in_words_for_the_agent() {
        let problem = || Problem {
            kind: String::new(),
            title: String::new(),
            status: 0,
            code: ErrorCode::InvalidRequest,
            current_version: None,
            detail: Some("phone: too short".into()),
            request_id: None,
            rejected: Vec::new(),
        };
        let check = |status: u16, kind, message: &str| {
            let error = refusal(&CUSTOMER, StatusCode::from_u16(status).expect("a status"), Some(problem()));
            assert_eq!((error.kind, error.message.as_str()), (kind, message), "{status}");
        };
        check(400, CommandErrorKind::Invalid, "phone: too short");
        check(422, CommandErrorKind::Invalid, "phone: too short");
        check(401, CommandErrorKind::Refused, "Your sign-in is no longer valid. Sign in again.");
        check(403, CommandErrorKind::Refused, "You may not do this.");
        check(404, CommandErrorKind::NotFound, "There is no such customer.");
        check(412, CommandErrorKind::Invalid, MEANWHILE);
        check(429, CommandErrorKind::Offline, "The backend is busy. Try again in a moment.");
        check(503, CommandErrorKind::Offline, "The backend is busy. Try again in a moment.");
        check(500, CommandErrorKind::Internal, "The backend failed. The fault is in its log.");
    }
}
