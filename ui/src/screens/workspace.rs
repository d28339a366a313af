//! The workspace: who it is, how things stand now, what to do; for the contact or customer in view.

pub mod actions;
pub mod advise;
pub mod call;
pub mod now;
pub mod owed;
pub mod several;
pub mod signals;
pub mod unknown;
pub mod who;

use crate::{
    acts,
    common::{icon::icon, notice},
    state::{
        desk::Desk,
        shared::Shared,
        tab::{Subject, TabKey},
    },
    ui::{Ui, use_ui},
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::{ids::CustomerId, search::SearchItem};
use wasm_bindgen::JsCast;

/// What the screen is for now. While one customer follows another it stays `Known` and the panels change in place.
#[derive(Clone, PartialEq)]
enum Mode {
    Empty,
    Unknown(TabKey),
    Several(Shared<Vec<SearchItem>>),
    Loading(String),
    Failed { key: TabKey, id: CustomerId, name: String, why: String },
    Erased,
    Known,
}

fn mode(desk: &Desk) -> Mode {
    let Some(tab) = desk.active_tab() else { return Mode::Empty };
    match &tab.subject {
        Subject::Nobody => Mode::Unknown(tab.key.clone()),
        Subject::Several(candidates) => Mode::Several(candidates.clone()),
        Subject::Loading { name, .. } => Mode::Loading(name.clone()),
        Subject::Failed { id, name, why } => {
            Mode::Failed { key: tab.key.clone(), id: *id, name: name.clone(), why: why.clone() }
        }
        Subject::Erased => Mode::Erased,
        Subject::Known(_) => Mode::Known,
    }
}

/// The screen.
#[component]
pub fn Workspace() -> impl IntoView {
    let ui = use_ui();
    let mode = ui.part(mode);
    scroll_up_on_another_tab(ui);
    view! {
        {move || match mode.get() {
            Mode::Empty => empty(ui).into_any(),
            Mode::Unknown(key) => around(ui, unknown::panel(ui, key)).into_any(),
            Mode::Several(candidates) => around(ui, several::panel(ui, &candidates)).into_any(),
            Mode::Loading(name) => around(ui, loading(&name)).into_any(),
            Mode::Failed { key, id, name, why } => {
                let title = name.clone();
                let again = move || acts::retry(ui, key.clone(), id, name.clone());
                let inner = view! {
                    <section class="card grow">
                        <h1 class="title">{title}</h1>
                        {notice::failed(why, again)}
                    </section>
                };
                around(ui, inner).into_any()
            }
            Mode::Erased => around(ui, erased()).into_any(),
            Mode::Known => known(ui).into_any(),
        }}
    }
}

fn known(ui: Ui) -> impl IntoView {
    let view = ui.part(Desk::view);
    let call = ui.part(|desk| desk.active_tab().and_then(|tab| tab.call.clone()));
    view! {
        <main id="main" class="work">
            <section class="col who" id="who" tabindex="-1" aria-label=t("column.who")>
                {call::late(ui, call)}
                {who::column(ui, view, call)}
            </section>
            <section class="col now" id="now" tabindex="-1" aria-label=t("column.now")>
                {now::column(ui, view)}
            </section>
            <section class="col do" id="do" tabindex="-1" aria-label=t("column.do")>
                {call::panel(ui, call)}
                {owed::panel(ui, view)}
                {signals::banners(ui, view)}
                {advise::urgent(ui, view)}
                {owed::question(ui, view)}
                {actions::panel(ui, view)}
                {advise::past(ui, view)}
            </section>
        </main>
    }
}

/// The frame while it is not known who it is: the caller at the left, `inner` in the middle.
fn around(ui: Ui, inner: impl IntoView) -> impl IntoView {
    let call = ui.part(|desk| desk.active_tab().and_then(|tab| tab.call.clone()));
    view! {
        <main id="main" class="work open">
            <section class="col who" id="who" tabindex="-1" aria-label=t("column.who")>
                {call::late(ui, call)}
                {call::caller_card(ui, call)}
            </section>
            <section class="col now" id="now" tabindex="-1" aria-label=t("column.now")>{inner}</section>
            <section class="col do" id="do" tabindex="-1" aria-label=t("column.do")>{call::panel(ui, call)}</section>
        </main>
    }
}

fn loading(name: &str) -> impl IntoView + use<> {
    view! {
        <section class="card grow" aria-busy="true">
            <h1 class="title">{fill("loading.customer", &[("who", name)])}</h1>
            {notice::loading(6)}
        </section>
    }
}

fn erased() -> impl IntoView {
    view! {
        <section class="card grow" data-testid="erased" aria-labelledby="erased-title">
            <div class="rest">
                <span class="rest-icon">{icon(icondata_lu::LuUserX)}</span>
                <h1 class="title" id="erased-title">{t("erased.title")}</h1>
                <p class="two">{t("erased.text")}</p>
            </div>
        </section>
    }
}

fn empty(ui: Ui) -> impl IntoView {
    let presence = ui.part(|desk| desk.presence);
    view! {
        <main id="main" class="alone">
            <section class="rest" aria-labelledby="rest-title">
                <span class="rest-icon">{icon(icondata_lu::LuHeadset)}</span>
                <h1 class="title" id="rest-title">{t("rest.title")}</h1>
                <p class="two">{move || fill("rest.text", &[("state", crate::format::labels::presence(presence.get()))])}</p>
                <p class="rest-keys">
                    <span><kbd>"Ctrl K"</kbd>{t("rest.search")}</span>
                    <span><kbd>"?"</kbd>{t("rest.keys")}</span>
                </p>
            </section>
        </main>
    }
}

/// Panels are kept from customer to customer; where the last one was scrolled to means nothing for the next. In the
/// frame's own callback, where the layout that scrolling asks for is the one the frame needs anyway.
fn scroll_up_on_another_tab(ui: Ui) {
    let active = ui.part(|desk| desk.active.clone());
    Effect::new(move |before: Option<Option<TabKey>>| {
        let now = active.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(scroll_up);
        }
        now
    });
}

fn scroll_up() {
    let Ok(scrolled) = document().query_selector_all("main .scroll, main .col") else { return };
    for index in 0..scrolled.length() {
        if let Some(element) = scrolled.get(index).and_then(|node| node.dyn_into::<web_sys::Element>().ok())
            && element.scroll_top() != 0
        {
            element.set_scroll_top(0);
        }
    }
}
