//! What a supervisor does on the screen Approvals.

use super::{explain, toast};
use crate::{
    bridge,
    state::approvals::{Approvals, Undo},
    ui::Ui,
    words::t,
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    CompensationId,
    compensation::{Compensation, CompensationStatus},
    ipc::Verdict,
};
use std::time::Duration;

/// How long a decision can be taken back.
pub(super) const UNDO: Duration = Duration::from_secs(10);

type Next = Option<(CompensationStatus, Option<String>)>;

/// The screen came in view: reads what waits, unless it is there and nothing was missed.
pub fn enter(ui: Ui) {
    let stale = ui.desk.with_untracked(|desk| desk.approvals.rows.is_empty() || desk.approvals.may_reread());
    if stale {
        reread(ui);
    }
}

/// Reads everything again, in place of what is shown.
pub fn reread(ui: Ui) {
    read(ui, ui.desk.try_update(|desk| desk.approvals.begin_again()).flatten());
}

/// The same, unless the supervisor is at work on the rows; then the screen says that it is old.
pub fn reread_if_idle(ui: Ui) {
    if ui.desk.with_untracked(|desk| desk.approvals.may_reread()) {
        reread(ui);
    }
}

/// Reads on at the end of the list.
pub fn more(ui: Ui) {
    let ready = ui.desk.with_untracked(|desk| !desk.approvals.complete() && !desk.approvals.rows.is_empty());
    if ready {
        read(ui, ui.desk.try_update(|desk| desk.approvals.begin()).flatten());
    }
}

fn read(ui: Ui, next: Next) {
    let Some((status, cursor)) = next else { return };
    spawn_local(async move {
        let answer = bridge::owed::compensations(status, cursor.as_deref()).await;
        let answer = answer.map_err(|error| explain(&error));
        let typed = ui.approvals_filter.get_untracked();
        let next = ui.desk.try_update(|desk| {
            let more = desk.approvals.loaded(answer, |row| fits(row, &typed));
            if more { desk.approvals.begin() } else { None }
        });
        read(ui, next.flatten());
    });
}

/// Goes to the next or the last row.
pub fn step(ui: Ui, step: isize) {
    let typed = ui.approvals_filter.get_untracked();
    ui.desk.update(|desk| desk.approvals.step(step, |row| fits(row, &typed)));
}

/// Whether a row answers what is typed.
#[must_use]
pub fn fits(row: &Compensation, typed: &str) -> bool {
    let has = |text: &str, word: &str| text.to_lowercase().contains(word);
    typed.to_lowercase().split_whitespace().all(|word| {
        has(&row.passenger, word)
            || has(&row.flight, word)
            || row.pnr.as_ref().is_some_and(|pnr| has(&pnr.to_string(), word))
            || row.regime.as_ref().is_some_and(|law| has(law, word))
    })
}

/// Says a word on a compensation as it was shown. When it is not taken, the row shows how it stands now and why.
pub async fn decide(ui: Ui, row: &Compensation, verdict: &Verdict) {
    ui.desk.update(|desk| desk.approvals.deciding(row.disruption_id));
    match bridge::owed::decide_compensation(row.id, verdict, row.version).await {
        Ok(newer) => {
            let typed = ui.approvals_filter.get_untracked();
            ui.desk.update(|desk| desk.approvals.decided(newer, |row| fits(row, &typed)));
            forget_undo_later(ui);
        }
        Err(error) => {
            ui.desk.update(|desk| desk.approvals.refused(row.disruption_id));
            show_as_it_stands(ui, row).await;
            ui.desk.update(|desk| desk.approvals.conflict = Some((row.id, explain(&error))));
        }
    }
}

/// A note on a row is begun, or goes on; nothing moves from then on.
pub fn write(ui: Ui, id: CompensationId, note: String) {
    ui.desk.update(|desk| desk.approvals.write(id, note));
}

/// There is to be no note.
pub fn discard(ui: Ui, id: CompensationId) {
    ui.desk.update(|desk| desk.approvals.discard(id));
}

/// Takes the last word back.
pub fn undo(ui: Ui, undo: &Undo) {
    let (id, version, disruption) = (undo.id, undo.version, undo.disruption);
    spawn_local(async move {
        ui.desk.update(|desk| desk.approvals.deciding(disruption));
        match bridge::owed::decide_compensation(id, &Verdict::Undo, version).await {
            Ok(newer) => {
                ui.desk.update(|desk| desk.approvals.undone(newer));
                toast(ui, t("approvals.undone").to_owned());
            }
            Err(error) => {
                ui.desk.update(|desk| desk.approvals.refused(disruption));
                toast(ui, explain(&error));
            }
        }
    });
}

/// A row as it stands now, whoever changed it.
async fn show_as_it_stands(ui: Ui, row: &Compensation) {
    let Ok(detail) = bridge::owed::disruption(row.disruption_id).await else { return };
    if let Some(now) = detail.items.into_iter().find(|item| item.id == row.id) {
        ui.desk.update(|desk| desk.approvals.replace(now));
    }
}

fn forget_undo_later(ui: Ui) {
    let of = |approvals: &Approvals| approvals.undo.as_ref().map(|undo| (undo.id, undo.version));
    let made: Option<(CompensationId, u64)> = ui.desk.with_untracked(|desk| of(&desk.approvals));
    if made.is_some() {
        set_timeout(
            move || {
                ui.desk.update(|desk| {
                    if of(&desk.approvals) == made {
                        desk.approvals.undo = None;
                    }
                });
            },
            UNDO,
        );
    }
}
