//! What is said: pops to screen readers, politely; short words on what was done to everybody.

use crate::ui::use_ui;
use leptos::prelude::*;

/// The live region and the toast.
#[component]
pub fn Say() -> impl IntoView {
    let ui = use_ui();
    let said = ui.part(|desk| desk.said.clone());
    view! {
        <div class="unseen" aria-live="polite" aria-atomic="true">{said}</div>
        <div class="toast-place" role="status">
            {move || ui.toast.get().map(|text| view! { <span class="toast">{text}</span> })}
        </div>
    }
}
