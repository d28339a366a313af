//! Each form reads what people type, a fact is set and unset in its place, and every label has its words.

use super::*;
use crate::words::t;
use std::collections::HashSet;

#[test]
fn what_is_typed_becomes_a_fact() {
    for (form, text, expected) in [
        (Form::Span, "4 h 12", Ok(json!(252))),
        (Form::Span, " ", Ok(Value::Null)),
        (Form::Span, "late", Err("facts.no-span")),
        (Form::Number("unit.km"), "1499,9", Ok(json!(1499.9))),
        (Form::Number("unit.km"), "far", Err("facts.no-number")),
        (Form::YesNo, "true", Ok(json!(true))),
        (Form::YesNo, "false", Ok(json!(false))),
        (Form::Code(3), "bud", Ok(json!("BUD"))),
        (Form::Code(3), "bu", Err("facts.no-code")),
        (Form::Day, "2026-11-20", Ok(json!("2026-11-20"))),
    ] {
        assert_eq!(read(form, text), expected, "{text:?}");
    }
}

#[test]
fn a_fact_is_set_and_unset_in_its_place() {
    let later = Field { path: "reroute.arrives_later_min", label: "", form: Form::Span };
    let facts = json!({ "origin": "BUD", "reroute": null });
    let set = with(&facts, later.path, json!(130));
    assert_eq!(set, json!({ "origin": "BUD", "reroute": { "arrives_later_min": 130 } }));
    assert_eq!(shown(&set, &later), "2 h 10 min");
    assert_eq!(shown(&facts, &later), "");
    assert_eq!(with(&set, later.path, Value::Null), json!({ "origin": "BUD" }));
    assert_eq!(with(&Value::Null, "origin", json!("FRA")), json!({ "origin": "FRA" }));
}

#[test]
fn every_kind_has_fields_with_words_and_none_twice() {
    let [kinds, ..] = fields("delay");
    let Form::Choice(kinds) = kinds[0].form else { panic!("the kind is chosen") };
    for (kind, _) in kinds {
        let all: Vec<Field> = fields(kind).into_iter().flatten().collect();
        let paths: HashSet<_> = all.iter().map(|field| field.path).collect();
        assert_eq!(paths.len(), all.len(), "{kind}");
        for field in all {
            assert_ne!(t(field.label), field.label, "no words");
            match field.form {
                Form::Choice(choices) => assert!(choices.iter().all(|(_, key)| t(key) != *key), "{field:?}"),
                Form::Number(unit) => assert_ne!(t(unit), unit),
                Form::Span | Form::YesNo | Form::Code(_) | Form::Day => {}
            }
        }
    }
}

#[test]
fn a_journey_suggests_its_case() {
    let fact =
        |value: Value| json!({ "value": value, "source": "operations", "as_of": "2026-11-20T10:00:00Z" });
    let place = |iata: &str| json!({ "iata": iata, "city": iata, "zone": "UTC" });
    let segment = |from: &str, to: &str, flight: &str, late: Value, cause: Value| {
        json!({ "flight": flight, "date": "2026-11-20", "key": format!("{flight}/2026-11-20"), "from": place(from),
            "to": place(to), "departs": null, "arrives": null, "cabin": null, "seat": null, "checked_in": null,
            "status": null, "gate": null, "expected_departure": null, "expected_arrival": null,
            "departure_delay_min": null, "arrival_delay_min": late, "cause": cause })
    };
    let view = json!({
        "id": "019a0000-0000-7000-8000-000000000001", "version": 1,
        "customer": { "name": null, "language": null, "pronunciation": null, "loyalty": null, "birth_date": null,
            "address": null,
            "identifiers": { "loyalty": [], "email": [], "phone": [], "idp_subject": [], "pnr": [] } },
        "journey": { "pnr": "Q7KX2M", "route": [place("BUD"), place("FRA"), place("JFK")], "date": "2026-11-20",
            "status": "missed-connection", "steps": [], "problems": [] },
        "bookings": [{ "pnr": "Q7KX2M", "status": fact(json!("confirmed")), "booked_at": null, "channel": null,
            "corporate": null, "total": null, "passengers": [], "segments": [
                segment("BUD", "FRA", "ZX402", json!(110), fact(json!("technical_fault"))),
                segment("FRA", "JFK", "ZX84", json!(252), Value::Null)] }],
        "bags": [], "cases": [], "offers": [], "consents": [], "preferences": [], "needs": [], "relationships": [],
        "suggestions": [], "dismissed": [], "merges": [], "value": null, "sentiment": null, "interactions": [],
        "feedback": [], "orders": [],
    });
    let view: Customer360 = serde_json::from_value(view).unwrap();
    let expected = json!({ "origin": "BUD", "destination": "JFK", "single_booking": true, "event_date": "2026-11-20",
        "disruption": "missed_connection", "operating_carrier": "ZX", "cause": "technical_fault",
        "arrival_delay_min": 252 });
    assert_eq!(suggested(&view), Some(expected));
    assert_eq!(suggested(&Customer360 { journey: None, ..view }), None);
}
