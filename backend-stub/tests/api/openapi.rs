//! The description of the API: every address is in it, everything in it has an example, and the examples are true.
//!
//! The fuzzer that derives requests from it is `fuzz`.

pub mod schema;
pub mod story;

use crate::test_app::TestApp;
use purser_backend::auth::Role;
use schema::complaints;
use serde_json::Value;

/// What a request built from examples may not be answered: they would be wrong examples.
const WRONG: [&str; 6] = [
    "malformed-json",
    "invalid-request",
    "unsupported-media-type",
    "invalid-envelope",
    "invalid-data",
    "internal",
];

/// One operation of the description.
pub struct Operation {
    pub path: String,
    pub method: String,
    pub described: Value,
}

impl Operation {
    pub fn id(&self) -> &str {
        self.described["operationId"].as_str().unwrap()
    }

    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.described["parameters"].as_array().into_iter().flatten()
    }

    /// Media types of the body, each with what is described.
    pub fn bodies(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.described["requestBody"]["content"].as_object().into_iter().flatten()
    }

    /// Who may call it, the least of them; nobody where it is open.
    pub fn role(&self) -> Option<Role> {
        self.described.get("security")?;
        Some(match self.path.as_str() {
            "/v1/events" => Role::Service,
            path if path.starts_with("/v1/customers") || path.starts_with("/v1/flights") => Role::Admin,
            path if path.starts_with("/v1/offers") => Role::Agent,
            _ => Role::Admin,
        })
    }
}

pub fn operations(api: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            if described.is_object() {
                found.push(Operation {
                    path: path.clone(),
                    method: method.to_uppercase(),
                    described: described.clone(),
                });
            }
        }
    }
    found
}

pub async fn description(app: &TestApp) -> Value {
    app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn every_address_is_described() {
    let app = TestApp::start().await;
    let api = description(&app).await;
    let table = include_str!("../../src/router.rs");
    let routes: Vec<&str> = table
        .split(".route(")
        .skip(1)
        .map(|route| route.trim_start().trim_start_matches('"').split('"').next().unwrap())
        .collect();
    assert!(routes.len() > 20);
    for route in routes {
        assert!(api["paths"].get(route).is_some(), "{route} is not described");
    }
    app.stop().await;
}

#[tokio::test]
async fn everything_has_an_example_that_fits_its_schema() {
    let app = TestApp::start().await;
    let api = description(&app).await;
    let mut wrong = Vec::new();
    for operation in operations(&api) {
        let id = operation.id().to_owned();
        let mut check = |what: String, described: &Value| {
            let Some(example) = described.get("example") else {
                wrong.push(format!("{id}: {what} has no example"));
                return;
            };
            let found = complaints(&api, &described["schema"], example);
            wrong.extend(found.into_iter().map(|complaint| format!("{id}: {what}: {complaint}")));
        };
        for parameter in operation.parameters() {
            check(format!("parameter {}", parameter["name"]), parameter);
        }
        for (media_type, described) in operation.bodies() {
            check(format!("request {media_type}"), described);
        }
        for (status, answer) in operation.described["responses"].as_object().unwrap() {
            let contents = answer["content"].as_object();
            for (media_type, described) in contents.into_iter().flatten() {
                check(format!("answer {status} {media_type}"), described);
            }
            if status.starts_with(['4', '5']) {
                let named =
                    contents.is_some_and(|contents| contents.contains_key("application/problem+json"));
                assert!(named, "{id}: {status} is no problem document");
            }
            assert!(!status.ends_with("XX"), "{id}: {status} says too little");
            assert!(answer["description"].as_str().is_some_and(|text| !text.is_empty()), "{id}: {status}");
        }
        let bodiless = ["204", "304", "101"];
        let answers = operation.described["responses"].as_object().unwrap().iter();
        for (status, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            assert!(bodiless.contains(&status.as_str()) || answer["content"].is_object(), "{id}: {status}");
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    app.stop().await;
}

#[tokio::test]
async fn requests_made_of_the_examples_are_taken() {
    let app = TestApp::start().await;
    story::prepare(&app).await;
    let api = description(&app).await;
    // What destroys comes last.
    let mut all = operations(&api);
    all.sort_by_key(|operation| operation.id() == "post_erase");
    let mut taken = 0;
    for operation in all.iter().filter(|operation| operation.id() != "connect_realtime") {
        let mut path = operation.path.clone();
        let mut query = Vec::new();
        for parameter in operation.parameters() {
            let name = parameter["name"].as_str().unwrap();
            let example = &parameter["example"];
            let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &text),
                "query" if parameter["required"] == true => query.push(format!("{name}={text}")),
                _ => {}
            }
        }
        if operation.id() == "search_customers" {
            query.push("email=astrid@lindqvist.example".to_owned());
        }
        let url = app.url(&format!("{path}?{}", query.join("&")));
        let bodies: Vec<(String, Value)> = operation
            .bodies()
            .map(|(media_type, described)| (media_type.clone(), described["example"].clone()))
            .collect();
        let bodies = if bodies.is_empty() { vec![(String::new(), Value::Null)] } else { bodies };
        for (media_type, body) in bodies {
            let mut request = app.client.request(operation.method.parse().unwrap(), &url);
            if let Some(role) = operation.role() {
                request = request.bearer_auth(app.token(role, "tester"));
            }
            if !media_type.is_empty() {
                request = request.header("content-type", &media_type).body(body.to_string());
            }
            let response = request.send().await.unwrap();
            let status = response.status().as_u16();
            let text = response.text().await.unwrap();
            let code = serde_json::from_str::<Value>(&text).unwrap_or_default()["code"].clone();
            let code = code.as_str().unwrap_or_default();
            assert!(status < 400 || !WRONG.contains(&code), "{}: {status} {text}", operation.id());
            assert!(
                operation.described["responses"].get(status.to_string()).is_some(),
                "{}: {status}",
                operation.id()
            );
            taken += usize::from(status < 400);
        }
    }
    // Those that name what only another request makes (a webhook, a merge, a receipt) are answered 404.
    assert!(taken >= 18, "{taken}");
    app.stop().await;
}
