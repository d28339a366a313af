//! Normal forms: a phone number in E.164, an e-mail address, a loyalty number, a folded name.
//!
//! Deliberately not here: who has them; that is matching.

use deunicode::deunicode;
use phonenumber::country;
use quick_cache::sync::Cache;
use std::{borrow::Cow, sync::OnceLock};

/// No spelling of a telephone number is longer, bytes.
const LONGEST_SPELLING: usize = 160;

/// A telephone number in E.164, or nothing for what is not one (withheld, anonymous, an extension).
///
/// `home` is the country whose national spellings are understood, ISO 3166-1 alpha-2. Results are remembered, because
/// the same numbers come again and parsing costs more than everything else about an event.
#[must_use]
pub fn phone(text: &str, home: &str) -> Option<String> {
    let text = in_ascii(text);
    let text = text.trim();
    if is_plain_e164(text) {
        return Some(text.to_owned());
    }
    if text.len() > 40 || text.chars().filter(char::is_ascii_digit).count() < 6 {
        return None;
    }
    static KNOWN: OnceLock<Cache<(String, String), Option<String>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| Cache::new(20_000));
    let key = (home.to_owned(), text.to_owned());
    if let Some(found) = known.get(&key) {
        return found;
    }
    let found = parse_phone(text, home);
    known.insert(key, found.clone());
    found
}

/// With the digits and signs of other scripts as ASCII has them: `＋４９`, `٠١٢`.
fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.len() > LONGEST_SPELLING { text.into() } else { deunicode(text).into() }
}

/// `+` and 8 to 15 digits, nothing else: already as E.164 writes it.
fn is_plain_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn parse_phone(text: &str, home: &str) -> Option<String> {
    let text = text.strip_prefix("tel:").or_else(|| text.strip_prefix("sip:")).unwrap_or(text);
    let text = text.split(['@', ';']).next().unwrap_or_default();
    let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
    let text = international.as_deref().unwrap_or(text);
    let home = home.parse::<country::Id>().ok();
    let parsed = phonenumber::parse(home, text).ok()?;
    // Whether a number is assigned is nobody's business here, and asking costs a hundred times the parsing.
    let e164 = parsed.format().mode(phonenumber::Mode::E164).to_string();
    is_plain_e164(&e164).then_some(e164)
}

/// The country whose numbering plan an E.164 number belongs to, ISO 3166-1 alpha-2.
#[must_use]
pub fn phone_country(e164: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, e164).ok()?;
    parsed.country().id().map(|id| id.as_ref().to_owned())
}

/// The digits of a national spelling without its trunk prefix, for finding a number whose country nobody said.
#[must_use]
pub fn national_tails(text: &str) -> Vec<String> {
    let text = in_ascii(text);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = text.trim_start().starts_with('+') || digits.starts_with("00");
    if international || !(7..=14).contains(&digits.len()) {
        return Vec::new();
    }
    let mut tails = vec![digits.clone()];
    for prefix in ["06", "0", "8", "1"] {
        if let Some(rest) = digits.strip_prefix(prefix).filter(|rest| rest.len() >= 7) {
            tails.push(rest.to_owned());
        }
    }
    tails
}

/// An e-mail address: trimmed, lower case, one `@` with something on both sides.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    let whole = !local.is_empty() && domain.len() > 2 && !text.contains(unseen) && text.len() <= 320;
    whole.then(|| text.to_lowercase())
}

/// A code such as a loyalty number, a booking reference or a flight designator: upper case, no spaces or hyphens.
#[must_use]
pub fn code(text: &str) -> Option<String> {
    let code: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect();
    (!code.is_empty() && code.len() <= 64 && !code.contains(char::is_control)).then_some(code)
}

/// No identifier has any, and a NUL can be in no text of PostgreSQL.
fn unseen(sign: char) -> bool {
    sign.is_whitespace() || sign.is_control()
}

/// A flight designator: carrier and number without the number's leading zeros (`zx 0402` → `ZX402`).
#[must_use]
pub fn designator(text: &str) -> Option<String> {
    let code = code(text)?;
    let (carrier, number) = code.split_at_checked(2)?;
    let number = number.trim_start_matches('0');
    let fits = carrier.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (1..=5).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| format!("{carrier}{number}"))
}

/// An IATA airport code: three letters, upper case.
#[must_use]
pub fn airport(text: &str) -> Option<String> {
    let code = text.trim().to_uppercase();
    (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(code)
}

/// Text without case, accents and script, its words in order: `Zsófia KOVÁCS` → `zsofia kovacs`.
#[must_use]
pub fn fold(text: &str) -> String {
    let ascii = if text.is_ascii() { text.to_owned() } else { deunicode(text) };
    let mut folded = String::with_capacity(ascii.len());
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_ascii_lowercase());
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for spelling in [
            "+36301234567",
            "+36 30 123 4567",
            "0036 30 123 4567",
            "(+36) 30/123-4567",
            "+36-30-123-4567",
            "tel:+36301234567",
            "+36 (30) 123.4567",
            "06 30 123 4567",
            "sip:+36301234567@gateway.example",
            "  +36 30 1234567 ",
        ] {
            assert_eq!(phone(spelling, "HU").as_deref(), Some("+36301234567"), "{spelling}");
        }
    }

    #[test]
    fn national_spellings_follow_the_home_country() {
        for (spelling, home, expected) in [
            ("030 901820", "DE", "+4930901820"),
            ("＋４９ （３０） ９０１８２０", "US", "+4930901820"),
            ("٠٣٠ ٩٠١٨٢٠", "DE", "+4930901820"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("01 42 68 53 00", "FR", "+33142685300"),
            ("(212) 736-5000", "US", "+12127365000"),
            ("91 123 45 67", "ES", "+34911234567"),
            ("02 1234 5678", "AU", "+61212345678"),
            ("044 668 18 00", "CH", "+41446681800"),
        ] {
            assert_eq!(phone(spelling, home).as_deref(), Some(expected), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "anonymous",
            "withheld",
            "unknown",
            "Restricted",
            "+",
            "12",
            "+0000000000",
            "x".repeat(200).as_str(),
        ] {
            assert_eq!(phone(text, "DE"), None, "{text}");
        }
    }

    #[test]
    fn national_tails_drop_the_trunk_prefix() {
        assert!(national_tails("06 30 123 4567").contains(&"301234567".to_owned()));
        assert!(national_tails("+36 30 123 4567").is_empty());
    }

    #[test]
    fn names_fold_across_accents_and_scripts() {
        for (text, expected) in [
            ("Zsófia KOVÁCS", "zsofia kovacs"),
            ("Müller-Lüdenscheidt", "muller ludenscheidt"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Straße", "strasse"),
            ("", ""),
        ] {
            assert_eq!(fold(text), expected);
        }
    }

    #[test]
    fn codes_have_one_spelling() {
        assert_eq!(designator("zx 0402").as_deref(), Some("ZX402"));
        assert_eq!(designator("ZX").as_deref(), None);
        assert_eq!(code("zx-1001 ").as_deref(), Some("ZX1001"));
        assert_eq!(airport("fra").as_deref(), Some("FRA"));
        assert_eq!(email(" Zsofia@Example.ORG ").as_deref(), Some("zsofia@example.org"));
        assert_eq!(email("no address"), None);
    }
}
