//! The body of `PUT …/consents`, read with words about what is wrong with it. Pure.
//!
//! Deliberately not here: deciding whether the statements may be made (`statement`).

use crate::http::problem::ApiError;
use purser_contract::{
    ErrorCode,
    consent::ConsentStatement,
    payload::{Channel, ConsentPurpose, ConsentState},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// More than this cannot be about different purposes and channels.
const MOST: usize = ConsentPurpose::ALL.len() * (Channel::ALL.len() + 1);

/// Reads the statements: `{"items":[…]}`, or one statement by itself.
///
/// # Errors
/// `malformed-json`, `invalid-data`, `unknown-purpose`; the detail names the field.
pub fn read(body: &[u8]) -> Result<Vec<ConsentStatement>, ApiError> {
    let body: Value = serde_json::from_slice(body).map_err(|error| {
        let place = format!("not JSON at line {} column {}", error.line(), error.column());
        ApiError::new(ErrorCode::MalformedJson, place)
    })?;
    let Value::Object(mut fields) = body else { return Err(wrong("body", "expected an object")) };
    let Some(items) = fields.remove("items") else { return Ok(vec![statement(&fields, "")?]) };
    if let Some(unknown) = fields.keys().next() {
        return Err(wrong(&shortened(unknown), "no such field; expected items"));
    }
    let Value::Array(items) = items else { return Err(wrong("items", "expected a list")) };
    if items.is_empty() || items.len() > MOST {
        return Err(wrong("items", &format!("expected 1 to {MOST} of them")));
    }
    let mut statements: Vec<ConsentStatement> = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let at = format!("items[{place}]");
        let Value::Object(fields) = item else { return Err(wrong(&at, "expected an object")) };
        let read = statement(fields, &format!("{at}."))?;
        if statements.iter().any(|known| (known.purpose, known.channel) == (read.purpose, read.channel)) {
            return Err(wrong(&at, "an item before is about the same purpose and channel"));
        }
        statements.push(read);
    }
    Ok(statements)
}

fn statement(fields: &Map<String, Value>, at: &str) -> Result<ConsentStatement, ApiError> {
    if let Some(unknown) = fields.keys().find(|key| !["purpose", "channel", "state"].contains(&key.as_str()))
    {
        let field = format!("{at}{}", shortened(unknown));
        return Err(wrong(&field, "no such field; expected purpose, channel, state"));
    }
    let purposes = ConsentPurpose::ALL.map(ConsentPurpose::word).join(", ");
    let purpose = match fields.get("purpose") {
        Some(Value::String(word)) => one_of(word).ok_or_else(|| {
            let detail = format!("{at}purpose: {} is none of {purposes}", shortened(word));
            ApiError::new(ErrorCode::UnknownPurpose, detail)
        })?,
        _ => return Err(wrong(&format!("{at}purpose"), &format!("expected one of {purposes}"))),
    };
    let channels = Channel::ALL.map(Channel::word).join(", ");
    let channel = match fields.get("channel") {
        None | Some(Value::Null) => None,
        Some(value) => Some(value.as_str().and_then(one_of).ok_or_else(|| {
            wrong(&format!("{at}channel"), &format!("expected one of {channels}, or none for all"))
        })?),
    };
    let state: Option<ConsentState> = fields.get("state").and_then(Value::as_str).and_then(one_of);
    let state =
        state.ok_or_else(|| wrong(&format!("{at}state"), "expected one of given, refused, withdrawn"))?;
    Ok(ConsentStatement { purpose, channel, state })
}

fn one_of<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::String(word.to_owned())).ok()
}

fn wrong(field: &str, expected: &str) -> ApiError {
    ApiError::new(ErrorCode::InvalidData, format!("{field}: {expected}"))
}

/// A word of the caller's in an answer: the beginning is enough to find it.
fn shortened(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let twice = r#"{"items":[{"purpose":"social","state":"given"},{"purpose":"social","channel":null,"state":"given"}]}"#;
        for (body, code, words) in [
            ("{", ErrorCode::MalformedJson, "not JSON"),
            ("[]", ErrorCode::InvalidData, "body: expected an object"),
            ("{}", ErrorCode::InvalidData, "purpose: expected one of service"),
            (r#"{"items":[]}"#, ErrorCode::InvalidData, "items: expected 1 to 36"),
            (r#"{"items":3}"#, ErrorCode::InvalidData, "items: expected a list"),
            (r#"{"items":[3]}"#, ErrorCode::InvalidData, "items[0]: expected an object"),
            (r#"{"items":[],"x":1}"#, ErrorCode::InvalidData, "x: no such field"),
            (
                r#"{"purpose":"socia","state":"given"}"#,
                ErrorCode::UnknownPurpose,
                "purpose: socia is none of",
            ),
            (r#"{"purpose":7,"state":"given"}"#, ErrorCode::InvalidData, "purpose: expected"),
            (
                r#"{"items":[{"purpose":"social","state":"yes"}]}"#,
                ErrorCode::InvalidData,
                "items[0].state: expected",
            ),
            (
                r#"{"purpose":"social","channel":"fax","state":"given"}"#,
                ErrorCode::InvalidData,
                "channel: expected",
            ),
            (
                r#"{"purpose":"social","state":"given","note":""}"#,
                ErrorCode::InvalidData,
                "note: no such field",
            ),
            (twice, ErrorCode::InvalidData, "items[1]: an item before"),
        ] {
            let error = read(body.as_bytes()).unwrap_err();
            assert_eq!(error.code(), code, "{body}");
            assert!(error.detail().starts_with(words), "{body}: {}", error.detail());
        }
        let one = read(br#"{"purpose":"partner-sharing","channel":"email","state":"refused"}"#).unwrap();
        assert_eq!(one[0].channel, Some(Channel::Email));
    }
}
