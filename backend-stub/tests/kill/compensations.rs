//! Compensations under faults: flights are cancelled and supervisors approve while the service is killed again and again. In
//! the end everybody is owed what they would be without the kills, and each event out came once by its id.

use super::{serve, token, token_of};
use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

const KILLS: usize = 50;
const FLIGHTS: usize = 25;
const PEOPLE: usize = 6;

/// What was told of which compensation, by the event's id.
type Told = Arc<Mutex<BTreeMap<String, String>>>;

async fn take(State(told): State<Told>, body: Bytes) -> StatusCode {
    let event: Value = serde_json::from_slice(&body).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let what = format!("{} {}", text(&event["type"]), text(&event["data"]["compensation_id"]));
    told.lock().unwrap().insert(text(&event["id"]), what);
    StatusCode::OK
}

async fn target() -> (String, Told) {
    let told = Told::default();
    let router = Router::new().route("/", post(take)).with_state(Arc::clone(&told));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, told)
}

fn event(id: &str, kind: &str, time: &str, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": id, "source": "/kill", "type": format!("purser.{kind}.v1"), "time": time,
        "data": data})
}

/// Everybody on one flight; the first of them on two bookings, which a supervisor must look at.
fn bookings(flight: usize) -> Vec<Value> {
    let who = |person: usize| {
        json!({"customer": {"name": {"given": format!("G{person}"), "family": format!("F{flight}")},
            "identifiers": {"loyalty": format!("K{flight:03}{person:03}")}}})
    };
    let segment = json!({"flight": format!("ZX{}", 100 + flight), "date": "2026-11-20", "from": "FRA", "to": "BUD",
        "departs": "2026-11-20T15:00:00Z", "arrives": "2026-11-20T16:40:00Z"});
    let made = |part: &str, people: Vec<Value>| {
        let data = json!({"pnr": format!("{part}{flight:04}"), "passengers": people, "segments": [segment]});
        event(&format!("{part}-{flight}"), "booking.created", "2026-11-01T10:00:00Z", &data)
    };
    vec![made("A", (0..PEOPLE).map(who).collect()), made("B", vec![who(0)])]
}

fn cancelled(flight: usize) -> Value {
    let data = json!({"flight": format!("ZX{}", 100 + flight), "date": "2026-11-20", "from": "FRA", "to": "BUD",
        "scheduled_departure": "2026-11-20T15:00:00Z", "scheduled_arrival": "2026-11-20T16:40:00Z"});
    event(&format!("C-{flight}"), "flight.cancelled", "2026-11-20T10:00:00Z", &data)
}

/// A source system, and a supervisor who approves whatever waits.
struct Driver {
    client: reqwest::Client,
    service: String,
    supervisor: String,
    next: usize,
}

impl Driver {
    fn new(folder: &Path) -> Self {
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        Self { client, service: token(folder), supervisor: token_of("supervisor", folder), next: 0 }
    }

    async fn post(&self, address: &str, events: &[Value]) -> reqwest::Result<()> {
        let request = self.client.post(format!("{address}/v1/events")).bearer_auth(&self.service);
        let request = request.header("content-type", "application/cloudevents-batch+json");
        let answer = request.body(json!(events).to_string()).send().await?;
        assert_eq!(answer.status().as_u16(), 202);
        Ok(())
    }

    async fn read(&self, address: &str, path: &str) -> reqwest::Result<Value> {
        let request = self.client.get(format!("{address}{path}")).bearer_auth(&self.supervisor);
        request.send().await?.json().await
    }

    /// One more flight is cancelled, and what waits is approved; whether everything is done.
    async fn step(&mut self, address: &str) -> reqwest::Result<bool> {
        if self.next < FLIGHTS {
            self.post(address, &[cancelled(self.next)]).await?;
            self.next += 1;
        }
        let waits = self.read(address, "/v1/compensations?status=pending_approval&limit=200").await?;
        for item in waits["items"].as_array().into_iter().flatten() {
            let id = item["id"].as_str().unwrap();
            let request = self.client.post(format!("{address}/v1/compensations/{id}/approve"));
            let request = request.bearer_auth(&self.supervisor).header("idempotency-key", id);
            let answer = request.send().await?;
            assert!(answer.status().is_success(), "answered {}", answer.status());
        }
        let list = self.read(address, "/v1/disruptions?limit=200").await?;
        let done = list["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|item| item["outcomes"]["issued"] == PEOPLE);
        Ok(done.count() == FLIGHTS)
    }

    /// Until everything is done, or the service is gone.
    async fn drive(&mut self, address: &str) -> bool {
        loop {
            match self.step(address).await {
                Ok(true) => return true,
                Ok(false) => {}
                Err(_) => return false,
            }
        }
    }

    /// What everybody is owed.
    async fn state(&self, address: &str) -> BTreeMap<String, Value> {
        let mut state = BTreeMap::new();
        let mut cursor = String::new();
        loop {
            let page = self.read(address, &format!("/v1/compensations?limit=200{cursor}")).await.unwrap();
            for item in page["items"].as_array().unwrap() {
                let who = format!("{} {}", item["flight"], item["passenger"]);
                let what = json!([
                    item["status"],
                    item["amount"],
                    item["issued"],
                    item["approvals"].as_array().unwrap().len()
                ]);
                assert!(state.insert(who, what).is_none(), "nobody twice");
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return state,
            }
        }
    }
}

/// Books everybody, with somebody who is told of everything.
async fn prepare(folder: &Path) -> (Driver, Told) {
    let (url, told) = target().await;
    let driver = Driver::new(folder);
    let (mut child, address) = serve(folder).await;
    let admin = token_of("admin", folder);
    let request = driver.client.post(format!("{address}/v1/webhooks")).bearer_auth(admin);
    assert_eq!(request.json(&json!({ "url": url })).send().await.unwrap().status().as_u16(), 201);
    for flight in 0..FLIGHTS {
        driver.post(&address, &bookings(flight)).await.unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    (driver, told)
}

/// Drives to the end; what everybody is owed, and how often each thing was told.
async fn finish(
    mut driver: Driver,
    told: &Told,
    folder: &Path,
) -> (BTreeMap<String, Value>, BTreeMap<String, usize>) {
    let (mut child, address) = serve(folder).await;
    assert!(driver.drive(&address).await);
    let state = driver.state(&address).await;
    let admin = token_of("admin", folder);
    for _try in 0..3_000 {
        let request = driver.client.get(format!("{address}/v1/webhooks")).bearer_auth(&admin);
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        if page["items"][0]["pending"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut counted = BTreeMap::new();
    for what in told.lock().unwrap().values() {
        let kind = what.split(' ').next().unwrap_or_default().to_owned();
        *counted.entry(kind).or_default() += 1;
    }
    (state, counted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_owed_once_what_they_would_be_without_the_kills() {
    let (quiet, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (driver, told) = prepare(quiet.path()).await;
    let undisturbed = finish(driver, &told, quiet.path()).await;
    assert_eq!(undisturbed.0.len(), FLIGHTS * PEOPLE);
    assert_eq!(undisturbed.1["purser.payment.requested.v1"], FLIGHTS * PEOPLE);
    assert_eq!(undisturbed.1["purser.compensation.approved.v1"], FLIGHTS);
    let (mut driver, told) = prepare(killed.path()).await;
    let mut random = StdRng::seed_from_u64(5);
    for _ in 0..KILLS {
        let (mut child, address) = serve(killed.path()).await;
        let moment = Duration::from_millis(random.random_range(2..120));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        driver.drive(&address).await;
        killing.join().unwrap();
    }
    assert!(driver.next > 0, "the kills came before anything happened");
    let disturbed = finish(driver, &told, killed.path()).await;
    assert_eq!(disturbed, undisturbed);
    let db = super::database::open(killed.path()).await;
    let replayed = purser_backend::log::replay::replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new());
}
