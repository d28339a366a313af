//! How alike names, addresses and dates are, over scripts, hands and the order of names. Pure; bounded in time for any text.
//!
//! Transliteration is a library's (through `normal::fold`), and so is the metric. The skeleton of a name is ours: it must
//! stay the same for all spellings of a name that transliterations make, vowels that a script does not write included, which
//! English phonetic codes do not do. Deliberately not here: what likeness is worth.

use crate::ingest::normal::fold;
use jiff::civil::Date;
use purser_contract::payload::Name;

/// Longer names are compared by their beginnings.
const LONGEST: usize = 64;

/// A name, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelled {
    /// Folded given names.
    pub given: String,
    /// Folded family name.
    pub family: String,
}

/// How two names compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// The same words, in either order.
    Same,
    /// Alike by so many per cent.
    Alike(u8),
    /// The same given name, another family name.
    GivenSame,
    /// Somebody else's, as far as names tell.
    Different,
    /// A name is missing on one side.
    Unknown,
}

/// Words that airlines glue to given names.
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "mstr", "chd", "inf", "dr"];

impl Spelled {
    /// Folds a name; a title after the given name goes.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        let part = |text: &str| {
            let text: String = text.chars().take(LONGEST * 4).collect();
            fold(&text)
        };
        let given = part(&name.given);
        let mut words: Vec<&str> = given.split(' ').collect();
        while words.len() > 1 && words.last().is_some_and(|word| TITLES.contains(word)) {
            words.pop();
        }
        Self { given: beginning(&words.join(" ")), family: beginning(&part(&name.family)) }
    }

    fn is_whole(&self) -> bool {
        !self.given.is_empty() && !self.family.is_empty()
    }
}

fn beginning(ascii: &str) -> String {
    ascii.get(..LONGEST).unwrap_or(ascii).trim_end().to_owned()
}

/// Compares two names; `alike_from` is in per cent.
#[must_use]
pub fn names(left: &Spelled, right: &Spelled, alike_from: u8) -> Names {
    if !left.is_whole() || !right.is_whole() {
        return Names::Unknown;
    }
    let straight = (&right.given, &right.family);
    let swapped = (&right.family, &right.given);
    let same = |(given, family): (&String, &String)| *given == left.given && *family == left.family;
    if same(straight) || same(swapped) {
        return Names::Same;
    }
    let best = [straight, swapped]
        .into_iter()
        .map(|(given, family)| alike(&left.given, given).min(alike(&left.family, family)))
        .max()
        .unwrap_or(0);
    if best >= alike_from {
        Names::Alike(best)
    } else if alike(&left.given, &right.given) >= alike_from.max(95) {
        Names::GivenSame
    } else {
        Names::Different
    }
}

/// How alike two folded names are, per cent. Spellings with one skeleton are at least nine tenths alike.
#[must_use]
pub fn alike(left: &str, right: &str) -> u8 {
    if left == right {
        return 100;
    }
    // A first name, or its first letter, stands for all of them.
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if !short.is_empty()
        && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' ') || short.len() == 1)
    {
        return 95;
    }
    let spelled = per_cent(jaro_winkler(left, right));
    let (bones, others) = (skeleton(left), skeleton(right));
    // One consonant is little to go by, unless the rest looks alike too.
    let says_much = bones.len() >= 2 || spelled >= 70;
    if !bones.is_empty() && bones == others && says_much { spelled.max(93) } else { spelled }
}

/// How alike two folded addresses are, per cent; numbers must be the same.
#[must_use]
pub fn addresses(left: &str, right: &str) -> u8 {
    let (left, right) = (beginning_of(left, 160), beginning_of(right, 160));
    if left == right {
        return 100;
    }
    let numbers = |text: &str| {
        let mut words: Vec<String> = text
            .split(' ')
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words
    };
    if numbers(left) != numbers(right) {
        return 0;
    }
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    per_cent(jaro_winkler(left, right).max(strsim::normalized_levenshtein(&sorted(left), &sorted(right))))
}

/// The metric depends on the order of its texts in rare cases; a pair must not.
fn jaro_winkler(left: &str, right: &str) -> f64 {
    strsim::jaro_winkler(left.min(right), left.max(right))
}

fn beginning_of(ascii: &str, most: usize) -> &str {
    ascii.get(..most).unwrap_or(ascii)
}

fn per_cent(likeness: f64) -> u8 {
    let hundredths = (likeness * 100.0).floor().clamp(0.0, 100.0);
    (0..=100_u8).rev().find(|whole| f64::from(*whole) <= hundredths).unwrap_or(0)
}

/// Whether two different dates are probably one written wrongly: day and month the other way round, or one digit.
#[must_use]
pub fn dates_close(left: Date, right: Date) -> bool {
    let swapped = (left.year(), left.month(), left.day()) == (right.year(), right.day(), right.month());
    let (left, right) = (left.to_string(), right.to_string());
    let other_digits = left.bytes().zip(right.bytes()).filter(|(a, b)| a != b).count();
    left != right && (swapped || other_digits == 1)
}

/// The consonants of a folded name by their sound, with `a` in front of a name that begins with a vowel: the same for
/// `aleksandr`, `alexander` and `iskander`'s cousin `aleksander`; for `yusuf`, `jusuf` and `ysf`; for `mohamed` and `mhmd`.
#[must_use]
pub fn skeleton(folded: &str) -> String {
    const SOUNDS: [(&str, &str); 17] = [
        ("sch", "s"),
        ("tch", "c"),
        ("ch", "c"),
        ("cz", "c"),
        ("zh", "s"),
        ("sh", "s"),
        ("sz", "s"),
        ("kh", "k"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("ck", "k"),
        ("ts", "s"),
        ("tz", "s"),
        ("dz", "s"),
        ("dj", ""),
        ("dh", "d"),
    ];
    let mut bones = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        let mut rest = word;
        // `Iulia` begins as `Yulia` and `Julia` do.
        let mut first = !(rest.starts_with('i') && rest[1..].starts_with(['a', 'e', 'o', 'u']));
        while let Some(letter) = rest.chars().next() {
            let (sound, length) = SOUNDS
                .iter()
                .find(|(letters, _)| rest.starts_with(letters))
                .map_or_else(|| (sound_of(letter, first), 1), |(letters, sound)| (*sound, letters.len()));
            if !sound.is_empty() && !bones.ends_with(sound) {
                bones.push_str(sound);
            }
            rest = &rest[length..];
            first = false;
        }
    }
    bones
}

fn sound_of(letter: char, first: bool) -> &'static str {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' if first => "a",
        'b' => "b",
        'c' | 'k' | 'q' => "k",
        'd' => "d",
        'f' | 'v' | 'w' => "f",
        'g' => "g",
        'l' => "l",
        'm' => "m",
        'n' => "n",
        'p' => "p",
        'r' => "r",
        's' | 'z' => "s",
        't' => "t",
        'x' => "ks",
        '0'..='9' => "0",
        // Vowels, and what some scripts or tongues leave out: h, j and y.
        _ => "",
    }
}

#[cfg(test)]
mod tests;
