//! Facts that cannot be true, named by their field.
//!
//! Deliberately not here: a "no" of the law, which is a result with its reasons.

use serde::Serialize;

/// Why the facts were refused. `field` is the path a sender wrote, such as `reroute.arrives_later_min`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{}{problem}", whose(field))]
pub struct FactError {
    /// The field at fault; `.` for the text as a whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// How the sentence begins.
fn whose(field: &str) -> String {
    if field == "." { "the facts ".to_owned() } else { format!("{field}: ") }
}

/// The kinds of wrong facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", content = "detail", rename_all = "kebab-case")]
pub enum Problem {
    /// Not JSON, of the wrong type, an impossible date, a word that is not in the vocabulary, a field nobody
    /// knows.
    #[error("{0}")]
    Unreadable(String),
    /// The airport is not in the table, and the facts do not say what would be read from it.
    #[error("unknown airport; with its country and `distance_km` it can be decided")]
    UnknownAirport,
    /// The airport of a connection is not in the table, so that nothing tells where it is.
    #[error("unknown airport")]
    UnknownConnection,
    /// Less than nothing, where the law only knows more.
    #[error("is negative, where 0 or more is expected")]
    Negative,
    /// The text is longer than any facts.
    #[error("are larger than can be: more than 256 KiB")]
    TooLarge,
    /// Beyond what can be on this planet or in a lifetime.
    #[error("is larger than can be: {found}, where no more than {most} is expected")]
    Beyond {
        /// What the facts say.
        found: String,
        /// What can be.
        most: String,
    },
    /// Nothing, where the law divides by it.
    #[error("is 0, where more is expected")]
    Zero,
    /// The aircraft cannot have done this before that.
    #[error("lies before `{0}`")]
    Before(&'static str),
    /// Two amounts that must be of one currency are not, or a fare is not in the currency of its law.
    #[error("is in {found}, where {expected} was expected")]
    Currency {
        /// What the facts say.
        found: String,
        /// What the other amount, or the law, says.
        expected: String,
    },
    /// Two facts of which only one can be true.
    #[error("contradicts `{0}`")]
    Contradicts(&'static str),
}

impl Problem {
    /// This problem at a field.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> FactError {
        FactError { field: field.into(), problem: self }
    }
}
