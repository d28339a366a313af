//! Opens the socket: address, headers, subprotocol, and what a refusal means.

use crate::{settings::Backend, token::AccessToken};
use purser_contract::{
    ErrorCode, Problem,
    realtime::{DESKTOP_HEADER, LAW_HEADER, Law, SUBPROTOCOL},
};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{
        self,
        client::IntoClientRequest as _,
        handshake::client::Response,
        http::{
            HeaderValue, StatusCode,
            header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL, USER_AGENT},
        },
        protocol::WebSocketConfig,
    },
};

/// From the first packet to the answered upgrade.
const PATIENCE: Duration = Duration::from_secs(5);
/// A pop with everything in it is some tens of kilobytes.
const MAX_FRAME: usize = 8 * 1024 * 1024;

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why there is no socket.
pub(super) enum DialError {
    /// The backend does not want us; words for the agent.
    Refused(String),
    /// It was not reached, or it is not ready; words for the log.
    Failed(String),
}

/// The socket, and which laws the backend applies, when it says so.
pub(super) async fn dial(
    backend: &Backend,
    token: &AccessToken,
    desktop: Option<&str>,
) -> Result<(Socket, Option<Law>), DialError> {
    choose_cryptography();
    let failed = |error: tungstenite::Error| DialError::Failed(error.to_string());
    let mut request = backend.socket_at("/v1/realtime").into_client_request().map_err(failed)?;
    let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.secret()))
        .map_err(|_| DialError::Refused("The access token cannot be sent.".to_owned()))?;
    bearer.set_sensitive(true);
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, bearer);
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    if let Some(desktop) = desktop.and_then(|desktop| HeaderValue::from_str(desktop).ok()) {
        headers.insert(DESKTOP_HEADER, desktop);
    }
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("purser/", env!("CARGO_PKG_VERSION"))));
    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let without_delay = true;
    match timeout(PATIENCE, connect_async_with_config(request, Some(config), without_delay)).await {
        Ok(Ok((socket, response))) => {
            let law = response.headers().get(LAW_HEADER).map(HeaderValue::as_bytes);
            Ok((socket, law.and_then(|json| serde_json::from_slice(json).ok())))
        }
        Ok(Err(tungstenite::Error::Http(response))) => Err(refusal(&response)),
        Ok(Err(error)) => Err(failed(error)),
        Err(_) => Err(DialError::Failed("no answer in time".to_owned())),
    }
}

/// Where several libraries for TLS are built into one program, none is taken by itself and the connection would panic.
fn choose_cryptography() {
    use rustls::crypto::{CryptoProvider, aws_lc_rs::default_provider};
    if CryptoProvider::get_default().is_none() {
        // Somebody else was faster: as good.
        default_provider().install_default().ok();
    }
}

/// Only what waiting cannot heal is a refusal; a proxy's 502 while the backend restarts is not.
fn refusal(response: &Response) -> DialError {
    let problem: Option<Problem> =
        response.body().as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let expired = problem.is_some_and(|problem| problem.code == ErrorCode::TokenExpired);
    match response.status() {
        StatusCode::UNAUTHORIZED if expired => {
            DialError::Refused("Your sign-in has expired. Sign in again.".into())
        }
        StatusCode::UNAUTHORIZED => {
            DialError::Refused("The backend does not accept your sign-in. Sign in again.".into())
        }
        StatusCode::FORBIDDEN => DialError::Refused("Your role may not take calls here.".into()),
        status => DialError::Failed(format!("the backend answered {status}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{DialError, dial};
    use crate::{
        settings::Backend,
        token::{AccessToken, tests::unsigned},
    };

    /// Nothing speaks TLS there; that it is an error says that TLS was begun.
    #[tokio::test]
    async fn a_backend_over_tls_is_dialled() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hang_up = tokio::spawn(async move { drop(listener.accept().await) });
        let backend = Backend::read(&format!("https://{address}")).unwrap();
        let dialled = dial(&backend, &AccessToken::read(&unsigned(r#"{"sub":"a1"}"#)).unwrap(), None).await;
        assert!(matches!(dialled, Err(DialError::Failed(_))));
        hang_up.await.unwrap();
    }
}
