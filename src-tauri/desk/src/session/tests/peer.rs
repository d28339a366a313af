//! The other end, played by the test: a socket that says exactly what the test wants, and readings that are answered
//! when the test wants.

use crate::apply::Opened;
use futures_util::{SinkExt as _, StreamExt as _};
use purser_contract::{
    CustomerId,
    realtime::{ClientFrame, SUBPROTOCOL, ServerFrame},
    search::Page,
};
use serde::Serialize;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::{HeaderValue, StatusCode},
    },
};

/// Long enough for a busy machine; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

/// A backend with nothing but a socket.
pub(super) struct Peer {
    listener: TcpListener,
    pub(super) address: SocketAddr,
}

/// One connection of the desktop.
pub(super) struct Connection {
    socket: WebSocketStream<TcpStream>,
    pub(super) authorization: String,
}

/// A request over HTTP that waits for its answer.
struct Asked {
    stream: TcpStream,
    path: String,
}

/// A customer being read.
pub(super) struct Reading {
    view: Asked,
    timeline: Asked,
}

impl Asked {
    async fn read(mut stream: TcpStream) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(PATIENCE, stream.read_u8()).await.expect("a request in time").expect("a byte"));
        }
        let head = String::from_utf8(head).expect("text");
        let target = head.split(' ').nth(1).expect("a target");
        let path = target.split('?').next().unwrap_or(target).to_owned();
        Self { stream, path }
    }

    async fn answer(mut self, body: &impl Serialize) {
        let body = serde_json::to_string(body).expect("JSON");
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
        let text = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.stream.write_all(text.as_bytes()).await.expect("sent");
    }
}

impl Reading {
    /// Whose view is asked for.
    pub(super) fn is_of(&self, id: CustomerId) -> bool {
        self.view.path == format!("/v1/customers/{id}/360")
    }

    /// The answer, with `next` where the timeline goes on.
    pub(super) async fn answer(self, opened: &Opened) {
        self.view.answer(&opened.view).await;
        let page = Page { items: opened.timeline.clone(), next: opened.timeline_next.clone() };
        self.timeline.answer(&page).await;
    }
}

#[expect(clippy::result_large_err, reason = "the library's own type for a refused handshake")]
impl Peer {
    pub(super) async fn listen() -> Self {
        Self::listen_at("127.0.0.1:0".parse().expect("an address")).await
    }

    pub(super) async fn listen_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        Self { listener, address }
    }

    async fn stream(&self) -> TcpStream {
        timeout(PATIENCE, self.listener.accept())
            .await
            .expect("a connection in time")
            .expect("a connection")
            .0
    }

    /// Waits for the desktop and takes it in.
    pub(super) async fn accept(&self) -> Connection {
        let mut authorization = String::new();
        let check = |request: &Request, mut response: Response| {
            let header = |name: &str| {
                let value = request.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            assert_eq!(request.uri().path(), "/v1/realtime");
            assert_eq!(header("sec-websocket-protocol"), SUBPROTOCOL);
            authorization = header("authorization");
            response.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
            Ok::<_, ErrorResponse>(response)
        };
        let socket = accept_hdr_async(self.stream().await, check).await.expect("a WebSocket");
        Connection { socket, authorization }
    }

    /// Waits until the desktop reads a customer: the view and the newest of the timeline.
    pub(super) async fn reading(&self) -> Reading {
        let (first, second) =
            (Asked::read(self.stream().await).await, Asked::read(self.stream().await).await);
        if first.path.ends_with("/360") {
            Reading { view: first, timeline: second }
        } else {
            Reading { view: second, timeline: first }
        }
    }

    /// Waits for the desktop and sends it away.
    pub(super) async fn refuse(&self, status: StatusCode) {
        let refuse = |_: &Request, _: Response| {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = status;
            Err::<Response, _>(refusal)
        };
        accept_hdr_async(self.stream().await, refuse).await.expect_err("refused");
    }
}

impl Connection {
    pub(super) async fn send(&mut self, frame: &ServerFrame) {
        self.send_text(serde_json::to_string(frame).expect("JSON")).await;
    }

    pub(super) async fn send_text(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.expect("sent");
    }

    /// The next frame of the desktop.
    pub(super) async fn hear(&mut self) -> ClientFrame {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("a client frame"),
                Some(Ok(_)) => {}
                end => panic!("the desktop went away: {end:?}"),
            }
        }
    }

    /// The next acknowledged number.
    pub(super) async fn hear_ack(&mut self) -> u64 {
        loop {
            if let ClientFrame::Ack { seq } = self.hear().await {
                return seq;
            }
        }
    }

    /// Says nothing, and waits for the desktop to give up.
    pub(super) async fn fall_silent(mut self) {
        let end = async { while let Some(Ok(_)) = self.socket.next().await {} };
        timeout(PATIENCE, end).await.expect("the desktop gives up");
    }

    /// Pings, and waits for the answer.
    pub(super) async fn ping(&mut self) {
        self.socket.send(Message::Ping("x".into())).await.expect("sent");
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.expect("a pong in time");
            if matches!(message.expect("open").expect("a message"), Message::Pong(bytes) if bytes == "x") {
                return;
            }
        }
    }
}
