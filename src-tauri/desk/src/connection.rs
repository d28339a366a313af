//! What the window is told about the link: a pure state machine over what happened to it.
//!
//! Deliberately not here: sockets and timers. The link reports facts, the session asks what to show.

use jiff::{SignedDuration, Timestamp};
use purser_contract::ipc::Connection;

/// A link that is down for this long is no longer "reconnecting".
const RECONNECTING_FOR: SignedDuration = SignedDuration::from_secs(60);

/// What happened to the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFact {
    /// An attempt is under way.
    Attempting,
    /// The socket is open.
    Live,
    /// The socket closed, or the attempt failed; the next one is made at `retry_at`.
    Down { retry_at: Timestamp },
    /// The backend refused us; words for the agent. Attempts go on, slowly.
    Refused { reason: String, retry_at: Timestamp },
    /// There will be no attempt; words for the agent.
    Impossible { reason: String },
}

/// The link's state as facts accumulate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkState {
    /// Since when there is no link; absent while there is one.
    down_since: Option<Timestamp>,
    retry_at: Option<Timestamp>,
    reason: Option<String>,
}

impl LinkState {
    /// No link yet, and the first attempt about to be made.
    pub(crate) fn starting(now: Timestamp) -> Self {
        Self { down_since: Some(now), retry_at: None, reason: None }
    }

    /// The state after one more fact.
    pub(crate) fn after(&self, fact: LinkFact, now: Timestamp) -> Self {
        let down_since = Some(self.down_since.unwrap_or(now));
        match fact {
            LinkFact::Attempting => Self { down_since, retry_at: None, reason: self.reason.clone() },
            LinkFact::Live => Self { down_since: None, retry_at: None, reason: None },
            LinkFact::Down { retry_at } => Self { down_since, retry_at: Some(retry_at), reason: None },
            LinkFact::Refused { reason, retry_at } => {
                Self { down_since, retry_at: Some(retry_at), reason: Some(reason) }
            }
            LinkFact::Impossible { reason } => Self { down_since, retry_at: None, reason: Some(reason) },
        }
    }

    /// What the window shows at `now`.
    pub(crate) fn shown(&self, now: Timestamp) -> Connection {
        match (self.down_since, &self.reason) {
            (None, _) => Connection::Live,
            (Some(since), Some(reason)) => Connection::Offline { since, reason: Some(reason.clone()) },
            (Some(since), None) if now.duration_since(since) < RECONNECTING_FOR => {
                Connection::Reconnecting { since, retry_at: self.retry_at }
            }
            (Some(since), None) => Connection::Offline { since, reason: None },
        }
    }

    /// When [`Self::shown`] changes with no further fact.
    pub(crate) fn turns_offline_at(&self) -> Option<Timestamp> {
        match (self.down_since, &self.reason) {
            (Some(since), None) => since.checked_add(RECONNECTING_FOR).ok(),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn check(facts: &[(i64, LinkFact)], now: i64, expect: &Connection) {
        let mut state = LinkState::starting(at(0));
        for (second, fact) in facts {
            state = state.after(fact.clone(), at(*second));
        }
        assert_eq!(&state.shown(at(now)), expect, "{facts:?}");
    }

    #[test]
    fn tells_the_truth() {
        let down = |second| LinkFact::Down { retry_at: at(second) };
        let refused = || LinkFact::Refused { reason: "no".into(), retry_at: at(99) };
        let reconnecting = |since, retry: Option<i64>| Connection::Reconnecting {
            since: at(since),
            retry_at: retry.map(at),
        };
        let offline = |since, reason: Option<&str>| Connection::Offline {
            since: at(since),
            reason: reason.map(Into::into),
        };
        check(&[], 0, &reconnecting(0, None));
        check(&[(1, LinkFact::Live)], 500, &Connection::Live);
        check(&[(1, down(3))], 2, &reconnecting(0, Some(3)));
        check(&[(1, LinkFact::Live), (10, down(11))], 10, &reconnecting(10, Some(11)));
        check(
            &[(1, LinkFact::Live), (10, down(11)), (11, LinkFact::Attempting)],
            12,
            &reconnecting(10, None),
        );
        // The first minute counts from the break, however often it was tried since.
        check(&[(1, LinkFact::Live), (10, down(11)), (69, down(80))], 69, &reconnecting(10, Some(80)));
        check(&[(1, LinkFact::Live), (10, down(11)), (70, down(80))], 70, &offline(10, None));
        // A refusal is offline at once and stays so during the next attempt.
        check(&[(1, refused())], 1, &offline(0, Some("no")));
        check(&[(1, refused()), (2, LinkFact::Attempting)], 2, &offline(0, Some("no")));
        check(&[(1, refused()), (2, LinkFact::Live)], 2, &Connection::Live);
        check(
            &[(0, LinkFact::Impossible { reason: "signed out".into() })],
            1,
            &offline(0, Some("signed out")),
        );
    }

    #[test]
    fn says_when_it_will_turn_offline() {
        let state = LinkState::starting(at(5));
        assert_eq!(state.turns_offline_at(), Some(at(65)));
        assert_eq!(state.after(LinkFact::Live, at(6)).turns_offline_at(), None);
    }
}
