//! What waits for one socket. It is bounded, whatever happens outside: durable frames by a short queue (the store has
//! them all), hints by being marks in a set.

use super::frames::AgentFrame;
use purser_contract::{CustomerId, FlightKey, compensation::DisruptionId};
use std::{
    collections::{BTreeSet, VecDeque},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// How many durable frames wait here before the socket reads them from the store instead.
pub(super) const FRAMES: usize = 64;
/// How many customers and flights wait to be shown newer before marks are dropped for a `resync`.
pub(super) const HINTS: usize = 256;

/// The content.
#[derive(Debug, Default)]
struct Content {
    frames: VecDeque<Arc<AgentFrame>>,
    /// Frames were left out: read them from the store.
    behind: bool,
    hints: Hints,
}

/// What is to be shown newer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    pub(super) customers: BTreeSet<CustomerId>,
    /// Those of them whose consents stand otherwise.
    pub(super) consents: BTreeSet<CustomerId>,
    pub(super) flights: BTreeSet<FlightKey>,
    /// Disruptions whose passengers stand otherwise; for supervisors.
    pub(super) disruptions: BTreeSet<DisruptionId>,
    /// Somebody was erased, or was before this socket came.
    pub(super) erased: bool,
    /// Marks were dropped, or the socket fell behind: the window must read again.
    pub(super) lagged: bool,
}

impl Hints {
    pub(super) fn is_empty(&self) -> bool {
        self.customers.is_empty()
            && self.flights.is_empty()
            && self.disruptions.is_empty()
            && !self.lagged
            && !self.erased
    }

    fn keep_bounded(&mut self) {
        if self.customers.len() + self.flights.len() + self.disruptions.len() > HINTS {
            *self = Self { lagged: true, erased: self.erased, ..Self::default() };
        }
    }
}

/// A mailbox with its bell.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    /// Short sections only, never held over an await.
    content: Mutex<Content>,
    bell: Notify,
}

impl Mailbox {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A durable frame for this socket's agent.
    pub(super) fn put_frame(&self, frame: Arc<AgentFrame>) {
        let mut content = self.content();
        if content.behind {
            return;
        }
        if content.frames.len() < FRAMES {
            content.frames.push_back(frame);
        } else {
            content.frames.clear();
            content.behind = true;
            content.hints.lagged = true;
        }
        self.bell.notify_one();
    }

    /// Another process wrote frames for this socket's agent: they are in the store.
    pub(super) fn look_into_store(&self) {
        let mut content = self.content();
        content.frames.clear();
        content.behind = true;
        self.bell.notify_one();
    }

    /// Nobody knows what changed.
    pub(super) fn lost_track(&self) {
        let mut content = self.content();
        content.frames.clear();
        content.behind = true;
        content.hints = Hints { lagged: true, erased: true, ..Hints::default() };
        self.bell.notify_one();
    }

    /// Something that a view of this customer is made of changed.
    pub(super) fn mark_customer(&self, id: CustomerId) {
        let mut content = self.content();
        content.hints.customers.insert(id);
        content.hints.keep_bounded();
        self.bell.notify_one();
    }

    /// The consents of this customer stand otherwise; [`Self::mark_customer`] follows and rings.
    pub(super) fn mark_consents(&self, id: CustomerId) {
        let mut content = self.content();
        content.hints.consents.insert(id);
        content.hints.customers.insert(id);
    }

    /// A flight that a watched customer is on changed.
    pub(super) fn mark_flight(&self, key: &FlightKey) {
        let mut content = self.content();
        if !content.hints.flights.contains(key) {
            content.hints.flights.insert(key.clone());
            content.hints.keep_bounded();
        }
        self.bell.notify_one();
    }

    /// Passengers of a disruption stand otherwise.
    pub(super) fn mark_disruption(&self, id: DisruptionId) {
        let mut content = self.content();
        content.hints.disruptions.insert(id);
        content.hints.keep_bounded();
        self.bell.notify_one();
    }

    /// Somebody was erased.
    pub(super) fn mark_erased(&self) {
        self.content().hints.erased = true;
        self.bell.notify_one();
    }

    /// Waits until something was put or marked since the last time.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Takes the waiting frames, and whether others were left out before which the store must be read.
    pub(super) fn take_frames(&self) -> (VecDeque<Arc<AgentFrame>>, bool) {
        let mut content = self.content();
        (mem::take(&mut content.frames), mem::take(&mut content.behind))
    }

    /// Whether something is marked.
    pub(super) fn has_hints(&self) -> bool {
        !self.content().hints.is_empty()
    }

    /// Takes the marks.
    pub(super) fn take_hints(&self) -> Hints {
        mem::take(&mut self.content().hints)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::frames::StoredBody;
    use jiff::Timestamp;
    use purser_contract::{ContactId, realtime::ContactNote};

    fn frame(seq: u64) -> Arc<AgentFrame> {
        let at = Timestamp::UNIX_EPOCH;
        let note = ContactNote {
            contact_id: ContactId::from("c"),
            at,
            duration_s: None,
            disposition: None,
            late: false,
        };
        Arc::new(AgentFrame { agent: "a".into(), seq, at, body: StoredBody::Answered(note) })
    }

    fn customer(n: u128) -> CustomerId {
        CustomerId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn frames_wait_in_order() {
        let mailbox = Mailbox::default();
        (1..=64).for_each(|seq| mailbox.put_frame(frame(seq)));
        let (frames, behind) = mailbox.take_frames();
        assert_eq!(frames.iter().map(|frame| frame.seq).collect::<Vec<_>>(), (1..=64).collect::<Vec<_>>());
        assert!(!behind && !mailbox.has_hints());
    }

    #[test]
    fn too_many_frames_are_left_to_the_store_and_the_window_is_told() {
        let mailbox = Mailbox::default();
        (1..=1000).for_each(|seq| mailbox.put_frame(frame(seq)));
        let (frames, behind) = mailbox.take_frames();
        assert!(frames.is_empty() && behind && mailbox.take_hints().lagged);
        mailbox.put_frame(frame(1001));
        assert_eq!(mailbox.take_frames(), (VecDeque::from([frame(1001)]), false), "it goes on");
    }

    #[test]
    fn a_customer_that_changes_often_is_shown_once() {
        let mailbox = Mailbox::default();
        for _often in 0..1000 {
            mailbox.mark_customer(customer(1));
            mailbox.mark_flight(&FlightKey::from("ZX402/2026-11-20"));
        }
        let hints = mailbox.take_hints();
        assert_eq!((hints.customers.len(), hints.flights.len(), hints.lagged), (1, 1, false));
        assert!(!mailbox.has_hints());
    }

    #[test]
    fn too_many_marks_become_one_resync() {
        let mailbox = Mailbox::default();
        (0..=256).for_each(|n| mailbox.mark_customer(customer(n)));
        assert_eq!(mailbox.take_hints(), Hints { lagged: true, ..Hints::default() });
    }

    #[tokio::test]
    async fn a_mark_made_before_waiting_still_rings() {
        let mailbox = Mailbox::default();
        mailbox.mark_customer(customer(1));
        mailbox.rung().await;
    }
}
