//! The letter to a customer about what is owed: what happened, what the law gives, what they get, and how to object. In English,
//! German or French, made of sentences of its own from the facts; the stored reasons are English and stay out.
//!
//! Pure. Deliberately not here: the law and the outcome, which are in the compensation; and sending it.

mod case;
mod figures;
mod pdf;
mod places;
#[cfg(test)]
mod tests;
mod words;

pub use pdf::{LetterError, pdf};

use case::Case;
use purser_contract::{compensation::Compensation, ipc::Letter};

/// A language that letters are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    French,
}

impl Language {
    /// By its tag (`de-AT`); English for what is not written.
    fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.trim().to_ascii_lowercase().as_str() {
            "de" => Self::German,
            "fr" => Self::French,
            _ => Self::English,
        }
    }

    const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
        }
    }
}

/// Writes the letter.
#[must_use]
pub fn letter(compensation: &Compensation, language: &str) -> Letter {
    let language = Language::of(language);
    let case = Case::of(compensation);
    let (subject, paragraphs) = match language {
        Language::English => (words::en::subject(&case), words::en::paragraphs(&case)),
        Language::German => (words::de::subject(&case), words::de::paragraphs(&case)),
        Language::French => (words::fr::subject(&case), words::fr::paragraphs(&case)),
    };
    Letter {
        language: language.tag().to_owned(),
        subject,
        paragraphs: paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).collect(),
    }
}
