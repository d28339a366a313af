//! Facts that cannot be true, named by their field.
//!
//! Deliberately not here: a "no" of the law, which is a result with its reasons.

use serde::Serialize;

/// Why the facts were refused. `field` is the path a sender wrote, such as `reroute.arrives_later_min`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{field}: {problem}")]
pub struct FactError {
    /// The field at fault; `.` for the text as a whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
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
    #[error("unknown airport; give its country and `distance_km`")]
    UnknownAirport,
    /// Less than nothing, where the law only knows more.
    #[error("is negative")]
    Negative,
    /// Beyond what can be on this planet or in a lifetime.
    #[error("is larger than can be")]
    TooLarge,
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
