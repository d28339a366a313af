//! What a supervisor does on the screen Disruptions.

use super::{approvals::UNDO, explain, toast};
use crate::{
    bridge,
    state::disruptions::{Detail, Undo},
    ui::Ui,
    words::count,
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    DisruptionId,
    compensation::{BulkDecision, BulkOutcome, BulkVerdict},
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
        Ok(outcome) if !outcome.preview => {
            read_detail(ui, id);
            say_done(ui, Undo::of(id, decision, outcome), outcome.affected.len());
        }
        Ok(_) => {}
        // Somebody else may have been faster.
        Err(_) => ui.desk.update(|desk| desk.disruptions.changed = true),
    }
    answer
}

/// What can be taken back is said where that is done, and else in passing.
fn say_done(ui: Ui, undo: Option<Undo>, done: usize) {
    if undo.is_none() {
        toast(ui, count("bulk.done-one", "bulk.done", done));
    }
    ui.desk.update(|desk| desk.disruptions.undo.clone_from(&undo));
    set_timeout(
        move || {
            if undo.is_some() && ui.desk.with_untracked(|desk| desk.disruptions.undo == undo) {
                ui.desk.update(|desk| desk.disruptions.undo = None);
            }
        },
        UNDO,
    );
}

/// Takes the last word for many back.
pub fn undo(ui: Ui, undo: Undo) {
    ui.desk.update(|desk| desk.disruptions.undo = None);
    let decision = BulkDecision {
        decision: BulkVerdict::Undo,
        compensations: Some(undo.which),
        note: None,
        preview: false,
    };
    spawn_local(async move {
        match bridge::owed::decide_disruption(undo.of, &decision).await {
            Ok(outcome) => toast(ui, count("bulk.undone-one", "bulk.undone", outcome.affected.len())),
            Err(error) => toast(ui, explain(&error)),
        }
        refresh(ui);
    });
}
