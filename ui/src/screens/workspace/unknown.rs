//! Nobody fits the caller: a search that keeps the number and puts whoever is found on this contact.

use crate::{
    acts,
    common::{icon::icon, notice},
    format::names,
    frame::search::{Found, ask},
    state::{desk::Desk, palette, tab::TabKey},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::{ids::ContactId, search::SearchItem};

/// The search, filled with what the caller keyed in, else with their number.
pub fn panel(ui: Ui, key: TabKey) -> impl IntoView {
    let typed = RwSignal::new(ui.desk.with_untracked(|desk| known_of(desk, &key)).unwrap_or_default());
    let found = RwSignal::new(Found::default());
    if ui.desk.with_untracked(|desk| keyed_in(desk, &key).is_some()) {
        ask(typed.get_untracked(), typed, found);
    }
    let contact = match key {
        TabKey::Contact(contact) => Some(contact),
        TabKey::Customer(_) => None,
    };
    view! {
        <section class="card grow scroll" aria-labelledby="unknown-title">
            <h1 class="title" id="unknown-title">{t("unknown.ask")}</h1>
            <p class="two">{t("unknown.hint")}</p>
            <label class="search-field wide">
                {icon(icondata_lu::LuSearch)}
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    data-find=""
                    data-testid="attach-input"
                    aria-label=t("customers.search")
                    placeholder=t("customers.placeholder")
                    prop:value=typed
                    on:focus=move |event| select(&event)
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        ask(typed.get_untracked(), typed, found);
                    }
                />
                <kbd>"/"</kbd>
            </label>
            {move || match found.get() {
                Found::Nothing => ().into_any(),
                Found::Busy => notice::loading(3).into_any(),
                Found::Failed(why) => {
                    notice::failed(why, move || ask(typed.get_untracked(), typed, found)).into_any()
                }
                Found::Items(items) if items.is_empty() => {
                    notice::empty(icondata_lu::LuUserSearch, t("search.none"), t("search.none-hint")).into_any()
                }
                Found::Items(items) => {
                    let lines: Vec<_> = items.into_iter().map(|item| line(ui, contact.clone(), item)).collect();
                    view! { <ul class="people">{lines}</ul> }.into_any()
                }
            }}
        </section>
    }
}

/// The first key replaces what was filled in.
fn select(event: &web_sys::FocusEvent) {
    event_target::<web_sys::HtmlInputElement>(event).select();
}

fn known_of(desk: &Desk, key: &TabKey) -> Option<String> {
    keyed_in(desk, key).or_else(|| desk.tab(key)?.call.as_ref()?.contact.from.clone())
}

/// The booking reference from the voice menu: unlike the number, nobody has looked for it yet.
fn keyed_in(desk: &Desk, key: &TabKey) -> Option<String> {
    desk.tab(key)?.call.as_ref()?.contact.ivr.as_ref()?.pnr.clone()
}

fn line(ui: Ui, contact: Option<ContactId>, item: SearchItem) -> impl IntoView {
    let entry = palette::customer(&item);
    let name = names::full(&item.name);
    view! {
        <li>
            <button
                type="button"
                class="person"
                data-testid="attach-result"
                on:click=move |_| {
                    if let Some(contact) = contact.clone() {
                        acts::choose(ui, contact, &item);
                    }
                }
            >
                <span class="face small" aria-hidden="true">{names::initials(&name)}</span>
                <b>{name.clone()}</b>
                <span class="s end">{entry.detail}</span>
            </button>
        </li>
    }
}
