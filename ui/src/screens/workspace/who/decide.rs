//! The dialog in which a supervisor decides who is who: both sides, what will happen, and why.
//!
//! Deliberately not here: where the questions come from (`alike`).

use super::alike::name;
use crate::{
    acts, bridge,
    common::{icon::icon, notice},
    format::{intl, names, when},
    state::{
        desk::{Desk, Phase},
        tab::TabKey,
    },
    ui::Ui,
    words::{fill, t},
};
use leptos::{ev::SubmitEvent, html::Dialog, prelude::*, task::spawn_local};
use purser_contract::{
    Fact,
    ids::CustomerId,
    ipc::{Connection, Decision},
    suggestion::{Merge, Suggestion},
    view::Customer360,
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
    ui.part(|desk| {
        let decides = matches!(&desk.phase, Phase::Ready(agent) if matches!(agent.role.as_str(), "supervisor" | "admin"));
        match (&desk.connection, decides) {
            (_, false) => Some("alike.supervisors-only"),
            (Connection::Live, true) => None,
            (Connection::Reconnecting { .. } | Connection::Offline { .. }, true) => Some("alike.offline"),
        }
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
    view! {
        <dialog class="sheet decide" aria-labelledby="decide-title" node_ref=node on:close=move |_| question.set(None)>
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
        Ask::Merge(other) => Some(sides(ui, other.customer_id)),
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

/// Both records side by side, and what will be one.
fn sides(ui: Ui, other: CustomerId) -> impl IntoView {
    let own = ui.desk.with_untracked(Desk::view);
    let there = RwSignal::new(None::<Result<Customer360, String>>);
    let read = move || {
        there.set(None);
        spawn_local(async move {
            let answer = bridge::open_customer(other).await;
            there.set(Some(answer.map(|bundle| bundle.customer_360).map_err(|error| acts::explain(&error))));
        });
    };
    read();
    move || {
        let own = own.clone()?;
        Some(match there.get() {
            None => notice::loading(3).into_any(),
            Some(Err(why)) => notice::failed(why, read).into_any(),
            Some(Ok(other)) => view! {
                <div class="sides">{side(ui, &own)}{side(ui, &other)}</div>
                <p class="two">{joined(&own, &other)}</p>
            }
            .into_any(),
        })
    }
}

fn side(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let who = names::of(view);
    let ids = &view.customer.identifiers;
    let list =
        |facts: &[Fact<String>]| facts.iter().map(|fact| fact.value.as_str()).collect::<Vec<_>>().join(", ");
    let last = view
        .interactions
        .first()
        .map(|last| when::short(intl::local(last.at, None), ui.today.get_untracked()));
    let rows: Vec<_> = [
        (t("identifier.loyalty"), list(&ids.loyalty)),
        (t("identifier.email"), list(&ids.email)),
        (t("identifier.phone"), list(&ids.phone)),
        (
            t("identity.born"),
            view.customer.birth_date.as_ref().map(|born| born.value.to_string()).unwrap_or_default(),
        ),
        (
            t("identity.address"),
            view.customer.address.as_ref().map(|at| at.value.clone()).unwrap_or_default(),
        ),
        (t("decide.bookings"), view.bookings.len().to_string()),
        (t("identity.last-contact"), last.unwrap_or_default()),
    ]
    .into_iter()
    .map(|(word, value)| {
        let value = if value.is_empty() { "–".to_owned() } else { value };
        view! { <dt>{word}</dt><dd>{value}</dd> }
    })
    .collect();
    view! {
        <section class="side" aria-label=who.clone()>
            <h3>{who.clone()}</h3>
            <dl class="facts">{rows}</dl>
        </section>
    }
}

/// What one record will have after it.
fn joined(own: &Customer360, other: &Customer360) -> String {
    let ids = |view: &Customer360| {
        let ids = &view.customer.identifiers;
        ids.loyalty.len() + ids.email.len() + ids.phone.len() + ids.idp_subject.len()
    };
    let sum = |a: usize, b: usize| (a + b).to_string();
    fill(
        "decide.joined",
        &[
            ("ids", &sum(ids(own), ids(other))),
            ("bookings", &sum(own.bookings.len(), other.bookings.len())),
            ("contacts", &sum(own.interactions.len(), other.interactions.len())),
        ],
    )
}
