//! "What if": the facts of a case, editable, and the law's answer to them as they are typed, from this computer.
//!
//! Deliberately not here: changing anything. What was decided stays decided; this only says what would follow.

mod answer;
mod form;

use super::laws;
use crate::{
    common::{dialog, icon::icon},
    frame::dispatch,
    state::{assessed::Assessed, facts},
    ui::{Ui, WhatIf},
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;

/// The facts as they are typed, and what follows from them.
#[derive(Clone, Copy)]
pub struct Trial {
    /// The facts now.
    pub facts: RwSignal<Value>,
    /// The law's answer to them; none before the first.
    pub answer: RwSignal<Option<Result<Assessed, String>>>,
    /// Its answer to the facts as they were.
    pub before: RwSignal<Option<Assessed>>,
    /// Counts the resets: the fields begin anew with each.
    pub round: RwSignal<u32>,
    /// Counts the questions: an answer to an older one is dropped.
    asked: RwSignal<u32>,
}

impl Trial {
    fn new(facts: &Value) -> Self {
        Self {
            facts: RwSignal::new(facts.clone()),
            answer: RwSignal::new(None),
            before: RwSignal::new(None),
            round: RwSignal::new(0),
            asked: RwSignal::new(0),
        }
    }

    /// A fact is otherwise.
    pub fn set(self, path: &str, value: Value) {
        self.facts.update(|facts| *facts = facts::with(facts, path, value));
        self.ask();
    }

    fn ask(self) {
        self.asked.update(|asked| *asked += 1);
        let (asked, facts) = (self.asked.get_untracked(), self.facts.get_untracked());
        spawn_local(async move {
            let answer = laws::answer(&facts).await;
            // The dialog may be gone by then, and its signals with it.
            if self.asked.try_get_untracked() != Some(asked) {
                return;
            }
            if asked == 1
                && let Ok(first) = &answer
            {
                self.before.set(Some(first.clone()));
            }
            self.answer.set(Some(answer));
        });
    }

    fn reset(self, facts: &Value) {
        self.facts.set(facts.clone());
        self.round.update(|round| *round += 1);
        self.ask();
    }
}

/// The dialog, open while a case is named.
pub fn dialog(ui: Ui) -> impl IntoView {
    let open = Memo::new(move |_| ui.what_if.with(Option::is_some));
    let inside = move || ui.what_if.get().map(|case| trial(ui, case));
    dialog::dialog("sheet ask what-if", "what-if-title", open, move || ui.what_if.set(None), inside)
}

fn trial(ui: Ui, case: WhatIf) -> AnyView {
    let trial = Trial::new(&case.facts);
    trial.ask();
    // The fact that decides comes after what happened.
    request_animation_frame(|| {
        dispatch::focus("[data-first] .fact:nth-child(2) :is(input, select)");
    });
    let (owed, first) = (case.owed, StoredValue::new(case.facts));
    let title = match owed {
        Some(_) => fill("what-if.title", &[("what", &case.title)]),
        None => case.title,
    };
    let changed = Memo::new(move |_| trial.facts.with(|facts| first.with_value(|first| facts != first)));
    view! {
        <div class="sheet-head">
            <h2 id="what-if-title" class="title">{title}</h2>
            <button type="button" class="tab-close" aria-label=t("dialog.close") on:click=move |_| ui.what_if.set(None)>{icon(icondata_lu::LuX)}</button>
        </div>
        <p class="two">{t("what-if.hint")}</p>
        <div class="trial">
            <form class="trial-facts scroll" on:submit=move |event| event.prevent_default() aria-label=t("what-if.facts")>
                {form::groups(trial)}
            </form>
            <section class="trial-answer scroll" aria-label=t("what-if.answer") aria-live="polite" tabindex="0">
                {move || answer::view(trial, owed.as_deref(), changed.get())}
            </section>
        </div>
        <div class="decide-acts">
            <button
                type="button"
                class="btn"
                data-testid="what-if-reset"
                prop:disabled=move || !changed.get()
                on:click=move |_| trial.reset(&first.get_value())
            >
                {icon(icondata_lu::LuRotateCcw)}
                {t("what-if.reset")}
            </button>
            <button type="button" class="btn p" on:click=move |_| ui.what_if.set(None)>{t("dialog.done")}</button>
        </div>
    }
    .into_any()
}
