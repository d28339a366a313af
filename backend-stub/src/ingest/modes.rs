//! The three HTTP content modes of CloudEvents: structured, batch and binary, each to structured JSON texts.
//!
//! Deliberately not here: what an attribute must be; `envelope` says that for all three alike.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, header::CONTENT_TYPE};
use purser_contract::ErrorCode;
use serde_json::{Map, Value, value::RawValue};

/// What a request carried: one structured JSON text an event.
#[derive(Debug, PartialEq, Eq)]
pub struct Bodies {
    /// Each element, unread.
    pub events: Vec<String>,
    /// Whether it was a batch (a batch may be empty).
    pub batch: bool,
}

/// Splits a request body by its content mode.
///
/// # Errors
/// `malformed-json` when the body is not JSON, `unsupported-media-type` when it is none of the three modes.
pub fn split(headers: &HeaderMap, body: &[u8]) -> Result<Bodies, (ErrorCode, String)> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "application/cloudevents+json" => {
            Ok(Bodies { events: vec![json(body)?.get().to_owned()], batch: false })
        }
        "application/cloudevents-batch+json" => Ok(Bodies { events: elements(body)?, batch: true }),
        _ if headers.contains_key("ce-specversion") || headers.contains_key("ce-id") => {
            Ok(Bodies { events: vec![binary(headers, &media_type, body)?], batch: false })
        }
        _ => Err((
            ErrorCode::UnsupportedMediaType,
            "expected application/cloudevents+json, application/cloudevents-batch+json, or ce- headers"
                .to_owned(),
        )),
    }
}

fn malformed(error: &serde_json::Error) -> (ErrorCode, String) {
    (ErrorCode::MalformedJson, format!("not JSON: line {} column {}", error.line(), error.column()))
}

fn json(body: &[u8]) -> Result<&RawValue, (ErrorCode, String)> {
    serde_json::from_slice(body).map_err(|error| malformed(&error))
}

fn elements(body: &[u8]) -> Result<Vec<String>, (ErrorCode, String)> {
    let elements: Vec<&RawValue> = serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            (ErrorCode::MalformedJson, "a batch is a JSON array of events".to_owned())
        } else {
            malformed(&error)
        }
    })?;
    Ok(elements.into_iter().map(|element| element.get().to_owned()).collect())
}

/// Attributes from `ce-` headers, the body as `data` (JSON) or `data_base64` (anything else).
fn binary(headers: &HeaderMap, media_type: &str, body: &[u8]) -> Result<String, (ErrorCode, String)> {
    let mut event = Map::new();
    for (name, value) in headers {
        if let Some(attribute) = name.as_str().strip_prefix("ce-") {
            let text = value
                .to_str()
                .map_or_else(|_| String::from_utf8_lossy(value.as_bytes()).into_owned(), str::to_owned);
            event.insert(attribute.to_owned(), Value::String(percent_decoded(&text)));
        }
    }
    let is_json = media_type.is_empty() || media_type == "application/json" || media_type.ends_with("+json");
    if !media_type.is_empty() && media_type != "application/json" {
        event.insert("datacontenttype".to_owned(), Value::String(media_type.to_owned()));
    }
    if is_json && !body.is_empty() {
        // Kept as raw text, so that numbers and field order stay as they came.
        let data = json(body)?.get();
        let attributes = Value::Object(event).to_string();
        let open = attributes.strip_suffix('}').unwrap_or(&attributes);
        let comma = if open.len() > 1 { "," } else { "" };
        return Ok(format!("{open}{comma}\"data\":{data}}}"));
    }
    if !body.is_empty() {
        event.insert("data_base64".to_owned(), Value::String(BASE64_STANDARD.encode(body)));
    }
    Ok(Value::Object(event).to_string())
}

/// The HTTP binding percent-encodes what a header cannot hold.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn binary_mode_keeps_attributes_and_data() {
        let headers = headers(&[
            ("content-type", "application/json; charset=utf-8"),
            ("ce-specversion", "1.0"),
            ("ce-id", "a%20b"),
            ("ce-source", "/x"),
            ("ce-type", "t"),
        ]);
        let bodies = split(&headers, br#"{"b":1.10,"a":2}"#).unwrap();
        assert_eq!(
            bodies.events,
            [r#"{"id":"a b","source":"/x","specversion":"1.0","type":"t","data":{"b":1.10,"a":2}}"#]
        );
    }

    #[test]
    fn a_batch_is_an_array() {
        let headers = headers(&[("content-type", "application/cloudevents-batch+json")]);
        assert_eq!(split(&headers, b"[1, {}]").unwrap().events, ["1", "{}"]);
        assert_eq!(split(&headers, b"[]").unwrap(), Bodies { events: vec![], batch: true });
        assert_eq!(split(&headers, b"{}").unwrap_err().0, ErrorCode::MalformedJson);
        assert_eq!(split(&headers, b"[").unwrap_err().0, ErrorCode::MalformedJson);
    }

    #[test]
    fn plain_json_is_none_of_the_modes() {
        let headers = headers(&[("content-type", "application/json")]);
        assert_eq!(split(&headers, b"{}").unwrap_err().0, ErrorCode::UnsupportedMediaType);
    }
}
