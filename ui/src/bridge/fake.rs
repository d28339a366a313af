//! Answers in place of the desktop core, so that the window can be worked on and looked at in any browser.
//! A development feature; never in the shipped WebAssembly.
//!
//! The address chooses the scene: `?scene=pop|several|unknown|empty|late|reconnecting|offline|signed-out|failed|busy`
//! and `&theme=light|dark`, `&role=supervisor`.

mod history;
mod owed;
mod people;

use crate::clock;
use jiff::SignedDuration;
use leptos::prelude::{set_timeout, window};
use serde_json::{Value, json};
use std::time::Duration;

fn parameter(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

fn scene() -> String {
    parameter("scene").unwrap_or_else(|| "pop".to_owned())
}

fn refused(kind: &str, message: &str) -> String {
    json!({ "kind": kind, "message": message }).to_string()
}

/// What a command answers, as JSON text.
pub async fn answer(command: &str, arguments: &Value) -> Result<String, String> {
    let now = clock::now();
    let scene = scene();
    if let Some(answer) = owed::answer(command, arguments, now) {
        return answer.map(|value| value.to_string());
    }
    let value = match command {
        "bootstrap" => bootstrap(&scene),
        "search" if scene == "offline" => return Err(refused("offline", "No link to the backend.")),
        "search" => {
            json!({ "items": people::search(arguments["query"].as_str().unwrap_or_default()), "next": null })
        }
        "open_customer" | "choose_customer" if scene == "failed" => {
            return Err(refused("internal", "The backend answered with an error it has logged."));
        }
        "open_customer" | "choose_customer" => json!({
            "customer_360": people::view(now), "timeline": history::timeline(now, 0), "timeline_next": "1",
            "cached_at": (scene == "offline").then(|| now - SignedDuration::from_mins(42)),
        }),
        "timeline" => {
            let page = arguments["cursor"].as_str().and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
            let next = (page < 3).then(|| (page + 1).to_string());
            json!({ "items": history::timeline(now, page), "next": next })
        }
        _ => Value::Null,
    };
    Ok(value.to_string())
}

fn bootstrap(scene: &str) -> Value {
    let now = clock::now();
    let connection = match scene {
        "reconnecting" => {
            json!({ "state": "reconnecting", "since": now, "retry_at": now + SignedDuration::from_secs(6) })
        }
        "offline" => {
            json!({ "state": "offline", "since": now - SignedDuration::from_mins(12), "reason": null })
        }
        _ => json!({ "state": "live" }),
    };
    let agent = (scene != "signed-out").then(
        || json!({ "id": "mira.adler", "role": parameter("role").unwrap_or_else(|| "agent".to_owned()) }),
    );
    let contacts = match scene {
        "pop" | "late" | "reconnecting" | "offline" => vec![json!({
            "ringing": people::chat(now), "answered_at": now - SignedDuration::from_secs(41), "ended": null,
        })],
        "busy" => (0..7)
            .map(|index| {
                json!({
                    "ringing": people::another(now, index), "answered_at": null, "ended": null,
                })
            })
            .collect(),
        _ => Vec::new(),
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "agent": agent,
        "sign_in_problem": "The access token has expired. Start the program again from the sign-in page of your airline.",
        "connection": connection,
        "contacts": if scene == "pop" || scene == "late" { Vec::new() } else { contacts.clone() },
        "theme": parameter("theme").unwrap_or_else(|| "system".to_owned()),
        "presence": "available",
    })
}

/// Plays the scene's events to `on_message` as JSON text.
pub fn subscribe(on_message: impl Fn(&str) + 'static) {
    let now = clock::now();
    let ring = |ringing: Value| json!({ "event": "ringing", "data": ringing });
    let note = |id: &str, seconds: i64| {
        json!({ "event": "answered", "data": {
        "contact_id": id, "at": now - SignedDuration::from_secs(seconds) } })
    };
    let events = match scene().as_str() {
        "pop" | "reconnecting" | "offline" => {
            vec![ring(people::chat(now)), ring(people::call(now, false)), note("call-1", 134)]
        }
        "late" => vec![ring(people::call(now, true))],
        "several" => vec![ring(people::several(now))],
        "unknown" => vec![ring(people::unknown(now))],
        "failed" => vec![ring(people::several(now))],
        _ => Vec::new(),
    };
    set_timeout(
        move || {
            for event in &events {
                on_message(&event.to_string());
            }
        },
        Duration::from_millis(30),
    );
}
