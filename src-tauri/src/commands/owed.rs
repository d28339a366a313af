//! The commands about what passengers are owed. Each is one call of the core, as those beside it.

use super::Answer;
use crate::window::Desk;
use purser_contract::{
    CompensationId, CustomerId, DisruptionId,
    compensation::{
        BulkDecision, BulkOutcome, Compensation, CompensationStatus, Disruption, DisruptionDetail,
    },
    ipc::{Letter, Verdict},
    search::Page,
};
use tauri::State;

#[tauri::command]
pub(crate) async fn assess(facts: String, desk: State<'_, Desk>) -> Answer<String> {
    desk.session().await?.assess(&facts)
}

#[tauri::command]
pub(crate) async fn letter(
    customer: CustomerId,
    compensation: CompensationId,
    language: String,
    desk: State<'_, Desk>,
) -> Answer<Letter> {
    desk.session().await?.letter(customer, compensation, &language).await
}

#[tauri::command]
pub(crate) async fn letter_pdf(
    customer: CustomerId,
    compensation: CompensationId,
    language: String,
    desk: State<'_, Desk>,
) -> Answer<String> {
    let path = desk.session().await?.letter_pdf(customer, compensation, &language).await?;
    Ok(path.display().to_string())
}

#[tauri::command]
pub(crate) async fn compensations(
    status: Option<CompensationStatus>,
    cursor: Option<String>,
    desk: State<'_, Desk>,
) -> Answer<Page<Compensation>> {
    desk.session().await?.compensations(status, cursor.as_deref()).await
}

#[tauri::command]
pub(crate) async fn decide_compensation(
    id: CompensationId,
    verdict: Verdict,
    version: u64,
    desk: State<'_, Desk>,
) -> Answer<Compensation> {
    desk.session().await?.decide_compensation(id, &verdict, version).await
}

#[tauri::command]
pub(crate) async fn disruptions(cursor: Option<String>, desk: State<'_, Desk>) -> Answer<Page<Disruption>> {
    desk.session().await?.disruptions(cursor.as_deref()).await
}

#[tauri::command]
pub(crate) async fn disruption(id: DisruptionId, desk: State<'_, Desk>) -> Answer<DisruptionDetail> {
    desk.session().await?.disruption(id).await
}

#[tauri::command]
pub(crate) async fn decide_disruption(
    id: DisruptionId,
    decision: BulkDecision,
    desk: State<'_, Desk>,
) -> Answer<BulkOutcome> {
    desk.session().await?.decide_disruption(id, &decision).await
}
