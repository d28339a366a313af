//! The agent: who they are and what they say they are doing.

use crate::{
    acts,
    common::icon::icon,
    format::{labels, names},
    state::desk::Phase,
    ui::{Ui, use_ui},
    words::{fill, t},
};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use purser_contract::realtime::Presence;
use wasm_bindgen::JsCast;

const STATES: [Presence; 4] = [Presence::Available, Presence::Busy, Presence::AfterCall, Presence::Away];

/// The button with the agent's initials, and its menu.
#[component]
pub fn PresenceMenu() -> impl IntoView {
    let ui = use_ui();
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let agent = ui.part(|desk| match &desk.phase {
        Phase::Ready(agent) => agent.id.clone(),
        Phase::Starting | Phase::Failed(_) | Phase::SignedOut(_) => String::new(),
    });
    let shown =
        ui.part(
            |desk| if desk.on_a_call() { t("presence.on-a-call") } else { labels::presence(desk.presence) },
        );
    let focus_left = move |event: web_sys::FocusEvent| {
        let inside = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if !root.get_untracked().is_some_and(|root| root.contains(inside.as_ref())) {
            open.set(false);
        }
    };
    view! {
        <div class="me" node_ref=root on:focusout=focus_left on:keydown=move |event| menu_keys(&event, open)>
            <button
                type="button"
                class="me-button"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=move || fill("presence.label", &[("who", &agent.get()), ("state", shown.get())])
                on:click=move |_| {
                    open.update(|open| *open = !*open);
                    if open.get_untracked() {
                        focus_chosen_soon();
                    }
                }
            >
                <span class="av">{move || names::initials(&agent.get())}</span>
                <span class="me-state">{shown}</span>
            </button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" aria-label=t("presence.menu")>
                    {STATES.map(|state| choice(ui, state, open)).collect_view()}
                </div>
            </Show>
        </div>
    }
}

fn choice(ui: Ui, state: Presence, open: RwSignal<bool>) -> impl IntoView {
    let chosen = ui.part(move |desk| desk.presence == state);
    view! {
        <button
            type="button"
            role="menuitemradio"
            class="menu-item"
            tabindex="-1"
            aria-checked=move || chosen.get().to_string()
            on:click=move |_| {
                acts::set_presence(ui, state);
                open.set(false);
                focus(".me-button");
            }
        >
            <span class=dot(state) aria-hidden="true"></span>
            {labels::presence(state)}
            <span class="fill"></span>
            {move || chosen.get().then(|| icon(icondata_lu::LuCheck))}
        </button>
    }
}

fn dot(state: Presence) -> &'static str {
    match state {
        Presence::Available => "dot good-ink",
        Presence::Busy => "dot bad-ink",
        Presence::AfterCall => "dot warn-ink",
        Presence::Away => "dot",
    }
}

fn focus_chosen_soon() {
    request_animation_frame(|| focus(".menu [aria-checked=true]"));
}

fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A refused focus leaves it where it is, which is harmless.
        let _ = element.focus();
    }
}

fn menu_keys(event: &KeyboardEvent, open: RwSignal<bool>) {
    if !open.get_untracked() {
        return;
    }
    let item = document().active_element();
    let neighbour = match event.key().as_str() {
        "Escape" => {
            open.set(false);
            focus(".me-button");
            event.stop_propagation();
            return;
        }
        "ArrowDown" => item.and_then(|item| item.next_element_sibling()),
        "ArrowUp" => item.and_then(|item| item.previous_element_sibling()),
        _ => return,
    };
    event.prevent_default();
    if let Some(element) = neighbour.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // As above.
        let _ = element.focus();
    }
}
