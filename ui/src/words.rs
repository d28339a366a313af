//! Every text of the window, looked up by key in the locale file, so that languages can follow.
//!
//! Deliberately not here: dates, money and numbers (`format`), and the words of the data itself.

use std::{collections::HashMap, sync::LazyLock};

const ENGLISH: &str = include_str!("../locales/en.json");

static WORDS: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(ENGLISH).unwrap_or_default());

/// The text for `key`; the key itself when the locale lacks it, so that a gap is seen and never a crash.
#[must_use]
pub fn t(key: &'static str) -> &'static str {
    WORDS.get(key).map_or(key, String::as_str)
}

/// The text for `key` with each `{name}` replaced by its value.
#[must_use]
pub fn fill(key: &'static str, values: &[(&str, &str)]) -> String {
    let mut text = t(key).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// `one` for exactly one, else `other`, with `{n}` replaced.
#[must_use]
pub fn count(one: &'static str, other: &'static str, n: usize) -> String {
    fill(if n == 1 { one } else { other }, &[("n", &n.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    fn sources(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// Literals handed to `t`, `fill` and `count`, which all begin with the key.
    fn keys_used(source: &str) -> Vec<&str> {
        let mut keys = Vec::new();
        for call in ["t(", "fill(", "count("] {
            for (at, _) in source.match_indices(call) {
                let bytes_before = source[..at].chars().next_back();
                if bytes_before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let rest = source[at + call.len()..].trim_start();
                if let Some(literal) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next())
                    && literal.contains('.')
                    && !literal.contains(' ')
                {
                    keys.push(literal);
                }
            }
        }
        keys
    }

    #[test]
    fn the_locale_is_read() {
        assert_eq!(t("rail.workspace"), "Workspace");
        assert_eq!(t("no.such.key"), "no.such.key");
        assert_eq!(count("found.one", "found.other", 1), "1 customer found");
        assert_eq!(count("found.one", "found.other", 3), "3 customers found");
    }

    #[test]
    fn every_key_used_is_in_the_locale_and_every_key_in_it_is_used() {
        let mut source = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut source);
        let missing: Vec<_> = keys_used(&source)
            .into_iter()
            .filter(|key| !WORDS.contains_key(*key) && *key != "no.such.key")
            .collect();
        assert!(missing.is_empty(), "not in locales/en.json: {missing:#?}");
        let unused: Vec<_> = WORDS.keys().filter(|key| !source.contains(&format!("\"{key}\""))).collect();
        assert!(unused.is_empty(), "in locales/en.json, used nowhere: {unused:#?}");
    }
}
