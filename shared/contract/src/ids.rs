//! Newtypes for everything that is looked up by a key, so that a signature cannot mix them up.
//!
//! Deliberately not here: how an id is made. The backend makes customer ids, source systems make the rest.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// A customer, as the backend knows them. A UUIDv7 whose time is that of the earliest event about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct CustomerId(pub Uuid);

/// A place where another system wants to be told. A UUIDv7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct WebhookId(pub Uuid);

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is written in events and addresses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

text_id! {
    /// An agent: the `sub` of their access token, and the `agent_id` of telephony events.
    AgentId
}
text_id! {
    /// One call, chat, e-mail, text message or social exchange, as its platform numbers it.
    ContactId
}
text_id! {
    /// A booking reference, upper case.
    Pnr
}
text_id! {
    /// One flight on one local departure date: `ZX402/2026-11-20`.
    FlightKey
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FlightKey {
    /// The key of flight `designator` (carrier and number, `ZX402`) on its local departure `date`.
    #[must_use]
    pub fn new(designator: &str, date: jiff::civil::Date) -> Self {
        Self(format!("{designator}/{date}"))
    }

    /// Carrier and number, without the date.
    #[must_use]
    pub fn designator(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}
