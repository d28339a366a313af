//! Another system that gets webhooks: it checks each signature, remembers what came, and answers as it is told.

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle, time::timeout};

/// How a target answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// With 204.
    Takes,
    /// With 500.
    Fails,
    /// Never.
    Hangs,
    /// With a redirect to itself.
    Sends,
}

/// A delivery as it came.
#[derive(Clone, Debug)]
pub struct Came {
    /// `webhook-id`
    pub id: String,
    /// The event.
    pub event: Value,
    /// Whether it was taken.
    pub taken: bool,
}

#[derive(Default)]
struct Inside {
    secret: String,
    mood: VecDeque<Mood>,
    /// Fails every event of this customer.
    refuses: Option<String>,
    came: Vec<Came>,
}

/// See the module.
pub struct Target {
    /// Where it listens.
    pub url: String,
    inside: Arc<(Mutex<Inside>, Notify)>,
    serving: JoinHandle<()>,
}

/// The secret of every webhook of these tests.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Shared = Arc<(Mutex<Inside>, Notify)>;

async fn take(
    State(inside): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
    assert_eq!(header("content-type"), "application/cloudevents+json; charset=utf-8");
    let event: Value = serde_json::from_slice(&body).unwrap();
    let mood = {
        let mut inside = inside.0.lock().unwrap();
        let key = BASE64_STANDARD.decode(inside.secret.trim_start_matches("whsec_")).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(&body);
        let signature =
            BASE64_STANDARD.decode(header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
        let signed = mac.verify_slice(&signature).is_ok();
        let refused =
            inside.refuses.as_deref() == event["data"]["customer_id"].as_str() && inside.refuses.is_some();
        let mood = if inside.mood.len() > 1 { inside.mood.pop_front() } else { inside.mood.front().copied() };
        let mood = if !signed || refused { Mood::Fails } else { mood.unwrap_or(Mood::Takes) };
        inside.came.push(Came { id, event, taken: mood == Mood::Takes });
        mood
    };
    inside.1.notify_waiters();
    match mood {
        Mood::Takes => (StatusCode::NO_CONTENT, [("x-mood", "takes")]),
        Mood::Fails => (StatusCode::INTERNAL_SERVER_ERROR, [("x-mood", "fails")]),
        Mood::Sends => (StatusCode::TEMPORARY_REDIRECT, [("location", "/hook")]),
        Mood::Hangs => std::future::pending().await,
    }
}

impl Target {
    /// A target that answers so, one mood a delivery, the last for ever.
    pub async fn start(moods: &[Mood]) -> Self {
        let inside: Shared = Arc::default();
        *inside.0.lock().unwrap() =
            Inside { secret: SECRET.to_owned(), mood: moods.iter().copied().collect(), ..Inside::default() };
        let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&inside));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, inside, serving }
    }

    /// From now on it answers so.
    pub fn turn(&self, mood: Mood) {
        self.inside.0.lock().unwrap().mood = VecDeque::from([mood]);
    }

    /// From now on it fails events of this customer, or of none.
    pub fn refuse(&self, customer: Option<&str>) {
        self.inside.0.lock().unwrap().refuses = customer.map(str::to_owned);
    }

    /// Everything that came, in order.
    pub fn came(&self) -> Vec<Came> {
        self.inside.0.lock().unwrap().came.clone()
    }

    /// What was taken, in order.
    pub fn taken(&self) -> Vec<Value> {
        self.came().into_iter().filter(|came| came.taken).map(|came| came.event).collect()
    }

    /// Waits until what came satisfies `enough`.
    pub async fn until(&self, enough: impl Fn(&[Came]) -> bool) {
        let waiting = async {
            loop {
                let next = self.inside.1.notified();
                if enough(&self.came()) {
                    return;
                }
                // The notification may have come before it was awaited.
                timeout(Duration::from_millis(20), next).await.ok();
            }
        };
        if timeout(Duration::from_secs(20), waiting).await.is_err() {
            panic!("it did not come: {:?}", self.came());
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
