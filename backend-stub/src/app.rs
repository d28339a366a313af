//! The one place where the service is put together.
//!
//! Deliberately not here: settings (`config`) and the network (`serve`).

use crate::{
    auth::{Auth, DevIdp, Trusted},
    clock::Clock,
    customers::views::Views,
    db::Db,
    insight::rules::Rules,
    log::writer::{self, Writer},
    realtime::{self, Limits, Origins, Realtime, hub::Hub},
    risks::watcher,
    webhooks::{self, dispatcher},
};
use anyhow::{Context, Result};
use axum::extract::FromRef;
use jsonwebtoken::jwk::JwkSet;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// What the service is made of.
pub struct App {
    /// The time.
    pub clock: Clock,
    /// The airline's country, ISO 3166-1 alpha-2.
    pub home: String,
    /// Which laws are in force that have no date of their own yet.
    pub law: purser_entitlement::Settings,
    /// The database.
    pub db: Db,
    /// The way to make events durable.
    pub writer: Writer,
    /// The 360 and its parts.
    pub views: Arc<Views>,
    /// Who calls.
    pub auth: Auth,
    /// Agents' sockets.
    pub realtime: Realtime,
    /// The development identity provider's public keys, when there is one.
    pub dev_jwks: Option<JwkSet>,
    /// How webhooks are delivered.
    pub webhooks: webhooks::Options,
    /// Rung when there is something for webhooks.
    pub outbox: Arc<Notify>,
    /// Figures for `/metrics`.
    pub figures: PrometheusHandle,
    /// Cancelled when the service stops.
    pub stop: CancellationToken,
    writing: Mutex<Option<JoinHandle<()>>>,
    dispatching: Mutex<Option<JoinHandle<()>>>,
    watching: Mutex<Option<JoinHandle<()>>>,
}

/// What differs between an installation and a test.
pub struct Wiring {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The airline's country.
    pub home: String,
    /// Whose tokens are taken, besides the development provider's.
    pub trusted: Vec<Trusted>,
    /// The development identity provider, when it is on.
    pub dev_idp: Option<DevIdp>,
    /// Web origins that may open a socket, besides the desktop's.
    pub origins: Vec<String>,
    /// How patient sockets are.
    pub limits: Limits,
    /// How webhooks are delivered; not at all when absent.
    pub webhooks: Option<webhooks::Options>,
    /// Which laws are in force that have no date of their own yet.
    pub law: purser_entitlement::Settings,
    /// What is concluded about customers, and when.
    pub rules: Arc<Rules>,
}

/// The state of handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState(pub Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl FromRef<AppState> for Auth {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

impl FromRef<AppState> for Realtime {
    fn from_ref(state: &AppState) -> Self {
        state.realtime.clone()
    }
}

impl AppState {
    /// Puts the service together and starts the writing task.
    ///
    /// # Errors
    /// When the metrics recorder cannot be installed.
    pub fn start(wiring: Wiring) -> Result<Self> {
        let Wiring { db, clock, home, mut trusted, dev_idp, origins, limits, webhooks, law, rules } = wiring;
        let stop = CancellationToken::new();
        let views = Arc::new(Views::new(db.clone(), clock.clone(), home.clone(), Arc::clone(&rules)));
        let hub = Arc::new(Hub::new());
        let outbox = Arc::new(Notify::new());
        let risks = Arc::new(Notify::new());
        let watching = webhooks.is_some().then(|| {
            watcher::start(watcher::Parts {
                db: db.clone(),
                clock: clock.clone(),
                rules: Arc::clone(&rules),
                bell: Arc::clone(&risks),
                outbox: Arc::clone(&outbox),
                stop: stop.clone(),
            })
        });
        let dispatching = webhooks.map(|options| {
            let (db, clock, bell) = (db.clone(), clock.clone(), Arc::clone(&outbox));
            dispatcher::start(dispatcher::Parts { db, clock, bell, options, stop: stop.clone() })
        });
        let (writer, writing) = Writer::start(writer::Parts {
            db: db.clone(),
            hub: Arc::clone(&hub),
            views: Arc::clone(&views),
            outbox: Arc::clone(&outbox),
            risks,
            clock: clock.clone(),
            home: home.clone(),
        });
        trusted.extend(dev_idp.as_ref().map(DevIdp::trusted));
        let realtime = Realtime::new(realtime::Parts {
            hub,
            views: Arc::clone(&views),
            reads: db.read.clone(),
            writer: writer.clone(),
            clock: clock.clone(),
            origins: Origins::desktop_and(origins),
            limits,
            stop: stop.clone(),
        });
        Ok(Self(Arc::new(App {
            auth: Auth::new(trusted, clock.clone()),
            dev_jwks: dev_idp.as_ref().map(DevIdp::jwks),
            figures: figures()?,
            writing: Mutex::new(Some(writing)),
            dispatching: Mutex::new(dispatching.transpose()?),
            watching: Mutex::new(watching),
            webhooks: webhooks.unwrap_or_default(),
            outbox,
            clock,
            home,
            db,
            writer,
            views,
            realtime,
            law,
            stop,
        })))
    }

    /// Stops sockets and lets the writer finish what waits; for the end of the process.
    pub async fn finish(self) {
        self.stop.cancel();
        self.realtime.closed().await;
        let watching = self.watching.lock().await.take();
        if let Some(watching) = watching {
            watching.await.ok();
        }
        let dispatching = self.dispatching.lock().await.take();
        if let Some(dispatching) = dispatching {
            dispatching.await.ok();
        }
        let writing = self.writing.lock().await.take();
        drop(self);
        if let Some(writing) = writing {
            // Other clones of the writer may live in requests that were cut off; they have no one to answer.
            tokio::time::timeout(std::time::Duration::from_secs(5), writing).await.ok();
        }
    }
}

/// One recorder for the process; tests start many services in one.
fn figures() -> Result<PrometheusHandle> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    static INSTALL: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = INSTALL.lock();
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let handle = PrometheusBuilder::new().install_recorder().context("install the metrics recorder")?;
    Ok(RECORDER.get_or_init(|| handle).clone())
}
