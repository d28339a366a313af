//! The compensation in view: why it waits, how it came about, what happened to it; and the word on it.

use super::verdict;
use crate::{
    acts,
    common::{icon::icon, owed as parts},
    format::{owed as words, when},
    screens::workspace::owed::{buttons, laws},
    state::shared::Shared,
    ui::Ui,
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::compensation::Compensation;

/// Everything about it.
pub fn view(ui: Ui, row: &Shared<Compensation>) -> AnyView {
    let today = ui.today.get_untracked();
    let (customer, name) = (row.customer_id, row.passenger.clone());
    let way = row.journey.as_ref().map(|ends| words::route(Some(&ends.from), Some(&ends.to)));
    let pnr = row.pnr.as_ref().map(ToString::to_string);
    let about = [Some(words::flight(&row.flight)), Some(when::near_day(row.date, today)), way, pnr];
    view! {
        <div class="row">
            <button
                type="button"
                class="link title"
                data-act="open"
                data-tip=t("approvals.open-tip")
                on:click=move |_| acts::open_customer(ui, customer, name.clone())
            >
                {row.passenger.clone()}
            </button>
            {parts::tag(row.status)}
        </div>
        <p class="s">{about.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</p>
        <p class="row">
            <span class="sum">{words::sum(row.status, &row.amount)}</span>
            <span class="s">{words::law_of(row).to_owned()}</span>
        </p>
        <p class="two">{words::standing(row, today)}</p>
        <div class="tags">{row.deadlines.iter().map(|due| parts::deadline(ui, due)).collect_view()}</div>
        {waits_because(row)}
        {verdict::panel(ui, row)}
        <h3 class="part">{t("approvals.reasons")}</h3>
        {parts::sentences(&row.reasons)}
        <p class="s">{row.legal_basis.join(" · ")}</p>
        {parts::fine_print(t("owed.would-change"), &row.what_would_change_it)}
        {parts::additions(row)}
        {buttons(ui, row)}
        {laws::all(row)}
        <h3 class="part">{t("approvals.history")}</h3>
        {parts::history(&row.history, today)}
        <p class="s">{fill("approvals.policy", &[("policy", &row.policy_version), ("law", row.ruleset.as_deref().unwrap_or("\u{2013}"))])}</p>
    }
    .into_any()
}

fn waits_because(row: &Compensation) -> Option<AnyView> {
    (!row.review.is_empty()).then(|| {
        let lines: Vec<_> = row.review.iter().map(|why| view! { <li>{why.clone()}</li> }).collect();
        view! { <div class="need">{icon(icondata_lu::LuHand)}<ul aria-label=t("approvals.why")>{lines}</ul></div> }.into_any()
    })
}
