//! Reading an event of the core. By hand for the outermost level only: the derived reader would hold every type of
//! the 360 twice, once for the case that `data` stands before `event`, and a third of the program would be that.
//!
//! Deliberately not here: the types; a test compares every event with the derived reader.

use purser_contract::{
    ids::CustomerId,
    ipc::{CustomerBundle, UiEvent},
};
use serde::{Deserialize, de::Error};
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    event: std::borrow::Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Newer {
    id: CustomerId,
    bundle: Box<CustomerBundle>,
}

/// The event in `text`.
///
/// # Errors
/// When it is not JSON, or not one of the closed list.
pub fn read(text: &str) -> Result<UiEvent, serde_json::Error> {
    let Envelope { event, data } = serde_json::from_str(text)?;
    let data = data.map_or("null", RawValue::get);
    Ok(match &*event {
        "connection" => UiEvent::Connection(serde_json::from_str(data)?),
        "ringing" => UiEvent::Ringing(serde_json::from_str(data)?),
        "answered" => UiEvent::Answered(serde_json::from_str(data)?),
        "ended" => UiEvent::Ended(serde_json::from_str(data)?),
        "customer" => {
            let Newer { id, bundle } = serde_json::from_str(data)?;
            UiEvent::Customer { id, bundle }
        }
        "compensations" => UiEvent::Compensations(serde_json::from_str(data)?),
        "missed" => UiEvent::Missed,
        "closed" => UiEvent::Closed(serde_json::from_str(data)?),
        "erased" => UiEvent::Erased(serde_json::from_str(data)?),
        unknown => return Err(serde_json::Error::custom(format!("no event is called {unknown}"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Grows by itself with the contract: a new event does not compile without its example here.
    fn example(event: &UiEvent) -> &'static str {
        match event {
            UiEvent::Connection(_) => "connection",
            UiEvent::Ringing(_) => "ringing",
            UiEvent::Answered(_) => "answered",
            UiEvent::Ended(_) => "ended",
            UiEvent::Customer { .. } => "customer",
            UiEvent::Compensations(_) => "compensations",
            UiEvent::Missed => "missed",
            UiEvent::Closed(_) => "closed",
            UiEvent::Erased(_) => "erased",
        }
    }

    fn examples() -> Vec<Value> {
        let at = "2026-11-20T14:00:00Z";
        let note =
            json!({ "contact_id": "c", "at": at, "duration_s": 5, "disposition": "solved", "late": true });
        let view = json!({
            "id": "019a0000-0000-7000-8000-000000000001", "version": 1,
            "customer": { "name": null, "language": null, "pronunciation": null, "loyalty": null,
                "identifiers": { "loyalty": [], "email": [], "phone": [], "idp_subject": [], "pnr": [] } },
            "journey": null, "bookings": [], "bags": [], "cases": [{ "later": true }], "compensations": [],
            "offers": [], "consents": [], "preferences": [], "needs": [], "relationships": [], "signals": [],
            "suggestions": [], "dismissed": [], "merges": [], "value": null, "sentiment": null, "interactions": [], "feedback": [], "orders": [],
        });
        let contact = json!({ "id": "c", "channel": "voice", "from": null, "to": null, "queue": null, "ivr": null, "rang_at": at });
        vec![
            json!({ "event": "connection", "data": { "state": "offline", "since": at, "reason": "signed out" } }),
            json!({ "event": "ringing", "data": { "contact": contact, "match": "exact", "customer_360": view } }),
            json!({ "event": "answered", "data": note }),
            json!({ "event": "ended", "data": note }),
            json!({ "event": "customer", "data": { "id": view["id"], "bundle": {
                "customer_360": view, "timeline": [], "timeline_next": "n", "cached_at": at } } }),
            json!({ "event": "compensations", "data": { "pending_approval": 3, "disruption": disruption(at) } }),
            json!({ "event": "missed" }),
            json!({ "event": "closed", "data": "c" }),
            json!({ "event": "erased", "data": [view["id"]] }),
        ]
    }

    fn disruption(at: &str) -> Value {
        json!({ "id": "019a0000-0000-7000-8000-000000000009", "flight": "ZX402", "date": "2026-11-20", "from": "BUD",
            "to": "FRA", "kind": "delay", "cause": null, "arrival_delay_min": 110, "opened_at": at, "changed_at": at,
            "passengers": 3, "connecting": 1, "waiting": 3, "outcomes": { "pending_approval": 3 },
            "total": { "EUR": "1800.00" }, "issued": {} })
    }

    #[test]
    fn every_event_reads_as_the_contract_says() {
        let mut seen = Vec::new();
        for value in examples() {
            let text = value.to_string();
            let derived: UiEvent = serde_json::from_str(&text).unwrap();
            assert_eq!(example(&derived), value["event"]);
            assert_eq!(read(&text).unwrap(), derived);
            seen.push(example(&derived));
            // Whichever order the two keys come in.
            if let Some(data) = value.get("data") {
                let turned = format!(r#"{{"data":{data},"event":{}}}"#, value["event"]);
                assert_eq!(read(&turned).unwrap(), derived);
            }
        }
        assert_eq!(seen.len(), 9);
        assert!(read(r#"{"event":"party","data":null}"#).is_err());
        assert!(read("{").is_err());
    }
}
