//! Puts the chosen colours on the page. `system` leaves them to the operating system, also when it changes its mind.

use leptos::prelude::{document, window};
use purser_contract::ipc::Theme;
use wasm_bindgen::{JsCast, closure::Closure};

const DARK: &str = "(prefers-color-scheme: dark)";

/// Sets `data-theme` on the root element.
pub fn show(theme: Theme) {
    let dark = match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => window().match_media(DARK).ok().flatten().is_some_and(|query| query.matches()),
    };
    if let Some(root) = document().document_element()
        && root.set_attribute("data-theme", if dark { "dark" } else { "light" }).is_err()
    {
        leptos::logging::error!("the theme could not be set");
    }
}

/// Calls `changed` whenever the system's preference changes, as long as the page lives.
pub fn follow_system(changed: impl Fn() + 'static) {
    let Ok(Some(query)) = window().match_media(DARK) else { return };
    let handler = Closure::<dyn Fn()>::new(changed);
    if query.add_event_listener_with_callback("change", handler.as_ref().unchecked_ref()).is_ok() {
        handler.forget();
    }
}
