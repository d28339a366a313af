//! The keyboard map, over whatever is on the screen.

use crate::{common::icon::icon, keys, ui::use_ui, words::t};
use leptos::{html::Dialog, prelude::*};

/// The dialog; the browser's own, which keeps the focus inside and gives it back.
#[component]
pub fn KeyMap() -> impl IntoView {
    let ui = use_ui();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if ui.key_map.get() && !dialog.open() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        } else if !ui.key_map.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="sheet" aria-labelledby="key-map-title" node_ref=dialog on:close=move |_| ui.key_map.set(false)>
            <div class="sheet-head">
                <h2 id="key-map-title" class="title">{t("keymap.title")}</h2>
                <button type="button" class="tab-close" aria-label=t("keymap.close") on:click=move |_| ui.key_map.set(false)>
                    {icon(icondata_lu::LuX)}
                </button>
            </div>
            {table()}
        </dialog>
    }
}

/// The table itself; the settings show it too.
pub fn table() -> impl IntoView {
    let lines: Vec<_> = keys::map()
        .into_iter()
        .map(|(words, keys)| {
            let caps: Vec<_> = keys.split(" · ").map(|cap| view! { <kbd>{cap.to_owned()}</kbd> }).collect();
            view! { <div class="key-line"><dt>{words}</dt><dd>{caps}</dd></div> }
        })
        .collect();
    view! { <dl class="key-map">{lines}</dl> }
}
