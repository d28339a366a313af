//! Completing the description of the API: what every operation may refuse, and an example for each request and answer.
//!
//! The handlers describe what is theirs; what follows from that for all alike is added here, so that it cannot be forgotten.
//! Examples stand in `data/examples.json`, written by the test that asks the service for them (`tests/api/openapi.rs`).
//! Pure. Deliberately not here: the handlers' own descriptions.

use super::problem::ApiError;
use purser_contract::ErrorCode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The examples: by operation `parameters`, `request` and `responses`.
const EXAMPLES: &str = include_str!("../../data/examples.json");
const PROBLEM: &str = "application/problem+json";
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// What single operations refuse, besides what follows from their parameters, bodies and guards.
fn own(operation: &str) -> Option<&'static [ErrorCode]> {
    use ErrorCode as E;
    Some(match operation {
        "post_events" => &[E::InvalidEnvelope, E::InvalidData, E::IdConflict, E::NothingAcceptable],
        "get_customer_360"
        | "get_customer_timeline"
        | "get_customer_consents"
        | "get_customer_suggestions"
        | "post_export" => &[E::NotFound, E::Erased],
        "put_customer_consents" => &[
            E::NotFound,
            E::Erased,
            E::StaleVersion,
            E::UnknownPurpose,
            E::InvalidData,
            E::IdempotencyKeyReused,
        ],
        "post_merge" | "post_unmerge" => &[E::NotFound, E::Erased, E::Conflict, E::IdempotencyKeyReused],
        "dismiss_suggestion" | "restore_suggestion" => &[E::NotFound, E::Erased, E::Conflict],
        "post_erase" => &[E::NotFound, E::Erased, E::IdempotencyKeyReused],
        "get_erasure"
        | "get_webhook"
        | "delete_webhook"
        | "list_dead_letters"
        | "redrive_dead_letters"
        | "get_flight" => &[E::NotFound],
        "create_webhook" => &[E::InvalidData, E::IdempotencyKeyReused, E::NotFound],
        "post_assess" => &[E::InvalidData],
        "connect_realtime" => &[E::InvalidRequest, E::ForeignOrigin, E::RateLimited],
        "get_jwks" => &[E::NotFound],
        "list_segments" => &[E::RateLimited],
        "export_segment" => &[E::NotFound, E::RateLimited],
        "search_customers" | "get_customer_audit" | "list_webhooks" | "get_health" | "get_readiness"
        | "get_metrics" | "get_openapi" => &[],
        _ => return None,
    })
}

/// For an operation that says only `4XX`: whatever a handler may say.
const ANY: &[ErrorCode] = &[
    ErrorCode::NotFound,
    ErrorCode::Erased,
    ErrorCode::Conflict,
    ErrorCode::StaleVersion,
    ErrorCode::InvalidData,
    ErrorCode::IdempotencyKeyReused,
];

/// Adds to the description what the handlers do not say themselves.
pub fn complete(api: &mut Value) {
    let examples: Value = serde_json::from_str(EXAMPLES).unwrap_or_default();
    let Some(paths) = api.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (_, operation) in item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())) {
            refusals(operation);
            precise(operation);
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            exemplify(operation, &examples[&id], &examples["parameters"]);
        }
    }
}

/// What parameters of one name are everywhere.
fn precise(operation: &mut Value) {
    let bodies = operation["operationId"].as_str().is_some_and(|id| id == "export_segment");
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let schema = match parameter["name"].as_str().unwrap_or_default() {
            "id" if !bodies => json!({"type": "string", "format": "uuid"}),
            "limit" => json!({"type": "integer", "minimum": 1, "maximum": 200}),
            "date" => json!({"type": "string", "format": "date"}),
            "flight" => json!({"type": "string", "pattern": "^[A-Z0-9]{2}[1-9][0-9]{0,3}$"}),
            "Idempotency-Key" => json!({"type": "string", "pattern": "^[!-~]{1,255}$"}),
            _ => continue,
        };
        parameter["schema"] = schema;
    }
}

fn refusals(operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default();
    let mut codes: Vec<ErrorCode> = Vec::new();
    if operation.get("security").is_some() {
        codes.extend([ErrorCode::Unauthenticated, ErrorCode::TokenExpired, ErrorCode::Forbidden]);
        codes.extend([ErrorCode::StoreUnavailable, ErrorCode::Unavailable, ErrorCode::Internal]);
    }
    let parameters = operation["parameters"].as_array();
    if parameters.is_some_and(|parameters| !parameters.is_empty()) {
        codes.push(ErrorCode::InvalidRequest);
    }
    if operation.get("requestBody").is_some() {
        codes.extend([ErrorCode::MalformedJson, ErrorCode::InvalidRequest]);
        codes.extend([ErrorCode::TooLarge, ErrorCode::UnsupportedMediaType]);
    }
    let Some(answers) = operation["responses"].as_object() else { return };
    let vague = answers.contains_key("4XX");
    codes.extend(own(id).unwrap_or(if vague { ANY } else { &[] }));
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in codes {
        let listed = by_status.entry(ApiError::new(code, "").status().as_u16()).or_default();
        if !listed.contains(&code) {
            listed.push(code);
        }
    }
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    answers.remove("4XX");
    for (status, codes) in by_status {
        let answer = answers.entry(status.to_string()).or_insert_with(|| json!({}));
        let names: Vec<String> = codes.iter().map(|code| format!("`{}`", name(*code))).collect();
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = names.join(", ").into();
        }
        answer["content"] = json!({PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem(codes.first())}});
        let header = match status {
            401 => "WWW-Authenticate",
            503 | 429 => "Retry-After",
            _ => continue,
        };
        answer["headers"] = json!({header: {"schema": {"type": "string"}}});
    }
    for answer in
        answers.values_mut().filter(|answer| answer["description"].as_str().is_none_or(str::is_empty))
    {
        answer["description"] = "what was asked for".into();
    }
    // What a handler says by itself has an example too.
    let own_problems = answers.values_mut().filter_map(|answer| answer.get_mut("content")?.get_mut(PROBLEM));
    for content in own_problems.filter(|content| content.get("example").is_none()) {
        content["example"] = problem(Some(&ErrorCode::Unavailable));
    }
}

fn name(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn problem(code: Option<&ErrorCode>) -> Value {
    let code = code.copied().unwrap_or(ErrorCode::Internal);
    let detail = match code {
        ErrorCode::InvalidRequest => "limit: 1 to 200",
        ErrorCode::NotFound => "no customer has this id",
        ErrorCode::Erased => "the customer was erased",
        ErrorCode::Forbidden => "this takes the role admin; the token's is agent",
        _ => "",
    };
    let problem = ApiError::new(code, detail).to_problem();
    let mut problem = serde_json::to_value(problem).unwrap_or_default();
    problem["request_id"] = json!("5f0c1c7e33f54a519b4d0a3c52f1a001");
    if code == ErrorCode::StaleVersion {
        problem["current_version"] = json!(7);
    }
    problem
}

/// Puts examples where the handlers have given none. Of an operation's own, `request` is by media type.
fn exemplify(operation: &mut Value, own: &Value, usual: &Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let example = [&own["parameters"][&name], &usual[&name]].into_iter().find(|value| !value.is_null());
        if let (Some(example), None) = (example, parameter.get("example")) {
            parameter["example"] = example.clone();
        }
    }
    if let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) {
        put_examples(content, &own["request"]);
    }
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if let Some(content) = answer.get_mut("content").and_then(Value::as_object_mut) {
            put_examples(content, &own["responses"][status]);
        }
    }
}

fn put_examples(content: &mut Map<String, Value>, examples: &Value) {
    for (media_type, described) in content.iter_mut() {
        let example = &examples[media_type];
        if !example.is_null() && described.get("example").is_none() && described.get("examples").is_none() {
            described["example"] = example.clone();
        }
    }
}
