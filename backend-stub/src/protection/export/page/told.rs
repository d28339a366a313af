//! The parts of the page about what was said with the customer, what they were owed, and what is concluded about them.
//!
//! Deliberately not here: what is known of them as facts, and the events themselves (the page).

use super::{escaped, items, plain, table, time, words};
use serde_json::Value;

/// Contacts and messages.
pub(super) fn interactions(profile: &Value) -> String {
    let row = |said: &Value| {
        vec![
            time(&said["at"]),
            format!("{} · {}", plain(&said["channel"]), plain(&said["direction"])),
            lines([plain(&said["summary"]), labelled("about", &said["topic"])]),
            plain(&said["agent_id"]),
        ]
    };
    let rows: Vec<_> = items(&profile["interactions"]).iter().map(row).collect();
    table(&["When", "How", "What", "With"], &rows)
}

/// What became of each disruption, with its steps.
pub(super) fn compensations(profile: &Value) -> String {
    let row = |owed: &Value| {
        let steps = items(&owed["history"]).iter().map(|step| {
            let said =
                [plain(&step["by"]), word(&step["status"]), plain(&step["amount"]), plain(&step["note"])];
            format!("{} · {}", time(&step["at"]), joined(said, " · "))
        });
        let given = items(&owed["extras"]).iter().map(|extra| {
            joined([word(&extra["kind"]), plain(&extra["value"]), plain(&extra["reason"])], " · ")
        });
        let why = [&owed["reasons"], &owed["review"], &owed["legal_basis"]];
        let why = why.into_iter().flat_map(items).map(plain);
        vec![
            lines([
                format!("{} on {}", plain(&owed["flight"]), plain(&owed["date"])),
                plain(&owed["passenger"]),
                plain(&owed["pnr"]),
            ]),
            lines([
                plain(&owed["amount"]),
                word(&owed["status"]),
                labelled("issued", &owed["issued"]),
                labelled("care", &owed["care"]),
            ]),
            lines(given.chain(why)),
            lines(steps),
        ]
    };
    let rows: Vec<_> = items(&profile["compensations"]).iter().map(row).collect();
    table(&["Flight", "Owed", "What and why", "Steps"], &rows)
}

/// Value, mood, segments, signals, and that two records were taken for theirs.
pub(super) fn conclusions(profile: &Value) -> String {
    let mut rows = Vec::new();
    let mut row = |label: &str, what: String, why: String, at: &Value| {
        rows.push(vec![label.to_owned(), what, why, time(at)]);
    };
    let value = &profile["value"];
    if value.is_object() {
        let inputs = items(&value["inputs"]).iter().map(|input| {
            format!("{}: {}, {} points", plain(&input["name"]), plain(&input["is"]), plain(&input["points"]))
        });
        let why = lines([plain(&value["formula"])].into_iter().chain(inputs));
        row("Value to the airline", format!("{} of 100", plain(&value["score"])), why, &value["as_of"]);
    }
    let mood = &profile["sentiment"];
    if mood.is_object() {
        let parts = items(&mood["parts"]).iter().map(|part| {
            let said = [plain(&part["source"]), plain(&part["channel"]), word(&part["mood"])];
            format!("{} · {}", time(&part["at"]), joined(said, " · "))
        });
        let why = lines([labelled("judged by", &mood["model"])].into_iter().chain(parts));
        let what = [
            word(&mood["mood"]),
            labelled("score", &mood["score"]),
            labelled("confidence", &mood["confidence"]),
            labelled("trend", &mood["trend"]),
        ];
        row("Mood", lines(what), why, &mood["as_of"]);
    }
    for segment in items(&profile["segments"]) {
        let why = lines(items(&segment["because"]).iter().map(plain));
        row("Segment", plain(&segment["name"]), why, &Value::Null);
    }
    for signal in items(&profile["signals"]) {
        row("Signal", plain(&signal["title"]), plain(&signal["text"]), &signal["as_of"]);
    }
    for merge in items(&profile["merges"]) {
        let by = format!("by {}", plain(&merge["by"]));
        row("Two records are yours", by, plain(&merge["reason"]), &merge["at"]);
    }
    table(&["", "What", "Why", "As of"], &rows)
}

/// A word of the API for readers.
fn word(value: &Value) -> String {
    value.as_str().map(words).unwrap_or_default()
}

fn labelled(label: &str, value: &Value) -> String {
    let value = plain(value);
    if value.is_empty() { value } else { format!("{}: {value}", escaped(label)) }
}

fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

fn lines(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts, "<br>")
}
