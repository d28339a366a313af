//! Webhooks under faults: every acknowledged change arrives at least once and in order, however often the service is killed.

use super::{serve, token, token_of};
use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

const KILLS: usize = 12;
const CUSTOMERS: usize = 4;

/// What each customer's consent was told to be, in the order it came. An event that came before is passed over.
pub type Told = Arc<Mutex<(BTreeSet<String>, BTreeMap<String, Vec<String>>)>>;

async fn take(State(told): State<Told>, body: Bytes) -> StatusCode {
    let event: Value = serde_json::from_slice(&body).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut told = told.lock().unwrap();
    if !told.0.insert(text(&event["id"])) {
        return StatusCode::OK;
    }
    let customer = told.1.entry(text(&event["data"]["customer_id"])).or_default();
    customer.push(text(&event["data"]["state"]));
    // One is refused at first and comes again.
    if customer.len() == 7 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
}

pub async fn target_of() -> (String, Told) {
    let told = Told::default();
    let router = Router::new().route("/", post(take)).with_state(Arc::clone(&told));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, told)
}

struct Caller {
    client: reqwest::Client,
    admin: String,
    service: String,
}

impl Caller {
    /// Makes customers and a webhook; gives back the customers' ids.
    async fn prepare(&self, address: &str, url: &str) -> Vec<String> {
        let events: Vec<Value> = (0..CUSTOMERS)
            .map(|n| {
                json!({"specversion": "1.0", "id": format!("c-{n}"), "source": "/kill", "type": "purser.loyalty.updated.v1",
                    "data": {"customer": {"identifiers": {}}, "number": format!("L{n}"), "tier": "Gold"}})
            })
            .collect();
        let request = self.client.post(format!("{address}/v1/events")).bearer_auth(&self.service);
        let request = request.header("content-type", "application/cloudevents-batch+json");
        assert_eq!(request.body(json!(events).to_string()).send().await.unwrap().status().as_u16(), 202);
        let request = self.client.post(format!("{address}/v1/webhooks")).bearer_auth(&self.admin);
        assert_eq!(request.json(&json!({ "url": url })).send().await.unwrap().status().as_u16(), 201);
        let mut ids = Vec::new();
        for n in 0..CUSTOMERS {
            let request =
                self.client.get(format!("{address}/v1/customers?loyalty=L{n}")).bearer_auth(&self.admin);
            let found: Value = request.send().await.unwrap().json().await.unwrap();
            ids.push(found["items"][0]["id"].as_str().unwrap().to_owned());
        }
        ids
    }

    /// Withdraws and gives again until the service is gone, from each customer's next state on. A statement that got no
    /// answer is made again under its key after the next start, as a careful client does.
    async fn state_until_gone(&self, address: &str, ids: &[String], next: &mut [usize], random: &mut StdRng) {
        loop {
            let who = random.random_range(0..ids.len());
            let number = next[who];
            let state = if number.is_multiple_of(2) { "withdrawn" } else { "given" };
            let request = self.client.put(format!("{address}/v1/customers/{}/consents", ids[who]));
            let request =
                request.bearer_auth(&self.service).header("idempotency-key", format!("{who}-{number}"));
            match request.json(&json!({"purpose": "marketing", "state": state})).send().await {
                Ok(answer) if answer.status().is_success() => next[who] += 1,
                Ok(answer) => panic!("answered {}", answer.status()),
                Err(_) => return,
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_change_arrives_in_order_through_kills() {
    let folder = tempfile::tempdir().unwrap();
    let (url, told) = target_of().await;
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
    let caller = Caller { client, admin: token_of("admin", folder.path()), service: token(folder.path()) };
    let mut random = StdRng::seed_from_u64(3);
    let (mut child, address) = serve(folder.path()).await;
    let ids = caller.prepare(&address, &url).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut next = vec![0; CUSTOMERS];
    for _ in 0..KILLS {
        let (mut child, address) = serve(folder.path()).await;
        let moment = Duration::from_millis(random.random_range(20..250));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        caller.state_until_gone(&address, &ids, &mut next, &mut random).await;
        killing.join().unwrap();
    }
    assert!(next.iter().sum::<usize>() > KILLS, "the kills came before anything happened: {next:?}");
    let (mut child, _address) = serve(folder.path()).await;
    let complete = || {
        let told = told.lock().unwrap();
        ids.iter().zip(&next).all(|(id, next)| told.1.get(id).map_or(0, Vec::len) >= *next)
    };
    for _try in 0..3_000 {
        if complete() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let told = told.lock().unwrap();
    for (id, next) in ids.iter().zip(&next) {
        let came = told.1.get(id).cloned().unwrap_or_default();
        // One more may have been written and never answered.
        assert!((*next..=next + 1).contains(&came.len()), "{next} acknowledged, {} came", came.len());
        let expected = ["withdrawn", "given"].into_iter().cycle();
        assert!(came.iter().map(String::as_str).eq(expected.take(came.len())), "{came:?}");
    }
}
