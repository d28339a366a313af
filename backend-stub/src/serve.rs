//! Running the service: from settings to a listening socket, and an orderly end.

use crate::{
    app::{AppState, Wiring},
    auth::{DevIdp, KeyLocation, Refresher},
    clock::Clock,
    compensation::catching_up,
    config::{Settings, StoreSettings},
    db::{Db, Turn},
    demo,
    ingest::envelope::{self, Incoming},
    log::{
        replay::bring_up_to_date,
        store::{property, set_property},
    },
    private,
    protection::{finish_erasures, retention},
    realtime::Limits,
    router::router,
};
use anyhow::{Context, Result, anyhow};
use axum::serve::ListenerExt;
use jiff::{Timestamp, tz::TimeZone};
use std::{fs::File, future::Future, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};

/// Keeps the database this process's own.
#[derive(Debug)]
pub struct Exclusive {
    _file: Option<File>,
}

/// Takes the data directory for this process. Two writers would not see each other's commits in what they remember.
///
/// # Errors
/// When another process has it.
pub fn exclusive(store: &StoreSettings) -> Result<Exclusive> {
    if !store.database.starts_with("sqlite:") {
        // Processes on a server tell each other.
        return Ok(Exclusive { _file: None });
    }
    let path = store.data_dir.join("purser.lock");
    private::create_folder(&store.data_dir)
        .with_context(|| format!("--data-dir: create {}", store.data_dir.display()))?;
    let file = File::create(&path).with_context(|| format!("--data-dir: create {}", path.display()))?;
    file.try_lock().map_err(|_| {
        anyhow!("--data-dir: {} is in use by another purser-backend", store.data_dir.display())
    })?;
    Ok(Exclusive { _file: Some(file) })
}

/// Puts the service together; the refresher of the identity provider's keys runs until the service stops.
///
/// # Errors
/// When the database, the keys or the demonstration airline cannot be had.
pub async fn start(settings: &Settings) -> Result<(AppState, Option<JoinHandle<()>>)> {
    let clock = Clock::system();
    let db = Db::open(&settings.store.database).await?;
    bring_up_to_date(&db, &settings.store.home).await?;
    finish_erasures(&db, clock.now()).await?;
    let dev_idp = settings.dev_idp.then(|| DevIdp::open(&settings.store.data_dir)).transpose()?;
    let refresher = match &settings.identity_provider {
        Some((jwks, issuer, audience)) => {
            let location: KeyLocation = jwks.parse().context("--jwks")?;
            let refresher = Refresher::new(location, issuer, audience)?;
            if let Err(error) = refresher.refresh().await {
                tracing::warn!(error = %error, "the identity provider's keys cannot be read yet");
            }
            Some(refresher)
        }
        None => None,
    };
    let app = AppState::start(Wiring {
        db,
        clock,
        home: settings.store.home.clone(),
        trusted: refresher.iter().map(Refresher::trusted).collect(),
        dev_idp,
        origins: settings.allowed_origins.clone(),
        limits: Limits::default(),
        webhooks: Some(settings.webhooks),
        law: settings.law.settings(),
        policy: Arc::clone(&settings.policy),
        settle: settings.settle,
        identity: settings.identity.clone(),
        rules: Arc::clone(&settings.rules),
    })?;
    if !settings.retention.is_empty() {
        tokio::spawn(retention::keep(app.clone(), settings.retention.clone()));
    }
    if let Some((customers, seed)) = settings.demo {
        load_demo(&app, customers, seed).await?;
    }
    app.start_deciding().await;
    let refreshing = refresher.map(|refresher| refresher.run(app.auth.clone(), app.stop.clone()));
    Ok((app, refreshing))
}

/// Serves until `shutdown` completes, then lets open requests finish.
///
/// # Errors
/// When the listener fails.
pub async fn run(
    listener: TcpListener,
    app: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let stop = app.stop.clone();
    let ending = stop.clone();
    let signal = async move {
        shutdown.await;
        stop.cancel();
    };
    // A pop is one small write; waiting to fill a packet would delay it.
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    let serving = axum::serve(listener, router(app.clone())).with_graceful_shutdown(signal);
    // Idle keep-alive connections must not hold the end for ever.
    let patience = async move {
        ending.cancelled().await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    };
    tokio::select! {
        served = serving.into_future() => served.context("serve")?,
        () = patience => tracing::warn!("open connections were cut off"),
    }
    app.finish().await;
    Ok(())
}

/// Loads the demonstration airline through the ordinary ingest path, once a database.
async fn load_demo(app: &AppState, customers: usize, seed: u64) -> Result<()> {
    const NAME: &str = "demo";
    let _turn = turn(&app.db).await?;
    let date = |now: Timestamp| now.to_zoned(TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)).date();
    let wanted = |now| format!("seed {seed}, {customers} customers, {}", date(now));
    let known = property(&mut app.db.read.acquire().await?, NAME).await?;
    if let Some(known) = known {
        let wanted = wanted(app.clock.now());
        if known != wanted {
            tracing::warn!(
                "the database holds the demonstration airline of {known}; take another --data-dir for {wanted}"
            );
        }
        return Ok(());
    }
    let now = begun(app).await?;
    let today = date(now);
    let (batches, mut ready) = mpsc::channel::<Vec<Incoming>>(4);
    let home = app.home.clone();
    let making = tokio::task::spawn_blocking(move || -> Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        for (index, event) in demo::events(seed, customers, today, now).enumerate() {
            let body = serde_json::to_string(&event)?;
            let incoming = envelope::read(index, &body, now, &home)
                .map_err(|refusal| anyhow!("demonstration event {:?}: {}", refusal.id, refusal.detail))?;
            batch.push(incoming);
            if batch.len() == BATCH && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
        }
        batches.blocking_send(batch).ok();
        Ok(())
    });
    let mut loaded = 0;
    while let Some(batch) = ready.recv().await {
        let receipt = app.writer.ingest(batch).await?;
        anyhow::ensure!(
            receipt.rejected.is_empty(),
            "demonstration events were refused: {:?}",
            receipt.rejected.first()
        );
        loaded += receipt.accepted;
        if loaded % (BATCH * 50) == 0 {
            tracing::info!(events = loaded, "loading the demonstration airline");
        }
    }
    making.await??;
    catching_up::everything(&app.db).await?;
    set_property(&mut app.db.write.acquire().await?, NAME, &wanted(now)).await?;
    tracing::info!(events = loaded, "the demonstration airline is loaded");
    Ok(())
}

/// The moment at which the demonstration airline stands: the first start's, also when that was stopped before it had
/// loaded everything, or what it loaded would be told otherwise now.
async fn begun(app: &AppState) -> Result<Timestamp> {
    const NAME: &str = "demo-begun";
    if let Some(begun) = property(&mut app.db.read.acquire().await?, NAME).await? {
        return begun.parse().with_context(|| format!("the property {NAME} is no time: {begun}"));
    }
    let now = app.clock.now();
    set_property(&mut app.db.write.acquire().await?, NAME, &now.to_string()).await?;
    Ok(now)
}

/// Waits for the turn to load the demonstration airline, which one process does for all.
async fn turn(db: &Db) -> Result<Turn> {
    const LOADING: i64 = 0x0070_7572_7365_7203;
    loop {
        if let Some(turn) = db.turn(LOADING).await? {
            return Ok(turn);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

const BATCH: usize = 2_000;
