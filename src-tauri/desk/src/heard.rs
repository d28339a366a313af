//! Reading a frame, also one of a newer backend that this program understands in part only.
//!
//! Deliberately not here: what a frame means (`apply`).

use jiff::Timestamp;
use purser_contract::realtime::{Contact, FrameBody, Match, Ringing, ServerFrame};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What was heard.
#[derive(Debug)]
pub(crate) enum Heard<'a> {
    /// A frame, and its `data`, as it came where all of it is understood.
    Frame(ServerFrame, Cow<'a, str>),
    /// A durable frame of which nothing but its number is understood.
    ///
    /// It is passed over, and acknowledged with the others. What is not understood now is not understood until an update,
    /// and by then a call is over; holding the acknowledgement back would have the backend keep everything that comes
    /// after, and send it again with every connection.
    Unknown(u64),
    /// Nothing to go by: no frame, or a hint of a kind that this program does not know. Hints are not acknowledged.
    Nothing,
}

/// The outermost part of a frame, whatever is in it.
#[derive(Deserialize)]
struct Envelope<'a> {
    seq: u64,
    at: Timestamp,
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// The part of a ring without which there is no call to show.
#[derive(Deserialize)]
struct Call {
    contact: Contact,
    #[serde(default)]
    late: bool,
}

/// Reads a text frame. Its text is never logged: it may be a customer's.
pub(crate) fn read(text: &str) -> Heard<'_> {
    let envelope = match serde_json::from_str::<Envelope<'_>>(text) {
        Ok(envelope) => envelope,
        Err(error) => {
            not_understood(&error);
            return Heard::Nothing;
        }
    };
    match serde_json::from_str::<ServerFrame>(text) {
        Ok(frame) => Heard::Frame(frame, Cow::Borrowed(envelope.data.get())),
        Err(error) => {
            not_understood(&error);
            in_part(&envelope)
        }
    }
}

fn not_understood(error: &serde_json::Error) {
    tracing::error!(line = error.line(), column = error.column(), "a frame is not understood");
}

/// Frames about contacts are the durable ones, as the contract says. Of a ring the call itself is shown, as an unknown
/// caller's: that it rings matters more than who it is.
fn in_part<'a>(envelope: &Envelope<'a>) -> Heard<'a> {
    let Envelope { seq, at, .. } = *envelope;
    if !envelope.kind.starts_with("contact.") {
        return Heard::Nothing;
    }
    if envelope.kind != "contact.ringing" {
        return Heard::Unknown(seq);
    }
    let Ok(Call { contact, late }) = serde_json::from_str(envelope.data.get()) else {
        return Heard::Unknown(seq);
    };
    let ringing = Ringing {
        contact,
        outcome: Match::Unknown,
        matched_by: None,
        customer_360: None,
        timeline: Vec::new(),
        candidates: Vec::new(),
        late,
    };
    let Ok(data) = serde_json::to_string(&ringing) else { return Heard::Unknown(seq) };
    let body = FrameBody::ContactRinging(Box::new(ringing));
    Heard::Frame(ServerFrame { seq, at, body }, Cow::Owned(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use serde_json::{Value, json};

    fn value(frame: &ServerFrame) -> Value {
        serde_json::to_value(frame).expect("JSON")
    }

    #[test]
    fn what_is_understood_comes_as_it_is() {
        let ring = rings(4, ringing_of("c1", view(1, 1)));
        let text = value(&ring).to_string();
        let Heard::Frame(frame, data) = read(&text) else { panic!("a frame") };
        assert_eq!(frame, ring);
        assert!(matches!(data, Cow::Borrowed(_)) && text.contains(&*data));
    }

    #[test]
    fn a_call_of_which_the_rest_is_not_understood_still_rings() {
        let mut text = value(&rings(4, ringing_of("c1", view(1, 1))));
        text["data"]["customer_360"] = json!({ "of": "another shape" });
        text["data"]["match"] = json!("by voice");
        let text = text.to_string();
        let Heard::Frame(frame, data) = read(&text) else { panic!("a frame") };
        assert_eq!(frame.seq, 4);
        let FrameBody::ContactRinging(call) = frame.body else { panic!("a ring") };
        assert_eq!(*call, ringing("c1"));
        assert_eq!(serde_json::from_str::<Ringing>(&data).expect("what the window gets"), *call);
    }

    #[test]
    fn of_other_steps_only_the_number_counts_and_of_hints_nothing() {
        let kind = |kind: &str, data: Value| {
            json!({ "seq": 7, "type": kind, "at": "2026-11-20T10:00:00Z", "data": data }).to_string()
        };
        for (text, number) in [
            (kind("contact.transferred", json!({})), Some(7)),
            (kind("contact.ended", json!({ "contact_id": 5 })), Some(7)),
            (kind("contact.ringing", json!({ "contact": { "id": "c1" } })), Some(7)),
            (kind("moon.rose", json!({})), None),
            (kind("customer.changed", json!({})), None),
            ("not JSON".to_owned(), None),
            (r#"{"seq":7}"#.to_owned(), None),
        ] {
            match (read(&text), number) {
                (Heard::Unknown(seq), Some(number)) => assert_eq!(seq, number, "{text}"),
                (Heard::Nothing, None) => {}
                (heard, _) => panic!("{text}: {heard:?}"),
            }
        }
    }
}
