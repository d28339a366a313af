//! Who the airline's customers are: names, languages, homes and telephone numbers by culture, from the data files.
//!
//! Deliberately not here: choosing. `people` draws from these tables. A row that does not parse is left out, and a
//! test says that none is.

use super::draw::Draw;
use std::collections::HashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const CULTURES: &str = include_str!("../../data/cultures.csv");
const COMPANIES: &str = include_str!("../../data/companies.txt");
const PRONUNCIATIONS: &str = include_str!("../../data/pronunciations.csv");

macro_rules! names {
    ($($code:literal),* $(,)?) => {
        [$(($code, include_str!(concat!("../../data/names/", $code, ".txt")))),*]
    };
}

/// The name tables, by culture.
pub(super) const NAMES: [(&str, &str); 20] = names!(
    "de", "hu", "gb", "fr", "it", "es", "pl", "nl", "tr", "nordic", "gr", "ie", "us", "br", "ar", "ng", "in",
    "cn", "jp", "kr",
);

/// How family names are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// One family name, the same for everybody.
    Plain,
    /// Women's form of `-ski`, `-cki`, `-dzki`.
    Polish,
    /// Two family names: the father's first and the mother's first.
    Spanish,
    /// Sometimes two family names, the mother's before the father's.
    Portuguese,
}

/// A name and how it looks in an e-mail address.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: &'static str,
    pub(super) slug: String,
}

/// One culture.
#[derive(Clone, Debug)]
pub(super) struct Culture {
    pub(super) code: &'static str,
    pub(super) weight: u32,
    pub(super) languages: Vec<&'static str>,
    pub(super) homes: Vec<&'static str>,
    pub(super) naming: Naming,
    pub(super) phones: Vec<&'static str>,
    pub(super) female: Vec<Word>,
    pub(super) male: Vec<Word>,
    /// As men carry it, and as women do.
    pub(super) family: Vec<(Word, Word)>,
}

/// All tables.
#[derive(Clone, Debug)]
pub(super) struct Cultures {
    pub(super) all: Vec<Culture>,
    pub(super) companies: Vec<&'static str>,
    pub(super) pronunciations: HashMap<&'static str, &'static str>,
}

impl Cultures {
    /// Reads the embedded tables.
    pub(super) fn read() -> Self {
        Self {
            all: CULTURES.lines().skip(1).filter_map(culture).collect(),
            companies: COMPANIES.lines().filter(|line| !line.is_empty()).collect(),
            pronunciations: PRONUNCIATIONS.lines().skip(1).filter_map(|line| line.split_once(',')).collect(),
        }
    }

    /// The index of a culture, by weight.
    pub(super) fn draw(&self, draw: &mut Draw) -> usize {
        draw.weighted(self.all.iter().map(|culture| culture.weight))
    }
}

fn culture(line: &'static str) -> Option<Culture> {
    let mut fields = line.split(',');
    let code = fields.next()?;
    let weight = fields.next()?.parse().ok()?;
    let languages = fields.next()?.split('|').collect();
    let homes = fields.next()?.split('|').collect();
    let naming = match fields.next()? {
        "pl" => Naming::Polish,
        "es" => Naming::Spanish,
        "br" => Naming::Portuguese,
        _ => Naming::Plain,
    };
    let phones = fields.next()?.split('|').collect();
    let (_, table) = NAMES.iter().find(|(name, _)| *name == code)?;
    let word = |text: &'static str| Word { text, slug: slug(text) };
    Some(Culture {
        code,
        weight,
        languages,
        homes,
        naming,
        phones,
        female: section(table, "[female]").map(word).collect(),
        male: section(table, "[male]").map(word).collect(),
        family: section(table, "[family]").map(family).collect(),
    })
}

/// The comma-separated line under a heading.
fn section(table: &'static str, heading: &str) -> impl Iterator<Item = &'static str> + use<> {
    let line = table.lines().skip_while(|line| *line != heading).nth(1).unwrap_or_default();
    line.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// `Makris/Makri` is what men and women of the family are called.
fn family(text: &'static str) -> (Word, Word) {
    let (male, female) = text.split_once('/').unwrap_or((text, text));
    (Word { text: male, slug: slug(male) }, Word { text: female, slug: slug(female) })
}

/// Lower-case ASCII letters of a name, as a mailbox would be called.
fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            letter if letter.is_ascii_alphanumeric() => out.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
    out
}
