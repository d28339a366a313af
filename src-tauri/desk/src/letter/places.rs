//! What cities are called in the languages of letters; an airport that is not in the list is called by its code.
//!
//! Deliberately not here: how a place is joined to a sentence.

use super::Language;

const CITIES: &str = include_str!("../../data/cities.txt");

/// `Rom (FCO)`.
pub(super) fn place(code: &str, language: Language) -> String {
    match city(code, language) {
        Some(city) => format!("{city} ({code})"),
        None => code.to_owned(),
    }
}

fn city(code: &str, language: Language) -> Option<&'static str> {
    let line = CITIES.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix('|'))?;
    let column = match language {
        Language::English => 0,
        Language::German => 1,
        Language::French => 2,
    };
    line.split('|').nth(column)
}
