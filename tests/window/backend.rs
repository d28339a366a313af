//! A real backend with a data folder of its own, and the source systems that post to it.

use crate::programs::{Group, built};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// The agent of the flows.
pub(crate) const AGENT: &str = "agent-flows";

/// A backend that is running or stopped; its data and its address stay.
pub(crate) struct Backend {
    data: TempDir,
    pub(crate) port: u16,
    running: Option<Group>,
    events: u32,
}

impl Backend {
    pub(crate) fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut backend = Self { data, port: free_port(), running: None, events: 0 };
        backend.run();
        backend
    }

    /// Starts it, at its own address, and waits until it listens.
    pub(crate) fn run(&mut self) {
        self.running = Some(serve(self.data.path(), self.port));
    }

    /// Kills it as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A token from the development identity provider.
    pub(crate) fn token(&self, role: &str, subject: &str) -> String {
        let output = Command::new(built("purser-backend"))
            .args(["token", "--role", role, "--subject", subject, "--data-dir"])
            .arg(self.data.path())
            .output()
            .expect("purser-backend token");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// A customer with a loyalty number, as the loyalty system tells of them.
    pub(crate) async fn knows(&mut self, given: &str, family: &str, loyalty: &str, phone: &str) {
        let customer = json!({
            "name": { "given": given, "family": family },
            "identifiers": { "loyalty": loyalty, "phone": phone },
        });
        let data = json!({ "customer": customer, "programme": "ZX Club", "number": loyalty, "tier": "gold" });
        self.post("purser.loyalty.updated.v1", data).await;
    }

    /// Rings at the agent of the flows.
    pub(crate) async fn rings(&mut self, contact: &str, from: &str) {
        let data = json!({
            "contact_id": contact, "channel": "voice", "from": from, "agent_id": AGENT, "queue": "service",
        });
        self.post("purser.contact.ringing.v1", data).await;
    }

    /// Rings while the desktop cannot reach the backend: it runs for a moment at another address.
    pub(crate) async fn rings_unreachably(&mut self, contact: &str, from: &str) {
        let port = std::mem::replace(&mut self.port, free_port());
        self.run();
        self.rings(contact, from).await;
        self.kill();
        self.port = port;
    }

    /// A flight from Frankfurt to New York is cancelled six hours before it leaves; these were booked on it, each alone.
    pub(crate) async fn cancels_a_flight_of(&mut self, passengers: [(&str, &str); 2]) {
        #[expect(
            clippy::disallowed_methods,
            reason = "the backend of the flows runs by the clock of this computer"
        )]
        let departs = Timestamp::now().saturating_add(SignedDuration::from_hours(6)).expect("a time");
        let arrives = departs + SignedDuration::from_hours(9);
        let date = departs.strftime("%F").to_string();
        for (place, (given, family)) in passengers.into_iter().enumerate() {
            let customer = json!({
                "name": { "given": given, "family": family },
                "identifiers": { "loyalty": format!("ZX300300{place}") },
            });
            let segment = json!({
                "flight": "ZX900", "date": date, "from": "FRA", "to": "JFK",
                "departs": departs.to_string(), "arrives": arrives.to_string(), "cabin": "economy",
            });
            let booking = json!({
                "pnr": format!("FLOW0{place}"),
                "passengers": [{ "customer": customer, "ssrs": [] }],
                "segments": [segment],
                "total": { "amount": "700.00", "currency": "EUR" },
            });
            self.post("purser.booking.created.v1", booking).await;
        }
        let flight = json!({
            "flight": "ZX900", "date": date, "from": "FRA", "to": "JFK",
            "scheduled_departure": departs.to_string(), "scheduled_arrival": arrives.to_string(),
        });
        self.post("purser.flight.cancelled.v1", flight).await;
    }

    /// Who was owed something and how that stands, by name.
    pub(crate) async fn compensations(&self) -> Vec<(String, String)> {
        let response = reqwest::Client::new()
            .get(format!("{}/v1/compensations", self.address()))
            .bearer_auth(self.token("supervisor", "reader"))
            .send()
            .await
            .expect("the backend answers");
        let page: Value = serde_json::from_str(&response.text().await.expect("text")).expect("JSON");
        let word = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let rows = page["items"].as_array().expect("rows");
        let mut rows: Vec<_> = rows.iter().map(|row| (word(row, "passenger"), word(row, "status"))).collect();
        rows.sort();
        rows
    }

    async fn post(&mut self, kind: &str, data: Value) {
        self.events += 1;
        let event = json!({
            "specversion": "1.0",
            "id": format!("flow-{}", self.events),
            "source": "/flows",
            "type": kind,
            "data": data,
        });
        let response = reqwest::Client::new()
            .post(format!("{}/v1/events", self.address()))
            .bearer_auth(self.token("service", "flows"))
            .header("content-type", "application/cloudevents+json")
            .body(event.to_string())
            .send()
            .await
            .expect("the backend answers");
        let status = response.status();
        assert_eq!(status.as_u16(), 202, "{kind}: {}", response.text().await.unwrap_or_default());
    }
}

fn serve(data: &Path, port: u16) -> Group {
    let mut group = Group::start(&built("purser-backend"), |command| {
        command.args(["serve", "--dev-idp", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"]);
        command.arg(data).stdout(Stdio::piped()).stderr(log(data));
    });
    let stdout = group.child().stdout.take().expect("piped");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    assert!(line.starts_with("listening on http://"), "{line:?}; see {}", log_path(data).display());
    group
}

fn log_path(data: &Path) -> PathBuf {
    data.join("stderr.log")
}

fn log(data: &Path) -> std::fs::File {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true).open(log_path(data)).expect("a log")
}

/// A port that nobody listens on now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}
