//! The great circle against reference figures, and the built-in table against the one it comes from.

use purser_entitlement::{
    airports::{Airport, airport, great_circle_m},
    codes::Country,
};
use std::{fs, path::Path};

#[test]
fn great_circles_agree_with_the_reference() {
    let text = include_str!("airport_distances.csv");
    let mut count = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |column: usize| cells[column].parse::<f64>().expect(line);
        let end = |latitude, longitude| Airport { country: Country::of(*b"XX"), latitude, longitude };
        let metres = great_circle_m(&end(number(1), number(2)), &end(number(4), number(5)));
        // The reference's coordinates are rounded to four places, so a tenth of a kilometre may tip over.
        let kilometres = f64::from(i32::try_from(metres).expect(line)) / 1_000.0;
        assert!((kilometres - number(6)).abs() < 0.11, "{line}: {kilometres}");
        count += 1;
    }
    assert_eq!(count, 77);
}

#[test]
fn the_built_in_table_is_the_backends_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source =
        fs::read_to_string(root.join("../../backend-stub/data/airports.csv")).expect("the backend's table");
    let mut lines: Vec<String> = source.lines().skip(1).map(compact).collect();
    lines.sort();
    let expected: String = lines.concat();
    let found = fs::read_to_string(root.join("data/airports.txt")).expect("the built-in table");
    if expected != found {
        let right = Path::new(env!("CARGO_TARGET_TMPDIR")).join("airports.txt");
        fs::write(&right, expected).expect("write the right table");
        panic!("data/airports.txt is not the backend's table; the right one is {}", right.display());
    }
}

/// `iata,icao,name,city,country,lat,lon,tz` as a line of the built-in table. Names may hold quoted commas.
fn compact(row: &str) -> String {
    let tail: Vec<&str> = row.rsplitn(5, ',').collect();
    let hundred_thousandths = |text: &str, width: usize| {
        let value: f64 = text.parse().expect(row);
        let sign = if value < 0.0 { '-' } else { '+' };
        format!("{sign}{:0width$.0}", (value.abs() * 100_000.0).round())
    };
    let (longitude, latitude, country) = (tail[1], tail[2], tail[3]);
    format!(
        "{}{country}{}{}\n",
        &row[..3],
        hundred_thousandths(latitude, 7),
        hundred_thousandths(longitude, 8)
    )
}

#[test]
fn every_airport_is_found() {
    let table = include_str!("../data/airports.txt");
    assert_eq!(table.lines().count(), 7_884);
    for line in table.lines() {
        let found = airport(line[..3].parse().expect(line)).expect(line);
        assert_eq!(found.country.as_str(), &line[3..5]);
        assert!(found.latitude.abs() <= 90.0 && found.longitude.abs() <= 180.0, "{line}");
    }
}
