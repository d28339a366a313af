//! A window's socket, as far as the benchmark needs one: it reads, and acknowledges what it must.

use crate::{backend::Backend, clock};
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// What does not come within this does not come.
const PATIENCE: Duration = Duration::from_secs(600);

/// A connected window.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Connects and resumes.
    pub async fn open(backend: &Backend, token: &str) -> Result<Self> {
        let mut request = format!("ws://{}/v1/realtime", backend.address).into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", "purser.v1".parse()?);
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
        let (stream, _answer) = connect_async(request).await.context("connect a window")?;
        let mut socket = Self { stream };
        socket.say(&json!({"type": "resume", "after": 0})).await?;
        Ok(socket)
    }

    async fn say(&mut self, frame: &Value) -> Result<()> {
        Ok(self.stream.send(Message::text(frame.to_string())).await?)
    }

    /// The next frame, and when it was here.
    async fn frame(&mut self) -> Result<(Value, i64)> {
        loop {
            let next = timeout(PATIENCE, self.stream.next()).await.context("nothing comes")?;
            match next.context("the window was closed")?? {
                Message::Text(text) => return Ok((serde_json::from_str(text.as_str())?, clock::micros())),
                Message::Ping(_) | Message::Pong(_) => {}
                other => bail!("unexpected {other:?}"),
            }
        }
    }

    /// Waits until a disruption of a flight is told with all its passengers decided.
    pub async fn told_of(&mut self, flight: &str, passengers: usize) -> Result<()> {
        loop {
            let (frame, _) = self.frame().await?;
            let disruption = &frame["data"]["disruption"];
            let whole = disruption["passengers"] == passengers && disruption["waiting"] == 0;
            if frame["type"] == "compensation.changed" && disruption["flight"] == flight && whole {
                return Ok(());
            }
        }
    }

    /// Waits until a contact rings; when its frame was here, in microseconds since the Unix epoch.
    pub async fn rang(&mut self, contact: &str) -> Result<i64> {
        loop {
            let (frame, at) = self.frame().await?;
            if frame["type"] == "contact.ringing" {
                self.say(&json!({"type": "ack", "seq": frame["seq"]})).await?;
                if frame["data"]["contact"]["id"] == contact {
                    return Ok(at);
                }
            }
        }
    }
}
