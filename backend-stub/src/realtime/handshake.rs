//! `GET /v1/realtime`: everything that is checked before the connection becomes a WebSocket.

use super::{Realtime, session::Session};
use crate::{
    auth::{Caller, RequireAgent, Role},
    http::problem::ApiError,
};
use axum::{
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    response::Response,
};
use http::{HeaderMap, HeaderValue, header};
use purser_contract::{
    ErrorCode,
    realtime::{DESKTOP_HEADER, LAW_HEADER, Law, MAX_CLIENT_FRAME, SUBPROTOCOL},
};
use std::{collections::HashSet, sync::Arc};

/// What is still read, so that a client can be told that its frame is too large.
const READ_AT_MOST: usize = 16 * MAX_CLIENT_FRAME;

/// Clients send small frames, and thousands of them are connected; the library would take 128 KiB for each.
const READ_BUFFER: usize = 4 * 1024;

/// The web origins whose pages may connect. A native client sends none.
#[derive(Clone, Debug)]
pub struct Origins(Arc<HashSet<String>>);

impl Origins {
    /// The desktop's own pages, and `more`: the service's own address, and what the operator names.
    pub fn desktop_and(more: impl IntoIterator<Item = String>) -> Self {
        let desktop = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];
        let all = desktop.map(str::to_owned).into_iter().chain(more);
        Self(Arc::new(all.map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect()))
    }

    fn allow(&self, origin: Option<&HeaderValue>) -> bool {
        match origin.map(HeaderValue::to_str) {
            None => true,
            Some(Ok(origin)) => self.0.contains(&origin.to_ascii_lowercase()),
            Some(Err(_)) => false,
        }
    }
}

/// Connects an agent's window.
///
/// # Errors
/// `unauthenticated`, `token-expired`, `forbidden`, `foreign-origin`, `invalid-request` (no WebSocket, or not
/// `purser.v1`), `rate-limited` (too many sockets of one agent), `unavailable` (stopping).
#[utoipa::path(get, path = "/v1/realtime", tag = "realtime", security(("bearer" = [])),
    params(("Sec-WebSocket-Protocol" = String, Header, description = "`purser.v1`", example = "purser.v1"),
        ("Origin" = Option<String>, Header, description = "a web page's; one of those the service allows",
            example = "tauri://localhost")),
    responses((status = 101, description = "from here on frames in JSON, both ways; the contract tells them",
        headers(("x-purser-law" = String, description = "which laws the service applies, as JSON")))))]
pub async fn connect_realtime(
    RequireAgent(caller): RequireAgent,
    State(realtime): State<Realtime>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    if !realtime.parts.origins.allow(headers.get(header::ORIGIN)) {
        return Err(ApiError::new(
            ErrorCode::ForeignOrigin,
            "add the origin to the service's list if it is yours",
        ));
    }
    let upgrade = upgrade.map_err(|refusal| ApiError::invalid_request(refusal.body_text()))?;
    let upgrade = upgrade.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return Err(ApiError::invalid_request(format!("Sec-WebSocket-Protocol: {SUBPROTOCOL} is required")));
    }
    if realtime.parts.stop.is_cancelled() {
        return Err(ApiError::new(ErrorCode::Unavailable, "the service is stopping"));
    }
    let Some(seat) = realtime.parts.hub.join(caller.agent()) else {
        return Err(ApiError::new(ErrorCode::RateLimited, "this agent has too many connections"));
    };
    if matches!(caller.role, Role::Supervisor | Role::Admin) {
        realtime.parts.hub.supervise(&seat);
    }
    let desktop = desktop(&headers, &caller);
    let token = realtime.tasks.token();
    let upgrade =
        upgrade.max_message_size(READ_AT_MOST).max_frame_size(READ_AT_MOST).read_buffer_size(READ_BUFFER);
    let law = law(realtime.parts.law);
    let mut response = upgrade.on_upgrade(async move |socket| {
        Session::new(realtime, socket, seat, &caller, desktop).run().await;
        drop(token);
    });
    if let Some(law) = law {
        response.headers_mut().insert(LAW_HEADER, law);
    }
    Ok(response)
}

/// Always there: dates are plain ASCII.
fn law(law: Law) -> Option<HeaderValue> {
    serde_json::to_string(&law).ok().and_then(|json| HeaderValue::from_str(&json).ok())
}

/// Which desktop connects: as it says, else the agent's id stands for it.
fn desktop(headers: &HeaderMap, caller: &Caller) -> String {
    let said = headers.get(DESKTOP_HEADER).and_then(|value| value.to_str().ok());
    let plain = |word: &&str| {
        (1..=64).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    said.filter(plain).map_or_else(|| format!("agent:{}", caller.subject), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_origins_connect() {
        let origins =
            Origins::desktop_and(["http://127.0.0.1:8080".to_owned(), "https://Desk.example/".to_owned()]);
        for (origin, allowed) in [
            ("tauri://localhost", true),
            ("https://tauri.localhost", true),
            ("http://127.0.0.1:8080", true),
            ("https://desk.example", true),
            ("http://127.0.0.1:8081", false),
            ("https://evil.example", false),
            ("https://desk.example.evil.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(origins.allow(Some(&HeaderValue::from_static(origin))), allowed, "{origin}");
        }
        assert!(origins.allow(None));
    }
}
