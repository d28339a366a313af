//! A request's body is read to its end, also where the answer needs nothing of it. What stands unread when a connection is
//! closed makes the system reset it, and the rest of the answer is lost on its way.
//!
//! Deliberately not here: how large a body may be; whoever reads one says so.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::header::EXPECT;
use http_body::{Frame, SizeHint};
use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;

/// Of more than this the rest is not waited for, bytes.
const MOST: usize = 8 << 20;
/// Nor longer than this.
const LONGEST: Duration = Duration::from_secs(1);

type Left = Arc<Mutex<Option<Body>>>;

/// Reads what the handler left of the body before its answer is sent.
pub async fn read_rest(request: Request, next: Next) -> Response {
    // Who waits to be asked for the body has not sent it.
    if request.body().is_end_stream() || request.headers().contains_key(EXPECT) {
        return next.run(request).await;
    }
    let left = Left::default();
    let back = Arc::clone(&left);
    let response = next.run(request.map(|body| Body::new(Lent { body: Some(body), back }))).await;
    let rest = left.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(rest) = rest
        && timeout(LONGEST, read(rest)).await.is_err()
    {
        tracing::debug!("the rest of a request did not come in time");
    }
    response
}

async fn read(mut body: Body) {
    let mut seen = 0;
    while seen < MOST {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            Some(Ok(frame)) => seen += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => break,
        }
    }
}

/// A body that goes back when it is dropped before its end.
struct Lent {
    body: Option<Body>,
    back: Left,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.back.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware, routing::post};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    const SIZE: usize = 400_000;

    /// Sends the head, later the body, and reads the whole answer; nothing when the connection is closed before.
    async fn ask(client: &mut TcpStream, path: &str, body: &[u8]) -> Option<usize> {
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
        client.write_all(head.as_bytes()).await.ok()?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        client.write_all(body).await.ok()?;
        let mut seen = Vec::new();
        loop {
            let end = seen.windows(4).position(|part| part == b"\r\n\r\n").map(|at| at + 4);
            if let Some(end) = end.filter(|end| seen.len() >= end + SIZE) {
                return Some(seen.len() - end);
            }
            let mut part = vec![0; 65_536];
            let n = client.read(&mut part).await.ok().filter(|n| *n > 0)?;
            seen.extend(part.drain(..n));
        }
    }

    #[tokio::test]
    async fn an_answer_that_needs_no_body_comes_whole_and_the_connection_stays() {
        let answer = || async { "x".repeat(SIZE) };
        let part = |body: Body| async move {
            let mut body = body;
            let first = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            first.map(|_| "x".repeat(SIZE)).unwrap_or_default()
        };
        let whole = |body: Bytes| async move { "x".repeat(SIZE.min(body.len() * SIZE)) };
        let router = Router::new()
            .route("/none", post(answer))
            .route("/part", post(part))
            .route("/whole", post(whole))
            .layer(middleware::from_fn(read_rest));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let mut client = TcpStream::connect(address).await.unwrap();
        let large = vec![b'y'; 1_000_000];
        for (path, body) in
            [("/none", b"{}".as_slice()), ("/part", &large), ("/none", &large), ("/whole", b"{}")]
        {
            assert_eq!(ask(&mut client, path, body).await, Some(SIZE), "{path}, {} bytes", body.len());
        }
        server.abort();
    }
}
