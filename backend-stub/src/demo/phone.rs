//! Telephone numbers that are valid in their country, and the ways people and systems spell them.
//!
//! Deliberately not here: parsing. Ingest brings every spelling back to E.164.

use super::draw::{Draw, turn};

/// A number as its country groups it: `+36 30 123 4567`. Patterns with seven `#` take the ending as it is; patterns
/// with six `#` come in tens, and the ending's first digit chooses among them.
pub(super) fn number(patterns: &[&str], index: u64, ending: u64) -> String {
    let count = patterns.len().max(1) as u64;
    let short = patterns.first().is_some_and(|pattern| pattern.matches('#').count() == 6);
    let choice = if short { ending / 1_000_000 % count } else { index % count };
    let digits = format!("{ending:07}");
    let mut digits = digits.chars().skip(usize::from(short));
    let pattern = patterns.get(turn(choice, patterns.len())).copied().unwrap_or_default();
    pattern.chars().map(|sign| if sign == '#' { digits.next().unwrap_or('0') } else { sign }).collect()
}

/// How the systems that know a person write the person's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Plain,
    Spaces,
    ZeroZero,
    Dashes,
    Parentheses,
}

impl Spelling {
    /// Four in five are written as E.164 writes them.
    pub(super) fn draw(draw: &mut Draw) -> Self {
        match draw.below(100) {
            0..=79 => Self::Plain,
            80..=84 => Self::Spaces,
            85..=89 => Self::ZeroZero,
            90..=94 => Self::Dashes,
            _ => Self::Parentheses,
        }
    }
}

/// A grouped number in a spelling.
pub(super) fn spelled(grouped: &str, spelling: Spelling) -> String {
    let compact = || grouped.chars().filter(|sign| *sign != ' ').collect::<String>();
    match spelling {
        Spelling::Plain => compact(),
        Spelling::Spaces => grouped.to_owned(),
        Spelling::ZeroZero => compact().replacen('+', "00", 1),
        Spelling::Dashes => grouped.replace(' ', "-"),
        Spelling::Parentheses => parenthesised(grouped),
    }
}

/// `+36 (30) 123 4567`
fn parenthesised(grouped: &str) -> String {
    let mut parts = grouped.split(' ');
    let country = parts.next().unwrap_or_default();
    let area = parts.next().unwrap_or_default();
    let rest = parts.collect::<Vec<_>>().join(" ");
    format!("{country} ({area}) {rest}")
}
