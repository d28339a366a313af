//! The one place where the service is put together.
//!
//! Deliberately not here: settings (`config`) and the network (`serve`).

use crate::{
    audit::Audit,
    auth::{Auth, DevIdp, Trusted},
    clock::Clock,
    compensation::{decider, policy::Current},
    customers::views::{Sources, Views},
    db::Db,
    elsewhere::{Ears, Elsewhere},
    identity,
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
use purser_contract::realtime::Law;
use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

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
    /// What is concluded about customers, and when.
    pub rules: Arc<Rules>,
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
    /// Held by whoever sees to the files after an erasure.
    pub purging: Mutex<()>,
    /// Held by whoever counts or exports segments.
    pub sharing: Mutex<()>,
    /// Cancelled when the service stops.
    pub stop: CancellationToken,
    _hearing: Option<AbortOnDropHandle<()>>,
    /// Who read and wrote what about whom.
    pub audit: Audit,
    audited: CancellationToken,
    auditing: Mutex<Option<JoinHandle<()>>>,
    writing: Mutex<Option<JoinHandle<()>>>,
    telling: Mutex<Option<Telling>>,
    /// Rung when something may change what somebody is owed.
    decisions: Arc<Notify>,
    deciding: Mutex<Option<JoinHandle<()>>>,
    /// What the airline does on top of the law.
    pub policy: Arc<Current>,
    settle: Duration,
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
    /// What the airline does on top of the law.
    pub policy: Arc<Current>,
    /// How long no news of before must come until what it moved is decided.
    pub settle: Duration,
    /// How records are compared that may be one person's.
    pub identity: identity::rules::Rules,
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

/// The tasks that tell other systems.
struct Telling {
    watching: JoinHandle<()>,
    dispatching: JoinHandle<()>,
}

impl Telling {
    fn start(parts: watcher::Parts, options: webhooks::Options) -> Result<Self> {
        let (db, clock) = (parts.db.clone(), parts.clock.clone());
        let (bell, stop) = (Arc::clone(&parts.outbox), parts.stop.clone());
        let dispatching = dispatcher::start(dispatcher::Parts { db, clock, bell, options, stop })?;
        Ok(Self { watching: watcher::start(parts), dispatching })
    }
}

/// What reads, writes and tells.
struct Core {
    views: Arc<Views>,
    hub: Arc<Hub>,
    outbox: Arc<Notify>,
    hearing: Option<AbortOnDropHandle<()>>,
    decisions: Arc<Notify>,
    telling: Option<Telling>,
    writer: Writer,
    writing: JoinHandle<()>,
    audit: Audit,
    audited: CancellationToken,
    auditing: JoinHandle<()>,
}

impl Core {
    fn start(wiring: &Wiring, stop: &CancellationToken) -> Result<Self> {
        let Wiring { db, clock, home, webhooks, identity, rules, .. } = wiring;
        let elsewhere = Elsewhere::start(db);
        let views = Arc::new(Views::new(Sources {
            db: db.clone(),
            elsewhere: elsewhere.clone(),
            clock: clock.clone(),
            home: home.clone(),
            identity: Arc::new(identity.clone()),
            rules: Arc::clone(rules),
        }));
        let hub = Arc::new(Hub::new());
        let outbox = Arc::new(Notify::new());
        let ears = Ears { views: Arc::clone(&views), hub: Arc::clone(&hub), outbox: Arc::clone(&outbox) };
        let hearing =
            elsewhere.map(|elsewhere| AbortOnDropHandle::new(tokio::spawn(elsewhere.hear(db.clone(), ears))));
        let risks = Arc::new(Notify::new());
        let watched = || watcher::Parts {
            db: db.clone(),
            clock: clock.clone(),
            rules: Arc::clone(rules),
            bell: Arc::clone(&risks),
            outbox: Arc::clone(&outbox),
            stop: stop.clone(),
        };
        let decisions = Arc::new(Notify::new());
        let telling = webhooks.map(|options| Telling::start(watched(), options)).transpose()?;
        let (writer, writing) = Writer::start(writer::Parts {
            db: db.clone(),
            hub: Arc::clone(&hub),
            views: Arc::clone(&views),
            outbox: Arc::clone(&outbox),
            risks: Arc::clone(&risks),
            decisions: Arc::clone(&decisions),
            clock: clock.clone(),
            home: home.clone(),
        });
        let audited = CancellationToken::new();
        let (audit, auditing) = Audit::start(db.clone(), clock.clone(), audited.clone());
        Ok(Self {
            views,
            hub,
            outbox,
            hearing,
            decisions,
            telling,
            writer,
            writing,
            audit,
            audited,
            auditing,
        })
    }
}

impl AppState {
    /// Puts the service together and starts the writing task.
    ///
    /// # Errors
    /// When the metrics recorder cannot be installed.
    pub fn start(wiring: Wiring) -> Result<Self> {
        let stop = CancellationToken::new();
        let core = Core::start(&wiring, &stop)?;
        let Wiring {
            db,
            clock,
            home,
            mut trusted,
            dev_idp,
            origins,
            limits,
            webhooks,
            law,
            policy,
            settle,
            rules,
            ..
        } = wiring;
        trusted.extend(dev_idp.as_ref().map(DevIdp::trusted));
        let realtime = Realtime::new(realtime::Parts {
            hub: core.hub,
            views: Arc::clone(&core.views),
            reads: db.read.clone(),
            writer: core.writer.clone(),
            audit: core.audit.clone(),
            clock: clock.clone(),
            origins: Origins::desktop_and(origins),
            law: Law { eu261_reform_from: law.eu261_reform_from },
            limits,
            stop: stop.clone(),
        });
        Ok(Self(Arc::new(App {
            auth: Auth::new(trusted, clock.clone()),
            dev_jwks: dev_idp.as_ref().map(DevIdp::jwks),
            figures: figures()?,
            audit: core.audit,
            audited: core.audited,
            auditing: Mutex::new(Some(core.auditing)),
            writing: Mutex::new(Some(core.writing)),
            telling: Mutex::new(core.telling),
            decisions: core.decisions,
            deciding: Mutex::new(None),
            policy,
            settle,
            webhooks: webhooks.unwrap_or_default(),
            outbox: core.outbox,
            clock,
            home,
            db,
            writer: core.writer,
            views: core.views,
            realtime,
            law,
            rules,
            purging: Mutex::new(()),
            sharing: Mutex::new(()),
            stop,
            _hearing: core.hearing,
        })))
    }

    /// Begins to decide what passengers are owed. Whoever loads an airline first begins after it: a journey is decided
    /// once it is whole.
    pub async fn start_deciding(&self) {
        let mut deciding = self.deciding.lock().await;
        if deciding.is_none() {
            *deciding = Some(decider::start(decider::Parts {
                db: self.db.clone(),
                clock: self.clock.clone(),
                writer: self.writer.clone(),
                law: self.law,
                policy: Arc::clone(&self.policy),
                settle: self.settle,
                home: self.home.clone(),
                bell: Arc::clone(&self.decisions),
                stop: self.stop.clone(),
            }));
        }
    }

    /// Stops sockets and lets the writer finish what waits; for the end of the process.
    pub async fn finish(self) {
        self.stop.cancel();
        self.realtime.closed().await;
        let telling = self.telling.lock().await.take();
        if let Some(Telling { watching, dispatching }) = telling {
            watching.await.ok();
            dispatching.await.ok();
        }
        let deciding = self.deciding.lock().await.take();
        if let Some(deciding) = deciding {
            deciding.await.ok();
        }
        // What was read last is written too.
        self.audited.cancel();
        let auditing = self.auditing.lock().await.take();
        if let Some(auditing) = auditing {
            tokio::time::timeout(Duration::from_secs(5), auditing).await.ok();
        }
        let writing = self.writing.lock().await.take();
        drop(self);
        if let Some(writing) = writing {
            // Other clones of the writer may live in requests that were cut off; they have no one to answer.
            tokio::time::timeout(Duration::from_secs(5), writing).await.ok();
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
