//! The country codes of ISO 3166-1, with `XK` as everybody writes Kosovo, `UK` beside `GB`, and `EU` for any Member
//! State.
//!
//! Deliberately not here: which law reaches which country (`territory`).

use crate::codes::Country;

/// Sorted, each with a space behind it.
const CODES: &[u8] = b"\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES \
ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID \
IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV \
LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR \
NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL \
SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UK UM US UY UZ VA \
VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW \
";

/// Whether there is such a country.
#[must_use]
pub fn is_known(country: Country) -> bool {
    let (mut low, mut high) = (0, CODES.len() / 3);
    while low < high {
        let middle = low + (high - low) / 2;
        match CODES.get(middle * 3..middle * 3 + 2).map(|code| code.cmp(&country.0[..])) {
            Some(std::cmp::Ordering::Equal) => return true,
            Some(std::cmp::Ordering::Less) => low = middle + 1,
            Some(std::cmp::Ordering::Greater) | None => high = middle,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_and_others_are_not() {
        assert!(
            CODES.chunks(3).is_sorted() && CODES.chunks(3).all(|code| code.len() == 3 && code[2] == b' ')
        );
        for code in ["AD", "ZW", "FR", "RE", "XK", "EU", "UK", "TW"] {
            assert!(is_known(code.parse().unwrap()), "{code}");
        }
        for code in ["AA", "ZZ", "XX", "YU", "SU", "EN"] {
            assert!(!is_known(code.parse().unwrap()), "{code}");
        }
        let table = include_str!("../data/airports.txt");
        assert!(table.lines().all(|line| is_known(line[3..5].parse().unwrap())));
    }
}
