//! People's names as the window shows them.

use crate::words::t;
use purser_contract::{payload::Name, view::Customer360};

/// Given name and family name; the words for nobody's name when both are empty.
#[must_use]
pub fn full(name: &Name) -> String {
    match (name.given.trim(), name.family.trim()) {
        ("", "") => t("name.unknown").to_owned(),
        (given, "") => given.to_owned(),
        ("", family) => family.to_owned(),
        (given, family) => format!("{given} {family}"),
    }
}

/// The customer's name.
#[must_use]
pub fn of(view: &Customer360) -> String {
    view.customer.name.as_ref().map_or_else(|| t("name.unknown").to_owned(), |name| full(&name.value))
}

/// At most two letters for the face on the card: of the first and the last word.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| c.is_whitespace() || c == '-' || c == '.').filter(|w| !w.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_initials() {
        let name = |given: &str, family: &str| Name { given: given.into(), family: family.into() };
        assert_eq!(full(&name("Zsófia", "Kovács")), "Zsófia Kovács");
        assert_eq!(full(&name("", "Kovács")), "Kovács");
        assert_eq!(full(&name(" ", "")), "Name not known");
        for (name, expected) in [
            ("Zsófia Kovács", "ZK"),
            ("Maria de la Cruz", "MC"),
            ("okonkwo", "O"),
            ("mira.adler", "MA"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }
}
