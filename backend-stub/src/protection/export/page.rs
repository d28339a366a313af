//! The dossier as a page: self-contained, readable on a screen and on paper, in light and dark.
//!
//! Nothing in it is loaded from anywhere, and nothing of the data becomes markup. Deliberately not here: choosing what is
//! in it.

mod told;

use super::Dossier;
use serde_json::Value;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");

/// The page.
#[must_use]
pub fn page(dossier: &Dossier) -> String {
    let profile = &dossier.profile;
    let name = name(&profile["customer"]["name"]["value"]);
    let title = if name.is_empty() { "Personal data".to_owned() } else { format!("Personal data of {name}") };
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{0}</title><style>{STYLE}</style></head><body><header><h1>{0}</h1>\
         <p>Everything held about one customer, put together on {1}. Times are UTC. Other people appear only by their \
         names on common bookings.</p></header><main>",
        escaped(&title),
        time(&Value::String(dossier.made_at.to_string())),
    );
    let parts = [
        ("Who you are", who(profile, dossier)),
        ("Your bookings", bookings(profile)),
        ("People who travel with you", relationships(profile)),
        ("Preferences and needs", preferences(profile)),
        ("Your consents", consents(dossier)),
        ("Bags, orders and feedback", others(profile)),
        ("Contacts and messages", told::interactions(profile)),
        ("What you were owed", told::compensations(profile)),
        ("What is concluded about you", told::conclusions(profile)),
        ("Everything that was recorded", events(dossier)),
        ("Who has seen or changed it", audit(dossier)),
    ];
    for (heading, content) in parts {
        let content =
            if content.is_empty() { "<p class=\"none\">Nothing is held.</p>".to_owned() } else { content };
        let _ = write!(html, "<section><h2>{heading}</h2>{content}</section>");
    }
    html.push_str("</main></body></html>");
    html
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A value as a person reads it, escaped.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => escaped(text),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match (fields.get("amount"), fields.get("currency")) {
            (Some(amount), Some(currency)) => format!("{} {}", plain(amount), plain(currency)),
            _ => fields
                .iter()
                .filter(|(_, value)| !is_empty(value))
                .map(|(name, value)| format!("{}: {}", words(name), plain(value)))
                .collect::<Vec<_>>()
                .join(" · "),
        },
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn words(name: &str) -> String {
    escaped(&name.replace(['_', '-'], " "))
}

fn name(value: &Value) -> String {
    let part = |key: &str| value[key].as_str().unwrap_or_default();
    format!("{} {}", part("given"), part("family")).trim().to_owned()
}

/// `2026-11-20 10:00`.
fn time(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    let minute: String = text.chars().take(16).collect();
    escaped(&minute.replacen('T', " ", 1))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut html = String::from("<table><thead><tr>");
    heads.iter().for_each(|head| {
        let _ = write!(html, "<th scope=\"col\">{head}</th>");
    });
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        row.iter().for_each(|cell| {
            let _ = write!(html, "<td>{cell}</td>");
        });
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

/// A value with where it comes from and as of when.
fn fact(label: &str, fact: &Value) -> Option<Vec<String>> {
    let value = if fact["value"].get("family").is_some() {
        escaped(&name(&fact["value"]))
    } else {
        plain(&fact["value"])
    };
    (!value.is_empty()).then(|| vec![label.to_owned(), value, plain(&fact["source"]), time(&fact["as_of"])])
}

const FACT: [&str; 4] = ["", "What", "Told by", "As of"];

fn who(profile: &Value, dossier: &Dossier) -> String {
    let card = &profile["customer"];
    let mut rows = vec![vec![
        "Customer id".to_owned(),
        escaped(&dossier.customer_id.0.to_string()),
        String::new(),
        String::new(),
    ]];
    for id in &dossier.former_ids {
        rows.push(vec!["Former id".to_owned(), escaped(&id.0.to_string()), String::new(), String::new()]);
    }
    for (key, label) in [
        ("name", "Name"),
        ("language", "Language"),
        ("pronunciation", "Pronunciation"),
        ("birth_date", "Date of birth"),
        ("address", "Address"),
        ("loyalty", "Loyalty"),
    ] {
        rows.extend(fact(label, &card[key]));
    }
    for (key, label) in [
        ("loyalty", "Loyalty number"),
        ("email", "E-mail"),
        ("phone", "Telephone"),
        ("idp_subject", "Sign-in"),
        ("pnr", "Booking reference"),
    ] {
        rows.extend(items(&card["identifiers"][key]).iter().filter_map(|known| fact(label, known)));
    }
    table(&FACT, &rows)
}

fn bookings(profile: &Value) -> String {
    let row = |booking: &Value| {
        let flights: Vec<String> = items(&booking["segments"])
            .iter()
            .map(|segment| {
                let place = |key: &str| plain(&segment[key]["code"]);
                format!(
                    "{} on {}, {} to {}",
                    plain(&segment["flight"]),
                    plain(&segment["date"]),
                    place("from"),
                    place("to")
                )
            })
            .collect();
        let people: Vec<String> =
            items(&booking["passengers"]).iter().map(|person| escaped(&name(&person["name"]))).collect();
        vec![
            plain(&booking["pnr"]),
            plain(&booking["status"]["value"]),
            flights.join("<br>"),
            people.join("<br>"),
            plain(&booking["total"]),
        ]
    };
    let rows: Vec<_> = items(&profile["bookings"]).iter().map(row).collect();
    table(&["Reference", "Status", "Flights", "People", "Total"], &rows)
}

fn relationships(profile: &Value) -> String {
    let row = |person: &Value| {
        vec![plain(&person["name"]), plain(&person["kind"]), plain(&person["bookings"]["value"])]
    };
    let rows: Vec<_> = items(&profile["relationships"]).iter().map(row).collect();
    table(&["Name", "Tie", "Bookings"], &rows)
}

fn preferences(profile: &Value) -> String {
    let stated = items(&profile["preferences"]).iter();
    let mut rows: Vec<_> =
        stated.filter_map(|stated| fact(&words(stated["key"].as_str()?), &stated["value"])).collect();
    rows.extend(
        items(&profile["needs"]).iter().filter_map(|need| fact(&plain(&need["code"]), &need["text"])),
    );
    table(&FACT, &rows)
}

fn consents(dossier: &Dossier) -> String {
    let value = serde_json::to_value(&dossier.consents).unwrap_or_default();
    let row = |consent: &Value| {
        vec![
            plain(&consent["purpose"]),
            consent["channel"].as_str().map_or_else(|| "all".to_owned(), escaped),
            plain(&consent["state"]["value"]),
            plain(&consent["granted"]),
            time(&consent["state"]["as_of"]),
        ]
    };
    let rows: Vec<_> = items(&value).iter().map(row).collect();
    table(&["Purpose", "Channel", "You said", "Granted", "As of"], &rows)
}

fn others(profile: &Value) -> String {
    let row = |label: &str, at: &Value, what: String| vec![label.to_owned(), what, String::new(), time(at)];
    let mut rows = Vec::new();
    for bag in items(&profile["bags"]) {
        let what = format!("{} · {}", plain(&bag["tag"]), plain(&bag["status"]["value"]));
        rows.push(row("Bag", &bag["status"]["as_of"], what));
    }
    for order in items(&profile["orders"]) {
        rows.push(row("Order", &order["at"], plain(&order["items"])));
    }
    for said in items(&profile["feedback"]) {
        rows.push(row(
            "Feedback",
            &said["at"],
            format!("{} {}", plain(&said["score"]), plain(&said["text"])),
        ));
    }
    table(&FACT, &rows)
}

fn events(dossier: &Dossier) -> String {
    let row = |event: &super::HeldEvent| {
        let data = event.data.as_ref().map(plain).unwrap_or_default();
        let details = if data.is_empty() { String::new() } else { format!("<p class=\"data\">{data}</p>") };
        vec![
            time(&Value::String(event.at.to_string())),
            format!("<strong>{}</strong>{details}", escaped(&event.title)),
            escaped(&event.source),
        ]
    };
    let rows: Vec<_> = dossier.events.iter().map(row).collect();
    table(&["When", "What", "Source"], &rows)
}

fn audit(dossier: &Dossier) -> String {
    let row = |entry: &crate::audit::routes::AuditItem| {
        vec![
            time(&Value::String(entry.at.clone())),
            format!("{} ({})", escaped(&entry.who), escaped(&entry.role)),
            escaped(&entry.what),
        ]
    };
    let rows: Vec<_> = dossier.audit.iter().map(row).collect();
    table(&["When", "Who", "How"], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use purser_contract::CustomerId;
    use serde_json::json;

    #[test]
    fn nothing_of_the_data_becomes_markup() {
        let evil = "<script>alert('x')</script>&\"";
        let dossier = Dossier {
            made_at: jiff::Timestamp::UNIX_EPOCH,
            customer_id: CustomerId(uuid::Uuid::nil()),
            former_ids: Vec::new(),
            profile: json!({"customer": {"name": {"value": {"given": evil, "family": "Kis"}, "source": evil}},
                "preferences": [{"key": evil, "value": {"value": evil, "source": evil, "as_of": evil}}],
                "interactions": [{"at": evil, "channel": evil, "direction": evil, "summary": evil, "agent_id": evil}],
                "compensations": [{"flight": evil, "date": evil, "status": evil, "reasons": [evil], "legal_basis": [evil],
                    "amount": {"amount": evil, "currency": evil}, "issued": [{"amount": evil, "currency": evil}],
                    "history": [{"at": evil, "by": evil, "status": evil, "note": evil}]}],
                "value": {"score": 7, "formula": evil, "inputs": [{"name": evil, "is": evil, "points": 7}]},
                "sentiment": {"mood": evil, "model": evil, "parts": [{"at": evil, "source": evil, "mood": evil}]},
                "segments": [{"name": evil, "because": [evil]}],
                "signals": [{"title": evil, "text": evil, "as_of": evil}],
                "merges": [{"at": evil, "by": evil, "reason": evil}]}),
            consents: Vec::new(),
            events: vec![super::super::HeldEvent {
                id: evil.into(),
                source: evil.into(),
                kind: evil.into(),
                at: jiff::Timestamp::UNIX_EPOCH,
                title: evil.into(),
                data: Some(json!({evil: [evil, {"amount": evil, "currency": evil}]})),
            }],
            audit: Vec::new(),
        };
        let html = page(&dossier);
        assert!(
            !html.contains("<script") && html.contains("&lt;script&gt;") && !html.contains("http"),
            "{html}"
        );
        assert!(html.contains("Nothing is held."));
    }
}
