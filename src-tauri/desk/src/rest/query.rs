//! What an agent typed, read as a number, an address, a booking reference or words. Pure.
//!
//! Deliberately not here: what a valid number is. The backend knows numbering plans; this only picks where to look.

/// One reading of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    Phone(String),
    Email(String),
    Loyalty(String),
    Pnr(String),
    Words(String),
}

impl Lookup {
    /// The query parameter it goes into.
    pub(crate) fn parameter(&self) -> &'static str {
        match self {
            Self::Phone(_) => "phone",
            Self::Email(_) => "email",
            Self::Loyalty(_) => "loyalty",
            Self::Pnr(_) => "pnr",
            Self::Words(_) => "q",
        }
    }

    /// Its value.
    pub(crate) fn value(&self) -> &str {
        match self {
            Self::Phone(text)
            | Self::Email(text)
            | Self::Loyalty(text)
            | Self::Pnr(text)
            | Self::Words(text) => text,
        }
    }
}

/// The readings of `text`, the likeliest first; the first that finds somebody counts. None for too little text.
pub(crate) fn lookups(text: &str) -> Vec<Lookup> {
    let text = text.trim();
    if text.chars().count() < 2 {
        return Vec::new();
    }
    let words = || Lookup::Words(text.to_owned());
    if let Some((before, after)) = text.split_once('@') {
        let whole = !before.is_empty() && after.contains('.') && !text.contains(char::is_whitespace);
        return if whole { vec![Lookup::Email(text.to_owned()), words()] } else { vec![words()] };
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !"-./()".contains(*c)).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    let plain = compact.chars().all(|c| c.is_ascii_alphanumeric());
    let phone = || Lookup::Phone(text.to_owned());
    let loyalty = || Lookup::Loyalty(compact.to_uppercase());
    let pnr = || Lookup::Pnr(compact.to_uppercase());
    match compact.strip_prefix('+').unwrap_or(&compact) {
        rest if rest.len() != compact.len() && rest.len() == digits && digits >= 5 => vec![phone(), words()],
        // A number without "+" is a telephone number before it is a loyalty number.
        rest if rest.len() == digits && digits >= 7 => vec![phone(), loyalty(), words()],
        rest if plain && rest.len() == 6 && digits == 0 && text.len() == 6 => {
            // Six letters are a name as often as a booking reference; capitals tell.
            if text.chars().all(|c| c.is_ascii_uppercase()) {
                vec![pnr(), words()]
            } else {
                vec![words(), pnr()]
            }
        }
        rest if plain && rest.len() == 6 && text.len() == 6 => vec![pnr(), loyalty(), words()],
        rest if plain && rest.len() > 6 && digits >= 4 && !text.contains(' ') => vec![loyalty(), words()],
        _ => vec![words()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: &[(&str, &str)]) {
        let readings = lookups(text);
        let readings: Vec<_> = readings.iter().map(|lookup| (lookup.parameter(), lookup.value())).collect();
        assert_eq!(readings, expect, "{text:?}");
    }

    #[test]
    fn readings() {
        check("", &[]);
        check(" x ", &[]);
        check("Ay", &[("q", "Ay")]);
        check("  Yılmaz ", &[("q", "Yılmaz")]);
        check("Anna Müller", &[("q", "Anna Müller")]);
        check("ada@example.com", &[("email", "ada@example.com"), ("q", "ada@example.com")]);
        check("ada@", &[("q", "ada@")]);
        check("+49 (171) 555-01", &[("phone", "+49 (171) 555-01"), ("q", "+49 (171) 555-01")]);
        let national = "0171 555 0101";
        check(national, &[("phone", national), ("loyalty", "01715550101"), ("q", national)]);
        check("ZX8F4K", &[("pnr", "ZX8F4K"), ("loyalty", "ZX8F4K"), ("q", "ZX8F4K")]);
        check("zx8f4k", &[("pnr", "ZX8F4K"), ("loyalty", "ZX8F4K"), ("q", "zx8f4k")]);
        check("QWERTY", &[("pnr", "QWERTY"), ("q", "QWERTY")]);
        check("Okafor", &[("q", "Okafor"), ("pnr", "OKAFOR")]);
        check("zx100200300", &[("loyalty", "ZX100200300"), ("q", "zx100200300")]);
        check("ZX 402", &[("q", "ZX 402")]);
    }

    proptest! {
        #[test]
        fn anything_typed_is_looked_for(text in "\\PC{2,60}") {
            prop_assume!(text.trim().chars().count() >= 2);
            let readings = lookups(&text);
            prop_assert!(!readings.is_empty());
            prop_assert!(readings.contains(&Lookup::Words(text.trim().to_owned())));
        }
    }
}
