//! The airports of the airline's network, and how far and how long it is between them.
//!
//! Deliberately not here: airports the airline does not serve.

use super::schedule::NETWORK;
use jiff::tz::TimeZone;
use std::collections::{HashMap, HashSet};

const AIRPORTS: &str = include_str!("../../data/airports.csv");

/// An airport the airline serves.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) iata: &'static str,
    pub(super) city: String,
    pub(super) zone: TimeZone,
    latitude: f64,
    longitude: f64,
}

/// The airports of the network table, and their places in the list.
pub(super) fn served() -> (Vec<Place>, HashMap<&'static str, u16>) {
    let served: HashSet<&str> = NETWORK.lines().skip(1).flat_map(|line| line.split(',').take(2)).collect();
    let mut places = Vec::new();
    let mut index = HashMap::new();
    for line in
        AIRPORTS.lines().skip(1).filter(|line| line.get(..3).is_some_and(|iata| served.contains(iata)))
    {
        let Some(place) = place(line) else { continue };
        let Ok(number) = u16::try_from(places.len()) else { break };
        index.insert(place.iata, number);
        places.push(place);
    }
    (places, index)
}

fn place(line: &'static str) -> Option<Place> {
    let row = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(line.as_bytes())
        .into_records()
        .next()?
        .ok()?;
    let (latitude, longitude) = (row.get(5)?.parse().ok()?, row.get(6)?.parse().ok()?);
    let city = row.get(3)?.rsplit(", ").next()?.to_owned();
    Some(Place { iata: line.get(..3)?, city, zone: TimeZone::get(row.get(7)?).ok()?, latitude, longitude })
}

/// Minutes from gate to gate, to five minutes; westward against the wind.
pub(super) fn block(from: &Place, to: &Place) -> i64 {
    let wind = if to.longitude < from.longitude { 1.05 } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, reason = "no flight takes longer than a day")]
    let fives = ((35.0 + distance(from, to) / 13.6 * wind) / 5.0).round() as i64;
    fives * 5
}

/// Kilometres along the great circle.
pub(super) fn distance(from: &Place, to: &Place) -> f64 {
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let half_latitude = (b - a) / 2.0;
    let half_longitude = (to.longitude - from.longitude).to_radians() / 2.0;
    let chord = half_latitude.sin().powi(2) + a.cos() * b.cos() * half_longitude.sin().powi(2);
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}
