//! What of an event and of the profile is the customer's own: of others nothing but their names on common bookings. Pure.

use super::HeldEvent;
use crate::{
    customers::describe::describe,
    ingest::{catalogue::Event, envelope::Incoming},
    log::store::LogRow,
    protection::fates::Subject,
};
use serde_json::{Map, Value, json};

/// An event as it is given to the customer.
#[must_use]
pub fn event(subject: &Subject, (row, incoming): (LogRow, Incoming)) -> HeldEvent {
    let shared = subject.lines.get(&row.seq).copied().unwrap_or(true);
    let words = describe(&incoming.event, &row.kind, None);
    let data = match &incoming.event {
        _ if shared => None,
        Event::Booking(_, booking) => {
            let own = subject.places(booking, &incoming.persons);
            data(&row.body).map(|data| booked(data, &own))
        }
        _ => data(&row.body),
    };
    let title = if shared { "From an address that others have too".to_owned() } else { words.title };
    HeldEvent { id: row.id, source: row.source, kind: row.kind, at: row.at, title, data }
}

fn data(body: &str) -> Option<Value> {
    let mut event: Map<String, Value> = serde_json::from_str(body).ok()?;
    event.remove("data").or_else(|| event.remove("data_base64"))
}

/// A booking with the others by their names only.
fn booked(mut data: Value, own: &[usize]) -> Value {
    let passengers = data.get("passengers").and_then(Value::as_array);
    let others = passengers.map(Vec::len).unwrap_or_default() > own.len();
    for (place, passenger) in
        data.get_mut("passengers").and_then(Value::as_array_mut).into_iter().flatten().enumerate()
    {
        if !own.contains(&place) {
            *passenger = json!({"customer": {"name": passenger["customer"]["name"].take()}});
        }
    }
    // Whatever else the source wrote may be the others'.
    if let (true, Some(fields)) = (others, data.as_object_mut()) {
        fields.retain(|name, _| crate::protection::fates::UNDERSTOOD.contains(&name.as_str()));
    }
    data
}

/// Leaves of the other people in a profile their names.
pub fn only_names_of_others(profile: &mut Value) {
    for passenger in profile["bookings"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(|booking| booking.get_mut("passengers")?.as_array_mut())
        .flatten()
        .filter(|passenger| passenger["self"] != true)
    {
        *passenger = json!({"name": passenger["name"].take(), "self": false});
    }
    for person in
        profile["relationships"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut)
    {
        person.remove("customer_id");
    }
    if let Some(fields) = profile.as_object_mut() {
        // Who else it might be is about others.
        fields.remove("suggestions");
        fields.remove("consents");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_others_only_their_names_are_given() {
        let given = booked(
            json!({"pnr": "A", "note": "paid by Bo", "passengers": [
                {"customer": {"name": {"given": "Ada"}, "identifiers": {"email": "a@b.c"}}, "ssrs": ["WCHR"]},
                {"customer": {"name": {"given": "Bo"}, "identifiers": {"phone": "+491"}}, "ssrs": ["DEAF"]}]}),
            &[0],
        );
        let text = given.to_string();
        assert!(text.contains("a@b.c") && text.contains("WCHR") && text.contains("Bo"), "{text}");
        assert!(!text.contains("+491") && !text.contains("DEAF") && !text.contains("paid"), "{text}");
        let mut profile = json!({"bookings": [{"passengers": [{"self": false, "name": {"given": "Bo"}, "ticket": "T2",
            "customer_id": "x"}]}], "relationships": [{"name": "Bo", "customer_id": "x"}]});
        only_names_of_others(&mut profile);
        let text = profile.to_string();
        assert!(text.contains("Bo") && !text.contains("T2") && !text.contains("customer_id"), "{text}");
    }
}
