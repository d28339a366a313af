//! The realtime link: one loop over a closed enum of events for each connection, and the loop that connects again.
//!
//! Deliberately not here: what a frame means (`apply`), how long to wait (`backoff`), what the window is told about
//! the link (`connection`).

mod dial;

use crate::{
    backoff, clock,
    connection::LinkFact,
    core::{Answer, Core, Wanted},
    settings::Backend,
    token::AccessToken,
};
use dial::{DialError, Socket, dial};
use futures_util::{SinkExt as _, StreamExt as _, stream::SplitSink};
use jiff::SignedDuration;
use purser_contract::realtime::ClientFrame;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};
use tokio_tungstenite::tungstenite::{self, Message};

/// The server pings every 15 s; after three of them in vain nobody is there.
pub(crate) const SILENCE: Duration = Duration::from_secs(45);
/// Acknowledgements wait this long for others to go with.
const ACK_PAUSE: Duration = Duration::from_millis(40);
/// The break of a link that held for this long starts a new count of the time without one.
const HELD: Duration = Duration::from_secs(1);
/// A refusal does not go away by itself soon.
const REFUSED_PAUSE: Duration = Duration::from_secs(15);
/// The most customers that may be watched at once.
const MAX_WATCHED: usize = 50;

/// Everything that can happen on an open link.
enum Event {
    Text(tungstenite::Utf8Bytes),
    /// A ping, a pong: somebody is there.
    Life,
    Wanted,
    AckDue,
    Over(String),
}

/// Connects, and connects again, until it is aborted.
pub(crate) async fn run(core: Arc<Core>, backend: Backend, token: AccessToken, silence: Duration) {
    let mut wanted = core.wanted.subscribe();
    let mut attempts: u32 = 0;
    let mut down_since = Instant::now();
    loop {
        core.note(LinkFact::Attempting, clock::now());
        let retry = match dial(&backend, &token, core.desktop.as_deref()).await {
            Ok((socket, law)) => {
                if let Some(law) = law {
                    core.apply_law(law).await;
                }
                core.note(LinkFact::Live, clock::now());
                tracing::info!(attempts, "the link is live");
                let began = Instant::now();
                let why = converse(&core, socket, &mut wanted, silence).await;
                let lived = began.elapsed();
                tracing::info!(why, lived_s = lived.as_secs(), "the link broke");
                attempts = backoff::attempts_after(attempts, lived);
                if lived >= HELD {
                    down_since = Instant::now();
                }
                None
            }
            Err(DialError::Refused(reason)) => Some(reason),
            Err(DialError::Failed(why)) => {
                tracing::debug!(why, "no link");
                None
            }
        };
        let pause = match &retry {
            Some(_) => REFUSED_PAUSE.mul_f64(0.5 + rand::random::<f64>() / 2.0),
            None => backoff::delay(attempts, down_since.elapsed(), rand::random()),
        };
        attempts = attempts.saturating_add(1);
        let now = clock::now();
        let retry_at = SignedDuration::try_from(pause).ok().and_then(|pause| now.checked_add(pause).ok());
        let retry_at = retry_at.unwrap_or(now);
        core.note(
            retry.map_or(LinkFact::Down { retry_at }, |reason| LinkFact::Refused { reason, retry_at }),
            now,
        );
        sleep(pause).await;
    }
}

/// Keeps the window's word for the link right when it is only time that passes. Runs until it is aborted.
pub(crate) async fn tell_when_offline(core: Arc<Core>) {
    loop {
        let Some(turns) = core.turns_offline_at() else {
            core.link_changed.notified().await;
            continue;
        };
        let now = clock::now();
        let left = Duration::try_from(turns.duration_since(now)).unwrap_or_default();
        tokio::select! {
            () = sleep(left), if turns > now => core.show_connection(clock::now()),
            () = core.link_changed.notified() => {}
        }
    }
}

/// One connection, from resume to its end; returns why it ended.
async fn converse(
    core: &Core,
    socket: Socket,
    wanted: &mut watch::Receiver<Wanted>,
    silence: Duration,
) -> String {
    let (mut sink, mut stream) = socket.split();
    let mut told = Wanted::clone(&wanted.borrow_and_update());
    if let Err(error) = greet(core, &mut sink, &told).await {
        return error.to_string();
    }
    let mut heard = Instant::now();
    let mut ack: Option<(u64, Instant)> = None;
    loop {
        let ack_at = ack.map_or(heard, |(_, at)| at);
        let event = tokio::select! {
            message = stream.next() => read(message),
            changed = wanted.changed() => changed.map_or_else(|_| Event::Over("the session ended".into()), |()| Event::Wanted),
            () = sleep_until(ack_at), if ack.is_some() => Event::AckDue,
            () = sleep_until(heard + silence) => Event::Over("silence".into()),
        };
        let sent = match event {
            Event::Text(text) => {
                heard = Instant::now();
                match core.receive(&text, clock::epoch_micros()).await {
                    Some(Answer::Processed(seq)) => {
                        ack = Some((seq, ack.map_or(heard + ACK_PAUSE, |(_, at)| at)));
                        Ok(())
                    }
                    Some(Answer::Erased(through)) => send(&mut sink, &ClientFrame::Erased { through }).await,
                    None => Ok(()),
                }
            }
            Event::Life => {
                heard = Instant::now();
                // The answer to a ping waits in the socket until something is sent.
                sink.flush().await
            }
            Event::Wanted => {
                let now = Wanted::clone(&wanted.borrow_and_update());
                let sent = send_changes(&mut sink, Some(&told), &now).await;
                told = now;
                sent
            }
            Event::AckDue => match ack.take() {
                Some((seq, _)) => send(&mut sink, &ClientFrame::Ack { seq }).await,
                None => Ok(()),
            },
            Event::Over(why) => return why,
        };
        if let Err(error) = sent {
            return error.to_string();
        }
    }
}

fn read(message: Option<Result<Message, tungstenite::Error>>) -> Event {
    match message {
        Some(Ok(Message::Text(text))) => Event::Text(text),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_))) => Event::Life,
        Some(Ok(Message::Close(Some(close)))) => {
            Event::Over(format!("closed by the backend ({})", close.code))
        }
        Some(Ok(Message::Close(None))) => Event::Over("closed by the backend".into()),
        Some(Err(error)) => Event::Over(error.to_string()),
        None => Event::Over("the backend is gone".into()),
    }
}

type Sink = SplitSink<Socket, Message>;

/// Resume first, so that what rang meanwhile comes before anything else.
async fn greet(core: &Core, sink: &mut Sink, wanted: &Wanted) -> Result<(), tungstenite::Error> {
    let after = core.state().known.processed;
    send(sink, &ClientFrame::Resume { after }).await?;
    if after > 0 {
        // The acknowledgement may have been lost with the last connection.
        send(sink, &ClientFrame::Ack { seq: after }).await?;
    }
    send_changes(sink, None, wanted).await
}

async fn send_changes(
    sink: &mut Sink,
    told: Option<&Wanted>,
    now: &Wanted,
) -> Result<(), tungstenite::Error> {
    if told.is_none_or(|told| told.presence != now.presence) {
        send(sink, &ClientFrame::Presence { state: now.presence }).await?;
    }
    if told.is_none_or(|told| told.watch != now.watch) {
        let customers = now.watch.iter().copied().take(MAX_WATCHED).collect();
        send(sink, &ClientFrame::Watch { customers }).await?;
    }
    Ok(())
}

async fn send(sink: &mut Sink, frame: &ClientFrame) -> Result<(), tungstenite::Error> {
    let text = serde_json::to_string(frame).map_err(|error| tungstenite::Error::Io(error.into()))?;
    sink.send(Message::text(text)).await
}
