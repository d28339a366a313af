//! Which events go with whom.

use super::*;
use crate::ingest::envelope;
use jiff::Timestamp;
use purser_contract::payload::Name;

fn event(kind: &str, data: &Value) -> Incoming {
    let event = json!({"specversion": "1.0", "id": "e", "source": "/t", "type": format!("purser.{kind}.v1"), "data": data});
    envelope::read(0, &event.to_string(), Timestamp::UNIX_EPOCH, "DE").unwrap()
}

fn ada() -> Subject {
    let key = |given: &str| NameKey::of(&Name { given: given.into(), family: "Kis".into() }).unwrap();
    Subject {
        ids: [CustomerId(uuid::Uuid::from_u128(1))].into(),
        keys: ["phone:+4930123456", "email:ada@example.com", "pnr:ABC123"].map(str::to_owned).into(),
        own: ["email:ada@example.com".to_owned()].into(),
        names: vec![key("Ada")],
        seats: Vec::new(),
        lines: HashMap::from([(1, false), (2, true)]),
    }
}

#[test]
fn what_is_shared_stays_with_the_others() {
    let person = |given: &str, identifiers: Value| json!({"name": {"given": given, "family": "Kis"}, "identifiers": identifiers});
    let home = json!({"phone": "+4930123456"});
    let own = json!({"email": "ada@example.com"});
    let said = |customer: Value| {
        event("preference.stated", &json!({"customer": customer, "key": "k", "value": "v"}))
    };
    let booked = |people: Vec<Value>| {
        let people: Vec<Value> = people.into_iter().map(|customer| json!({"customer": customer})).collect();
        event("booking.created", &json!({"pnr": "ABC123", "passengers": people, "segments": []}))
    };
    let called =
        |from: &str| event("contact.ringing", &json!({"contact_id": "c", "channel": "voice", "from": from}));
    for (place, event, expected) in [
        (1, said(json!({"identifiers": home})), Some(Fate::Destroy)),
        (2, said(json!({"identifiers": home})), None),
        (3, said(person("Ada", home.clone())), Some(Fate::Destroy)),
        (3, said(person("Bence", home.clone())), None),
        (3, said(json!({"identifiers": own})), Some(Fate::Destroy)),
        (
            3,
            booked(vec![person("Bence", home.clone()), person("Ada", json!({}))]),
            Some(Fate::Redact(vec![1])),
        ),
        (3, booked(vec![person("Ada", own.clone())]), Some(Fate::Destroy)),
        (3, booked(vec![person("Bence", home.clone()), person("Cili", json!({}))]), None),
        (3, booked(vec![person("Ada", json!({"loyalty": "X1"})), person("Bence", home.clone())]), None),
        (1, called("+4930123456"), Some(Fate::Destroy)),
        (2, called("+4930123456"), None),
        (9, called("+4930999999"), None),
    ] {
        let found = fates(&ada(), &[(place, event.clone())], "DE").remove(&place);
        assert_eq!(found, expected, "{place} {}", event.body);
    }
}

#[test]
fn a_redacted_booking_keeps_places_and_nothing_unknown() {
    let body = json!({"specversion": "1.0", "id": "e", "source": "/t", "type": "purser.booking.created.v1",
        "subject": "ada@example.com", "data": {"pnr": "ABC123", "booker": "Ada Kis", "segments": [],
            "passengers": [{"customer": {"name": {"given": "Ada", "family": "Kis"}}}, {"customer": {"name": {"given": "Bo", "family": "Kis"}}}]}});
    let left = without(&body.to_string(), &[0]).unwrap();
    assert!(!left.contains("Ada") && !left.contains("ada@") && left.contains("Bo"), "{left}");
    let read = envelope::read(0, &left, Timestamp::UNIX_EPOCH, "DE").unwrap();
    assert!(read.persons[0].erased && !read.persons[1].erased);
    assert_eq!(without("{}", &[0]), None);
}
