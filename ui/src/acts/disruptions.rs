//! What a supervisor does on the screen Disruptions.

use super::explain;
use crate::{bridge, state::disruptions::Detail, ui::Ui};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    DisruptionId,
    compensation::{BulkDecision, BulkOutcome},
};

/// The screen came in view: reads the list, unless it is there.
pub fn enter(ui: Ui) {
    if ui.desk.with_untracked(|desk| desk.disruptions.list.is_empty()) {
        reread(ui);
    } else {
        ui.desk.update(|desk| desk.disruptions.admit());
        refresh(ui);
    }
}

/// Reads the list again in place of what is shown.
pub fn reread(ui: Ui) {
    read(ui, ui.desk.try_update(|desk| desk.disruptions.begin_again()).flatten(), true);
}

/// Reads on at the end of the list.
pub fn more(ui: Ui) {
    if ui.desk.with_untracked(|desk| !desk.disruptions.list.is_empty()) {
        read(ui, ui.desk.try_update(|desk| desk.disruptions.begin()).flatten(), false);
    }
}

fn read(ui: Ui, cursor: Option<Option<String>>, first: bool) {
    let Some(cursor) = cursor else { return };
    spawn_local(async move {
        let answer = bridge::owed::disruptions(cursor.as_deref()).await.map_err(|error| explain(&error));
        ui.desk.update(|desk| desk.disruptions.loaded(first, answer));
        let first = ui.desk.with_untracked(|desk| match desk.disruptions.chosen {
            None => desk.disruptions.beside(0),
            Some(_) => None,
        });
        if let Some(id) = first {
            open(ui, id);
        }
    });
}

/// Shows a disruption's passengers.
pub fn open(ui: Ui, id: DisruptionId) {
    ui.desk.update(|desk| desk.disruptions.choose(id));
    if ui.desk.with_untracked(|desk| !matches!(desk.disruptions.detail, Detail::Here(_))) {
        read_detail(ui, id);
    }
}

/// Reads the passengers in view again.
pub fn refresh(ui: Ui) {
    if let Some(id) = ui.desk.with_untracked(|desk| desk.disruptions.chosen) {
        read_detail(ui, id);
    }
}

fn read_detail(ui: Ui, id: DisruptionId) {
    spawn_local(async move {
        let answer = bridge::owed::disruption(id).await.map_err(|error| explain(&error));
        ui.desk.update(|desk| desk.disruptions.opened(id, answer));
    });
}

/// Goes to the next or the last disruption.
pub fn step(ui: Ui, step: isize) {
    if let Some(id) = ui.desk.with_untracked(|desk| desk.disruptions.beside(step)) {
        open(ui, id);
    }
}

/// Says a word on many, or asks what it would do; once it is said, the passengers are read again.
///
/// # Errors
/// In words.
pub async fn decide(ui: Ui, id: DisruptionId, decision: &BulkDecision) -> Result<BulkOutcome, String> {
    let answer = bridge::owed::decide_disruption(id, decision).await.map_err(|error| explain(&error));
    match &answer {
        Ok(outcome) if !outcome.preview => read_detail(ui, id),
        Ok(_) => {}
        // Somebody else may have been faster.
        Err(_) => ui.desk.update(|desk| desk.disruptions.changed = true),
    }
    answer
}
