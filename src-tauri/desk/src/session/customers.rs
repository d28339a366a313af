//! The commands that read customers: from the backend, and from the cache while the backend is away.
//!
//! Deliberately not here: ranking and matching; the backend does both.

use super::Session;
use crate::{
    apply::{self, Known, Opened},
    clock,
    rest::{Fetched, failed, lookups},
};
use purser_contract::{
    ContactId, CustomerId,
    ipc::{CommandError, CommandErrorKind, Connection, CustomerBundle},
    search::{Page, SearchItem},
    timeline::TimelineItem,
};
use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::timeout;

/// How long to wait for a backend that the link does not reach, before the cache answers.
const IMPATIENCE: Duration = Duration::from_millis(800);

/// The newest choice of the agent for each contact, by number.
#[derive(Debug, Default)]
pub(super) struct Choices {
    /// A short section, never held across an await.
    newest: Mutex<Newest>,
}

#[derive(Debug, Default)]
struct Newest {
    given: u64,
    of: BTreeMap<ContactId, u64>,
}

impl Choices {
    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The agent chooses somebody for a contact; the number of that choice.
    fn begin(&self, contact: &ContactId) -> u64 {
        let mut newest = self.newest();
        newest.given += 1;
        let choice = newest.given;
        newest.of.insert(contact.clone(), choice);
        choice
    }

    /// Whether nobody else was chosen since.
    fn is_newest(&self, contact: &ContactId, choice: u64) -> bool {
        self.newest().of.get(contact) == Some(&choice)
    }

    /// The contact is over.
    pub(super) fn forget(&self, contact: &ContactId) {
        self.newest().of.remove(contact);
    }
}

impl Session {
    /// Free text, a number, an address, a booking reference. While the backend is away, customers seen before.
    pub async fn search(&self, query: &str) -> Result<Page<SearchItem>, CommandError> {
        for lookup in lookups(query) {
            match self.soon(self.core.rest.search(&lookup)).await {
                Ok(page) if page.items.is_empty() => {}
                Ok(page) => return Ok(page),
                Err(error) => match error.kind {
                    // A reading that the backend does not accept is not what the agent meant.
                    CommandErrorKind::Invalid | CommandErrorKind::NotFound => {}
                    CommandErrorKind::Offline => return self.search_cache(query, error).await,
                    CommandErrorKind::Refused | CommandErrorKind::Internal => return Err(error),
                },
            }
        }
        Ok(Page { items: Vec::new(), next: None })
    }

    /// A customer from the backend, else from the cache with its age.
    pub async fn open_customer(&self, id: CustomerId) -> Result<CustomerBundle, CommandError> {
        match self.soon(self.read(id)).await {
            Ok(read) => Ok(self.take_in(id, read).await?.bundle()),
            Err(error) => match error.kind {
                CommandErrorKind::Offline | CommandErrorKind::Internal => self.open_cached(id, error).await,
                CommandErrorKind::NotFound | CommandErrorKind::Refused | CommandErrorKind::Invalid => {
                    Err(error)
                }
            },
        }
    }

    /// One page of a timeline; while the backend is away, the newest that was read before.
    pub async fn timeline(
        &self,
        id: CustomerId,
        cursor: Option<&str>,
    ) -> Result<Page<TimelineItem>, CommandError> {
        match self.soon(self.core.rest.timeline(id, cursor)).await {
            Err(error) if error.kind == CommandErrorKind::Offline && cursor.is_none() => {
                let bundle = self.open_cached(id, error).await?;
                Ok(Page { items: bundle.timeline, next: None })
            }
            answer => answer,
        }
    }

    /// The agent says who the caller of a contact is. Who was chosen for it before, and is still being read, is so no more.
    pub async fn choose_customer(
        &self,
        contact: &ContactId,
        customer: CustomerId,
    ) -> Result<CustomerBundle, CommandError> {
        let choice = self.choices.begin(contact);
        let bundle = self.open_customer(customer).await?;
        let CustomerBundle { customer_360, timeline, timeline_next, .. } = bundle.clone();
        let opened = Opened { view: customer_360, timeline, timeline_next };
        let choose = |known: &Known| {
            if self.choices.is_newest(contact, choice) {
                apply::choose(known, contact, customer, &opened)
            } else {
                Vec::new()
            }
        };
        self.core.change(choose).await;
        Ok(bundle)
    }

    /// Takes in what was read of a customer; what stands then. Where newer word came meanwhile that is it, and it is read once
    /// more: word that is pushed does not say how its timeline goes on.
    pub(super) async fn take_in(&self, id: CustomerId, read: Opened) -> Result<Opened, CommandError> {
        let erased = || failed(CommandErrorKind::NotFound, "This customer was erased.");
        let version = read.view.version;
        let stands = self.core.learn(id, read).await.ok_or_else(erased)?;
        if stands.view.version == version {
            return Ok(stands);
        }
        match self.soon(self.read(id)).await {
            Ok(again) => self.core.learn(id, again).await.ok_or_else(erased),
            Err(_) => Ok(stands),
        }
    }

    pub(super) async fn read(&self, id: CustomerId) -> Result<Opened, CommandError> {
        let rest = &self.core.rest;
        let (fetched, page) = tokio::try_join!(rest.customer(id, None), rest.timeline(id, None))?;
        let Fetched::New { view, etag } = fetched else {
            return Err(failed(CommandErrorKind::Internal, "The backend's answer was not understood."));
        };
        self.core.remember_etag(id, view.version, etag);
        Ok(Opened { view: *view, timeline: page.items, timeline_next: page.next })
    }

    async fn open_cached(
        &self,
        id: CustomerId,
        offline: CommandError,
    ) -> Result<CustomerBundle, CommandError> {
        if self.core.state().known.is_erased(id) {
            return Err(offline);
        }
        match self.core.cache.customer(id).await {
            Ok(Some(cached)) => Ok(cached.bundle()),
            Ok(None) => Err(offline),
            Err(error) => {
                tracing::error!(%error, "the cache cannot be read");
                Err(offline)
            }
        }
    }

    async fn search_cache(
        &self,
        query: &str,
        offline: CommandError,
    ) -> Result<Page<SearchItem>, CommandError> {
        match self.core.cache.search(query).await {
            Ok(mut items) => {
                let state = self.core.state();
                items.retain(|item| !state.known.is_erased(item.id));
                if items.is_empty() { Err(offline) } else { Ok(Page { items, next: None }) }
            }
            Err(error) => {
                tracing::error!(%error, "the cache cannot be searched");
                Err(offline)
            }
        }
    }

    /// The agent does not wait long for a backend that is known to be away.
    async fn soon<T>(
        &self,
        answer: impl Future<Output = Result<T, CommandError>>,
    ) -> Result<T, CommandError> {
        if self.core.connection(clock::now()) == Connection::Live {
            return answer.await;
        }
        let late = |_| failed(CommandErrorKind::Offline, "The backend cannot be reached.");
        timeout(IMPATIENCE, answer).await.map_err(late)?
    }
}
