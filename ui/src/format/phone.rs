//! A telephone number in readable groups. The groups are set apart by style, not by spaces, so that what is
//! copied or read by a machine stays E.164.

/// Country calling codes of two digits begin with these; `1` and `7` stand alone; the rest have three.
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The parts of an E.164 number: country code, then two or three digits at a time with the rest at the end.
/// Anything else is one part.
#[must_use]
pub fn groups(number: &str) -> Vec<&str> {
    let Some(digits) = number.strip_prefix('+') else { return vec![number] };
    if digits.len() < 7 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return vec![number];
    }
    let country = match digits.as_bytes()[0] {
        b'1' | b'7' => 1,
        _ if TWO_DIGITS.contains(&&digits[..2]) => 2,
        _ => 3,
    };
    let mut parts = vec![&number[..=country]];
    let mut rest = &number[country + 1..];
    // Eight digits read as 4 4, nine as 2 3 4, ten as 3 3 4: the tail stays long, as people say it.
    let mut first = match rest.len() {
        8 => 4,
        9 => 2,
        _ => 3,
    };
    while rest.len() > 4 {
        let (group, tail) = rest.split_at(first);
        parts.push(group);
        rest = tail;
        first = 3;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fall_into_groups_and_lose_nothing() {
        for (number, expected) in [
            ("+36301234567", "+36 30 123 4567"),
            ("+14155552671", "+1 415 555 2671"),
            ("+353861234567", "+353 86 123 4567"),
            ("+4915112345678", "+49 151 123 456 78"),
            ("+4512345678", "+45 1234 5678"),
            ("anonymous", "anonymous"),
            ("+49", "+49"),
            ("+49 151 x", "+49 151 x"),
        ] {
            assert_eq!(groups(number).join(" "), expected);
            assert_eq!(groups(number).concat(), number);
        }
    }
}
