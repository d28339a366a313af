//! The way to the window: a bounded queue of events, as JSON that is written once.
//!
//! A window that begins to listen is told everything as it is now: what came after it asked how things stand and before
//! it listened would be lost otherwise. When it is too slow the queue is not made longer: what did not fit is dropped,
//! and once the queue is drained the window gets everything again. Deliberately not here: how the shell hands it over.

use crate::{clock, core::Core};
use purser_contract::{ContactId, ipc::UiEvent};
use std::{
    collections::{BTreeSet, VecDeque},
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::mpsc::{self, Receiver, Sender, error::TrySendError};

const QUEUE: usize = 256;
/// Beyond this the closed ones among the remembered tabs are forgotten; the window was told of them long ago.
const MAX_TABS: usize = 2 * QUEUE;

/// One event for the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// A [`UiEvent`] as JSON.
    pub json: String,
    /// The contact, when it is a pop.
    pub pop: Option<ContactId>,
}

impl Told {
    /// An event, serialised.
    pub(crate) fn event(event: &UiEvent) -> Option<Self> {
        match serde_json::to_string(event) {
            Ok(json) => Some(Self { json, pop: None }),
            Err(error) => {
                tracing::error!(%error, "an event for the window cannot be written");
                None
            }
        }
    }

    /// A pop, from the frame's `data` as it came: [`UiEvent::Ringing`] without writing it again.
    pub(crate) fn pop(contact: ContactId, ringing_json: &str) -> Self {
        Self { json: format!(r#"{{"event":"ringing","data":{ringing_json}}}"#), pop: Some(contact) }
    }
}

/// The sending end. One window listens at a time; the newest one.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// A short section, never held across an await.
    sender: Mutex<Option<Sender<Told>>>,
    behind: AtomicBool,
    /// The tabs that the window which is about to listen was given.
    given: Mutex<BTreeSet<ContactId>>,
}

impl Feed {
    /// Tells the window, if one listens. Never waits.
    pub(crate) fn tell(&self, told: Told) {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = sender.as_ref() else { return };
        match sender.try_send(told) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(_)) => {
                if !self.behind.swap(true, Ordering::AcqRel) {
                    tracing::warn!("the window is too slow; it will be told everything again");
                }
            }
        }
    }

    /// Tells the window an event.
    pub(crate) fn tell_event(&self, event: &UiEvent) {
        if let Some(told) = Told::event(event) {
            self.tell(told);
        }
    }

    /// A window was given these tabs, and listens next.
    pub(crate) fn give(&self, tabs: BTreeSet<ContactId>) {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner) = tabs;
    }

    /// The queue from now on, and the tabs the window already has.
    fn listen(&self) -> (Receiver<Told>, BTreeSet<ContactId>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        *self.sender.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        self.behind.store(false, Ordering::Release);
        let given = mem::take(&mut *self.given.lock().unwrap_or_else(PoisonError::into_inner));
        (receiver, given)
    }
}

/// The receiving end, held by the shell for one window.
#[derive(Debug)]
pub struct UiStream {
    core: Arc<Core>,
    receiver: Receiver<Told>,
    /// Everything as it is now, being told at the beginning and after a lag.
    catch_up: VecDeque<Told>,
    /// Every tab the window may have, so that those that are closed by now can be named.
    tabs: BTreeSet<ContactId>,
}

impl UiStream {
    /// Begins to listen; whoever listened before hears the end.
    pub(crate) fn new(core: Arc<Core>) -> Self {
        let (receiver, tabs) = core.feed.listen();
        let mut stream = Self { core, receiver, catch_up: VecDeque::new(), tabs };
        // After the queue is there: what changes from now on is in it, what changed before is told here. What is in
        // both is told twice, which changes nothing.
        stream.begin_anew();
        stream
    }

    fn begin_anew(&mut self) {
        let (open, events) = self.core.everything(&self.tabs, clock::now());
        self.tabs = open;
        self.catch_up.extend(events.iter().filter_map(Told::event));
    }

    /// The next event; none when another window listens now.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            let told = match self.catch_up.pop_front() {
                Some(told) => Some(told),
                None => self.receiver.try_recv().ok(),
            };
            if let Some(told) = told {
                return Some(self.handed_out(told));
            }
            if self.core.feed.behind.swap(false, Ordering::AcqRel) {
                // What the core does not keep, the window reads again; at its beginning it does so by itself.
                self.catch_up.extend(Told::event(&UiEvent::Missed));
                self.begin_anew();
                continue;
            }
            let told = self.receiver.recv().await?;
            return Some(self.handed_out(told));
        }
    }

    fn handed_out(&mut self, told: Told) -> Told {
        if let Some(contact) = &told.pop {
            self.core.stamps.forwarded(contact);
            if self.tabs.len() > MAX_TABS {
                self.tabs = self.core.tabs();
            }
            self.tabs.insert(contact.clone());
        }
        told
    }
}
