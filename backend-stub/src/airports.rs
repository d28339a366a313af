//! IATA code → city, country and time zone, from the shipped table.
//!
//! Deliberately not here: distances and routes.

use purser_contract::journey::Place;
use std::{collections::HashMap, sync::OnceLock};

/// One airport of the shipped table.
#[derive(Clone, Debug)]
pub struct Airport {
    /// City, or the airport's name where the table has no city.
    pub city: Box<str>,
    /// ISO 3166-1 alpha-2.
    pub country: Box<str>,
    /// IANA zone.
    pub zone: Box<str>,
}

static TABLE: OnceLock<HashMap<Box<str>, Airport>> = OnceLock::new();

/// The airport with this IATA code (upper case), when the table has it.
#[must_use]
pub fn airport(iata: &str) -> Option<&'static Airport> {
    TABLE.get_or_init(|| parse(include_str!("../data/airports.csv"))).get(iata)
}

/// The place people read; an unknown code stands for its own city, in UTC.
#[must_use]
pub fn place(iata: &str) -> Place {
    let found = airport(iata);
    Place {
        iata: iata.to_owned(),
        city: found.map_or(iata, |airport| &airport.city).to_owned(),
        zone: found.map_or("UTC", |airport| &airport.zone).to_owned(),
    }
}

/// Columns: iata, icao, name, city, country, lat, lon, tz. A row that does not read is left out; a test counts them.
fn parse(text: &str) -> HashMap<Box<str>, Airport> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).filter_map(|row| airport_of(&row)).collect()
}

fn airport_of(row: &csv::StringRecord) -> Option<(Box<str>, Airport)> {
    let city = if row.get(3)?.is_empty() { row.get(2)? } else { row.get(3)? };
    Some((
        row.get(0)?.into(),
        Airport { city: city.into(), country: row.get(4)?.into(), zone: row.get(7)?.into() },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_airports_have_city_country_and_zone() {
        for (iata, city, country, zone) in [
            ("FRA", "Frankfurt am Main", "DE", "Europe/Berlin"),
            ("BUD", "Budapest", "HU", "Europe/Budapest"),
            ("JFK", "New York", "US", "America/New_York"),
        ] {
            let found = airport(iata).expect(iata);
            assert_eq!((&*found.city, &*found.country, &*found.zone), (city, country, zone));
        }
    }

    #[test]
    fn every_row_has_a_zone_the_tz_database_knows() {
        let table = parse(include_str!("../data/airports.csv"));
        assert!(table.len() > 7_000);
        for (iata, found) in table {
            assert!(jiff::tz::TimeZone::get(&found.zone).is_ok(), "{iata}: {}", found.zone);
        }
    }

    #[test]
    fn an_unknown_code_stands_for_itself() {
        let unknown = place("QQQ");
        assert_eq!((unknown.city.as_str(), unknown.zone.as_str()), ("QQQ", "UTC"));
    }
}
