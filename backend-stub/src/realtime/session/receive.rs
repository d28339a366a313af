//! What a client sends, checked.

use super::{Phase, Session};
use crate::realtime::{end::End, watched::LISTED};
use axum::extract::ws::Message;
use purser_contract::{
    CustomerId,
    realtime::{ClientFrame, MAX_CLIENT_FRAME, ResyncReason},
};
use std::time::Duration;
use tokio::time::Instant;

/// The most frames a client may send in a second, pings included.
const PER_SECOND: u32 = 200;

/// Counts what came in this second.
pub(super) struct Rate {
    since: Instant,
    count: u32,
}

impl Rate {
    pub(super) fn new(now: Instant) -> Self {
        Self { since: now, count: 0 }
    }

    /// One more; whether it is still within the limit.
    fn allows(&mut self, now: Instant) -> bool {
        if now.duration_since(self.since) >= Duration::from_secs(1) {
            *self = Self::new(now);
        }
        self.count += 1;
        self.count <= PER_SECOND
    }
}

impl Session {
    pub(super) fn receive(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let message = match message {
            None => return Err(End::Gone),
            // A connection that broke and one that speaks another protocol look alike here; a close frame does no harm.
            Some(Err(_)) => return Err(End::Broken),
            Some(Ok(message)) => message,
        };
        self.heard = Instant::now();
        if !self.received.allows(self.heard) {
            return Err(End::TooFast);
        }
        match message {
            Message::Text(text) if text.len() > MAX_CLIENT_FRAME => Err(End::TooLarge),
            Message::Text(text) => {
                self.client_frame(serde_json::from_str(&text).map_err(|_| End::NotAFrame)?)
            }
            Message::Binary(_) => Err(End::Binary),
            // The library answers pings itself.
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    fn client_frame(&mut self, frame: ClientFrame) -> Result<(), End> {
        match frame {
            ClientFrame::Resume { after } => {
                self.resume(after);
                Ok(())
            }
            ClientFrame::Ack { seq } => self.acknowledge(seq),
            ClientFrame::Presence { state } => {
                self.seat.set_presence(state);
                Ok(())
            }
            ClientFrame::Erased { through } => {
                // It cannot have removed what it was not told of.
                if through > self.erasures {
                    return Err(End::AckBeyond);
                }
                self.realtime.parts.writer.desktop_answered(self.desktop.clone(), through);
                Ok(())
            }
            ClientFrame::Watch { customers } => self.watch(&customers),
        }
    }

    /// The client says where it stands. It may do so again; what follows then comes again.
    pub(super) fn resume(&mut self, after: u64) {
        self.claimed = after;
        // A number never given comes from another store: the client must take everything from here anew.
        self.cursor = if after <= self.last_given() { after } else { 0 };
        self.phase = Phase::CatchingUp((after > 0).then_some(ResyncReason::Reconnected));
    }

    fn acknowledge(&mut self, seq: u64) -> Result<(), End> {
        if seq <= self.last_given() {
            self.realtime.parts.writer.acknowledge(self.seat.agent().clone(), seq);
            Ok(())
        } else if seq <= self.claimed {
            // It acknowledges what another store gave it; here that stands for nothing.
            Ok(())
        } else {
            Err(End::AckBeyond)
        }
    }

    /// The highest number this client can know from this store.
    fn last_given(&self) -> u64 {
        self.rang_before.max(self.cursor)
    }

    fn watch(&mut self, customers: &[CustomerId]) -> Result<(), End> {
        if customers.len() > LISTED {
            return Err(End::TooManyWatched);
        }
        let change = self.watched.list(customers.iter().copied());
        for id in change.begun {
            self.seat.follow(id, &[]);
            // Marked, so that what changed since the client read it is shown.
            self.seat.mailbox().mark_customer(id);
        }
        for id in change.ended {
            self.seat.unfollow(id);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_room_for_two_hundred_frames() {
        let start = Instant::now();
        let mut rate = Rate::new(start);
        assert_eq!((0..500).filter(|_| rate.allows(start)).count(), 200);
        assert!(!rate.allows(start + Duration::from_millis(999)));
        assert!(rate.allows(start + Duration::from_secs(1)));
    }
}
