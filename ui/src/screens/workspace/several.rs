//! Several customers fit the caller: side by side with what tells them apart, chosen by click or digit.

use crate::{
    acts,
    format::{names, tone},
    state::tab::TabKey,
    ui::Ui,
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::search::SearchItem;

/// The cards.
pub fn panel(ui: Ui, candidates: &[SearchItem]) -> impl IntoView + use<> {
    let cards: Vec<_> =
        candidates.iter().enumerate().map(|(index, item)| card(ui, index + 1, item)).collect();
    view! {
        <section class="card grow scroll" aria-labelledby="several-title">
            <h1 class="title" id="several-title">
                {fill("several.title", &[("n", &candidates.len().to_string())])}
            </h1>
            <p class="two">{t("several.hint")}</p>
            <div class="candidates">{cards}</div>
        </section>
    }
}

fn card(ui: Ui, place: usize, item: &SearchItem) -> impl IntoView + use<> {
    let name = names::full(&item.name);
    let ids = &item.identifiers;
    let rows: Vec<_> = [
        (t("identifier.loyalty"), &ids.loyalty),
        (t("identifier.email"), &ids.email),
        (t("identifier.phone"), &ids.phone),
        (t("identifier.pnr"), &ids.pnr),
    ]
    .into_iter()
    .filter(|(_, values)| !values.is_empty())
    .map(|(name, values)| view! { <dt>{name}</dt><dd>{values.join(", ")}</dd> })
    .collect();
    let chosen = item.clone();
    let choose = move |_| {
        let contact = ui.desk.with_untracked(|desk| match &desk.active {
            Some(TabKey::Contact(contact)) => Some(contact.clone()),
            Some(TabKey::Customer(_)) | None => None,
        });
        if let Some(contact) = contact {
            acts::choose(ui, contact, &chosen);
        }
    };
    view! {
        <button type="button" class="candidate" data-testid="candidate" on:click=choose>
            <span class="id">
                <span class="face" aria-hidden="true">{names::initials(&name)}</span>
                <span>
                    <span class="title">{name.clone()}</span>
                    {item.tier.clone().map(|tier| view! { <span class=tone::tier(&tier).tag()>{tier.clone()}</span> })}
                </span>
                {(place <= 9).then(|| view! { <kbd>{place}</kbd> })}
            </span>
            {item.hint.clone().map(|hint| view! { <span class="candidate-hint">{hint}</span> })}
            <dl class="facts">{rows}</dl>
        </button>
    }
}
