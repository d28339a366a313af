//! The facade that the shell drives: one method for each command of the window.
//!
//! Deliberately not here: anything of Tauri, and the signing-in itself; for now the token comes with the settings.

mod compensations;
mod customers;
mod decisions;

pub(crate) use decisions::MEANWHILE;

use crate::{
    apply::Change,
    cache::{self, Cache, KeyPlace},
    clock,
    connection::LinkFact,
    core::{Core, Parts},
    feed::UiStream,
    link, refetch,
    rest::Rest,
    settings::Settings,
    stamps::PopStamps,
};
use anyhow::Context as _;
use customers::Choices;
use purser_contract::{
    ContactId, CustomerId,
    ipc::{Agent, Bootstrap, Theme},
    realtime::Presence,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::task::{AbortHandle, spawn_blocking};

/// A running desktop. Its tasks end when it is dropped.
#[derive(Debug)]
pub struct Session {
    core: Arc<Core>,
    /// Where letters are put.
    letters: PathBuf,
    choices: Choices,
    tasks: Vec<AbortHandle>,
}

impl Session {
    /// Opens the cache and starts the link. Needs a tokio runtime; does not wait for the backend.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        Self::start_patiently(settings, link::SILENCE).await
    }

    /// The same with another idea of how long silence means that nobody is there.
    async fn start_patiently(settings: Settings, silence: Duration) -> anyhow::Result<Self> {
        let now = clock::now();
        let token = settings.token.clone().filter(|token| !token.expired(now));
        let sign_in_problem = match (&settings.token, &token) {
            (_, Some(_)) => None,
            (Some(_), None) => Some("Your sign-in has expired.".to_owned()),
            (None, None) => Some("Nobody is signed in.".to_owned()),
        };
        let agent = token.as_ref().map(|token| {
            let claims = token.claims();
            Agent { id: claims.subject.clone(), role: claims.role.clone() }
        });
        let owner = agent.as_ref().map(|agent| format!("{} {}", settings.backend, agent.id));
        let (cache, kept) = open_cache(&settings, owner.as_deref()).await.context("open the cache")?;
        let desktop = match cache.desktop().await {
            Ok(desktop) => Some(desktop),
            Err(error) => {
                tracing::warn!(%error, "the desktop has no name of its own");
                None
            }
        };
        let letters = settings.letters.clone().unwrap_or_else(|| settings.data_dir.join("letters"));
        let rest = Rest::new(&settings.backend, token.as_ref()).context("set up the HTTP client")?;
        let parts = Parts {
            agent,
            sign_in_problem: sign_in_problem.clone(),
            rest,
            cache,
            desktop,
            known: kept.known,
            theme: kept.theme,
            law: kept.law,
            presence: kept.presence,
            stamps: settings.stamps,
        };
        let core = Arc::new(Core::new(parts, now));
        let mut tasks = Vec::new();
        match token {
            Some(token) => {
                tasks.push(
                    tokio::spawn(link::run(core.clone(), settings.backend, token, silence)).abort_handle(),
                );
                tasks.push(tokio::spawn(link::tell_when_offline(core.clone())).abort_handle());
                tasks.push(tokio::spawn(refetch::run(core.clone())).abort_handle());
            }
            None => core.note(LinkFact::Impossible { reason: sign_in_problem.unwrap_or_default() }, now),
        }
        Ok(Self { core, letters, choices: Choices::default(), tasks })
    }

    /// Everything the window needs to start. It listens next ([`Self::subscribe`]).
    #[must_use]
    pub fn bootstrap(&self) -> Bootstrap {
        let connection = self.core.connection(clock::now());
        let presence = self.core.wanted.borrow().presence;
        let state = self.core.state();
        self.core.feed.give(state.known.tabs());
        Bootstrap {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            agent: self.core.agent.clone(),
            sign_in_problem: self.core.sign_in_problem.clone(),
            connection,
            contacts: state.known.contacts.iter().map(|contact| contact.open.clone()).collect(),
            theme: state.theme,
            presence,
        }
    }

    /// From now on every event goes to this stream. It begins with everything as it is, so that nothing falls between
    /// [`Self::bootstrap`] and here.
    #[must_use]
    pub fn subscribe(&self) -> UiStream {
        UiStream::new(self.core.clone())
    }

    /// What the agent is doing.
    pub async fn set_presence(&self, presence: Presence) {
        self.core.wanted.send_if_modified(|wanted| {
            let changed = wanted.presence != presence;
            wanted.presence = presence;
            changed
        });
        if let Err(error) = self.core.cache.set_presence(presence).await {
            tracing::warn!(%error, "the presence is not kept");
        }
    }

    /// How the window is coloured.
    pub async fn set_theme(&self, theme: Theme) {
        self.core.state().theme = theme;
        if let Err(error) = self.core.cache.set_theme(theme).await {
            tracing::warn!(%error, "the theme is not kept");
        }
    }

    /// The customers open in tabs.
    pub fn watch(&self, customers: Vec<CustomerId>) {
        self.core.watch(customers);
    }

    /// The agent closed the tab.
    pub async fn close_contact(&self, contact: ContactId) {
        self.choices.forget(&contact);
        self.core.change(|_| vec![Change::CloseContact(contact)]).await;
    }

    /// The window painted a pop at this millisecond since the Unix epoch; its times, when they are wanted and this is the
    /// first report.
    #[must_use]
    pub fn painted(&self, contact: &ContactId, at_ms: i64) -> Option<PopStamps> {
        self.core.stamps.painted(contact, at_ms)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Makes the folder of the cache and the log, readable only by this user.
pub fn make_data_dir(data_dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir)
}

async fn open_cache(settings: &Settings, owner: Option<&str>) -> anyhow::Result<(Cache, cache::Kept)> {
    let place = if settings.keyring { KeyPlace::KeyringThenFile } else { KeyPlace::FileOnly };
    let data_dir = settings.data_dir.clone();
    let key =
        spawn_blocking(move || make_data_dir(&data_dir).and_then(|()| cache::obtain_key(&data_dir, place)));
    match key.await.context("wait for the key")? {
        Ok((key, _)) => Ok(Cache::open(&settings.data_dir, &key, owner).await?),
        Err(error) => {
            tracing::error!(%error, "no key can be kept; what is read is forgotten at the end");
            Ok(Cache::in_memory(owner).await?)
        }
    }
}

#[cfg(test)]
mod tests;
