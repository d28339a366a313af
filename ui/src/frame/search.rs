//! The search field, which is also the command palette: customers and commands in one list, driven by keys.

pub mod list;

use crate::{
    acts, bridge,
    common::icon::icon,
    state::{
        desk::Desk,
        palette::{self, Entry, Run},
    },
    ui::{Ui, use_ui},
    words::t,
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use purser_contract::search::SearchItem;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long the typing must rest before the backend is asked.
const REST: Duration = Duration::from_millis(150);

/// How the search for what is typed stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Found {
    /// Nothing was asked.
    #[default]
    Nothing,
    /// On its way.
    Busy,
    /// Here.
    Items(Vec<SearchItem>),
    /// Could not be had, in words.
    Failed(String),
}

/// What is typed, found and chosen.
#[derive(Clone, Copy)]
pub struct Palette {
    /// What is typed.
    pub typed: RwSignal<String>,
    /// What the backend found for it.
    pub found: RwSignal<Found>,
    /// The line the arrow keys are on.
    pub at: RwSignal<usize>,
    /// All lines: customers first, then commands.
    pub entries: Memo<Vec<Entry>>,
}

impl Palette {
    fn new(ui: Ui) -> Self {
        let typed = RwSignal::new(String::new());
        let found = RwSignal::new(Found::default());
        let commands = Memo::new(move |_| {
            if ui.palette.get() {
                ui.desk.with(|desk: &Desk| palette::commands(desk, &typed.get()))
            } else {
                Vec::new()
            }
        });
        let entries = Memo::new(move |_| {
            let customers = found.with(|found| match found {
                Found::Items(items) => items.iter().map(palette::customer).collect(),
                Found::Nothing | Found::Busy | Found::Failed(_) => Vec::new(),
            });
            customers.into_iter().chain(commands.get()).collect()
        });
        Self { typed, found, at: RwSignal::new(0), entries }
    }

    fn retype(self, text: String) {
        self.at.set(0);
        self.typed.set(text.clone());
        ask(text, self.typed, self.found);
    }

    fn step(self, step: isize) {
        let Ok(len) = isize::try_from(self.entries.with_untracked(Vec::len)) else { return };
        if len > 0 {
            let at = isize::try_from(self.at.get_untracked()).unwrap_or(0);
            self.at.set(usize::try_from((at + step).rem_euclid(len)).unwrap_or(0));
        }
    }
}

/// Asks for `text` once the typing rests; an answer that comes after the text has changed again is dropped.
pub fn ask(text: String, typed: RwSignal<String>, found: RwSignal<Found>) {
    let query = text.trim().to_owned();
    if query.chars().count() < 2 || query.starts_with('>') {
        found.set(Found::Nothing);
        return;
    }
    if found.with_untracked(|found| !matches!(found, Found::Items(_))) {
        found.set(Found::Busy);
    }
    let still = move || typed.with_untracked(|typed| *typed == text);
    set_timeout(
        move || {
            if still() {
                spawn_local(async move {
                    let answer = bridge::search(&query).await;
                    if still() {
                        found.set(answer.map_or_else(
                            |error| Found::Failed(acts::explain(&error)),
                            |page| Found::Items(page.items),
                        ));
                    }
                });
            }
        },
        REST,
    );
}

/// Does what a line says, and leaves the palette.
pub fn run(ui: Ui, palette: Palette, run: Run) {
    leave(ui, palette);
    match run {
        Run::Customer { id, name } => acts::open_customer(ui, id, name),
        Run::Tab(key) => ui.desk.update(|desk| desk.activate(&key)),
        Run::Theme(theme) => acts::set_theme(ui, theme),
        Run::Presence(presence) => acts::set_presence(ui, presence),
        Run::Act(action) => {
            super::dispatch::run(ui, action);
        }
    }
}

fn leave(ui: Ui, palette: Palette) {
    palette.retype(String::new());
    ui.palette.set(false);
    if let Some(field) =
        document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        && super::dispatch::is_typing()
    {
        // The focus may only fail to leave, which is harmless.
        let _ = field.blur();
    }
}

/// The field and, while it has the focus, the palette under it.
#[component]
pub fn Search() -> impl IntoView {
    let ui = use_ui();
    let palette = Palette::new(ui);
    let root = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (true, Some(field)) = (ui.palette.get(), field.get()) {
            // The field is there, so it takes the focus.
            let _ = field.focus();
        }
    });
    let focus_left = move |event: web_sys::FocusEvent| {
        let inside = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if !root.get_untracked().is_some_and(|root| root.contains(inside.as_ref())) {
            ui.palette.set(false);
        }
    };
    view! {
        <div class="search" role="search">
            <div
                class="search-box"
                class:open=move || ui.palette.get()
                data-testid=move || ui.palette.get().then_some("command-palette")
                node_ref=root
                on:focusout=focus_left
                on:keydown=move |event| palette_keys(ui, palette, &event)
            >
                <label class="search-field">
                    {icon(icondata_lu::LuSearch)}
                    <input
                        node_ref=field
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        data-testid="search-input"
                        role="combobox"
                        aria-label=t("search.label")
                        aria-expanded=move || ui.palette.get().to_string()
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || ui.palette.get().then(|| format!("palette-{}", palette.at.get()))
                        placeholder=t("search.placeholder")
                        prop:value=palette.typed
                        on:focus=move |_| ui.palette.set(true)
                        on:input=move |event| {
                            ui.palette.set(true);
                            palette.retype(event_target_value(&event));
                        }
                    />
                    <kbd>"Ctrl K"</kbd>
                </label>
                <Show when=move || ui.palette.get()>
                    <list::List palette/>
                </Show>
            </div>
        </div>
    }
}

fn palette_keys(ui: Ui, palette: Palette, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => palette.step(1),
        "ArrowUp" => palette.step(-1),
        "Enter" => {
            let chosen =
                palette.entries.with_untracked(|entries| entries.get(palette.at.get_untracked()).cloned());
            if let Some(entry) = chosen {
                run(ui, palette, entry.run);
            }
        }
        "Escape" => leave(ui, palette),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}
