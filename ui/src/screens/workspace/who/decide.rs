//! The dialog in which a supervisor decides who is who: both sides, what will happen, and why.
//!
//! Deliberately not here: where the questions come from (`alike`).

mod sides;

use super::alike::name;
use crate::{
    acts,
    common::icon::icon,
    state::{desk::Desk, tab::TabKey},
    ui::Ui,
    words::{fill, t},
};
use leptos::{ev::SubmitEvent, html::Dialog, prelude::*, task::spawn_local};
use purser_contract::{
    ids::CustomerId,
    ipc::{Connection, Decision},
    suggestion::{Merge, Suggestion},
};

/// What is to be decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Merge(Suggestion),
    Dismiss(Suggestion),
    Restore(Suggestion),
    Unmerge(Merge),
}

impl Ask {
    /// What its button says.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Merge(_) => t("alike.merge"),
            Self::Dismiss(_) => t("alike.dismiss"),
            Self::Restore(_) => t("alike.restore"),
            Self::Unmerge(_) => t("alike.unmerge"),
        }
    }

    /// For those who look for its button.
    #[must_use]
    pub fn testid(&self) -> &'static str {
        match self {
            Self::Merge(_) => "merge",
            Self::Dismiss(_) => "dismiss",
            Self::Restore(_) => "restore",
            Self::Unmerge(_) => "unmerge",
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Merge(_) => t("decide.merge").to_owned(),
            Self::Unmerge(_) => t("decide.unmerge").to_owned(),
            Self::Dismiss(other) => fill("decide.dismiss", &[("who", &name(other))]),
            Self::Restore(other) => fill("decide.restore", &[("who", &name(other))]),
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Merge(_) => t("decide.merge-hint"),
            Self::Unmerge(_) => t("decide.unmerge-hint"),
            Self::Dismiss(_) => t("decide.dismiss-hint"),
            Self::Restore(_) => t("decide.restore-hint"),
        }
    }

    fn decision(&self, reason: String) -> Decision {
        match self {
            Self::Merge(other) => Decision::Merge { other: other.customer_id, reason },
            Self::Dismiss(other) => Decision::Dismiss { other: other.customer_id, reason },
            Self::Restore(other) => Decision::Restore { other: other.customer_id, reason },
            Self::Unmerge(merge) => Decision::Unmerge { merge: merge.id.clone(), reason },
        }
    }

    fn done(&self) -> &'static str {
        match self {
            Self::Merge(_) => t("decide.merged"),
            Self::Unmerge(_) => t("decide.unmerged"),
            Self::Dismiss(_) => t("decide.dismissed"),
            Self::Restore(_) => t("decide.restored"),
        }
    }
}

/// A question about the customer in view.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    what: Ask,
    id: CustomerId,
    tab: TabKey,
}

/// Why the agent may not decide now, as a key of the locale; nothing when they may.
pub fn why_not(ui: Ui) -> Memo<Option<&'static str>> {
    ui.part(|desk| match (&desk.connection, desk.supervises()) {
        (_, false) => Some("alike.supervisors-only"),
        (Connection::Live, true) => None,
        (Connection::Reconnecting { .. } | Connection::Offline { .. }, true) => Some("alike.offline"),
    })
}

/// Opens the dialog about the customer in view.
pub fn ask(ui: Ui, what: Ask, question: RwSignal<Option<Question>>) {
    let about = ui.desk.with_untracked(|desk: &Desk| Some((desk.view()?.id, desk.active.clone()?)));
    if let Some((id, tab)) = about {
        question.set(Some(Question { what, id, tab }));
    }
}

/// The dialog; the browser's own, which keeps the focus inside and gives it back.
pub fn dialog(ui: Ui, question: RwSignal<Option<Question>>) -> impl IntoView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match question.with(Option::is_some) {
            // Fails only when it is open already.
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // Word of a dialog that was closed may come after the next one was opened.
    let closed = move |_| {
        if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
            question.set(None);
        }
    };
    view! {
        <dialog class="sheet decide" aria-labelledby="decide-title" node_ref=node on:close=closed>
            {move || question.get().map(|asked| form(ui, asked, question))}
        </dialog>
    }
}

fn form(ui: Ui, asked: Question, question: RwSignal<Option<Question>>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let ready = move || !busy.get() && !reason.with(|reason| reason.trim().is_empty());
    let Question { what, id, tab } = asked;
    let (title, hint, verb) = (what.title(), what.hint(), what.verb());
    let sides = match &what {
        Ask::Merge(other) => Some(sides::both(ui, other.customer_id)),
        Ask::Dismiss(_) | Ask::Restore(_) | Ask::Unmerge(_) => None,
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !ready() {
            return;
        }
        busy.set(true);
        let (what, tab, words) = (what.clone(), tab.clone(), reason.get_untracked().trim().to_owned());
        spawn_local(async move {
            let answer = acts::decide_identity(ui, &tab, id, &what.decision(words)).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    question.set(None);
                    acts::toast(ui, what.done().to_owned());
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    view! {
        <form on:submit=send>
            <div class="sheet-head"><h2 id="decide-title" class="title">{title}</h2></div>
            <p class="two">{hint}</p>
            {sides}
            <label class="decide-reason">
                <span>{t("decide.reason")}</span>
                <textarea
                    rows="2"
                    maxlength="500"
                    required
                    autofocus
                    data-testid="decide-reason"
                    placeholder=t("decide.reason-example")
                    prop:value=reason
                    on:input=move |event| reason.set(event_target_value(&event))
                ></textarea>
            </label>
            {move || failure.get().map(|why| view! { <p class="late" role="alert">{icon(icondata_lu::LuTriangleAlert)}<span>{why}</span></p> })}
            <div class="decide-acts">
                <button type="button" class="btn" on:click=move |_| question.set(None)>{t("decide.cancel")}</button>
                <button type="submit" class="btn p" data-testid="decide-confirm" prop:disabled=move || !ready()>{verb}</button>
            </div>
        </form>
    }
}
