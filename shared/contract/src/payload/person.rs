//! Persons, their identifiers and money, as source systems write them.

use serde::{Deserialize, Serialize};

/// How somebody is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Name {
    /// Given name or names; empty when not known.
    #[serde(default)]
    pub given: String,
    /// Family name; empty when not known.
    #[serde(default)]
    pub family: String,
}

/// An amount with its currency. The amount is a decimal in text, never a float.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Decimal digits with an optional point: `250.00`.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// A person as a source system knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRef {
    /// The name, when the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// At least one must be there.
    #[serde(default)]
    pub identifiers: IdentifiersIn,
}

/// One value or several of the same kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A single value.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The values, in the order they came.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// The identifiers a source knows a person by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifiersIn {
    /// Loyalty number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<OneOrMany>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<OneOrMany>,
    /// Telephone number in any spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<OneOrMany>,
    /// Subject at the customer identity provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp_subject: Option<OneOrMany>,
    /// Booking reference; identifies together with the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<OneOrMany>,
}
