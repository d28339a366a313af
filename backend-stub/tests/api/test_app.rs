//! The whole service over a database of its own, with a clock that stands still, on a free port.

use super::database;
use jiff::{SignedDuration, Timestamp};
use purser_backend::{
    app::{AppState, Wiring},
    auth::{DevIdp, Role},
    clock::Clock,
    compensation::policy::Current,
    db::Db,
    realtime::Limits,
    serve,
    webhooks::Options,
};
use purser_contract::event::IngestReceipt;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// A tenth of a second before a full one, so that a token can be made that ends soon.
const NOW: &str = "2026-11-20T10:00:00.9Z";
/// What is still to be looked at.
const MOVED: &str = "SELECT (SELECT COUNT(*) FROM decision_watch) + (SELECT COUNT(*) FROM decision_backlog)";

/// What a request was answered.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body, null when that is not JSON.
    pub body: Value,
}

/// A running service.
pub struct TestApp {
    /// `127.0.0.1:PORT`
    pub address: String,
    /// Stands still until it is set.
    pub clock: Clock,
    /// The service's inside.
    pub state: AppState,
    /// Its identity provider.
    pub idp: DevIdp,
    /// For requests.
    pub client: reqwest::Client,
    shutdown: CancellationToken,
    serving: JoinHandle<anyhow::Result<()>>,
    events: AtomicI64,
    folder: Arc<TempDir>,
}

/// Waits until everything that moved was looked at.
pub async fn decided(db: &Db) {
    let all = async {
        while database::column::<i64>(db, MOVED).await != [0] {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), all).await.expect("it is decided");
}

/// A service without an identity provider that tells nobody anything.
pub fn wiring(db: Db, clock: Clock) -> Wiring {
    Wiring {
        db,
        clock,
        home: "DE".to_owned(),
        trusted: Vec::new(),
        dev_idp: None,
        origins: Vec::new(),
        limits: Limits::default(),
        webhooks: None,
        law: purser_entitlement::Settings::default(),
        policy: Arc::new(Current::open(None).unwrap()),
        settle: std::time::Duration::ZERO,
        identity: purser_backend::identity::rules::Rules::default(),
        rules: Arc::new(purser_backend::insight::rules::Rules::built_in()),
    }
}

impl TestApp {
    /// A service as it is installed.
    pub async fn start() -> Self {
        Self::start_with(Limits::default()).await
    }

    /// A service whose sockets are less patient.
    pub async fn start_with(limits: Limits) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::start_in(folder, Clock::fixed(NOW.parse().unwrap()), limits, None).await
    }

    /// A service with another policy over the database in `folder`.
    pub async fn start_with_policy(folder: &Arc<TempDir>, policy: Current) -> Self {
        let app = Self::undecided(Arc::clone(folder), policy).await;
        app.state.start_deciding().await;
        app
    }

    /// A service that loads an airline before it decides what passengers are owed.
    pub async fn start_loading() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::undecided(folder, Current::open(None).unwrap()).await
    }

    async fn undecided(folder: Arc<TempDir>, policy: Current) -> Self {
        let clock = Clock::fixed(NOW.parse().unwrap());
        Self::start_by(folder, clock, Limits::default(), None, policy).await
    }

    /// One more service over the database in `folder`.
    pub async fn start_over(folder: &Arc<TempDir>) -> Self {
        Self::start_in(Arc::clone(folder), Clock::fixed(NOW.parse().unwrap()), Limits::default(), None).await
    }

    /// A service that sends webhooks in the time of the world, over the database in `folder`.
    pub async fn start_sending(folder: &Arc<TempDir>, options: Options) -> Self {
        Self::start_in(Arc::clone(folder), Clock::system(), Limits::default(), Some(options)).await
    }

    async fn start_in(folder: Arc<TempDir>, clock: Clock, limits: Limits, webhooks: Option<Options>) -> Self {
        let app = Self::start_by(folder, clock, limits, webhooks, Current::open(None).unwrap()).await;
        app.state.start_deciding().await;
        app
    }

    async fn start_by(
        folder: Arc<TempDir>,
        clock: Clock,
        limits: Limits,
        webhooks: Option<Options>,
        policy: Current,
    ) -> Self {
        let db = database::open(folder.path()).await;
        let dev_idp = Some(DevIdp::open(folder.path()).unwrap());
        let policy = Arc::new(policy);
        let wiring = Wiring { dev_idp, limits, webhooks, policy, ..wiring(db, clock.clone()) };
        let state = AppState::start(wiring).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(serve::run(listener, state.clone(), shutdown.clone().cancelled_owned()));
        let idp = DevIdp::open(folder.path()).unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let events = AtomicI64::new(0);
        Self { address, clock, state, idp, client, shutdown, serving, events, folder }
    }

    /// Waits until everything that moved was looked at: what passengers are owed is decided.
    pub async fn decided(&self) {
        decided(&self.state.db).await;
    }

    /// Stops the service and waits until it has.
    pub async fn stop(self) {
        self.shutdown.cancel();
        drop(self.state);
        self.serving.await.unwrap().unwrap();
    }

    /// Ends the service as a kill would: nothing is finished, nothing said.
    pub fn kill(self) -> Arc<TempDir> {
        self.serving.abort();
        self.state.stop.cancel();
        self.folder
    }

    /// Asks as somebody in `role`; the answer's status, headers and body.
    pub async fn call(
        &self,
        role: Role,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.call_by((role, "tester"), method, path, headers, body).await
    }

    /// The same as somebody by name.
    pub async fn call_by(
        &self,
        (role, subject): (Role, &str),
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let method = method.parse().unwrap();
        let mut request = self.client.request(method, self.url(path)).bearer_auth(self.token(role, subject));
        if !body.is_empty() {
            request = request.header("content-type", "application/json").body(body.to_owned());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// A token good for an hour.
    pub fn token(&self, role: Role, subject: &str) -> String {
        self.token_for(role, subject, 3600)
    }

    /// A token good for so many seconds.
    pub fn token_for(&self, role: Role, subject: &str, seconds: i64) -> String {
        self.idp.issue(role, subject, SignedDuration::from_secs(seconds), self.clock.now()).unwrap()
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Reads as an agent.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        let token = self.token(Role::Agent, "agent-1");
        self.client.get(self.url(path)).bearer_auth(token).send().await.unwrap()
    }

    /// An event of this type a second after the one made before.
    pub fn event(&self, kind: &str, data: &Value) -> Value {
        let number = self.events.fetch_add(1, Ordering::SeqCst);
        let day: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
        json!({
            "specversion": "1.0", "id": format!("e-{number}"), "source": "//tests", "type": kind,
            "time": day + SignedDuration::from_secs(number), "data": data,
        })
    }

    /// Posts events as one batch; all must be accepted.
    pub async fn post(&self, events: &[Value]) {
        let response = self
            .client
            .post(self.url("/v1/events"))
            .bearer_auth(self.token(Role::Service, "tests"))
            .header("content-type", "application/cloudevents-batch+json")
            .body(serde_json::to_vec(events).unwrap())
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        assert_eq!(status, 202, "{text}");
        let receipt: IngestReceipt = serde_json::from_str(&text).unwrap();
        assert_eq!(receipt.accepted, events.len(), "{text}");
    }
}
