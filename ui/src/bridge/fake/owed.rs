//! The fake's disruptions: a few flights whose passengers the law itself decides, and verdicts that last until the page
//! is closed. `&rows=10000` makes the list of approvals long.

use super::{parameter, people::ago, refused};
use jiff::Timestamp;
use purser_entitlement::{Facts, Settings, assess_json, read_facts};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

const GIVEN: [&str; 12] = [
    "Bence",
    "Aarav",
    "Ioana",
    "Kenji",
    "Clara",
    "Tobias",
    "Noa",
    "Maximiliane",
    "Chloé",
    "Oluwaseun",
    "Léa",
    "Mateusz",
];
const FAMILY: [&str; 12] = [
    "Kovács",
    "Mehta",
    "Dumitru",
    "Watanabe",
    "Neumann",
    "Lang",
    "Friedman",
    "von Hohenstein",
    "Martin",
    "Adeyemi",
    "Girard",
    "Nowak",
];
const ONWARD: [&str; 6] = ["FRA", "JFK", "DEL", "YYZ", "HND", "TLV"];

thread_local! {
    static OWED: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

/// Flight, kind, cause, minutes late, minutes since it was known, passengers.
const FLIGHTS: [(&str, &str, &str, Option<i64>, i64, usize); 5] = [
    ("ZX402", "delay", "technical_fault", Some(252), 190, 160),
    ("ZX118", "cancellation", "crew_sickness", None, 420, 174),
    ("ZX77", "delay", "air_traffic_control", Some(220), 60, 288),
    ("ZX911", "cancellation", "snow", None, 1_300, 96),
    ("ZX250", "denied_boarding", "overbooking", None, 2_900, 4),
];

fn id(group: &str, number: usize) -> String {
    format!("019a0000-0000-7000-8000-{group}{number:09}")
}

fn facts(flight: usize, passenger: usize) -> Value {
    let (_, kind, cause, late, ..) = FLIGHTS[flight];
    let to = if flight == 0 { ONWARD[passenger % ONWARD.len()] } else { "LHR" };
    let late = late.map(|late| if to == "FRA" { 110 } else { late });
    let mut facts = json!({
        "origin": if flight == 0 { "BUD" } else { "FRA" }, "destination": to, "operating_carrier": "ZX",
        "carrier_country": "DE", "single_booking": true, "event_date": "2026-11-20", "disruption": kind, "cause": cause,
        "reasonable_measures_proven": cause == "snow",
    });
    if let Some(late) = late {
        facts["arrival_delay_min"] = late.into();
    }
    if kind == "cancellation" {
        facts["notice_min"] = 300.into();
        facts["reroute"] = json!({ "offered": true, "departs_earlier_min": 0, "arrives_later_min": 250 });
    }
    if kind == "denied_boarding" {
        facts["voluntary"] = false.into();
    }
    facts
}

/// What the law makes of it: law, amount, currency, reasons, basis, changes.
fn decided(facts: &Value) -> Option<(Value, String, Value)> {
    let facts: Facts = read_facts(&facts.to_string()).ok()?;
    let answer = json!(purser_entitlement::assess(&facts, &Settings::default()).ok()?);
    let best = answer["best"].as_str().unwrap_or("EU261").to_owned();
    let law = answer["regimes"].as_array()?.iter().find(|law| law["regime"] == best.as_str())?.clone();
    Some((answer["best"].clone(), law["amount"].as_f64().map(|n| format!("{n:.2}")).unwrap_or_default(), law))
}

fn owed(now: Timestamp, flight: usize, passenger: usize) -> Value {
    let (name, .., since, _) = FLIGHTS[flight];
    let facts = facts(flight, passenger);
    let (best, amount, law) = decided(&facts).unwrap_or_default();
    let number = flight * 100_000 + passenger;
    let high = amount == "600.00" || flight == 4;
    let status = match (amount.as_str(), flight) {
        ("0.00" | "", _) => "nothing_due",
        (_, 2) => "proposed",
        _ if high && passenger % 17 == 1 => "approved",
        _ if high => "pending_approval",
        _ if passenger % 29 == 3 => "rejected",
        _ => "issued",
    };
    let money = json!({ "amount": amount, "currency": law["currency"] });
    let approvals = match status {
        "approved" => json!([{ "by": "d.singh", "at": ago(now, 20), "note": null, "version": 2 }]),
        _ => json!([]),
    };
    let due = i64::try_from(passenger % 9).unwrap_or(0) * 1_440 - 1_500;
    json!({
        "id": id("ccc", number), "customer_id": id("aaa", number),
        "passenger": format!("{} {}", GIVEN[passenger % 12], FAMILY[(passenger / 5 + passenger) % 12]),
        "pnr": format!("Q{passenger:05}"), "flight": name, "date": "2026-11-20",
        "journey": { "from": facts["origin"], "to": facts["destination"] }, "disruption_id": id("ddd", flight),
        "regime": best, "amount": money, "issued": if status == "issued" { json!([money]) } else { json!([]) },
        "status": status, "care": law["care"],
        "extras": [{ "kind": "meal_voucher", "quantity": 1, "value": { "amount": "15.00", "currency": "EUR" },
            "reason": "Waiting longer than two hours.", "issued": true }],
        "reasons": law["reasons"], "legal_basis": law["legal_basis"],
        "what_would_change_it": law["what_would_change_it"],
        "review": if high { json!(["Above the automatic limit of EUR 400.00."]) } else { json!([]) },
        "approvals_needed": if high { 2 } else { 1 }, "approvals": approvals,
        "deadlines": if status == "nothing_due" { json!([]) } else { json!([{ "what": "payment",
            "due_at": ago(now, -due), "basis": "Art. 7(3)", "met": status == "issued" }]) },
        "policy_version": "2026-11-03", "ruleset": law["ruleset"], "facts": facts,
        "history": [{ "at": ago(now, since), "by": "purser", "status": status, "amount": money,
            "note": if status == "rejected" { json!("Paid by the partner airline.") } else { Value::Null } }],
        "version": 2,
    })
}

fn with_all<T>(now: Timestamp, work: impl FnOnce(&mut Vec<Value>) -> T) -> T {
    OWED.with_borrow_mut(|all| {
        if all.is_empty() {
            let more: usize = parameter("rows").and_then(|rows| rows.parse().ok()).unwrap_or(0);
            for (flight, (.., people)) in FLIGHTS.iter().enumerate() {
                let people = if flight == 0 { (*people).max(more) } else { *people };
                all.extend((0..people).map(|passenger| owed(now, flight, passenger)));
            }
        }
        work(all)
    })
}

/// The customer in view: one that waits, one that was paid a year ago.
pub fn of_the_caller(now: Timestamp) -> Value {
    let mut newest = owed(now, 0, 1);
    newest["passenger"] = "Zsófia Kovács".into();
    newest["pnr"] = "Q7KX2M".into();
    newest["status"] = "pending_approval".into();
    newest["approvals"] = json!([]);
    newest["deadlines"] =
        json!([{ "what": "payment", "due_at": ago(now, -7 * 1_440), "basis": "Art. 7(3)", "met": false }]);
    newest["history"] = json!([
        { "at": ago(now, 173), "by": "purser", "status": "proposed", "amount": newest["amount"], "note": "Estimated arrival 4 h 12 late." },
        { "at": ago(now, 37), "by": "purser", "status": "pending_approval", "amount": newest["amount"], "note": "Above the automatic limit." },
    ]);
    let mut before = owed(now, 1, 3);
    before["passenger"] = "Zsófia Kovács".into();
    before["status"] = "issued".into();
    before["date"] = "2025-08-03".into();
    before["history"] = json!([
        { "at": ago(now, 480 * 1_440), "by": "purser", "status": "pending_approval", "amount": before["amount"], "note": null },
        { "at": ago(now, 479 * 1_440), "by": "d.singh", "status": "issued", "amount": before["amount"], "note": null },
    ]);
    json!([newest, before])
}

fn disruption(now: Timestamp, all: &[Value], flight: usize) -> Value {
    let (name, kind, cause, late, since, _) = FLIGHTS[flight];
    let (mut outcomes, mut total, mut issued) = (BTreeMap::new(), 0.0, 0.0);
    let id = id("ddd", flight);
    for one in all.iter().filter(|one| one["disruption_id"] == id.as_str()) {
        let status = one["status"].as_str().unwrap_or_default();
        *outcomes.entry(status.to_owned()).or_insert(0_u32) += 1;
        let amount: f64 = one["amount"]["amount"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        total += if status == "rejected" { 0.0 } else { amount };
        issued += if status == "issued" { amount } else { 0.0 };
    }
    json!({
        "id": id, "flight": name, "date": "2026-11-20", "from": if flight == 0 { "BUD" } else { "FRA" },
        "to": if flight == 0 { "FRA" } else { "LHR" }, "kind": kind, "cause": cause, "arrival_delay_min": late,
        "opened_at": ago(now, since), "changed_at": ago(now, 1), "passengers": outcomes.values().sum::<u32>(),
        "connecting": if flight == 0 { 133 } else { 0 }, "waiting": 0,
        "outcomes": outcomes, "total": { "EUR": format!("{total:.2}") }, "issued": { "EUR": format!("{issued:.2}") },
    })
}

/// What a command about what is owed answers; none for the others.
pub fn answer(command: &str, arguments: &Value, now: Timestamp) -> Option<Result<Value, String>> {
    let at = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    Some(Ok(match command {
        "assess" => {
            return Some(match assess_json(&at("facts"), &Settings::default()) {
                Ok(text) => Ok(Value::String(text)),
                Err(error) => Err(refused("invalid", &error.to_string())),
            });
        }
        "letter" => letter(&at("language")),
        "letter_pdf" => json!("/home/agent/Downloads/letter-ZX402-2026-11-20-Q7KX2M-de.pdf"),
        "compensations" => with_all(now, |all| {
            let begin: usize = at("cursor").parse().unwrap_or(0);
            let fits: Vec<&Value> = all.iter().filter(|one| one["status"] == arguments["status"]).collect();
            let next = (begin + 200 < fits.len()).then(|| (begin + 200).to_string());
            json!({ "items": fits.into_iter().skip(begin).take(200).collect::<Vec<_>>(), "next": next })
        }),
        "decide_compensation" => return Some(decide(arguments, now)),
        "disruptions" => with_all(now, |all| {
            let items: Vec<_> = (0..FLIGHTS.len()).map(|flight| disruption(now, all, flight)).collect();
            json!({ "items": items, "next": null })
        }),
        "disruption" => with_all(now, |all| {
            let flight = (0..FLIGHTS.len()).find(|flight| id("ddd", *flight) == at("id")).unwrap_or(0);
            let mut detail = disruption(now, all, flight);
            let mine = |one: &&Value| one["disruption_id"] == at("id").as_str();
            detail["items"] = all.iter().filter(mine).cloned().collect();
            detail
        }),
        "decide_disruption" => bulk(arguments, now),
        _ => return None,
    }))
}

fn stand(one: &mut Value, now: Timestamp, verdict: &str, note: &Value) {
    let status = match (verdict, one["status"].as_str().unwrap_or_default()) {
        ("approve", "pending_approval") if one["approvals_needed"] == 2 => "approved",
        ("approve", _) => "issued",
        ("reject", _) => "rejected",
        _ => "pending_approval",
    };
    if status == "approved" {
        one["approvals"] =
            json!([{ "by": "mira.adler", "at": now, "note": note, "version": one["version"] }]);
    }
    one["status"] = status.into();
    one["version"] = (one["version"].as_u64().unwrap_or(0) + 1).into();
    let step =
        json!({ "at": now, "by": "mira.adler", "status": status, "amount": one["amount"], "note": note });
    if let Some(history) = one["history"].as_array_mut() {
        history.push(step);
    }
}

fn decide(arguments: &Value, now: Timestamp) -> Result<Value, String> {
    with_all(now, |all| {
        let one = all.iter_mut().find(|one| one["id"] == arguments["id"]);
        let one = one.ok_or_else(|| refused("not-found", "It is not there any more."))?;
        if one["version"] != arguments["version"] {
            return Err(refused(
                "invalid",
                "Somebody decided this meanwhile. What stands now is shown; yours was not saved.",
            ));
        }
        let verdict = &arguments["verdict"];
        stand(one, now, verdict["verdict"].as_str().unwrap_or_default(), &verdict["note"]);
        Ok(one.clone())
    })
}

fn bulk(arguments: &Value, now: Timestamp) -> Value {
    let decision = &arguments["decision"];
    let (verdict, preview) = (decision["decision"].as_str().unwrap_or_default(), decision["preview"] == true);
    with_all(now, |all| {
        let named = decision["compensations"].as_array();
        let (mut affected, mut left, mut total, mut second) = (Vec::new(), Vec::new(), 0.0, 0);
        for one in all.iter_mut().filter(|one| one["disruption_id"] == arguments["id"]) {
            if named.is_some_and(|named| !named.contains(&one["id"])) {
                continue;
            }
            match one["status"].as_str().unwrap_or_default() {
                "pending_approval" => {
                    total +=
                        one["amount"]["amount"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0.0);
                    second += u32::from(one["approvals_needed"] == 2);
                    affected.push(one["id"].clone());
                    if !preview {
                        stand(one, now, verdict, &decision["note"]);
                    }
                }
                "rejected" | "approved" if verdict == "undo" => {
                    affected.push(one["id"].clone());
                    stand(one, now, verdict, &Value::Null);
                }
                "approved" => left.push(
                    json!({ "id": one["id"], "reason": "You approved it already; another supervisor must." }),
                ),
                _ => {}
            }
        }
        json!({ "preview": preview, "affected": affected, "issued": affected.len() - second as usize,
            "waiting_for_second": second, "total": { "EUR": format!("{total:.2}") }, "left": left })
    })
}

fn letter(language: &str) -> Value {
    let (subject, text) = match language {
        "de" => ("Ihre Ausgleichszahlung für Flug ZX 402", "Sehr geehrte Frau Kovács,"),
        "fr" => ("Votre indemnisation pour le vol ZX 402", "Madame Kovács,"),
        _ => ("Your compensation for flight ZX 402", "Dear Ms Kovács,"),
    };
    json!({ "language": language, "subject": subject, "paragraphs": [text,
        "You reached New York 4 hours and 12 minutes late on 20 November 2026. We are sorry.",
        "Under Article 7(1)(c) of Regulation (EC) No 261/2004 you are owed EUR 600.00.",
        "We pay within seven days to the account you tell us. You need not accept a voucher.",
        "Yours sincerely\nZX Airlines" ] })
}
