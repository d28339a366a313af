//! The load: many connections, each asking again as soon as it is answered, and how long each answer took.
//!
//! It speaks just enough HTTP/1.1 by itself, because it runs on the same processors as what it measures: every microsecond
//! that a full client spends would be missing there.

use crate::clock;
use anyhow::{Context, Result, bail, ensure};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

/// Writes the n-th request, head and body, into an empty buffer.
pub type Request = Arc<dyn Fn(usize, &mut Vec<u8>) + Send + Sync>;

/// How the load is applied.
#[derive(Clone)]
pub struct Load {
    /// Where to.
    pub address: SocketAddr,
    /// How many connections at a time.
    pub connections: usize,
    /// How many requests together.
    pub requests: usize,
    /// No new request after this, whatever the count.
    pub at_most: Duration,
    /// The only status that is a success.
    pub status: u16,
}

/// What the load saw.
pub struct Seen {
    /// Answered requests.
    pub answers: usize,
    /// From the first request to the last answer.
    pub seconds: f64,
    /// Each answer's time in microseconds, sorted.
    times: Vec<u32>,
}

impl Seen {
    /// Answers in a second.
    pub fn rate(&self) -> f64 {
        let answers = u32::try_from(self.answers).unwrap_or(u32::MAX);
        f64::from(answers) / self.seconds
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub fn within_ms(&self, percent: usize) -> f64 {
        percentile(&self.times, percent).map_or(0.0, |micros| f64::from(micros) / 1000.0)
    }
}

/// The value below which `percent` of the sorted values are.
pub fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Applies the load. The first wrong answer ends it: a figure made of errors is worth nothing.
pub async fn apply(load: &Load, request: Request) -> Result<Seen> {
    let turn = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let mut connections = JoinSet::new();
    for _ in 0..load.connections {
        let (load, request, turn) = (load.clone(), Arc::clone(&request), Arc::clone(&turn));
        connections.spawn(async move { one_connection(&load, &request, &turn, began).await });
    }
    let mut times = Vec::with_capacity(load.requests.min(1_000_000));
    while let Some(done) = connections.join_next().await {
        let mut more = done.context("a connection of the load broke")??;
        times.append(&mut more);
    }
    let seconds = began.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Seen { answers: times.len(), seconds, times })
}

async fn one_connection(
    load: &Load,
    request: &Request,
    turn: &AtomicUsize,
    began: Instant,
) -> Result<Vec<u32>> {
    let mut connection = Connection::open(load.address).await?;
    let mut times = Vec::new();
    let mut bytes = Vec::new();
    loop {
        let n = turn.fetch_add(1, Ordering::Relaxed);
        if n >= load.requests || began.elapsed() > load.at_most {
            return Ok(times);
        }
        bytes.clear();
        request(n, &mut bytes);
        let sent = Instant::now();
        let answer = connection.ask(&bytes).await?;
        times.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        if answer.status != load.status {
            bail!("answered {} with {}", answer.status, String::from_utf8_lossy(answer.body));
        }
    }
}

/// One kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    address: SocketAddr,
}

/// An answer; its body is in the connection's buffer until the next question.
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// When its last byte was here, in microseconds since the Unix epoch.
    pub at: i64,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024), address })
    }

    /// A request without a body, then its answer.
    pub async fn get(&mut self, path: &str, token: &str) -> Result<Answer<'_>> {
        let mut request = Vec::new();
        get(&mut request, path, token);
        self.ask(&request).await.with_context(|| format!("GET {path}"))
    }

    /// Sends the bytes of a request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let more = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(more > 0, "{} closed the connection", self.address);
            let Some((status, head, length)) = head(&self.buffer)? else { continue };
            while self.buffer.len() < head + length {
                let more = self.stream.read_buf(&mut self.buffer).await?;
                ensure!(more > 0, "{} closed the connection", self.address);
            }
            return Ok(Answer { status, body: &self.buffer[head..head + length], at: clock::micros() });
        }
    }
}

/// The status, the length of the head and that of the body, once the head is there.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(bytes).context("read the answer's head")? else {
        return Ok(None);
    };
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.context("the answer does not say its length")?.value;
    let length = std::str::from_utf8(length)?.trim().parse().context("read the answer's length")?;
    Ok(Some((response.code.unwrap_or_default(), head, length)))
}

/// Appends a GET request.
pub fn get(into: &mut Vec<u8>, path: &str, token: &str) {
    for part in ["GET ", path, " HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ", token, "\r\n\r\n"] {
        into.extend_from_slice(part.as_bytes());
    }
}

/// Appends a POST request to the events' address.
pub fn post_events(into: &mut Vec<u8>, content_type: &str, token: &str, body: &[u8]) {
    let length = body.len().to_string();
    for part in [
        "POST /v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ",
        token,
        "\r\ncontent-type: ",
        content_type,
        "\r\ncontent-length: ",
        &length,
        "\r\n\r\n",
    ] {
        into.extend_from_slice(part.as_bytes());
    }
    into.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use super::{head, percentile};

    #[test]
    fn the_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(head(answer).expect("a head"), Some((202, answer.len() - 2, 2)));
        assert_eq!(head(&answer[..20]).expect("the beginning of a head"), None);
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err(), "no length");
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let values: Vec<u32> = (1..=200).collect();
        assert_eq!(percentile(&values, 50), Some(100));
        assert_eq!(percentile(&values, 99), Some(198));
        assert_eq!(percentile(&values[..1], 99), Some(1));
        assert_eq!(percentile::<u32>(&[], 99), None);
    }
}
