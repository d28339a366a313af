//! An agent's window as far as the socket sees it.

use futures_util::{SinkExt, StreamExt};
use purser_contract::realtime::{FrameBody, ServerFrame};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::Request},
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connected window.
pub struct Window {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// The request of a native client.
pub fn request(address: &str, token: Option<&str>) -> Request<()> {
    let mut request = format!("ws://{address}/v1/realtime").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", "purser.v1".parse().unwrap());
    if let Some(token) = token {
        headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    request
}

/// The status and body that a refused handshake gets.
pub async fn refusal(request: Request<()>) -> (u16, serde_json::Value) {
    match connect_async(request).await {
        Err(tungstenite::Error::Http(response)) => {
            let body = response.body().as_deref().unwrap_or_default();
            (response.status().as_u16(), serde_json::from_slice(body).unwrap())
        }
        other => panic!("not refused: {other:?}"),
    }
}

impl Window {
    /// Connects and says where it stands.
    pub async fn open(address: &str, token: &str, after: u64) -> Self {
        let mut window = Self::connect(address, token).await;
        window.say(&format!(r#"{{"type":"resume","after":{after}}}"#)).await;
        window
    }

    /// Connects and says nothing.
    pub async fn connect(address: &str, token: &str) -> Self {
        let (socket, response) = connect_async(request(address, Some(token))).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], "purser.v1");
        Self { socket }
    }

    /// Sends a text frame.
    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Sends any message.
    pub async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// Waits until the service has handled everything sent so far; frames that come meanwhile are given back.
    pub async fn settled(&mut self) -> Vec<ServerFrame> {
        self.send(Message::Ping("settled".into())).await;
        let mut frames = Vec::new();
        loop {
            match self.message().await {
                Message::Pong(_) => return frames,
                Message::Text(text) => frames.push(serde_json::from_str(&text).unwrap()),
                Message::Ping(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The next frame.
    pub async fn frame(&mut self) -> ServerFrame {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The next frame and its number, by its kind: `ringing c-1`, `ended c-1`, `changed`, `flight`, `resync lagged`;
    /// a late one ends in `late`.
    pub async fn told(&mut self) -> (u64, String) {
        let frame = self.frame().await;
        let late = |late: bool| if late { " late" } else { "" };
        let words = match &frame.body {
            FrameBody::ContactRinging(ringing) => {
                format!("ringing {}{}", ringing.contact.id, late(ringing.late))
            }
            FrameBody::ContactAnswered(note) => format!("answered {}{}", note.contact_id, late(note.late)),
            FrameBody::ContactEnded(note) => format!("ended {}{}", note.contact_id, late(note.late)),
            FrameBody::CustomerChanged(_) => "changed".to_owned(),
            FrameBody::ConsentChanged(_) => "consent".to_owned(),
            FrameBody::FlightChanged(_) => "flight".to_owned(),
            FrameBody::CompensationChanged(_) => "compensation".to_owned(),
            FrameBody::Erase(erase) => format!("erase {}", erase.through),
            FrameBody::Resync(resync) => format!("resync {:?}", resync.reason).to_lowercase(),
        };
        (frame.seq, words)
    }

    /// The code and words the service closes with; frames before are passed over.
    pub async fn closed(mut self) -> (u16, String) {
        loop {
            match self.message().await {
                Message::Close(Some(close)) => return (close.code.into(), close.reason.to_string()),
                Message::Close(None) => panic!("closed without a reason"),
                Message::Text(_)
                | Message::Binary(_)
                | Message::Ping(_)
                | Message::Pong(_)
                | Message::Frame(_) => {}
            }
        }
    }

    async fn message(&mut self) -> Message {
        timeout(PATIENCE, self.socket.next()).await.expect("something comes").expect("open").unwrap()
    }
}
