//! The weights and limits of suggestions, from a TOML file; the built-in ones are such a file too.
//!
//! A file says only what differs from the built-in one. Deliberately not here: applying them.

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use std::{collections::BTreeMap, ops::RangeInclusive, path::Path, sync::LazyLock};
use toml::Spanned;

/// The built-in file; it explains every rule.
pub const BUILT_IN: &str = include_str!("../../data/identity-rules.toml");

/// What points are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the built-in file explains each")]
pub enum Finding {
    NameSame,
    NameAlike,
    GivenNameSame,
    NameDifferent,
    BirthDateSame,
    BirthDateClose,
    BirthDateDifferent,
    AddressSame,
    AddressAlike,
    PhoneSame,
    PhoneEndsSame,
    EmailSame,
    EmailMailboxSame,
    CompanionSame,
    LoyaltyDifferent,
    SignInDifferent,
    SameBooking,
}

/// The rules of an airline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// From how many points a pair is suggested.
    pub threshold: i64,
    /// Suggestions of one customer.
    pub most_suggestions: usize,
    /// Records that are compared with one customer's.
    pub most_candidates: usize,
    /// More records than this with one thing in common say nothing.
    pub largest_group: usize,
    /// Per cent.
    pub names_alike_from: u8,
    /// Per cent.
    pub addresses_alike_from: u8,
    /// Mailboxes that are nobody's own.
    pub common_mailboxes: Vec<String>,
    points: BTreeMap<Finding, i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    threshold: Option<Spanned<i64>>,
    most_suggestions: Option<Spanned<i64>>,
    most_candidates: Option<Spanned<i64>>,
    largest_group: Option<Spanned<i64>>,
    names_alike_from: Option<Spanned<i64>>,
    addresses_alike_from: Option<Spanned<i64>>,
    common_mailboxes: Option<Vec<String>>,
    #[serde(default)]
    points: BTreeMap<Finding, Spanned<i64>>,
}

impl Default for Rules {
    fn default() -> Self {
        static KNOWN: LazyLock<Rules> = LazyLock::new(|| {
            let none = Rules {
                threshold: i64::MAX,
                most_suggestions: 0,
                most_candidates: 0,
                largest_group: 0,
                names_alike_from: 100,
                addresses_alike_from: 100,
                common_mailboxes: Vec::new(),
                points: BTreeMap::new(),
            };
            none.clone().with(BUILT_IN).unwrap_or(none)
        });
        KNOWN.clone()
    }
}

impl Rules {
    /// The points for a finding.
    #[must_use]
    pub fn points(&self, finding: Finding) -> i64 {
        self.points.get(&finding).copied().unwrap_or(0)
    }

    /// The built-in rules, changed by a file.
    ///
    /// # Errors
    /// When it cannot be read or says something wrong; the message names the file, the line and the rule.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("--identity-rules: read {}", path.display()))?;
        Self::default().with(&text).map_err(|error| anyhow!("--identity-rules: {}, {error}", path.display()))
    }

    /// These rules, changed by the text of a file.
    ///
    /// # Errors
    /// One line that names the line and the rule.
    pub fn with(mut self, text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            anyhow!("line {line}: {}", error.message().replace('\n', "; "))
        })?;
        let check = |name: &str, value: &Spanned<i64>, within: RangeInclusive<i64>| {
            let (least, most) = (within.start(), within.end());
            let line = line_of(text, value.span().start);
            if within.contains(value.get_ref()) {
                Ok(*value.get_ref())
            } else {
                Err(anyhow!("line {line}: {name}: expected {least} to {most}, got {}", value.get_ref()))
            }
        };
        if let Some(value) = &file.threshold {
            self.threshold = check("threshold", value, 1..=10_000)?;
        }
        for (slot, name, value, most) in [
            (&mut self.most_suggestions, "most-suggestions", &file.most_suggestions, 50),
            (&mut self.most_candidates, "most-candidates", &file.most_candidates, 200),
            (&mut self.largest_group, "largest-group", &file.largest_group, 200),
        ] {
            if let Some(value) = value {
                *slot = usize::try_from(check(name, value, 1..=most)?)?;
            }
        }
        for (slot, name, value) in [
            (&mut self.names_alike_from, "names-alike-from", &file.names_alike_from),
            (&mut self.addresses_alike_from, "addresses-alike-from", &file.addresses_alike_from),
        ] {
            if let Some(value) = value {
                *slot = u8::try_from(check(name, value, 50..=100)?)?;
            }
        }
        if let Some(mailboxes) = file.common_mailboxes {
            self.common_mailboxes = mailboxes.iter().map(|name| name.trim().to_lowercase()).collect();
        }
        for (finding, value) in &file.points {
            let points = check("points", value, -1_000..=1_000)?;
            self.points.insert(*finding, points);
        }
        Ok(self)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_whole() {
        let file: File = toml::from_str(BUILT_IN).unwrap();
        assert_eq!(file.points.len(), Finding::SameBooking as usize + 1);
        assert_eq!(Rules::default().threshold, 60);
        assert_eq!(Rules::default().with(BUILT_IN).unwrap(), Rules::default());
    }

    #[test]
    fn a_file_says_only_what_differs() {
        let rules = Rules::default().with("threshold = 80\n[points]\nphone-same = 50\n").unwrap();
        assert_eq!((rules.threshold, rules.points(Finding::PhoneSame)), (80, 50));
        assert_eq!(rules.points(Finding::EmailSame), Rules::default().points(Finding::EmailSame));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, line, named) in [
            ("threshold = 0\n", "line 1", "threshold"),
            ("# rules\n\nmost-suggestions = 1000\n", "line 3", "most-suggestions"),
            ("threshold = 70\n[points]\nphone-same = 5000\n", "line 3", "expected -1000 to 1000"),
            ("[points]\nfone-same = 5\n", "line 2", "fone-same"),
            ("treshold = 5\n", "line 1", "treshold"),
            ("\nthreshold = \"many\"\n", "line 2", "i64"),
            ("\n\nthreshold =\n", "line 3", ""),
        ] {
            let error = Rules::default().with(text).unwrap_err().to_string();
            assert!(error.contains(line) && error.contains(named), "{text}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}
