//! What was disrupted, and the ids that follow from it: the same case has the same ids, whoever makes them and how often.

use jiff::{civil::Date, tz::TimeZone};
use purser_contract::{
    CustomerId, FlightKey,
    compensation::{CompensationId, DisruptionId},
};
use uuid::Builder;
use xxhash_rust::xxh3::xxh3_128;

/// What was disrupted. A lower cabin is told apart from the flight's own trouble: what the law gives for one is given
/// beside what it gives for the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A flight: cancelled, late, diverted, or full.
    Flight(FlightKey),
    /// The cabin on a flight.
    Cabin(FlightKey),
    /// A bag, by its tag and flight.
    Bag(String, FlightKey),
}

impl Subject {
    /// The flight.
    #[must_use]
    pub fn flight(&self) -> &FlightKey {
        match self {
            Self::Flight(key) | Self::Cabin(key) | Self::Bag(_, key) => key,
        }
    }

    /// Carrier and number, and the local date.
    #[must_use]
    pub fn parts(&self) -> Option<(String, Date)> {
        let (designator, date) = self.flight().as_str().split_once('/')?;
        Some((designator.to_owned(), date.parse().ok()?))
    }

    fn text(&self) -> String {
        match self {
            Self::Flight(key) => format!("flight\n{key}"),
            Self::Cabin(key) => format!("cabin\n{key}"),
            Self::Bag(tag, key) => format!("bag\n{tag}\n{key}"),
        }
    }

    /// The disruption.
    #[must_use]
    pub fn disruption(&self) -> DisruptionId {
        DisruptionId(made(self.millis(), &self.text()))
    }

    /// One passenger's compensation for it.
    #[must_use]
    pub fn compensation(&self, customer: CustomerId) -> CompensationId {
        CompensationId(made(self.millis(), &format!("{}\n{}", self.text(), customer.0)))
    }

    /// The beginning of the flight's day.
    fn millis(&self) -> u64 {
        let day = self.parts().and_then(|(_, date)| date.to_zoned(TimeZone::UTC).ok());
        day.and_then(|day| u64::try_from(day.timestamp().as_millisecond()).ok()).unwrap_or(0)
    }
}

/// A UUIDv7 of a time and a hash of what it stands for.
fn made(millis: u64, text: &str) -> uuid::Uuid {
    let hash = xxh3_128(text.as_bytes()).to_be_bytes();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_case_has_the_same_ids_and_no_other_has() {
        let key = FlightKey::from("ZX402/2026-11-20");
        let customer = |n| CustomerId(uuid::Uuid::from_u128(n));
        let flight = Subject::Flight(key.clone());
        assert_eq!(flight.disruption(), Subject::Flight(key.clone()).disruption());
        assert_ne!(flight.disruption(), Subject::Cabin(key.clone()).disruption());
        assert_ne!(flight.disruption(), Subject::Bag("A".to_owned(), key.clone()).disruption());
        assert_ne!(flight.compensation(customer(1)), flight.compensation(customer(2)));
        assert_eq!(flight.disruption().0.get_version_num(), 7);
        assert_eq!(flight.parts(), Some(("ZX402".to_owned(), "2026-11-20".parse().unwrap())));
    }
}
