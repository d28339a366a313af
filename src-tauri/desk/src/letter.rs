//! The customer's letter about a compensation, in their language, as text and as PDF.

use purser_contract::{compensation::Compensation, ipc::Letter};

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
#[error("no PDF can be made")]
pub struct PdfError;

/// The letter.
pub fn letter(compensation: &Compensation, language: &str) -> Letter {
    Letter {
        language: language.to_owned(),
        subject: format!("{} {}", compensation.flight, compensation.date),
        paragraphs: compensation.reasons.clone(),
    }
}

/// The letter as PDF.
pub fn pdf(_letter: &Letter) -> Result<Vec<u8>, PdfError> {
    Err(PdfError)
}
