//! The sentences, a language a file. The files have the same shape, so that whoever changes one sees what the others need.
//!
//! Deliberately not here: facts and figures.

pub(super) mod de;
pub(super) mod en;
pub(super) mod fr;
