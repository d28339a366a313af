//! Which law reaches which soil, and since when.
//!
//! Deliberately not here: who is party to the Montreal Convention; nearly every State with an airline is.

use crate::codes::{Country, Iata};
use jiff::civil::{Date, date};

/// Member States with the first day of their membership after the Regulation's start, where it is later.
const MEMBERS: &[([u8; 2], Date)] = {
    const EVER: Date = date(1993, 11, 1);
    &[
        (*b"AT", EVER),
        (*b"BE", EVER),
        (*b"BG", date(2007, 1, 1)),
        (*b"CY", EVER),
        (*b"CZ", EVER),
        (*b"DE", EVER),
        (*b"DK", EVER),
        (*b"EE", EVER),
        (*b"ES", EVER),
        (*b"EU", EVER),
        (*b"FI", EVER),
        (*b"FR", EVER),
        (*b"GR", EVER),
        (*b"HR", date(2013, 7, 1)),
        (*b"HU", EVER),
        (*b"IE", EVER),
        (*b"IT", EVER),
        (*b"LT", EVER),
        (*b"LU", EVER),
        (*b"LV", EVER),
        (*b"MT", EVER),
        (*b"NL", EVER),
        (*b"PL", EVER),
        (*b"PT", EVER),
        (*b"RO", date(2007, 1, 1)),
        (*b"SE", EVER),
        (*b"SI", EVER),
        (*b"SK", EVER),
    ]
};

/// The first day on which Union law no longer applied in the United Kingdom: the transition had ended.
pub const UK_LEFT: Date = date(2021, 1, 1);

/// Parts of France that are Union soil (Guidelines 2.1.1); the first five are departments (Art. 10(2)).
const FRENCH_OVERSEAS: &[[u8; 2]] = &[*b"GP", *b"GF", *b"MQ", *b"RE", *b"YT", *b"MF", *b"BL"];

/// What a country is to Regulation 261/2004.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A Member State's soil, or a carrier with its licence.
    Member,
    /// Iceland, Norway, Liechtenstein (EEA) or Switzerland (agreement of 1999): treated as in.
    Associated,
    /// Neither.
    Third,
}

/// The standing of a country on a day.
#[must_use]
pub fn standing(country: Country, on: Date) -> Standing {
    match &country.0 {
        b"IS" | b"NO" | b"LI" | b"CH" => Standing::Associated,
        b"GB" | b"UK" if on < UK_LEFT => Standing::Member,
        code if FRENCH_OVERSEAS.contains(code) || code == b"AX" => Standing::Member,
        code => {
            let member = MEMBERS.iter().any(|(member, since)| member == code && *since <= on);
            if member { Standing::Member } else { Standing::Third }
        }
    }
}

/// Guidelines 2.1.5, footnote 20: Union soil or licence, or that of a State treated like one.
#[must_use]
pub fn in_union(country: Country, on: Date) -> bool {
    standing(country, on) != Standing::Third
}

/// The United Kingdom itself; the Crown Dependencies are not it.
#[must_use]
pub fn in_uk(country: Country) -> bool {
    matches!(&country.0, b"GB" | b"UK")
}

/// Jersey, Guernsey, the Isle of Man: what applies there is not settled.
#[must_use]
pub fn is_crown_dependency(country: Country) -> bool {
    matches!(&country.0, b"JE" | b"GG" | b"IM")
}

/// Soil on which the application of Regulation 261/2004 is not settled: Saint-Barthélemy, Ercan in northern
/// Cyprus, Svalbard.
#[must_use]
pub fn is_union_doubtful(country: Country, airport: Iata) -> bool {
    country.0 == *b"BL" || [*b"SBH", *b"ECN", *b"LYR"].contains(&airport.0)
}

/// Art. 10(2): one of the French overseas departments.
#[must_use]
pub fn is_french_overseas_department(country: Country) -> bool {
    FRENCH_OVERSEAS.iter().take(5).any(|code| *code == country.0)
}

/// The State whose soil it is, so that a flight inside one State is seen as domestic.
#[must_use]
pub fn state(country: Country) -> Country {
    match &country.0 {
        b"PR" | b"VI" | b"GU" | b"MP" | b"AS" | b"UM" => Country::of(*b"US"),
        b"UK" => Country::of(*b"GB"),
        b"AX" => Country::of(*b"FI"),
        code if FRENCH_OVERSEAS.contains(code) => Country::of(*b"FR"),
        _ => country,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn membership_follows_the_calendar() {
        for (country, day, expected) in [
            ("DE", date(2006, 1, 1), Standing::Member),
            ("GB", date(2020, 12, 31), Standing::Member),
            ("GB", date(2021, 1, 1), Standing::Third),
            ("HR", date(2013, 6, 30), Standing::Third),
            ("HR", date(2013, 7, 1), Standing::Member),
            ("CH", date(2026, 1, 1), Standing::Associated),
            ("RE", date(2026, 1, 1), Standing::Member),
            ("GL", date(2026, 1, 1), Standing::Third),
            ("PF", date(2026, 1, 1), Standing::Third),
        ] {
            assert_eq!(standing(country.parse().unwrap(), day), expected, "{country} {day}");
        }
    }
}
