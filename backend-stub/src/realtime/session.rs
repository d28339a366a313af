//! One socket's life: one loop over a closed list of events, from the handshake to the close.
//!
//! Deliberately not here: what a frame looks like (`render`) and whom a commit concerns (`hub`).

mod deliver;
mod receive;

use super::{Realtime, end::End, hub::Seat, watched::Watched};
use crate::{audit::Who, auth::Caller};
use axum::extract::ws::{Message, WebSocket};
use jiff::Timestamp;
use purser_contract::{
    compensation::DisruptionId,
    realtime::{PING_SECONDS, ResyncReason},
};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::{self, Instant, Interval, MissedTickBehavior};

/// How patient a socket is.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long the service waits for the first `resume`.
    pub resume: Duration,
    /// How often it pings.
    pub ping: Duration,
    /// How long nothing may come, not even a pong.
    pub silence: Duration,
    /// How long one frame may take to be written.
    pub write: Duration,
    /// The least time between two rounds of hints.
    pub hints: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            resume: Duration::from_secs(2),
            ping: Duration::from_secs(PING_SECONDS),
            silence: Duration::from_secs(3 * PING_SECONDS),
            write: Duration::from_secs(10),
            hints: Duration::from_millis(100),
        }
    }
}

/// How long a polite goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// For a token that outlives every connection.
const FAR: Duration = Duration::from_secs(30 * 24 * 3600);

/// How far the client has caught up with the durable frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It has not said where it stands.
    Unresumed,
    /// Frames are read from the store, page by page; then, when asked for, `resync` is said.
    CatchingUp(Option<ResyncReason>),
    /// Frames come from the mailbox.
    Live,
}

/// One connected socket.
pub(super) struct Session {
    realtime: Realtime,
    socket: WebSocket,
    seat: Seat,
    phase: Phase,
    /// The number of the last durable frame sent, or where the client resumed.
    cursor: u64,
    /// Where the client said it stands.
    claimed: u64,
    /// The last number given before this connection: what rang up to it rang without this window.
    rang_before: u64,
    connected_at: Timestamp,
    /// Whose reads are noted.
    who: Who,
    /// Which desktop this is.
    desktop: String,
    /// The last erasure it was told or has answered.
    erasures: i64,
    watched: Watched,
    received: receive::Rate,
    heard: Instant,
    hints_not_before: Instant,
    /// Disruptions to tell of, and not before when.
    disruptions: BTreeSet<DisruptionId>,
    disruptions_not_before: Instant,
    opened: Instant,
    expires: Instant,
    ping: Interval,
}

/// What can happen to a socket.
enum Event {
    /// Something came, or the connection broke.
    Received(Option<Result<Message, axum::Error>>),
    /// The next page of the store is due.
    PageDue,
    /// The mailbox rang.
    Mail,
    /// Marked hints may be sent now.
    HintsDue,
    /// A supervisor may be told of disruptions again.
    DisruptionsDue,
    /// No `resume` came.
    ResumeOverdue,
    /// It is time to ping.
    PingDue,
    /// Nothing came for too long.
    Silent,
    /// The token's time is over.
    Expired,
    /// The service is stopping.
    Stopping,
}

impl Session {
    pub(super) fn new(
        realtime: Realtime,
        socket: WebSocket,
        seat: Seat,
        caller: &Caller,
        desktop: String,
    ) -> Self {
        let now = Instant::now();
        let connected_at = realtime.parts.clock.now();
        let left = connected_at.duration_until(caller.expires);
        let left = Duration::try_from(left).unwrap_or_default().min(FAR);
        let mut ping = time::interval(realtime.parts.limits.ping);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        Self {
            realtime,
            socket,
            seat,
            phase: Phase::Unresumed,
            cursor: 0,
            claimed: 0,
            rang_before: 0,
            connected_at,
            who: caller.into(),
            desktop,
            erasures: 0,
            watched: Watched::default(),
            received: receive::Rate::new(now),
            heard: now,
            hints_not_before: now,
            disruptions: BTreeSet::new(),
            disruptions_not_before: now,
            opened: now,
            expires: now + left,
            ping,
        }
    }

    /// Serves the socket until it ends.
    pub(super) async fn run(mut self) {
        let end = match self.find_place().await {
            Ok(()) => self.serve().await,
            Err(end) => end,
        };
        tracing::debug!(agent.id = %self.seat.agent(), end = end.name(), "realtime socket closed");
        metrics::counter!("purser_realtime_closed_total", "why" => end.name()).increment(1);
        self.say_goodbye(end).await;
    }

    async fn serve(&mut self) -> End {
        loop {
            let event = self.next_event().await;
            if let Err(end) = self.on(event).await {
                return end;
            }
        }
    }

    async fn next_event(&mut self) -> Event {
        let limits = self.realtime.parts.limits;
        let mailbox = self.seat.mailbox();
        let catching_up = matches!(self.phase, Phase::CatchingUp(_));
        let hints_wait = self.phase == Phase::Live && mailbox.has_hints();
        let told = self.phase == Phase::Live && !self.disruptions.is_empty();
        tokio::select! {
            () = self.realtime.parts.stop.cancelled() => Event::Stopping,
            message = self.socket.recv() => Event::Received(message),
            () = mailbox.rung() => Event::Mail,
            () = std::future::ready(()), if catching_up => Event::PageDue,
            () = time::sleep_until(self.hints_not_before), if hints_wait => Event::HintsDue,
            () = time::sleep_until(self.disruptions_not_before), if told => Event::DisruptionsDue,
            () = time::sleep_until(self.opened + limits.resume), if self.phase == Phase::Unresumed => {
                Event::ResumeOverdue
            }
            _tick = self.ping.tick() => Event::PingDue,
            () = time::sleep_until(self.heard + limits.silence) => Event::Silent,
            () = time::sleep_until(self.expires) => Event::Expired,
        }
    }

    async fn on(&mut self, event: Event) -> Result<(), End> {
        match event {
            Event::Received(message) => self.receive(message),
            Event::PageDue => self.send_page().await,
            // Before it has resumed and caught up, everything stays in the mailbox.
            Event::Mail => match self.phase {
                Phase::Live => self.send_mail().await,
                Phase::Unresumed | Phase::CatchingUp(_) => Ok(()),
            },
            Event::HintsDue => {
                // A pop comes before anything else, and shows what its own commit changed.
                self.send_mail().await?;
                if self.phase == Phase::Live { self.send_hints().await } else { Ok(()) }
            }
            Event::DisruptionsDue => self.send_disruptions().await,
            Event::ResumeOverdue => {
                self.resume(0);
                Ok(())
            }
            Event::PingDue => self.send(Message::Ping(bytes::Bytes::new())).await,
            Event::Silent => Err(End::Silent),
            Event::Expired => Err(End::TokenExpired),
            Event::Stopping => Err(End::Stopping),
        }
    }

    fn now(&self) -> Timestamp {
        self.realtime.parts.clock.now()
    }

    /// Writes one message, unless the client does not read or the service stops.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        let parts = &self.realtime.parts;
        let write = time::timeout(parts.limits.write, self.socket.send(message));
        match parts.stop.run_until_cancelled(write).await {
            None => Err(End::Stopping),
            Some(Err(_elapsed)) => Err(End::Stuck),
            Some(Ok(Err(_broken))) => Err(End::Gone),
            Some(Ok(Ok(()))) => Ok(()),
        }
    }

    /// Says why, and waits a moment for the client's own close, so that unread bytes do not reset the connection before
    /// it has read the reason.
    async fn say_goodbye(mut self, end: End) {
        let frame = match end {
            End::Stuck => return,
            End::Gone => None,
            _ => end.close_frame(),
        };
        let goodbye = async {
            if frame.is_some() {
                self.socket.send(Message::Close(frame)).await?;
            }
            while let Some(Ok(_ignored)) = self.socket.recv().await {}
            Ok::<_, axum::Error>(())
        };
        if !matches!(time::timeout(GOODBYE, goodbye).await, Ok(Ok(()))) {
            tracing::trace!("the client did not answer the close");
        }
    }
}
