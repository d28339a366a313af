//! The real backend in this process, on a free port, with a data folder of its own.

use jiff::SignedDuration;
use purser_backend::{
    auth::{DevIdp, Role},
    clock::Clock,
    config::{Law, Serve, Store},
    serve,
};
use purser_desk::{Session, Settings, UiStream, settings::Backend, token::AccessToken};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// The agent of these tests.
pub(crate) const AGENT: &str = "agent-1";

/// A backend that runs or is stopped; its data and its address stay.
pub(crate) struct Service {
    data: TempDir,
    address: SocketAddr,
    law: Law,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    events: u32,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_applying(Law::default()).await
    }

    /// One that applies these laws.
    pub(crate) async fn start_applying(law: Law) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let address = "127.0.0.1:0".parse().expect("an address");
        let mut service = Self { data, address, law, running: None, events: 0 };
        service.run().await;
        service
    }

    /// Starts it again, at its address.
    pub(crate) async fn run(&mut self) {
        let store = Store { data_dir: Some(self.data.path().to_owned()), ..Store::default() };
        let settings = Serve { store, law: self.law, dev_idp: Some(true), ..Serve::default() };
        let settings = settings.decide().expect("right settings");
        let (app, _) = serve::start(&settings).await.expect("a service");
        let listener = TcpListener::bind(self.address).await.expect("the port");
        self.address = listener.local_addr().expect("bound");
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            serve::run(listener, app, shutdown).await.expect("served");
        });
        self.running = Some((stop, task));
    }

    /// Stops it and waits for its end.
    pub(crate) async fn stop(&mut self) {
        let (stop, task) = self.running.take().expect("running");
        stop.send(()).expect("listening");
        task.await.expect("an orderly end");
    }

    /// Rings while no desktop can reach it: for a moment it runs at another address.
    pub(crate) async fn rings_unreachably(&mut self, contact: &str, from: &str) {
        let address = std::mem::replace(&mut self.address, "127.0.0.1:0".parse().expect("an address"));
        self.run().await;
        self.rings(contact, from).await;
        self.stop().await;
        self.address = address;
    }

    fn token(&self, role: Role, subject: &str) -> String {
        let idp = DevIdp::open(self.data.path()).expect("the identity provider");
        idp.issue(role, subject, SignedDuration::from_hours(1), Clock::system().now()).expect("a token")
    }

    /// What the desktop of `data_dir` is told by its surroundings.
    pub(crate) fn settings(&self, data_dir: &TempDir, role: Role) -> Settings {
        Settings {
            backend: Backend::read(&format!("http://{}", self.address)).expect("an address"),
            data_dir: data_dir.path().to_owned(),
            letters: None,
            token: Some(AccessToken::read(&self.token(role, AGENT)).expect("a token")),
            stamps: false,
            keyring: false,
        }
    }

    /// A desktop of the agent, and what it tells its window.
    pub(crate) async fn desktop(&self, data_dir: &TempDir) -> (Session, UiStream) {
        let session = Session::start(self.settings(data_dir, Role::Agent)).await.expect("a session");
        let stream = session.subscribe();
        (session, stream)
    }

    /// The loyalty system tells of a customer.
    pub(crate) async fn knows(&mut self, given: &str, family: &str, loyalty: &str, phone: &str) {
        let customer = json!({
            "name": { "given": given, "family": family },
            "identifiers": { "loyalty": loyalty, "phone": phone, "email": format!("{loyalty}@example.com") },
        });
        let data = json!({ "customer": customer, "programme": "ZX Club", "number": loyalty, "tier": "gold" });
        self.post("purser.loyalty.updated.v1", data).await;
    }

    /// The customer of a loyalty number says something.
    pub(crate) async fn feedback(&mut self, loyalty: &str, text: &str) {
        let data = json!({
            "customer": { "identifiers": { "loyalty": loyalty } }, "score": 9, "text": text, "about": "lounge",
        });
        self.post("purser.feedback.received.v1", data).await;
    }

    /// The telephony platform rings at the agent.
    pub(crate) async fn rings(&mut self, contact: &str, from: &str) {
        let data = json!({ "contact_id": contact, "channel": "voice", "from": from, "agent_id": AGENT });
        self.post("purser.contact.ringing.v1", data).await;
    }

    /// The call is over.
    pub(crate) async fn ends(&mut self, contact: &str) {
        let at = Clock::system().now();
        let data = json!({ "contact_id": contact, "agent_id": AGENT, "at": at, "duration_s": 60 });
        self.post("purser.contact.ended.v1", data).await;
    }

    /// What the service answers to these facts.
    pub(crate) async fn assess(&self, facts: &str) -> Value {
        let response = reqwest::Client::new()
            .post(format!("http://{}/v1/entitlements/assess", self.address))
            .bearer_auth(self.token(Role::Agent, AGENT))
            .header("content-type", "application/json")
            .body(facts.to_owned())
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        response.json().await.expect("JSON")
    }

    async fn post(&mut self, kind: &str, data: Value) {
        self.events += 1;
        let id = format!("event-{}", self.events);
        let event = json!({ "specversion": "1.0", "id": id, "source": "/tests", "type": kind, "data": data });
        let response = reqwest::Client::new()
            .post(format!("http://{}/v1/events", self.address))
            .bearer_auth(self.token(Role::Service, "tests"))
            .header("content-type", "application/cloudevents+json")
            .body(event.to_string())
            .send()
            .await
            .expect("an answer");
        let status = response.status();
        assert_eq!(status.as_u16(), 202, "{kind}: {}", response.text().await.unwrap_or_default());
    }
}
