//! The palette's list: customers, then commands, the line of the arrow keys marked.

use super::{Found, Palette, run};
use crate::{
    common::icon::icon,
    state::palette::{Entry, Run},
    ui::{Ui, use_ui},
    words::{count, t},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The list.
#[component]
pub fn List(
    /// What is typed, found and chosen.
    palette: Palette,
) -> impl IntoView {
    let ui = use_ui();
    Effect::new(move |_| {
        let id = format!("palette-{}", palette.at.get());
        if let Some(line) = document().get_element_by_id(&id) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    view! {
        <div class="palette" on:mousedown=|event| keep_focus(&event)>
            <ul id="palette-list" role="listbox" aria-label=t("search.label")>
                {move || lines(ui, palette)}
            </ul>
            <p class="palette-note" role="status">{move || note(palette)}</p>
            <p class="palette-keys" aria-hidden="true">
                <kbd>"↑"</kbd><kbd>"↓"</kbd>{t("search.move")}
                <kbd>"Enter"</kbd>{t("search.choose")}
                <kbd>"Esc"</kbd>{t("search.leave")}
            </p>
        </div>
    }
}

/// A click in the list must not take the focus out of the field.
fn keep_focus(event: &web_sys::MouseEvent) {
    event.prevent_default();
}

fn lines(ui: Ui, palette: Palette) -> impl IntoView {
    let entries = palette.entries.get();
    let customers = entries.iter().filter(|entry| is_customer(entry)).count();
    entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| {
            let heading = match index {
                0 if customers > 0 => Some(t("search.customers")),
                index if index == customers => Some(t("search.commands")),
                _ => None,
            };
            view! {
                {heading.map(|words| view! { <li class="palette-head" role="presentation">{words}</li> })}
                {line(ui, palette, index, entry)}
            }
        })
        .collect_view()
}

fn is_customer(entry: &Entry) -> bool {
    matches!(entry.run, Run::Customer { .. })
}

fn line(ui: Ui, palette: Palette, index: usize, entry: Entry) -> impl IntoView {
    let testid = if is_customer(&entry) { "search-result" } else { "command" };
    let picture = match &entry.run {
        Run::Customer { .. } => icondata_lu::LuUserRound,
        Run::Tab(_) => icondata_lu::LuPhone,
        Run::Theme(_) => icondata_lu::LuSun,
        Run::Presence(_) => icondata_lu::LuHeadset,
        Run::Act(_) => icondata_lu::LuCornerDownLeft,
    };
    let Entry { run: choice, title, detail, keys } = entry;
    view! {
        <li
            id=format!("palette-{index}")
            class="palette-line"
            role="option"
            data-testid=testid
            aria-selected=move || (palette.at.get() == index).to_string()
            on:click=move |event| {
                // The list is gone after the choice; the click ends here.
                event.stop_propagation();
                run(ui, palette, choice.clone());
            }
            on:mousemove=move |event| {
                // Only a hand that moves the mouse takes the line, not a list that scrolls under it.
                let event: &web_sys::MouseEvent = event.unchecked_ref();
                if (event.movement_x(), event.movement_y()) != (0, 0) && palette.at.get_untracked() != index {
                    palette.at.set(index);
                }
            }
        >
            {icon(picture)}
            <span class="palette-title">{title}</span>
            <span class="palette-detail">{detail}</span>
            {keys.map(|keys| view! { <kbd>{keys}</kbd> })}
        </li>
    }
}

fn note(palette: Palette) -> String {
    let typed = palette.typed.get();
    match palette.found.get() {
        Found::Nothing if typed.is_empty() => t("search.hint").to_owned(),
        Found::Nothing => String::new(),
        Found::Busy => t("search.busy").to_owned(),
        Found::Items(items) if items.is_empty() => t("search.none").to_owned(),
        Found::Items(items) => count("found.one", "found.other", items.len()),
        Found::Failed(why) => why,
    }
}
