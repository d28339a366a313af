//! Short codes by which airports, countries and carriers are known, and times of day.
//!
//! Deliberately not here: what the codes stand for (`airports`, `territory`).

use crate::reading::cut;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Gives a fixed-length ASCII code its text forms: parse, show, JSON.
macro_rules! text_code {
    ($name:ident, $length:literal, $what:literal, $allowed:expr) => {
        impl std::str::FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, &'static str> {
                let code: [u8; $length] =
                    text.as_bytes().try_into().map_err(|_| concat!("is not ", $what))?;
                if $allowed(code) { Ok(Self(code)) } else { Err(concat!("is not ", $what)) }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(|why| {
                    serde::de::Error::custom(format_args!("`{}` {why}", crate::reading::cut(&text)))
                })
            }
        }
    };
}
pub(crate) use text_code;

/// An airport's IATA code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iata(pub(crate) [u8; 3]);

impl Iata {
    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

/// `XXX`, which is no airport.
impl Default for Iata {
    fn default() -> Self {
        Self(*b"XXX")
    }
}

text_code!(Iata, 3, "an IATA airport code of three capital letters", |code: [u8; 3]| code
    .iter()
    .all(u8::is_ascii_uppercase));

/// A country's ISO 3166-1 alpha-2 code; `EU` stands for any Member State where only the licence matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(pub(crate) [u8; 2]);

impl Country {
    /// A code known to be one, for tables.
    #[must_use]
    pub const fn of(code: [u8; 2]) -> Self {
        Self(code)
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

/// `ZZ`, which is no country.
impl Default for Country {
    fn default() -> Self {
        Self(*b"ZZ")
    }
}

text_code!(Country, 2, "an ISO 3166-1 country code of two capital letters", |code: [u8; 2]| code
    .iter()
    .all(u8::is_ascii_uppercase));

/// An airline's two-character IATA designator, or three-letter ICAO designator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Carrier([u8; 3]);

impl Carrier {
    /// The designator.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??").trim_end()
    }
}

/// `XX`, which is no carrier.
impl Default for Carrier {
    fn default() -> Self {
        Self(*b"XX ")
    }
}

impl FromStr for Carrier {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        match *text.as_bytes() {
            [a, b] if fits(a) && fits(b) => Ok(Self([a, b, b' '])),
            [a, b, c] if fits(a) && fits(b) && fits(c) => Ok(Self([a, b, c])),
            _ => Err("is not an airline designator of two or three capital letters or digits"),
        }
    }
}

impl fmt::Debug for Carrier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Carrier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Carrier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|why| de::Error::custom(format_args!("`{}` {why}", cut(&text))))
    }
}

/// A local time of day, `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockTime(u16);

impl ClockTime {
    /// Minutes from `earlier` to this, taking the way that passes midnight at most once: 0 to 1439.
    #[must_use]
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (i64::from(self.0) - i64::from(earlier.0)).rem_euclid(24 * 60)
    }
}

impl FromStr for ClockTime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let number = |part: &str| {
            part.parse::<u16>()
                .ok()
                .filter(|_| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let (hours, minutes) = text.split_once(':').ok_or("is not a time of day HH:MM")?;
        match (number(hours), number(minutes)) {
            (Some(hours @ 0..24), Some(minutes @ 0..60)) => Ok(Self(hours * 60 + minutes)),
            _ => Err("is not a time of day HH:MM"),
        }
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|why| de::Error::custom(format_args!("`{}` {why}", cut(&text))))
    }
}
