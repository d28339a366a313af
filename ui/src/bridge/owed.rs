//! The commands about what passengers are owed.

use super::ask;
use purser_contract::{
    CompensationId, DisruptionId,
    compensation::{
        BulkDecision, BulkOutcome, Compensation, CompensationStatus, Disruption, DisruptionDetail,
    },
    ids::CustomerId,
    ipc::{CommandError, Letter, Verdict, command},
    search::Page,
};
use serde_json::{Value, json};

/// What the law gives for these facts, answered on this computer; the answer is JSON text.
///
/// # Errors
/// The fact that cannot be read or be true.
pub async fn assess(facts: &Value) -> Result<String, CommandError> {
    ask(command::ASSESS, json!({ "facts": facts.to_string() })).await
}

/// The customer's letter.
///
/// # Errors
/// As the core says.
pub async fn letter(
    customer: CustomerId,
    compensation: CompensationId,
    language: &str,
) -> Result<Letter, CommandError> {
    let arguments = json!({ "customer": customer, "compensation": compensation, "language": language });
    ask(command::LETTER, arguments).await
}

/// Writes the letter as PDF; where it is.
///
/// # Errors
/// As the core says.
pub async fn letter_pdf(
    customer: CustomerId,
    compensation: CompensationId,
    language: &str,
) -> Result<String, CommandError> {
    let arguments = json!({ "customer": customer, "compensation": compensation, "language": language });
    ask(command::LETTER_PDF, arguments).await
}

/// A page of the compensations that stand so.
///
/// # Errors
/// As the core says.
pub async fn compensations(
    status: CompensationStatus,
    cursor: Option<&str>,
) -> Result<Page<Compensation>, CommandError> {
    ask(command::COMPENSATIONS, json!({ "status": status, "cursor": cursor })).await
}

/// A supervisor's word on the compensation as it was shown.
///
/// # Errors
/// As the core says; then nothing was decided.
pub async fn decide_compensation(
    id: CompensationId,
    verdict: &Verdict,
    version: u64,
) -> Result<Compensation, CommandError> {
    ask(command::DECIDE_COMPENSATION, json!({ "id": id, "verdict": verdict, "version": version })).await
}

/// A page of the disruptions, newest first.
///
/// # Errors
/// As the core says.
pub async fn disruptions(cursor: Option<&str>) -> Result<Page<Disruption>, CommandError> {
    ask(command::DISRUPTIONS, json!({ "cursor": cursor })).await
}

/// One disruption with its passengers.
///
/// # Errors
/// As the core says.
pub async fn disruption(id: DisruptionId) -> Result<DisruptionDetail, CommandError> {
    ask(command::DISRUPTION, json!({ "id": id })).await
}

/// A supervisor's word on many passengers, or what it would do.
///
/// # Errors
/// As the core says; then nothing was decided.
pub async fn decide_disruption(
    id: DisruptionId,
    decision: &BulkDecision,
) -> Result<BulkOutcome, CommandError> {
    ask(command::DECIDE_DISRUPTION, json!({ "id": id, "decision": decision })).await
}
