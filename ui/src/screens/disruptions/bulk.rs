//! One word for many: first what it would do, as the backend says, then the word itself on exactly those.

mod preview;

use super::passengers::Table;
use crate::{
    acts::disruptions as acts,
    common::{icon::icon, undo},
    format::money,
    keys::{self, Action},
    state::{
        approvals::waits,
        desk::Desk,
        disruptions::{Undo, still_waiting, sums},
    },
    ui::Ui,
    words::{count, fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    DisruptionId,
    compensation::{BulkDecision, BulkOutcome, BulkVerdict, Compensation},
    ipc::Connection,
};
use std::collections::HashSet;

/// How far the word is.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Nothing,
    Asking,
    Preview(BulkVerdict, BulkOutcome),
}

/// The word, from asking what it would do to saying it.
#[derive(Clone, Copy)]
pub struct Word {
    ui: Ui,
    table: Table,
    step: RwSignal<Step>,
    note: RwSignal<String>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
}

impl Word {
    /// Nothing said.
    #[must_use]
    pub fn new(ui: Ui, table: Table) -> Self {
        let (step, note) = (RwSignal::new(Step::Nothing), RwSignal::new(String::new()));
        Self { ui, table, step, note, busy: RwSignal::new(false), failure: RwSignal::new(None) }
    }

    /// As it began.
    pub fn reset(self) {
        self.step.set(Step::Nothing);
        self.note.set(String::new());
        self.failure.set(None);
    }

    /// Whether nothing is marked and nothing half said.
    #[must_use]
    pub fn is_calm(self) -> bool {
        self.step.get() == Step::Nothing && self.table.marked.with(HashSet::is_empty)
    }

    fn disruption(self) -> Option<DisruptionId> {
        self.table.detail.with_untracked(|detail| detail.as_ref().map(|detail| detail.disruption.id))
    }
}

/// What stands under the table; nothing where nobody waits.
pub fn foot(word: Word) -> impl IntoView {
    let any = Memo::new(move |_| word.table.with(|items| items.iter().any(waits)));
    // While it is asked for, the button that asked stays where it is.
    let forecast = Memo::new(move |_| match word.step.get() {
        Step::Nothing | Step::Asking => None,
        Step::Preview(verdict, outcome) => Some((verdict, outcome)),
    });
    move || {
        any.get().then(|| {
        view! {
            <div class="foot">
                {move || match forecast.get() {
                    None => offer(word),
                    Some((verdict, outcome)) => preview::form(word, verdict, &outcome),
                }}
                {move || word.failure.get().map(|why| view! {
                    <p class="late" role="alert" data-testid="conflict">{icon(icondata_lu::LuTriangleAlert)}<span>{why}</span></p>
                })}
            </div>
        }
        .into_any()
    })
    }
}

/// For ten seconds, whichever disruption is in view by then.
pub fn undo_bar(ui: Ui) -> impl IntoView {
    let said = ui.part(|desk| desk.disruptions.undo.clone());
    move || {
        said.get().map(|made: Undo| {
            let words = if made.rejected {
                count("bulk.rejected-one", "bulk.rejected", made.count)
            } else {
                count("bulk.approved-first-one", "bulk.approved-first", made.count)
            };
            undo::bar(words, move || acts::undo(ui, made.clone()))
        })
    }
}

/// Those the word is about: the marked ones, else all that wait.
fn concerned(table: Table) -> (usize, String, bool) {
    table.with(|items| {
        let marked = table.marked.with(|marked| still_waiting(items, marked));
        let about = |one: &&Compensation| {
            if marked.is_empty() { waits(one) } else { marked.contains(&one.id) }
        };
        let all: Vec<&Compensation> = items.iter().filter(about).collect();
        (all.len(), money::sums(&sums(all.iter().copied())), !marked.is_empty())
    })
}

fn offer(word: Word) -> AnyView {
    let away = word.ui.part(|desk: &Desk| desk.connection != Connection::Live);
    let who = move || {
        let (n, total, marked) = concerned(word.table);
        let key = if marked { "bulk.marked" } else { "bulk.waiting" };
        fill(key, &[("n", &n.to_string()), ("total", &total)])
    };
    let off = move || away.get() || word.step.get() == Step::Asking;
    view! {
        <div class="foot-words"><b>{who}</b><span class="s">{t("bulk.hint")}</span></div>
        <div class="owed-acts">
            <button type="button" class="btn" data-act="reject" data-testid="reject" prop:disabled=off on:click=move |_| ask(word, BulkVerdict::Reject)>
                {t("bulk.reject")}
                {keys::label_of(Action::Reject).map(|keys| view! { <kbd>{keys}</kbd> })}
            </button>
            <button type="button" class="btn p" data-act="approve" data-testid="approve" prop:disabled=off on:click=move |_| ask(word, BulkVerdict::Approve)>
                {t("bulk.approve")}
                {keys::label_of(Action::Approve).map(|keys| view! { <kbd>{keys}</kbd> })}
            </button>
        </div>
    }
    .into_any()
}

/// Asks what the word would do.
fn ask(word: Word, verdict: BulkVerdict) {
    let Some(id) = word.disruption() else { return };
    let marked =
        untrack(|| word.table.with(|items| word.table.marked.with(|marked| still_waiting(items, marked))));
    let decision = BulkDecision {
        decision: verdict,
        compensations: (!marked.is_empty()).then_some(marked),
        // The backend may want a note even to say what a rejection would do.
        note: (verdict == BulkVerdict::Reject).then(|| t("bulk.preview-note").to_owned()),
        preview: true,
    };
    word.failure.set(None);
    word.step.set(Step::Asking);
    spawn_local(async move {
        let step = match acts::decide(word.ui, id, &decision).await {
            Ok(outcome) => Step::Preview(verdict, outcome),
            Err(why) => {
                word.failure.try_set(Some(why));
                Step::Nothing
            }
        };
        word.step.try_set(step);
    });
}

fn decide(word: Word, decision: BulkDecision) {
    let Some(id) = word.disruption() else { return };
    word.busy.set(true);
    spawn_local(async move {
        let answer = acts::decide(word.ui, id, &decision).await;
        match answer {
            Ok(_) => {
                word.step.try_set(Step::Nothing);
                word.note.try_set(String::new());
                word.table.marked.try_set(HashSet::new());
            }
            Err(why) => {
                if let Some(why) = word.failure.try_set(Some(why)).flatten() {
                    crate::acts::toast(word.ui, why);
                }
            }
        }
        word.busy.try_set(false);
    });
}
