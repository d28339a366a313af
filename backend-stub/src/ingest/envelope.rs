//! From one CloudEvents JSON object to an [`Incoming`] event: attributes checked, payload read, persons normalised.
//!
//! Deliberately not here: the HTTP content modes, and storing anything.

use super::{
    catalogue::{self, Event},
    normal,
};
use crate::{
    customers::mention::{Mention, mentions},
    log::seal::{self, Sealed},
    projection::order::{Moment, keys_of},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use purser_contract::{
    ErrorCode,
    payload::{CustomerRef, OneOrMany},
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An event that may be stored: its envelope is right and its payload fits its type.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its place in the request, from 0.
    pub index: usize,
    /// CloudEvents id.
    pub id: String,
    /// CloudEvents source.
    pub source: String,
    /// CloudEvents type.
    pub kind: String,
    /// When it happened; the time of receipt when it does not say.
    pub at: Timestamp,
    /// The whole event as structured JSON, as it goes to the log.
    pub body: String,
    /// Its payload.
    pub event: Event,
    /// The persons it names, in their normal form.
    pub persons: Vec<Mention>,
    /// The keys under which they, or its caller, are looked up.
    pub keys: Vec<String>,
    /// The body sealed for the log, once that was done; events about nobody stay as they are.
    pub sealed: Option<Sealed>,
}

impl Incoming {
    /// Seals the body for the log, where that is to be done and was not. It only computes, so it belongs on the task of
    /// whoever asks and not on the writer's.
    ///
    /// # Errors
    /// None in practice.
    pub fn seal(&mut self) -> Result<(), seal::Broken> {
        if self.sealed.is_none() && !seal::is_public(&self.event) {
            self.sealed = Some(seal::seal(&self.source, &self.id, &self.body)?);
        }
        Ok(())
    }

    /// When it happened, in an order that arrival has no part in.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment::of(self.at, &self.source, &self.id)
    }
}

/// Why one element was refused, before it has a place in a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its id, when that could be read.
    pub id: Option<String>,
    /// The stable code.
    pub code: ErrorCode,
    /// For the sender.
    pub detail: String,
}

#[derive(Deserialize)]
struct Attributes<'a> {
    #[serde(borrow, default)]
    specversion: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    source: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    time: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data_base64: Option<&'a RawValue>,
}

/// Reads one structured event. `received` stands in for an absent `time`; `home` is the airline's country.
///
/// # Errors
/// A [`Refusal`] that names the attribute or field.
pub fn read(index: usize, body: &str, received: Timestamp, home: &str) -> Result<Incoming, Refusal> {
    let refuse = |id: Option<&str>, code, detail: String| Refusal { id: id.map(str::to_owned), code, detail };
    let invalid = |id: Option<&str>, detail: String| refuse(id, ErrorCode::InvalidEnvelope, detail);
    let attributes: Attributes<'_> = serde_json::from_str(body)
        .map_err(|error| invalid(None, format!("expected one CloudEvents object: {}", shape_of(&error))))?;
    let id = attribute(attributes.id, "id", 512).map_err(|detail| invalid(None, detail))?;
    let known = Some(id.as_ref());
    let version =
        attribute(attributes.specversion, "specversion", 16).map_err(|detail| invalid(known, detail))?;
    if version != "1.0" {
        return Err(invalid(known, "specversion: expected 1.0".to_owned()));
    }
    let source = attribute(attributes.source, "source", 1024).map_err(|detail| invalid(known, detail))?;
    let kind = attribute(attributes.kind, "type", 256).map_err(|detail| invalid(known, detail))?;
    let at = time(attributes.time, received).map_err(|detail| invalid(known, detail))?;
    // The log keeps microseconds; finer, a replay would not find what ingest saw.
    let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
    let data = data(&attributes).map_err(|detail| invalid(known, detail))?;
    let event = catalogue::read(&kind, data.as_deref(), home)
        .map_err(|detail| refuse(known, ErrorCode::InvalidData, detail))?;
    let persons = mentions(&event, home);
    let keys = keys_of(&event, &persons, home);
    Ok(Incoming {
        index,
        id: id.into_owned(),
        source: source.into_owned(),
        kind: kind.into_owned(),
        at,
        body: body.to_owned(),
        event,
        persons,
        keys,
        sealed: None,
    })
}

/// The parser's words without the value it stumbled over.
fn shape_of(error: &serde_json::Error) -> String {
    format!("not an object with string attributes at line {} column {}", error.line(), error.column())
}

fn attribute<'a>(raw: Option<&'a RawValue>, name: &str, longest: usize) -> Result<Cow<'a, str>, String> {
    let raw = raw.ok_or_else(|| format!("{name}: missing"))?;
    let text = text_of(raw).ok_or_else(|| format!("{name}: expected a string"))?;
    if text.is_empty() || text.len() > longest {
        return Err(format!("{name}: empty or longer than {longest} bytes"));
    }
    if text.contains('\0') {
        return Err(format!("{name}: contains a NUL character"));
    }
    Ok(text)
}

/// A JSON string; borrowed where it holds no escapes.
fn text_of(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<&str>(raw.get())
        .map(Cow::Borrowed)
        .ok()
        .or_else(|| serde_json::from_str::<String>(raw.get()).ok().map(Cow::Owned))
}

fn time(raw: Option<&RawValue>, received: Timestamp) -> Result<Timestamp, String> {
    let Some(raw) = raw.filter(|raw| raw.get() != "null") else { return Ok(received) };
    let text = text_of(raw).ok_or("time: expected a string")?;
    text.parse().map_err(|_| "time: expected an RFC 3339 timestamp".to_owned())
}

/// The payload as JSON text; `data_base64` is decoded when it holds JSON.
fn data<'a>(attributes: &Attributes<'a>) -> Result<Option<Cow<'a, str>>, String> {
    match (attributes.data, attributes.data_base64) {
        (Some(_), Some(_)) => Err("data and data_base64 must not come together".to_owned()),
        (Some(data), None) => Ok(Some(Cow::Borrowed(data.get()))),
        (None, Some(encoded)) => {
            let text = text_of(encoded).ok_or("data_base64: expected a string")?;
            let bytes = BASE64_STANDARD.decode(text.as_bytes()).map_err(|_| "data_base64: not base64")?;
            Ok(String::from_utf8(bytes).ok().map(Cow::Owned))
        }
        (None, None) => Ok(None),
    }
}

/// The kinds of identifier, by strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// A loyalty number: one person's.
    Loyalty,
    /// A subject at the customer identity provider: one person's.
    IdpSubject,
    /// An e-mail address: one person's or a household's.
    Email,
    /// A telephone number: one person's or a household's.
    Phone,
    /// A booking reference: everybody's on the booking; identifies with a name.
    Pnr,
    /// A bag tag: the owner's; never shown as an identifier.
    Bag,
}

/// One identifier in its normal form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier {
    /// Its kind.
    pub kind: IdentifierKind,
    /// Its normal form.
    pub value: String,
}

impl IdentifierKind {
    /// The word used in keys and events.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loyalty => "loyalty",
            Self::IdpSubject => "idp_subject",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Pnr => "pnr",
            Self::Bag => "bag",
        }
    }
}

impl Identifier {
    /// The key it is stored under: `phone:+36301234567`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind.word(), self.value)
    }
}

/// All usable identifiers of a person, normalised, without repeats. A withheld number is none.
#[must_use]
pub fn identifiers(customer: &CustomerRef, home: &str) -> Vec<Identifier> {
    let given = &customer.identifiers;
    let mut found = Vec::new();
    let mut add = |kind, values: Option<&OneOrMany>, normal: &dyn Fn(&str) -> Option<String>| {
        for value in values.map(OneOrMany::as_slice).unwrap_or_default() {
            if let Some(value) = normal(value) {
                let identifier = Identifier { kind, value };
                if !found.contains(&identifier) {
                    found.push(identifier);
                }
            }
        }
    };
    add(IdentifierKind::Loyalty, given.loyalty.as_ref(), &normal::code);
    add(IdentifierKind::IdpSubject, given.idp_subject.as_ref(), &|text| {
        let text = text.trim();
        (!text.is_empty() && text.len() <= 256 && !text.contains(char::is_control)).then(|| text.to_owned())
    });
    add(IdentifierKind::Email, given.email.as_ref(), &normal::email);
    add(IdentifierKind::Phone, given.phone.as_ref(), &|text| normal::phone(text, home));
    add(IdentifierKind::Pnr, given.pnr.as_ref(), &normal::code);
    found
}
