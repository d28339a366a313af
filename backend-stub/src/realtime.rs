//! The realtime socket of agents' windows: pops that are never lost, and hints that something shown is newer.
//!
//! A commit is told to the `hub`, which puts it into the bounded `mailbox` of each socket it concerns; the socket's own
//! loop (`session`) renders and sends. Durable frames (`contact.*`) are in the `store` until acknowledged, so a full
//! mailbox, a closed socket or a killed service loses none of them. Hints are marks, not messages: however often a
//! customer changes while a socket is busy, it gets the newest view once.
//!
//! What a client may rely on, beyond the contract's `realtime` module:
//! - Send `resume` first. Without one for 2 s the service behaves as if `{"after":0}` had come. All unacknowledged
//!   frames numbered above `after` follow, then live ones. `after` above the last number given (another store) counts
//!   as 0. After a `resume` above 0 comes `resync` with `reconnected`.
//! - A frame is `late` when it rang before this connection, or more than 2 s before it is sent.
//! - `watch` replaces the list. Each newly watched customer comes once as `customer.changed`, so that nothing can fall
//!   between reading and watching; then each newer view, at most one in 100 ms. The customer of an exactly matched
//!   contact is watched from `contact.ringing` to `contact.ended` without being listed, on the socket that sent it.
//! - `resync` with `lagged` says that the socket was too slow: pops are still all delivered, hints were dropped.
//! - `ack` may be repeated. One beyond the last frame sent and beyond what `resume` said is a protocol error.
//!
//! | close code | why |
//! |---|---|
//! | 1002 | bytes that are no WebSocket message, or one over 1 MiB |
//! | 1003 | a binary frame |
//! | 1008 | not JSON, an unknown type, more than 50 watched, an `ack` of what was never sent, over 200 frames in a second |
//! | 1009 | a text frame over 64 KiB |
//! | 1012 | the service is stopping; connect again |
//! | 1013 | the store cannot be read now; connect again |
//! | 4401 | the token has expired |
//! | 4408 | nothing came for 45 s, not even a pong |
//!
//! The answer to the handshake says in `x-purser-law` which laws the service applies, for answers without a backend.
//!
//! A client that does not read for 10 s while something is to be sent is dropped without a close frame.
//!
//! Deliberately not here: who rings where (`contacts`), and what a view says (`customers`).

mod end;
pub mod frames;
mod handshake;
pub mod hub;
mod mailbox;
mod render;
mod session;
pub mod store;
mod watched;

#[doc(hidden)]
pub use handshake::__path_connect_realtime;
pub use handshake::{Origins, connect_realtime};
pub use session::Limits;

use crate::{audit::Audit, clock::Clock, customers::views::Views, log::writer::Writer};
use purser_contract::realtime::Law;
use std::sync::Arc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Everything the socket needs. Clones share it.
#[derive(Clone)]
pub struct Realtime {
    parts: Arc<Parts>,
    /// Owns the sockets' tasks.
    tasks: TaskTracker,
}

/// What [`Realtime`] is made of.
pub struct Parts {
    /// Told of every commit by the writer.
    pub hub: Arc<hub::Hub>,
    /// Renders what frames carry.
    pub views: Arc<Views>,
    /// Reads unacknowledged frames.
    pub reads: crate::db::Pool,
    /// Takes acknowledgements into the group commit.
    pub writer: Writer,
    /// Who was sent what about whom.
    pub audit: Audit,
    /// The time.
    pub clock: Clock,
    /// Which web origins may connect.
    pub origins: Origins,
    /// Which laws desktops are to apply.
    pub law: Law,
    /// How patient the sockets are.
    pub limits: Limits,
    /// When it is cancelled, every socket closes.
    pub stop: CancellationToken,
}

impl Realtime {
    /// Ready to accept sockets.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), tasks: TaskTracker::new() }
    }

    /// How many sockets are connected.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.parts.hub.sockets()
    }

    /// Waits until every socket has closed; cancel `stop` first.
    pub async fn closed(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
