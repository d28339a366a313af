//! What the tasks of a session share: the state in memory, the cache, the backend, the way to the window.
//!
//! Every change takes its turn: decide from what is known, commit, remember, tell. A frame is told before it is
//! committed, for the agent waits for it and the disk can take its time; only the acknowledgement waits. Deliberately not here: sockets,
//! timers and the commands of the window.

use crate::{
    apply::{self, Applied, Change, Known, Opened},
    cache::Cache,
    clock,
    connection::{LinkFact, LinkState},
    feed::{Feed, Told},
    heard::{self, Heard},
    refetch::Due,
    rest::Rest,
    stamps::{PopStamps, Stamps},
};
use jiff::Timestamp;
use purser_contract::{
    ContactId, CustomerId,
    ipc::{Agent, Connection, Theme, UiEvent},
    realtime::{ContactNote, Law, Presence},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, watch};

/// What the backend should know about this desktop; the link sends what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) presence: Presence,
    pub(crate) watch: Vec<CustomerId>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) agent: Option<Agent>,
    pub(crate) sign_in_problem: Option<String>,
    pub(crate) rest: Rest,
    pub(crate) cache: Cache,
    /// Which desktop this is; absent where nothing is kept.
    pub(crate) desktop: Option<String>,
    pub(crate) feed: Feed,
    pub(crate) stamps: Stamps,
    pub(crate) due: Due,
    pub(crate) wanted: watch::Sender<Wanted>,
    /// Told whenever the link's state changed, so that the turn to offline is not missed.
    pub(crate) link_changed: Notify,
    /// A short section, never held across an await.
    state: Mutex<State>,
    /// Held from deciding to telling, so that two changes cannot overwrite each other.
    turn: tokio::sync::Mutex<Unsaved>,
}

/// What the cache missed, while its disk is full for example. The next change that can be written brings it along, so
/// that what is acknowledged after it covers nothing that is not there.
#[derive(Debug, Default)]
struct Unsaved {
    any: bool,
    erased: BTreeSet<CustomerId>,
}

/// Everything that is shown.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) known: Known,
    pub(crate) theme: Theme,
    /// Which laws the backend applies, as it said last.
    pub(crate) law: Law,
    /// The `ETag` of a view, good while the known view has this version.
    pub(crate) etags: BTreeMap<CustomerId, (u64, String)>,
    link: LinkState,
    shown: Option<Connection>,
}

/// The parts a core is made of.
pub(crate) struct Parts {
    pub(crate) agent: Option<Agent>,
    pub(crate) sign_in_problem: Option<String>,
    pub(crate) rest: Rest,
    pub(crate) cache: Cache,
    pub(crate) desktop: Option<String>,
    pub(crate) known: Known,
    pub(crate) theme: Theme,
    pub(crate) law: Law,
    pub(crate) presence: Presence,
    pub(crate) stamps: bool,
}

/// What the backend is told when a frame is safely in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// All durable frames up to this one are.
    Processed(u64),
    /// Everybody erased up to this number is gone.
    Erased(i64),
}

impl Core {
    pub(crate) fn new(parts: Parts, now: Timestamp) -> Self {
        let wanted = Wanted { presence: parts.presence, watch: parts.known.shown() };
        let state = State {
            known: parts.known,
            theme: parts.theme,
            law: parts.law,
            etags: BTreeMap::new(),
            link: LinkState::starting(now),
            shown: None,
        };
        Self {
            agent: parts.agent,
            sign_in_problem: parts.sign_in_problem,
            rest: parts.rest,
            cache: parts.cache,
            desktop: parts.desktop,
            feed: Feed::default(),
            stamps: Stamps::new(parts.stamps),
            due: Due::default(),
            wanted: watch::Sender::new(wanted),
            link_changed: Notify::new(),
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic in a short section leaves a state that is still whole: changes are folded one by one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in one text frame. Returns what to answer, when the frame and all before it are safely in the cache.
    pub(crate) async fn receive(&self, text: &str, received_us: i64) -> Option<Answer> {
        let (frame, data) = match heard::read(text) {
            Heard::Frame(frame, data) => (frame, data),
            Heard::Unknown(seq) => return self.pass_over(seq).await,
            Heard::Nothing => return None,
        };
        let server_at = frame.at.as_microsecond();
        let mut unsaved = self.turn.lock().await;
        let applied = apply::apply(&self.state().known, frame);
        let applied_us = clock::epoch_micros();
        let before = self.state().known.processed;
        self.state().known.fold(&applied.changes);
        for event in &applied.events {
            let UiEvent::Ringing(ringing) = event else {
                self.feed.tell_event(event);
                continue;
            };
            let contact_id = ringing.contact.id.clone();
            if self.stamps.wanted() {
                let contact_id = contact_id.clone();
                let (forwarded_us, painted_us) = (0, 0);
                self.stamps.begin(PopStamps {
                    contact_id,
                    server_at,
                    received_us,
                    applied_us,
                    forwarded_us,
                    painted_us,
                });
            }
            self.feed.tell(Told::pop(contact_id, &data));
        }
        let durable = self.store(&mut unsaved, &applied.changes).await;
        if !durable {
            // The next connection resumes from there, so that the frame comes again.
            self.state().known.fold(&[Change::Processed(before)]);
        }
        drop(unsaved);
        self.follow(&applied);
        self.tidy().await;
        let processed = applied.changes.iter().find_map(|change| match change {
            Change::Processed(seq) => Some(Answer::Processed(*seq)),
            Change::Erase(_, through) => Some(Answer::Erased(*through)),
            Change::PutContact(_) | Change::CloseContact(_) | Change::PutCustomer(..) => None,
        });
        processed.filter(|_| durable)
    }

    /// A durable frame that nothing can be done with is done with.
    async fn pass_over(&self, seq: u64) -> Option<Answer> {
        let mut unsaved = self.turn.lock().await;
        let changes = [Change::Processed(seq)];
        if !self.store(&mut unsaved, &changes).await {
            return None;
        }
        self.state().known.fold(&changes);
        Some(Answer::Processed(seq))
    }

    /// Takes in a view read from the backend; the window is told when it is news. What stands then, which is newer when
    /// word came while it was read; nothing when the customer was erased meanwhile.
    pub(crate) async fn learn(&self, id: CustomerId, opened: Opened) -> Option<Opened> {
        let mut unsaved = self.turn.lock().await;
        let (applied, stands) = {
            let state = self.state();
            let applied = apply::learn(&state.known, id, opened.clone());
            let news = !applied.changes.is_empty();
            let stands = if news { Some(opened) } else { state.known.opened.get(&id).cloned() };
            (applied, stands)
        };
        self.commit(&mut unsaved, &applied.changes).await;
        applied.events.iter().for_each(|event| self.feed.tell_event(event));
        stands
    }

    /// Makes a change that the agent asked for.
    pub(crate) async fn change(&self, decide: impl FnOnce(&Known) -> Vec<Change>) {
        let mut unsaved = self.turn.lock().await;
        let changes = decide(&self.state().known);
        self.commit(&mut unsaved, &changes).await;
        drop(unsaved);
        self.want_what_is_shown();
    }

    /// The backend says which laws it applies; kept for when it cannot be asked.
    pub(crate) async fn apply_law(&self, law: Law) {
        if mem::replace(&mut self.state().law, law) == law {
            return;
        }
        if let Err(error) = self.cache.set_law(law).await {
            tracing::warn!(%error, "which laws apply is not kept");
        }
    }

    /// The window shows these customers now.
    pub(crate) fn watch(&self, customers: Vec<CustomerId>) {
        self.state().known.watch(customers);
        self.want_what_is_shown();
    }

    /// One more fact about the link.
    pub(crate) fn note(&self, fact: LinkFact, now: Timestamp) {
        {
            let mut state = self.state();
            state.link = state.link.after(fact, now);
        }
        self.show_connection(now);
        self.link_changed.notify_one();
    }

    /// Tells the window about the link when that changed.
    pub(crate) fn show_connection(&self, now: Timestamp) {
        let mut state = self.state();
        let connection = state.link.shown(now);
        if state.shown.as_ref() == Some(&connection) {
            return;
        }
        state.shown = Some(connection.clone());
        // Told under the lock: two tasks must not tell in the wrong order.
        self.feed.tell_event(&UiEvent::Connection(connection));
    }

    pub(crate) fn connection(&self, now: Timestamp) -> Connection {
        self.state().link.shown(now)
    }

    pub(crate) fn turns_offline_at(&self) -> Option<Timestamp> {
        self.state().link.turns_offline_at()
    }

    /// The open contacts.
    pub(crate) fn tabs(&self) -> BTreeSet<ContactId> {
        self.state().known.tabs()
    }

    /// Everything as it is now, for a window that may have missed something and may have these `tabs`; and the tabs it
    /// then has.
    pub(crate) fn everything(
        &self,
        tabs: &BTreeSet<ContactId>,
        now: Timestamp,
    ) -> (BTreeSet<ContactId>, Vec<UiEvent>) {
        let state = self.state();
        let open = state.known.tabs();
        let mut events = vec![UiEvent::Connection(state.link.shown(now))];
        events.extend(tabs.difference(&open).cloned().map(UiEvent::Closed));
        if !state.known.erased.is_empty() {
            events.push(UiEvent::Erased(state.known.erased.iter().copied().collect()));
        }
        for contact in &state.known.contacts {
            let open = &contact.open;
            events.push(UiEvent::Ringing(Box::new(open.ringing.clone())));
            events.extend(open.answered_at.map(|at| {
                let contact_id = contact.id().clone();
                UiEvent::Answered(ContactNote {
                    contact_id,
                    at,
                    duration_s: None,
                    disposition: None,
                    late: false,
                })
            }));
            events.extend(open.ended.clone().map(UiEvent::Ended));
        }
        for (id, opened) in &state.known.opened {
            events.push(UiEvent::Customer { id: *id, bundle: Box::new(opened.bundle()) });
        }
        (open, events)
    }

    /// Commits, then remembers. Memory goes ahead even when the disk cannot: the agent must see the call.
    async fn commit(&self, unsaved: &mut Unsaved, changes: &[Change]) {
        self.store(unsaved, changes).await;
        self.state().known.fold(changes);
    }

    /// Whether the changes are in the cache now, and all before them.
    async fn store(&self, unsaved: &mut Unsaved, changes: &[Change]) -> bool {
        if changes.is_empty() {
            return true;
        }
        let made_up: Vec<Change>;
        let all = if unsaved.any {
            let erased = Change::Erase(unsaved.erased.iter().copied().collect(), 0);
            let whole = self.state().known.whole();
            made_up = [erased].into_iter().chain(whole).chain(changes.iter().cloned()).collect();
            made_up.as_slice()
        } else {
            changes
        };
        match self.cache.commit(all, clock::now()).await {
            Ok(()) => {
                *unsaved = Unsaved::default();
                true
            }
            Err(error) => {
                tracing::error!(%error, "the cache cannot be written; the backend keeps what is not acknowledged");
                unsaved.any = true;
                unsaved.erased.extend(changes.iter().flat_map(Change::erased));
                false
            }
        }
    }

    fn follow(&self, applied: &Applied) {
        if !applied.refetch.is_empty() {
            self.due.add(&applied.refetch);
        }
        if !applied.changes.is_empty() {
            self.want_what_is_shown();
        }
    }

    /// A customer in a tab is watched from the moment they pop, not only once the window says so.
    fn want_what_is_shown(&self) {
        let shown = self.state().known.shown();
        self.wanted.send_if_modified(|wanted| {
            let changed = wanted.watch != shown;
            wanted.watch = shown;
            changed
        });
    }

    async fn tidy(&self) {
        if let Err(error) = self.cache.tidy().await {
            tracing::warn!(%error, "the cache cannot be tidied");
        }
    }
}
