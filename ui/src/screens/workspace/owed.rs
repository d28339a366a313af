//! What the customer is owed: the amount, why in one sentence, by which law, what would change it, by when, and how it
//! stands; the letter and "what if" open from here.
//!
//! Deliberately not here: deciding it; supervisors do that in Approvals.

pub mod laws;
pub mod letter;
pub mod what_if;

use super::who::ViewInView;
use crate::{
    common::{icon::icon, owed as parts},
    format::{names, owed as words},
    keys::{self, Action},
    state::{desk::Desk, facts, shared::Shared, tab::Panel},
    ui::{Ui, WhatIf},
    words::{count, fill, t},
};
use icondata_core::Icon;
use leptos::prelude::*;
use purser_contract::{
    compensation::{Compensation, CompensationStatus},
    ipc::Connection,
};

/// The newest compensation that gives something; nothing where none was decided.
pub fn panel(ui: Ui, view: ViewInView) -> impl IntoView {
    let shown = Memo::new(move |_| {
        view.with(|view| view.as_ref().and_then(|view| leading(&view.compensations).cloned()))
    });
    let others = Memo::new(move |_| {
        view.with(|view| view.as_ref().map_or(0, |view| view.compensations.len().saturating_sub(1)))
    });
    move || shown.get().map(|owed| card(ui, &Shared::new(owed), others))
}

/// Newest first, but one that gives nothing tells less than an older one that does.
fn leading(all: &[Compensation]) -> Option<&Compensation> {
    all.iter().find(|owed| owed.status != CompensationStatus::NothingDue).or_else(|| all.first())
}

fn card(ui: Ui, owed: &Shared<Compensation>, others: Memo<usize>) -> impl IntoView + use<> {
    let today = ui.today.get_untracked();
    let mut reasons = owed.reasons.iter();
    let why = reasons.next().cloned().unwrap_or_else(|| t("owed.no-reason").to_owned());
    let rest: Vec<String> = reasons.cloned().collect();
    let about = format!("{} · {}", words::law_of(owed), words::flight(&owed.flight));
    view! {
        <section class="card owed" data-testid="entitlement-panel" aria-labelledby="owed-title">
            <div class="row"><h2 id="owed-title">{t("owed.title")}</h2>{parts::tag(owed.status)}</div>
            <p class="row">
                <span class="sum" data-testid="entitlement-amount">{words::sum(owed.status, &owed.amount)}</span>
                <span class="s">{about}</span>
            </p>
            <p data-testid="entitlement-why">{why}</p>
            <p class="two" data-testid="entitlement-status">{words::standing(owed, today)}</p>
            <div class="tags">{owed.deadlines.iter().map(|due| parts::deadline(ui, due)).collect_view()}</div>
            {(!rest.is_empty()).then(|| view! {
                <details class="more-why"><summary>{t("owed.all-reasons")}</summary>{parts::sentences(&rest)}</details>
            })}
            <p class="s" data-testid="entitlement-basis">{owed.legal_basis.join(" · ")}</p>
            {parts::fine_print(t("owed.would-change"), &owed.what_would_change_it)}
            {parts::additions(owed)}
            {buttons(ui, owed)}
            {laws::all(owed)}
            {move || (others.get() > 0).then(|| view! {
                <button type="button" class="link s" on:click=move |_| ui.desk.update(|desk| desk.show_panel(Panel::Compensation))>
                    {count("owed.others-one", "owed.others", others.get())}
                </button>
            })}
        </section>
    }
}

/// The letter, where there is something to write about, and "what if".
pub fn buttons(ui: Ui, owed: &Shared<Compensation>) -> AnyView {
    let (to_write, to_try) = (owed.clone(), owed.clone());
    view! {
        <div class="owed-acts">
            {button(Action::Letter, "letter", icondata_lu::LuMail, t("owed.letter"), move || ui.letter.set(Some(to_write.clone())))}
            {button(Action::WhatIf, "what-if", icondata_lu::LuSlidersHorizontal, t("owed.what-if"), move || ui.what_if.set(Some(what_if_of(&to_try))))}
        </div>
    }
    .into_any()
}

/// The case that was decided.
#[must_use]
pub fn what_if_of(owed: &Shared<Compensation>) -> WhatIf {
    let title = format!("{} · {}", owed.passenger, words::flight(&owed.flight));
    WhatIf { title, facts: owed.facts.clone(), owed: Some(owed.clone()) }
}

fn button(
    action: Action,
    act: &'static str,
    picture: Icon,
    name: &'static str,
    press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class="btn" data-act=act data-testid=act on:click=move |_| press()>
            {icon(picture)}
            {name}
            {keys::label_of(action).map(|keys| view! { <kbd>{keys}</kbd> })}
        </button>
    }
    .into_any()
}

/// Where nothing was decided but there is a journey, the law can still be asked about it.
pub fn question(ui: Ui, view: ViewInView) -> impl IntoView {
    let case = Memo::new(move |_| {
        view.with(|view| {
            let view = view.as_ref().filter(|view| view.compensations.is_empty())?;
            let title = fill("owed.assess-of", &[("who", &names::of(view))]);
            Some(WhatIf { title, facts: facts::suggested(view)?, owed: None })
        })
    });
    let offline = ui.part(|desk: &Desk| desk.connection != Connection::Live);
    move || {
        case.get().map(|case| {
            let ask = move || ui.what_if.set(Some(case.clone()));
            view! {
                <section class="card owed" data-testid="entitlement-panel" aria-labelledby="owed-title">
                    <h2 id="owed-title">{t("owed.title")}</h2>
                    <p class="two">{move || if offline.get() { t("owed.none-offline") } else { t("owed.none") }}</p>
                    <div class="owed-acts">{button(Action::WhatIf, "what-if", icondata_lu::LuScale, t("owed.assess"), ask)}</div>
                </section>
            }
        })
    }
}
