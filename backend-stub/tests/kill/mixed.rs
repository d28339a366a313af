//! Everything at once, killed again and again: events one by one and in batches, consents, calls, merges, webhooks.
//!
//! `PURSER_KILLS=N` kills N times instead of a few.

use super::{serve, token_of};
use crate::webhooks::target_of;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const KILLS: usize = 15;
const PEOPLE: usize = 8;

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    events: Vec<String>,
    /// The next consent statement of each person, acknowledged one by one.
    stated: Vec<usize>,
    /// Merges that stand, and those that were taken back.
    merges: BTreeMap<String, bool>,
}

struct Load {
    client: reqwest::Client,
    service: String,
    supervisor: String,
    /// People's ids; the first four and the second four are merged in pairs.
    ids: Vec<String>,
    next: AtomicUsize,
    acknowledged: Mutex<Acknowledged>,
}

fn said(id: &str, kind: &str, data: &Value) -> Value {
    json!({"specversion": "1.0", "id": id, "source": "/kill", "type": kind, "data": data})
}

impl Load {
    /// Posts one event or several; says whether the service is still there.
    async fn post(&self, address: &str, events: &[Value], single: bool) -> bool {
        let (media_type, body) = match (single, events) {
            (true, [only]) => ("application/cloudevents+json", only.to_string()),
            _ => ("application/cloudevents-batch+json", json!(events).to_string()),
        };
        let request = self.client.post(format!("{address}/v1/events")).bearer_auth(&self.service);
        let Ok(answer) = request.header("content-type", media_type).body(body).send().await else {
            return false;
        };
        // The body may still be lost with the service.
        let Ok(receipt) = answer.json::<Value>().await else { return false };
        assert_eq!(receipt["rejected"], json!([]), "{receipt}");
        let ids = events.iter().map(|event| event["id"].as_str().unwrap().to_owned());
        self.acknowledged.lock().unwrap().events.extend(ids);
        true
    }

    async fn events(&self, address: &str, random: &mut StdRng) {
        loop {
            let n = self.next.fetch_add(10, Ordering::SeqCst);
            let who = json!({"identifiers": {"loyalty": format!("M{}", random.random_range(0..PEOPLE))}});
            let preference = |n: usize| {
                let data = json!({"customer": who, "key": format!("k{}", n % 7), "value": n});
                said(&format!("m-{n}"), "purser.preference.stated.v1", &data)
            };
            let there = match random.random_range(0..4) {
                0 => self.post(address, &[preference(n)], true).await,
                1 => self.call(address, n).await,
                _ => self.post(address, &(n..n + 10).map(preference).collect::<Vec<_>>(), false).await,
            };
            if !there {
                return;
            }
        }
    }

    /// A call from its ringing to its end.
    async fn call(&self, address: &str, n: usize) -> bool {
        for (part, kind) in ["ringing", "answered", "ended"].into_iter().enumerate() {
            let data = json!({"contact_id": format!("c-{n}"), "channel": "voice", "from": format!("+4930555{:04}", n % PEOPLE),
                "agent_id": "agent-1"});
            let event = said(&format!("m-{n}-{part}"), &format!("purser.contact.{kind}.v1"), &data);
            if !self.post(address, &[event], true).await {
                return false;
            }
        }
        true
    }

    /// Withdraws and gives again, one person after another; what got no answer is said again under its key.
    async fn consents(&self, address: &str, random: &mut StdRng) {
        loop {
            let who = random.random_range(0..PEOPLE);
            let number = self.acknowledged.lock().unwrap().stated[who];
            let state = if number.is_multiple_of(2) { "withdrawn" } else { "given" };
            let request = self.client.put(format!("{address}/v1/customers/{}/consents", self.ids[who]));
            let request =
                request.bearer_auth(&self.service).header("idempotency-key", format!("{who}-{number}"));
            let request = request.json(&json!({"purpose": "marketing", "state": state}));
            match request.send().await {
                Ok(answer) if answer.status().is_success() => {
                    self.acknowledged.lock().unwrap().stated[who] += 1
                }
                Ok(answer) => panic!("answered {}", answer.status()),
                Err(_) => return,
            }
        }
    }

    /// Merges two records that nothing else speaks of and takes it back. What got no answer may have happened or not.
    async fn merges(&self, address: &str, pair: &[String; 2]) {
        let ask = |what: &str, body: Value| {
            let request = self.client.post(format!("{address}/v1/customers/{}/{what}", pair[0]));
            request.bearer_auth(&self.supervisor).json(&body).send()
        };
        loop {
            let Ok(answer) = ask("merge", json!({"other": pair[1], "reason": "kill"})).await else { return };
            if answer.status().is_success() {
                let Ok(merged) = answer.json::<Value>().await else { return };
                let id = merged["merge"].as_str().unwrap().to_owned();
                self.acknowledged.lock().unwrap().merges.insert(id, true);
            } else {
                // One before was done and not answered, or not taken back; the customer says which.
                assert_eq!(answer.status().as_u16(), 409);
            }
            let view = self.client.get(format!("{address}/v1/customers/{}/360", pair[0]));
            let Ok(answer) = view.bearer_auth(&self.supervisor).send().await else { return };
            let Ok(view) = answer.json::<Value>().await else { return };
            for merge in view["merges"].as_array().unwrap() {
                let id = merge["id"].as_str().unwrap().to_owned();
                self.acknowledged.lock().unwrap().merges.insert(id.clone(), true);
                let Ok(answer) = ask("unmerge", json!({"merge": id, "reason": "kill"})).await else { return };
                if answer.status().is_success() {
                    self.acknowledged.lock().unwrap().merges.insert(id, false);
                }
            }
        }
    }

    async fn id_of(&self, address: &str, loyalty: &str) -> String {
        let request = self.client.get(format!("{address}/v1/customers?loyalty={loyalty}"));
        let found: Value = request.bearer_auth(&self.supervisor).send().await.unwrap().json().await.unwrap();
        found["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn kills() -> usize {
    std::env::var("PURSER_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled_whatever_was_going_on() {
    let folder = tempfile::tempdir().unwrap();
    let (url, told) = target_of().await;
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
    let [service, supervisor, admin] =
        ["service", "supervisor", "admin"].map(|role| token_of(role, folder.path()));
    let acknowledged = Mutex::new(Acknowledged { stated: vec![0; PEOPLE], ..Acknowledged::default() });
    let mut load =
        Load { client, service, supervisor, ids: Vec::new(), next: AtomicUsize::new(0), acknowledged };
    let (mut child, address) = serve(folder.path()).await;
    let person = |name: String| {
        let data = json!({"customer": {"identifiers": {}}, "number": name, "tier": "Gold"});
        said(&format!("p-{name}"), "purser.loyalty.updated.v1", &data)
    };
    let people: Vec<Value> = (0..PEOPLE).map(|n| person(format!("M{n}"))).collect();
    let pair: Vec<Value> = (0..2).map(|n| person(format!("X{n}"))).collect();
    assert!(load.post(&address, &[people, pair].concat(), false).await);
    for n in 0..PEOPLE {
        let id = load.id_of(&address, &format!("M{n}")).await;
        load.ids.push(id);
    }
    let pair = [load.id_of(&address, "X0").await, load.id_of(&address, "X1").await];
    let request = load.client.post(format!("{address}/v1/webhooks")).bearer_auth(&admin);
    let hook = json!({"url": url, "types": ["purser.consent.changed.v1"]});
    assert_eq!(request.json(&hook).send().await.unwrap().status().as_u16(), 201);
    child.kill().unwrap();
    child.wait().unwrap();
    let load = Arc::new(load);
    let mut random = StdRng::seed_from_u64(100);
    for round in 0..kills() {
        let (mut child, address) = serve(folder.path()).await;
        let moment = Duration::from_micros(random.random_range(500..250_000));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let seed = |part: u64| StdRng::seed_from_u64(round as u64 * 10 + part);
        let [mut one, mut two, mut three] = [seed(1), seed(2), seed(3)];
        tokio::join!(
            load.events(&address, &mut one),
            load.events(&address, &mut two),
            load.consents(&address, &mut three),
            load.merges(&address, &pair)
        );
        killing.join().unwrap();
    }
    let (mut child, address) = serve(folder.path()).await;
    delivered(&load, &told).await;
    let view = load.client.get(format!("{address}/v1/customers/{}/360", pair[0]));
    let view: Value = view.bearer_auth(&load.supervisor).send().await.unwrap().json().await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    check(&load, folder.path(), &view).await;
}

/// Waits until every acknowledged change has come, and compares.
async fn delivered(load: &Load, told: &super::webhooks::Told) {
    let stated = load.acknowledged.lock().unwrap().stated.clone();
    let complete = || {
        let told = told.lock().unwrap();
        load.ids.iter().zip(&stated).all(|(id, next)| told.1.get(id).map_or(0, Vec::len) >= *next)
    };
    for _try in 0..6_000 {
        if complete() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let told = told.lock().unwrap();
    for (id, next) in load.ids.iter().zip(&stated) {
        let came = told.1.get(id).cloned().unwrap_or_default();
        // One more may have been written and never answered.
        assert!((*next..=next + 1).contains(&came.len()), "{next} acknowledged, {} came", came.len());
        let expected = ["withdrawn", "given"].into_iter().cycle();
        assert!(came.iter().map(String::as_str).eq(expected.take(came.len())), "{came:?}");
    }
}

async fn check(load: &Load, folder: &std::path::Path, view: &Value) {
    let acknowledged = std::mem::take(&mut *load.acknowledged.lock().unwrap());
    let Acknowledged { events, stated, merges } = &acknowledged;
    let db = crate::database::open(folder).await;
    let ids: Vec<String> = crate::database::column(&db, "SELECT id FROM events WHERE source = '/kill'").await;
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "none twice");
    for id in events {
        assert!(once.contains(id), "{id} was acknowledged and is lost");
    }
    let standing: BTreeSet<&str> =
        view["merges"].as_array().unwrap().iter().map(|merge| merge["id"].as_str().unwrap()).collect();
    for (id, stands) in merges {
        // The last word about a merge may have been written and never answered; what was taken back stays so.
        assert!(*stands || !standing.contains(id.as_str()), "{id} was taken back and stands");
    }
    if !crate::database::on_postgres() {
        assert_eq!(crate::database::column::<String>(&db, "PRAGMA integrity_check").await, ["ok"]);
    }
    let replayed = purser_backend::log::replay::replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new(), "the read models are what the log says");
    let verified =
        purser_backend::audit::verify::verify(&mut db.read.acquire().await.unwrap()).await.unwrap();
    assert!(matches!(verified, purser_backend::audit::verify::Verified::Whole(head) if head.number > 0));
    let kills = kills();
    assert!(events.len() > kills && !merges.is_empty(), "the kills came before anything happened");
    eprintln!(
        "{kills} kills: {} events, {} consents, {} merges acknowledged, all there once",
        events.len(),
        stated.iter().sum::<usize>(),
        merges.len()
    );
}
