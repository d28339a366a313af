//! What the description's examples tell: one traveller, asked about in every way there is.
//!
//! `PURSER_WRITE_EXAMPLES=1` writes `data/examples.json` anew from what the service answers.

use crate::test_app::TestApp;
use purser_backend::auth::Role;
use serde_json::{Map, Value, json};
use std::path::Path;

const EVENTS: &str = include_str!("story.json");

fn events() -> Vec<Value> {
    serde_json::from_str(EVENTS).unwrap()
}

/// Tells the service the story.
pub async fn prepare(app: &TestApp) {
    app.post(&events()).await;
}

/// What was asked and answered, by operation.
struct Told<'a> {
    app: &'a TestApp,
    examples: Map<String, Value>,
}

impl Told<'_> {
    async fn ask(&mut self, id: &str, role: Role, call: (&str, &str), body: Option<Value>) -> Value {
        self.ask_as(id, role, call, ("application/json", "application/json"), body).await
    }

    /// `types` are those of the request and of the answer.
    async fn ask_as(
        &mut self,
        id: &str,
        role: Role,
        (method, path): (&str, &str),
        types: (&str, &str),
        body: Option<Value>,
    ) -> Value {
        let request = self.app.client.request(method.parse().unwrap(), self.app.url(path));
        let mut request = request.bearer_auth(self.app.token(role, "m.keller")).header("accept", types.1);
        request = request.header("x-request-id", "5f0c1c7e33f54a519b4d0a3c52f1a001");
        if let Some(body) = &body {
            request = request.header("content-type", types.0).body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{id}: {status} {text}");
        let answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let example = self.examples.entry(id).or_insert_with(|| json!({}));
        if let Some(body) = body {
            example["request"][types.0] = body;
        }
        if !answer.is_null() && answer != "" {
            example["responses"][status.as_str()][types.1] = answer.clone();
        }
        answer
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Every operation, in an order in which each succeeds.
async fn tell(app: &TestApp) -> Map<String, Value> {
    let mut told = Told { app, examples: Map::new() };
    let events = events();
    let (structured, batch) = ("application/cloudevents+json", "application/cloudevents-batch+json");
    let json = "application/json";
    told.ask_as(
        "post_events",
        Role::Service,
        ("POST", "/v1/events"),
        (structured, json),
        Some(events[0].clone()),
    )
    .await;
    told.ask_as("post_events", Role::Service, ("POST", "/v1/events"), (batch, json), Some(events.into()))
        .await;
    let one = told
        .ask("search_customers", Role::Agent, ("GET", "/v1/customers?email=astrid@lindqvist.example"), None)
        .await;
    let other = told.app.call(Role::Agent, "GET", "/v1/customers?loyalty=ZX70020077", &[], "").await.body;
    let (one, other) = (text(&one["items"][0]["id"]), text(&other["items"][0]["id"]));
    let at = |what: &str| format!("/v1/customers/{one}/{what}");
    people(&mut told, &at, &other).await;
    webhooks(&mut told).await;
    told.ask("list_segments", Role::Admin, ("GET", "/v1/segments"), None).await;
    told.ask("get_flight", Role::Agent, ("GET", "/v1/flights/ZX402/2026-11-20"), None).await;
    let facts = json!({"origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR",
        "single_booking": true, "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 185});
    told.ask("post_assess", Role::Agent, ("POST", "/v1/entitlements/assess"), Some(facts)).await;
    told.ask("get_health", Role::Agent, ("GET", "/healthz"), None).await;
    told.ask("get_readiness", Role::Agent, ("GET", "/readyz"), None).await;
    told.ask_as("get_metrics", Role::Agent, ("GET", "/metrics"), (json, "text/plain"), None).await;
    told.ask("get_jwks", Role::Agent, ("GET", "/.well-known/jwks.json"), None).await;
    told.ask_as("post_export", Role::Admin, ("POST", &at("export")), (json, "text/html"), None).await;
    told.ask("post_export", Role::Admin, ("POST", &at("export")), None).await;
    // The audit is written a moment later.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    told.ask("get_customer_audit", Role::Admin, ("GET", &at("audit?limit=3")), None).await;
    let reason = json!({"reason": "asked for it on 20 November 2026, letter 2026-114"});
    let receipt = told.ask("post_erase", Role::Admin, ("POST", &at("erase")), Some(reason)).await;
    told.ask("get_erasure", Role::Admin, ("GET", &format!("/v1/erasures/{}", text(&receipt["id"]))), None)
        .await;
    let mut examples = told.examples;
    shorten(&mut examples);
    examples.insert(
        "parameters".to_owned(),
        json!({"id": one, "limit": 50, "cursor": "MjA", "flight": "ZX402", "date": "2026-11-20",
            "phone": "+46 70 123 45 67", "email": "astrid@lindqvist.example", "loyalty": "ZX70010042", "pnr": "K7QX2M",
            "q": "Lindqvist Astrid", "Idempotency-Key": "a5d8c2f0-41", "If-Match": "\"12\"", "If-None-Match": "\"12.1\"",
            "Accept": "application/json"}),
    );
    examples
}

async fn people(told: &mut Told<'_>, at: &impl Fn(&str) -> String, other: &str) {
    let (agent, lead) = (Role::Agent, Role::Supervisor);
    told.ask("get_customer_360", agent, ("GET", &at("360")), None).await;
    told.ask("get_customer_timeline", agent, ("GET", &at("timeline?limit=3")), None).await;
    told.ask("get_customer_suggestions", agent, ("GET", &at("suggestions")), None).await;
    let two = json!({"other": other, "reason": "two cousins of one name"});
    told.ask("dismiss_suggestion", lead, ("POST", &at("suggestions/dismiss")), Some(two.clone())).await;
    told.ask("restore_suggestion", lead, ("POST", &at("suggestions/restore")), Some(two)).await;
    let merge = json!({"other": other, "reason": "she said so on the phone"});
    let merged = told.ask("post_merge", lead, ("POST", &at("merge")), Some(merge)).await;
    let unmerge = json!({"merge": merged["merge"], "reason": "it was her cousin"});
    told.ask("post_unmerge", lead, ("POST", &at("unmerge")), Some(unmerge)).await;
    told.ask("get_customer_consents", agent, ("GET", &at("consents")), None).await;
    let says = json!({"items": [{"purpose": "social", "state": "withdrawn"},
        {"purpose": "marketing", "channel": "email", "state": "given"}]});
    told.ask("put_customer_consents", agent, ("PUT", &at("consents")), Some(says)).await;
}

async fn webhooks(told: &mut Told<'_>) {
    let new = json!({"url": "https://notify.example.org/purser", "types": ["purser.consent.changed.v1"],
        "description": "notification platform"});
    let made = told.ask("create_webhook", Role::Admin, ("POST", "/v1/webhooks"), Some(new)).await;
    let path = format!("/v1/webhooks/{}", text(&made["id"]));
    told.ask("list_webhooks", Role::Admin, ("GET", "/v1/webhooks"), None).await;
    told.ask("get_webhook", Role::Admin, ("GET", &path), None).await;
    let ids = json!({"ids": ["8f0c1c7e-33f5-8a51-9b4d-0a3c52f1a001"]});
    let redrive = format!("{path}/dead-letters/redrive");
    told.ask("redrive_dead_letters", Role::Admin, ("POST", &redrive), Some(ids)).await;
    told.ask("delete_webhook", Role::Admin, ("DELETE", &path), None).await;
}

/// An example shows what is there, and not all of it.
fn shorten(examples: &mut Map<String, Value>) {
    let beginning = |value: &mut Value, count: usize| {
        if let Value::String(long) = value {
            *long = long.lines().take(count).collect::<Vec<_>>().join("\n");
        }
    };
    beginning(&mut examples["get_metrics"]["responses"]["200"]["text/plain"], 6);
    examples["post_export"]["responses"]["200"]["text/html"] =
        "<!doctype html><html lang=\"en\"><head><title>What is held about you</title></head><body>…</body></html>".into();
    for list in ["events", "audit"] {
        if let Value::Array(list) = &mut examples["post_export"]["responses"]["200"]["application/json"][list]
        {
            list.truncate(2);
        }
    }
    let csv = "segment,age_band,country,tier,value_band,home_airport,frequency_band\n\
        high-value,40-49,SE,Gold,60-79,ARN,3-7\nhigh-value,40-49,SE,Gold,60-79,*,3-7\n";
    let row = json!({"segment": "high-value", "age_band": "40-49", "country": "SE", "tier": "Gold",
        "value_band": "60-79", "home_airport": "ARN", "frequency_band": "3-7"});
    examples.insert(
        "export_segment".to_owned(),
        json!({"responses": {"200": {"text/csv": csv, "application/x-ndjson": format!("{row}\n")}}}),
    );
    // A batch of two says as much as one of all.
    if let Value::Array(list) = &mut examples["post_events"]["request"]["application/cloudevents-batch+json"]
    {
        list.truncate(2);
    }
}

#[tokio::test]
async fn the_story_of_the_examples_is_taken_from_its_beginning_to_its_end() {
    let app = TestApp::start().await;
    let examples = tell(&app).await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples.json");
    if std::env::var_os("PURSER_WRITE_EXAMPLES").is_some() {
        std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&examples).unwrap())).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let fields = |value: &Value| value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
    for (id, told) in examples.iter().filter(|(id, _)| *id != "parameters") {
        for (status, types) in told["responses"].as_object().into_iter().flatten() {
            for (media_type, answer) in types.as_object().unwrap() {
                let known = &kept[id]["responses"][status][media_type];
                assert_eq!(
                    fields(answer),
                    fields(known),
                    "{id} {status}: PURSER_WRITE_EXAMPLES=1 writes it anew"
                );
            }
        }
    }
    app.stop().await;
}
