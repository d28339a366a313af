//! Every way a socket ends, with the close code and words the client gets.

use axum::extract::ws::{CloseFrame, Utf8Bytes, close_code};
use purser_contract::realtime::MAX_CLIENT_FRAME;

/// Why a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The client closed, or its connection broke.
    Gone,
    /// The client does not read; there is no sense in sending it a close frame.
    Stuck,
    /// Bytes that are no WebSocket message, or a connection that broke.
    Broken,
    /// A binary frame.
    Binary,
    /// A text frame that is not one of the protocol's.
    NotAFrame,
    /// A text frame over the limit.
    TooLarge,
    /// Too many customers to watch.
    TooManyWatched,
    /// A frame was acknowledged that was never sent.
    AckBeyond,
    /// Too many frames in a second.
    TooFast,
    /// The service is stopping.
    Stopping,
    /// The store cannot be read.
    StoreUnavailable,
    /// The token's time is over.
    TokenExpired,
    /// Not even a pong came.
    Silent,
}

impl End {
    /// What the client is told, when it can be told something.
    pub(super) fn close_frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Gone | Self::Stuck => return None,
            Self::Broken => (close_code::PROTOCOL, "not a WebSocket message".into()),
            Self::Binary => (close_code::UNSUPPORTED, "send text frames".into()),
            Self::NotAFrame => (close_code::POLICY, "not a frame of purser.v1".into()),
            Self::TooLarge => {
                (close_code::SIZE, Utf8Bytes::from(format!("a frame has at most {MAX_CLIENT_FRAME} bytes")))
            }
            Self::TooManyWatched => (close_code::POLICY, "watch at most 50 customers".into()),
            Self::AckBeyond => (close_code::POLICY, "ack beyond the last frame sent".into()),
            Self::TooFast => (close_code::POLICY, "too many frames".into()),
            Self::Stopping => (close_code::RESTART, "the service is stopping".into()),
            Self::StoreUnavailable => (close_code::AGAIN, "the store is unavailable".into()),
            Self::TokenExpired => (4401, "the token has expired".into()),
            Self::Silent => (4408, "nothing heard".into()),
        };
        Some(CloseFrame { code, reason })
    }

    /// For logs and counters.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Stuck => "stuck",
            Self::Broken => "broken",
            Self::Binary => "binary",
            Self::NotAFrame => "not-a-frame",
            Self::TooLarge => "too-large",
            Self::TooManyWatched => "too-many-watched",
            Self::AckBeyond => "ack-beyond",
            Self::TooFast => "too-fast",
            Self::Stopping => "stopping",
            Self::StoreUnavailable => "store-unavailable",
            Self::TokenExpired => "token-expired",
            Self::Silent => "silent",
        }
    }
}
