//! Reads again what is shown, when the backend says that something may be newer.
//!
//! Deliberately not here: polling. Nothing is read unless a frame asked for it.

use crate::{apply::Opened, clock, core::Core, rest::Fetched};
use purser_contract::{
    CustomerId,
    ipc::{CommandError, CommandErrorKind, Connection},
};
use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::sleep};

/// After a busy answer.
const PAUSE: Duration = Duration::from_secs(2);

/// Customers to read again. A set: it cannot grow beyond what is shown.
#[derive(Debug, Default)]
pub(crate) struct Due {
    /// A short section, never held across an await.
    customers: Mutex<BTreeSet<CustomerId>>,
    added: Notify,
}

impl Due {
    pub(crate) fn add(&self, customers: &[CustomerId]) {
        self.customers.lock().unwrap_or_else(PoisonError::into_inner).extend(customers);
        self.added.notify_one();
    }

    async fn take(&self) -> BTreeSet<CustomerId> {
        loop {
            let due = mem::take(&mut *self.customers.lock().unwrap_or_else(PoisonError::into_inner));
            if !due.is_empty() {
                return due;
            }
            self.added.notified().await;
        }
    }
}

/// Runs until it is aborted.
pub(crate) async fn run(core: Arc<Core>) {
    loop {
        let due = core.due.take().await;
        let mut again = Vec::new();
        for id in due {
            match read(&core, id).await {
                Ok(Some(opened)) => {
                    core.learn(id, opened).await;
                }
                Ok(None) => {}
                Err(error) => match error.kind {
                    // Without a link the next one begins with a resync, which asks for all of them.
                    CommandErrorKind::Offline if core.connection(clock::now()) == Connection::Live => {
                        again.push(id)
                    }
                    CommandErrorKind::Offline => {}
                    CommandErrorKind::NotFound
                    | CommandErrorKind::Refused
                    | CommandErrorKind::Invalid
                    | CommandErrorKind::Internal => {
                        tracing::warn!(kind = ?error.kind, "a customer on the screen cannot be read again");
                    }
                },
            }
        }
        if !again.is_empty() {
            sleep(PAUSE).await;
            core.due.add(&again);
        }
    }
}

/// The newest view; none when it is the one that is known.
async fn read(core: &Core, id: CustomerId) -> Result<Option<Opened>, CommandError> {
    let etag = {
        let state = core.state();
        let version = state.known.opened.get(&id).map(|opened| opened.view.version);
        state.etags.get(&id).filter(|(of, _)| Some(*of) == version).map(|(_, etag)| etag.clone())
    };
    match core.rest.customer(id, etag.as_deref()).await? {
        Fetched::Same => Ok(None),
        Fetched::New { view, etag } => {
            let page = core.rest.timeline(id, None).await?;
            core.remember_etag(id, view.version, etag);
            Ok(Some(Opened { view: *view, timeline: page.items, timeline_next: page.next }))
        }
    }
}

impl Core {
    /// Keeps the `ETag` of a view that was just read, for as long as the customer is shown.
    pub(crate) fn remember_etag(&self, id: CustomerId, version: u64, etag: Option<String>) {
        let mut state = self.state();
        let shown: BTreeSet<CustomerId> = state.known.shown().into_iter().collect();
        state.etags.retain(|id, _| shown.contains(id));
        if let Some(etag) = etag {
            state.etags.insert(id, (version, etag));
        }
    }
}
