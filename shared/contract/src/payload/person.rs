//! Persons, their identifiers and money, as source systems write them.

use jiff::civil::Date;
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
    /// The birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Where they live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressIn>,
}

/// A postal address, in one text or in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AddressIn {
    /// As it would stand on an envelope, on one line or on several.
    Text(String),
    /// In parts; unknown ones are ignored.
    Parts {
        /// Street and house number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        street: Option<String>,
        /// Postal code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        postal_code: Option<String>,
        /// Town.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        city: Option<String>,
        /// Country, a name or a code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
    },
}

impl AddressIn {
    /// On one line, `street, postal code city, country`; nothing when it says nothing.
    #[must_use]
    pub fn line(&self) -> Option<String> {
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = match self {
            Self::Text(text) => {
                let lines = text
                    .lines()
                    .map(|line| tidy(line.trim().trim_end_matches(',')))
                    .filter(|line| !line.is_empty());
                lines.collect::<Vec<_>>().join(", ")
            }
            Self::Parts { street, postal_code, city, country } => {
                let part = |part: &Option<String>| part.as_deref().map(tidy).unwrap_or_default();
                let town = format!("{} {}", part(postal_code), part(city)).trim().to_owned();
                let parts = [part(street), town, part(country)];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
            }
        };
        (!line.is_empty()).then_some(line)
    }
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

impl IdentifiersIn {
    /// How many values there are, of all kinds.
    #[must_use]
    pub fn count(&self) -> usize {
        let kinds = [&self.loyalty, &self.email, &self.phone, &self.idp_subject, &self.pnr];
        kinds.into_iter().flatten().map(|values| values.as_slice().len()).sum()
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
