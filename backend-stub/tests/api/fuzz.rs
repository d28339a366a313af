//! Requests derived from the description of the API: right ones, ones at the edge and wrong ones, through the real router.
//!
//! Whatever is asked, nothing is answered 5xx, and each answer is one that the description says: its status, its content
//! type, its schema. `PURSER_FUZZ=N` asks N times an operation instead of a few; a seed makes the same requests.

mod derive;

use crate::{
    openapi::{Operation, description, operations, schema::complaints, story},
    test_app::TestApp,
};
use derive::Derive;
use purser_backend::auth::Role;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::Value;
use std::collections::HashMap;

const TIMES: usize = 40;

struct Fuzzer<'a> {
    app: &'a TestApp,
    api: &'a Value,
    derive: Derive<'a>,
    random: StdRng,
    wrong: Vec<String>,
}

impl Fuzzer<'_> {
    /// One request for an operation, and what is wrong with its answer.
    async fn ask(&mut self, operation: &Operation, ids: &[String]) -> u16 {
        let role = match self.random.random_range(0..20) {
            0 => None,
            1 => {
                [Role::Agent, Role::Supervisor, Role::Admin, Role::Service].choose(&mut self.random).copied()
            }
            _ => operation.role(),
        };
        let (mut path, mut query, mut headers) = (operation.path.clone(), Vec::new(), Vec::new());
        for parameter in operation.parameters() {
            let name = parameter["name"].as_str().unwrap();
            let required = parameter["required"] == true;
            let value = self.derive.parameter(&mut self.random, parameter, ids);
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &encoded(&value)),
                "query" if required || self.random.random_ratio(1, 3) => {
                    query.push(format!("{name}={}", encoded(&value)));
                }
                "header" if required || self.random.random_ratio(1, 3) => {
                    headers.push((name.to_owned(), value))
                }
                _ => {}
            }
        }
        let bodies: Vec<(&String, &Value)> = operation.bodies().collect();
        let body = bodies.choose(&mut self.random).map(|(media_type, described)| {
            let body = self.derive.body(&mut self.random, described, ids);
            let media_type = if self.random.random_ratio(1, 25) { "text/plain" } else { media_type.as_str() };
            (media_type.to_owned(), body)
        });
        let address = self.app.url(&format!("{path}?{}", query.join("&")));
        let mut request = self.app.client.request(operation.method.parse().unwrap(), &address);
        if let Some(role) = role {
            request = request.bearer_auth(self.app.token(role, "fuzzer"));
        }
        for (name, value) in headers {
            if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
                request = request.header(name, value);
            }
        }
        let said = format!("{} {address} {body:?}", operation.method);
        if let Some((media_type, body)) = body {
            request = request.header("content-type", media_type).body(body);
        }
        let response = request.send().await.unwrap();
        self.judge(operation, &said, response).await
    }

    async fn judge(&mut self, operation: &Operation, said: &str, response: reqwest::Response) -> u16 {
        let status = response.status().as_u16();
        let content_type =
            response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        let media_type = content_type.as_deref().unwrap_or_default().split(';').next().unwrap().to_owned();
        let text = response.text().await.unwrap();
        let id = operation.id();
        if status >= 500 {
            self.wrong.push(format!("{id}: {status} {said}: {text}"));
        }
        let Some(answer) = operation.described["responses"].get(status.to_string()) else {
            self.wrong.push(format!("{id}: {status} is not described: {said}: {text}"));
            return status;
        };
        match answer["content"].get(&media_type) {
            Some(described) if media_type == "application/json" || media_type.ends_with("+json") => {
                let value: Value = serde_json::from_str(&text).unwrap_or_default();
                for complaint in complaints(self.api, &described["schema"], &value) {
                    self.wrong.push(format!("{id}: {status}: {complaint}: {said}"));
                }
            }
            Some(_) => {}
            None if text.is_empty() && answer.get("content").is_none() => {}
            None => self.wrong.push(format!("{id}: {status}: {media_type} is not described: {said}")),
        }
        status
    }
}

/// As a client would write it into an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[tokio::test]
async fn every_answer_is_one_that_is_described() {
    let app = TestApp::start().await;
    story::prepare(&app).await;
    let api = description(&app).await;
    let times = std::env::var("PURSER_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(TIMES);
    let found: Value = app.get("/v1/customers?q=Lindqvist").await.json().await.unwrap();
    let mut ids: Vec<String> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    let hook =
        app.call(Role::Admin, "POST", "/v1/webhooks", &[], r#"{"url":"https://notify.example.org/"}"#).await;
    ids.push(hook.body["id"].as_str().unwrap().to_owned());
    let derive = Derive::of(&api);
    let random = StdRng::seed_from_u64(8);
    let mut fuzzer = Fuzzer { app: &app, api: &api, derive, random, wrong: Vec::new() };
    let mut seen: HashMap<u16, usize> = HashMap::new();
    let all = operations(&api);
    for operation in all.iter().filter(|operation| operation.id() != "connect_realtime") {
        for _ in 0..times {
            *seen.entry(fuzzer.ask(operation, &ids).await).or_default() += 1;
        }
    }
    fuzzer.wrong.truncate(10);
    assert_eq!(fuzzer.wrong, Vec::<String>::new());
    // It went beyond the first check: right ones and wrong ones of several kinds came through.
    for status in [200, 202, 400, 401, 403, 404, 422] {
        assert!(seen.contains_key(&status), "no {status}: {seen:?}");
    }
    println!("{seen:?}");
    app.stop().await;
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_taken() {
    let app = TestApp::start().await;
    let api = description(&app).await;
    for (path, item) in api["paths"].as_object().unwrap() {
        let known: Vec<String> =
            item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let address = path.replace("{id}", "019b8998-0500-7939-83a7-b2f1ab2dcbee");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"] {
            if known.iter().any(|known| known == method) {
                continue;
            }
            let answer = app.call(Role::Admin, method, &address, &[], "").await;
            assert_eq!(answer.status, 405, "{method} {path}");
            let allowed = answer.headers.get("allow").map(|value| value.to_str().unwrap().to_owned());
            let allowed = allowed.unwrap_or_default();
            assert!(known.iter().all(|known| allowed.contains(known.as_str())), "{method} {path}: {allowed}");
            assert_eq!(answer.body["code"], "method-not-allowed");
        }
    }
    app.stop().await;
}
