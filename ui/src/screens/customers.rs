//! Customers: find one without a contact, and those seen since the window opened.

use crate::{
    acts,
    common::{icon::icon, notice},
    format::{age, names, tone},
    frame::search::{Found, ask},
    state::{desk::Recent, palette},
    ui::{Ui, use_ui},
    words::{count, t},
};
use leptos::prelude::*;
use purser_contract::{ids::CustomerId, search::SearchItem};

/// The screen.
#[component]
pub fn Customers() -> impl IntoView {
    let ui = use_ui();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Found::default());
    view! {
        <main id="main" class="page" tabindex="-1">
            <h1 class="page-title">{t("customers.title")}</h1>
            <label class="search-field wide">
                {icon(icondata_lu::LuSearch)}
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    data-find=""
                    data-testid="customers-input"
                    aria-label=t("customers.search")
                    placeholder=t("customers.placeholder")
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        ask(typed.get_untracked(), typed, found);
                    }
                />
                <kbd>"/"</kbd>
            </label>
            {move || match found.get() {
                Found::Nothing => recent(ui).into_any(),
                Found::Busy => view! { <section class="card">{notice::loading(4)}</section> }.into_any(),
                Found::Items(items) => results(ui, items).into_any(),
                Found::Failed(why) => view! {
                    <section class="card">
                        {notice::failed(why, move || ask(typed.get_untracked(), typed, found))}
                    </section>
                }.into_any(),
            }}
        </main>
    }
}

fn results(ui: Ui, items: Vec<SearchItem>) -> impl IntoView {
    if items.is_empty() {
        return view! {
            <section class="card">
                {notice::empty(icondata_lu::LuUserSearch, t("search.none"), t("search.none-hint"))}
            </section>
        }
        .into_any();
    }
    let said = count("found.one", "found.other", items.len());
    let lines: Vec<_> = items
        .into_iter()
        .map(|item| {
            let detail = palette::customer(&item).detail;
            line(ui, "search-result", item.id, &names::full(&item.name), None, detail)
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="customers-found">
            <h2 id="customers-found"><span role="status">{said}</span></h2>
            <ul class="people">{lines}</ul>
        </section>
    }
    .into_any()
}

fn recent(ui: Ui) -> impl IntoView {
    let seen = ui.part(|desk| desk.recent.clone());
    view! {
        <section class="card" aria-labelledby="customers-recent">
            <h2 id="customers-recent">{t("customers.recent")}</h2>
            {move || {
                let seen = seen.get();
                if seen.is_empty() {
                    return notice::empty(icondata_lu::LuUsers, t("customers.none"), t("customers.none-hint")).into_any();
                }
                let lines: Vec<_> = seen
                    .into_iter()
                    .map(|Recent { id, name, tier, seen_at }| {
                        line(ui, "recent-customer", id, &name, tier, age::short(seen_at, ui.minute.get()))
                    })
                    .collect();
                view! { <ul class="people">{lines}</ul> }.into_any()
            }}
        </section>
    }
}

fn line(
    ui: Ui,
    testid: &'static str,
    id: CustomerId,
    name: &str,
    tier: Option<String>,
    detail: String,
) -> impl IntoView + use<> {
    let to_open = name.to_owned();
    view! {
        <li>
            <button
                type="button"
                class="person"
                data-testid=testid
                on:click=move |_| acts::open_customer(ui, id, to_open.clone())
            >
                <span class="face small" aria-hidden="true">{names::initials(name)}</span>
                <b>{name.to_owned()}</b>
                {tier.map(|tier| view! { <span class=tone::tier(&tier).tag()>{tier.clone()}</span> })}
                <span class="s end">{detail}</span>
            </button>
        </li>
    }
}
