//! The people of the fake: one customer whose day went wrong, a family on one number, a stranger.

use super::history::timeline;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const ZSOFIA: &str = "019a0000-0000-7000-8000-000000000001";
const BENCE: &str = "019a0000-0000-7000-8000-000000000002";
const LILI: &str = "019a0000-0000-7000-8000-000000000003";
const IDRIS: &str = "019a0000-0000-7000-8000-000000000004";

pub fn ago(now: Timestamp, minutes: i64) -> Timestamp {
    now - SignedDuration::from_mins(minutes)
}

fn fact(now: Timestamp, value: impl Into<Value>, source: &str, minutes: i64) -> Value {
    json!({ "value": value.into(), "source": source, "as_of": ago(now, minutes) })
}

fn contact(now: Timestamp, id: &str, channel: &str, from: Option<&str>, ivr: &Value, seconds: i64) -> Value {
    json!({
        "id": id, "channel": channel, "from": from, "to": "+3612345600", "queue": "Disruption",
        "ivr": ivr, "rang_at": now - SignedDuration::from_secs(seconds),
    })
}

pub fn call(now: Timestamp, late: bool) -> Value {
    let ivr = json!({ "intent": "missed connection", "language": "hu", "authenticated": false });
    json!({
        "contact": contact(now, "call-1", "voice", Some("+36301234567"), &ivr, 146),
        "match": "exact", "matched_by": "phone", "customer_360": view(now), "timeline": timeline(now, 0), "late": late,
    })
}

pub fn chat(now: Timestamp) -> Value {
    json!({
        "contact": contact(now, "chat-7", "chat", Some("idris@example.net"), &json!(null), 41),
        "match": "exact", "matched_by": "email",
        "customer_360": small_view(IDRIS, "Idris", "Bello"), "timeline": [], "late": false,
    })
}

pub fn another(now: Timestamp, index: i64) -> Value {
    let id = format!("call-{index}");
    json!({
        "contact": contact(now, &id, "voice", Some("+36301234567"), &json!(null), 30 * index),
        "match": "exact", "matched_by": "phone",
        "customer_360": small_view(&format!("019a0000-0000-7000-8000-00000000010{index}"), "Maximiliane", &format!("von Hohenstein-{index}")),
        "timeline": [], "late": index == 3,
    })
}

pub fn several(now: Timestamp) -> Value {
    let ivr = json!({ "intent": "change a booking", "language": "en" });
    json!({
        "contact": contact(now, "call-2", "voice", Some("+36301234567"), &ivr, 9),
        "match": "several", "matched_by": "phone", "candidates": search("kov"), "late": false,
    })
}

pub fn unknown(now: Timestamp) -> Value {
    let ivr = json!({ "intent": "baggage", "language": "de", "pnr": "R4TT2Q" });
    json!({
        "contact": contact(now, "call-3", "voice", Some("+4915112345678"), &ivr, 6),
        "match": "unknown", "late": false,
    })
}

fn found(id: &str, given: &str, family: &str, tier: Option<&str>, number: &str, hint: &str) -> Value {
    json!({
        "id": id, "name": { "given": given, "family": family }, "tier": tier, "score": 0.9, "hint": hint,
        "identifiers": { "loyalty": [number], "email": [format!("{}@example.org", given.to_lowercase())],
            "phone": ["+36301234567"], "pnr": ["Q7KX2M"] },
    })
}

pub fn search(query: &str) -> Vec<Value> {
    let all = [
        (
            "zsófia kovács zx1001 q7kx2m +36",
            found(ZSOFIA, "Zsófia", "Kovács", Some("Gold"), "ZX1001", "BUD to JFK today, missed connection"),
        ),
        (
            "bence kovács zx2207 q7kx2m +36",
            found(BENCE, "Bence", "Kovács", None, "ZX2207", "BUD to JFK today"),
        ),
        (
            "lili kovács q7kx2m +36",
            found(LILI, "Lili", "Kovács", None, "ZX9310", "8 months, BUD to JFK today"),
        ),
        ("idris bello", found(IDRIS, "Idris", "Bello", Some("Silver"), "ZX4410", "LOS to FRA, 2 Dec")),
    ];
    let query = query.to_lowercase();
    all.into_iter().filter(|(words, _)| words.contains(&query)).map(|(_, item)| item).collect()
}

fn small_view(id: &str, given: &str, family: &str) -> Value {
    json!({
        "id": id, "version": 1,
        "customer": { "name": { "value": { "given": given, "family": family }, "source": "loyalty", "as_of": "2026-01-01T00:00:00Z" },
            "language": null, "pronunciation": null, "loyalty": null,
            "identifiers": { "loyalty": [], "email": [], "phone": [], "idp_subject": [], "pnr": [] } },
        "journey": null, "bookings": [], "bags": [], "cases": [], "compensations": [], "offers": [], "consents": [],
        "preferences": [], "needs": [], "relationships": [], "signals": [], "suggestions": [], "dismissed": [], "merges": [], "value": null,
        "sentiment": null, "interactions": [], "feedback": [], "orders": [],
    })
}

pub fn view(now: Timestamp) -> Value {
    let mut view = small_view(ZSOFIA, "Zsófia", "Kovács");
    let place = |iata: &str, city: &str, zone: &str| json!({ "iata": iata, "city": city, "zone": zone });
    let (bud, fra, jfk) = (
        place("BUD", "Budapest", "Europe/Budapest"),
        place("FRA", "Frankfurt", "Europe/Berlin"),
        place("JFK", "New York", "America/New_York"),
    );
    view["version"] = 7.into();
    view["customer"] = json!({
        "name": fact(now, json!({ "given": "Zsófia", "family": "Kovács" }), "loyalty", 60 * 24 * 200),
        "language": fact(now, "hu", "loyalty", 9000),
        "pronunciation": fact(now, "ZHOH-fee-uh KOH-vahtch", "contact", 90_000),
        "loyalty": fact(now, json!({ "programme": "Skyward miles", "number": "ZX1001", "tier": "Gold", "balance": 52_340 }), "loyalty", 2900),
        "identifiers": {
            "loyalty": [fact(now, "ZX1001", "loyalty", 9000)],
            "email": [fact(now, "zsofia.kovacs@example.org", "reservation", 60 * 48)],
            "phone": [fact(now, "+36301234567", "reservation", 60 * 24 * 12), fact(now, "+3612667788", "loyalty", 60 * 24 * 500)],
            "idp_subject": [], "pnr": [fact(now, "Q7KX2M", "reservation", 60 * 24 * 60)],
        },
    });
    view["journey"] = journey(now, &bud, &fra, &jfk);
    view["bookings"] = bookings(now, &bud, &fra, &jfk);
    view["bags"] = json!([
        { "tag": "0220417733", "status": fact(now, "mishandled", "baggage", 37), "pnr": "Q7KX2M", "flight": "ZX84/2026-11-20", "airport": "FRA", "reason": "not loaded, held for ZX 84" },
        { "tag": "0220417734", "status": fact(now, "loaded", "baggage", 60 * 30), "pnr": "Q7KX2M", "flight": "ZX402/2026-11-20", "airport": "BUD", "reason": null },
    ]);
    view["compensations"] = super::owed::of_the_caller(now);
    view["needs"] = json!([
        { "code": "INFT", "text": fact(now, "Travels with an infant, Lili, 8 months", "reservation", 60 * 72), "pnr": "Q7KX2M" },
        { "code": "meal", "text": fact(now, "Peanut allergy", "preference", 60 * 24 * 90), "pnr": null },
    ]);
    view["relationships"] = json!([
        { "kind": "family", "because": "Same family name; 7 bookings together", "name": "Bence Kovács", "customer_id": BENCE, "bookings": fact(now, 7, "reservation", 60 * 24 * 60), "on_this_journey": true },
        { "kind": "child", "name": "Lili Kovács", "customer_id": LILI, "bookings": fact(now, 1, "reservation", 60 * 24 * 60), "on_this_journey": true },
        { "kind": "corporate", "name": "Danubius Kft.", "customer_id": null, "bookings": fact(now, 3, "reservation", 60 * 24 * 130), "on_this_journey": false },
    ]);
    view["preferences"] = json!([
        { "key": "seat", "value": fact(now, "Aisle, front", "preference", 60 * 24 * 40) },
        { "key": "meal", "value": fact(now, "Vegetarian", "preference", 60 * 24 * 400) },
        { "key": "contact_by", "value": fact(now, "SMS", "preference", 60 * 24 * 40) },
    ]);
    view["consents"] = json!([
        { "purpose": "marketing", "channel": "email", "state": fact(now, "given", "consent", 60 * 24 * 220) },
        { "purpose": "personalisation", "channel": null, "state": fact(now, "given", "consent", 60 * 24 * 220) },
        { "purpose": "partner-sharing", "channel": null, "state": fact(now, "withdrawn", "consent", 60 * 24 * 16) },
    ]);
    conclude(&mut view, now);
    view["interactions"] = interactions(now);
    view["feedback"] = json!([{ "at": ago(now, 60 * 24 * 18), "source": "feedback", "score": 9.0, "text": "The quiet room was a blessing with the baby.", "about": "Lounge Budapest" }]);
    view
}

fn conclude(view: &mut Value, now: Timestamp) {
    view["value"] = json!({ "score": 47, "formula": "50 × spend + 30 × tier + 20 × frequency, each from 0 to 1; spend and flights of 365 days",
        "inputs": [
            { "name": "spend", "is": "EUR 2,107.90 of 5,000", "points": 21, "weight": 50 },
            { "name": "tier", "is": "Gold", "points": 21, "weight": 30 },
            { "name": "frequency", "is": "5 of 20 flights", "points": 5, "weight": 20 },
        ],
        "spend": [{ "amount": "2107.90", "currency": "EUR" }], "tier": "Gold", "journeys": 3, "flights": 5, "window_days": 365, "as_of": ago(now, 37) });
    let part = |minutes: i64, score: Option<f64>, confidence: f64, channel: &str| {
        json!({ "at": ago(now, minutes), "source": "messages", "channel": channel,
        "mood": if score.is_some() { "negative" } else { "unknown" }, "score": score, "confidence": confidence, "language": "en" })
    };
    view["sentiment"] = json!({ "mood": "negative", "score": -0.52, "confidence": 0.71, "trend": "falling",
        "model": "VADER lexicon for English; scores and stated moods as they are", "as_of": ago(now, 60 * 19),
        "parts": [part(60 * 19, Some(-0.66), 0.86, "chat"), part(60 * 50, None, 0.0, "email"), part(60 * 70, Some(-0.3), 0.72, "chat")] });
    view["segments"] =
        json!([{ "id": "north-atlantic", "name": "North Atlantic", "because": ["Flew FRA to JFK"] }]);
    let signal = |kind: &str, urgency: &str, title: &str, text: &str, advice: &str, minutes: i64| {
        json!({ "id": kind, "kind": kind, "urgency": urgency,
        "title": title, "text": text, "advice": advice, "source": "operations", "as_of": ago(now, minutes), "refs": {} })
    };
    view["signals"] = json!([
        signal(
            "bag-not-loaded",
            "now",
            "Bag 0220 417733 is not on ZX 80",
            "ZX 80 left FRA at 12:55; the bag, last seen on ZX 402, was not loaded.",
            "Tell them before they wait at the belt; open a tracing case and ask where to deliver it.",
            37
        ),
        signal(
            "repeated-contacts",
            "soon",
            "3 contacts about “stroller”",
            "Within 7 days; the newest: chat.",
            "Own it: say that you see the earlier contacts, and do not let them explain it again.",
            60 * 19
        ),
        signal(
            "repeated-searches",
            "chance",
            "Wants to go to Lisbon",
            "Looked for BUD to LIS 3 times within 48 h.",
            "Once their own matter is settled, ask whether you can find BUD to LIS for them.",
            60 * 30
        ),
    ]);
    let airport = view["journey"]["route"][1].clone();
    view["journey"]["position"] = fact(
        now,
        json!({ "where": "connecting", "airport": airport, "flight": "ZX84", "because": "ZX 402 has landed" }),
        "operations",
        37,
    );
}

fn journey(now: Timestamp, bud: &Value, fra: &Value, jfk: &Value) -> Value {
    let step = |kind: &str,
                label: &str,
                detail: &str,
                state: &str,
                minutes: i64,
                zone: &str,
                delay: Option<i64>,
                source: Option<&str>| {
        json!({ "kind": kind, "label": label, "detail": detail, "state": state, "at": ago(now, minutes), "zone": zone,
            "delay_min": delay, "source": source, "as_of": source.map(|_| ago(now, minutes.max(1))) })
    };
    let (b, f, n) = ("Europe/Budapest", "Europe/Berlin", "America/New_York");
    json!({
        "pnr": "Q7KX2M", "route": [bud, fra, jfk], "date": now.to_zoned(jiff::tz::TimeZone::UTC).date(), "status": "missed-connection",
        "steps": [
            step("booked", "Booked", "web", "done", 60 * 24 * 69, b, None, Some("reservation")),
            step("checked-in", "Checked in", "2 bags, 14C", "done", 366, b, None, Some("checkin")),
            step("security", "Security", "14 min", "done", 327, b, None, Some("security")),
            step("flight", "ZX 402", "gate B12", "done", 173, b, Some(110), Some("operations")),
            step("connection", "FRA", "missed ZX 80", "failed", 37, f, None, Some("operations")),
            step("flight", "ZX 84", "gate Z52", "now", -200, f, None, Some("operations")),
            step("arrival", "JFK", "", "upcoming", -725, n, Some(252), Some("operations")),
        ],
        "problems": [
            fact(now, "The connection in Frankfurt was missed: ZX 402 arrived 1 h 50 late and ZX 80 had closed.", "operations", 37),
            fact(now, "Bag 0220417733 was not loaded and is held in Frankfurt for ZX 84.", "baggage", 37),
        ],
    })
}

fn bookings(now: Timestamp, bud: &Value, fra: &Value, jfk: &Value) -> Value {
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let segment = |flight: &str,
                   from: &Value,
                   to: &Value,
                   departs: i64,
                   arrives: i64,
                   late: Option<i64>,
                   status: &str| {
        let shift = late.unwrap_or(0);
        json!({
            "flight": flight, "date": date, "key": format!("{}/{date}", flight.replace(' ', "")), "from": from, "to": to,
            "departs": ago(now, departs), "arrives": ago(now, arrives), "cabin": "economy",
            "seat": fact(now, "14C", "checkin", 366), "checked_in": fact(now, 2, "checkin", 366),
            "status": fact(now, status, "operations", 37), "gate": fact(now, "B12", "operations", 200),
            "expected_departure": ago(now, departs - shift), "expected_arrival": ago(now, arrives - shift),
            "departure_delay_min": late, "arrival_delay_min": late,
            "cause": late.map(|_| fact(now, "technical fault, hydraulic", "operations", 173)),
        })
    };
    let person = |id: &str, given: &str, own: bool, ssrs: &[&str]| json!({ "customer_id": id, "name": { "given": given, "family": "Kovács" }, "ticket": "2202345678901", "ssrs": ssrs, "self": own });
    json!([
        { "pnr": "Q7KX2M", "status": fact(now, "confirmed", "reservation", 37), "booked_at": ago(now, 99_360), "channel": "web",
          "corporate": null, "total": { "amount": "1864.20", "currency": "EUR" },
          "passengers": [person(ZSOFIA, "Zsófia", true, &[]), person(BENCE, "Bence", false, &[]), person(LILI, "Lili", false, &["INFT"])],
          "segments": [segment("ZX 402", bud, fra, 283, 175, Some(110), "arrived"), segment("ZX 84", fra, jfk, -200, -725, None, "scheduled")] },
        { "pnr": "M2PLX9", "status": fact(now, "cancelled", "reservation", 60 * 24 * 130), "booked_at": ago(now, 60 * 24 * 150), "channel": "agency",
          "corporate": "Danubius Kft.", "total": { "amount": "412.00", "currency": "EUR" },
          "passengers": [person(ZSOFIA, "Zsófia", true, &[])],
          "segments": [segment("ZX 411", fra, bud, 60 * 24 * 131, 60 * 24 * 131 - 100, None, "cancelled")] },
    ])
}

fn interactions(now: Timestamp) -> Value {
    let past = |minutes: i64, channel: &str, direction: &str, summary: &str| json!({ "at": ago(now, minutes), "channel": channel, "direction": direction, "source": "contact", "summary": summary, "contact_id": null, "agent_id": null });
    json!([
        past(60 * 19, "chat", "inbound", "Where is the stroller"),
        past(60 * 20, "email", "outbound", "Your report about the stroller"),
        past(60 * 24 * 61, "voice", "inbound", "Infant added to the booking"),
    ])
}
