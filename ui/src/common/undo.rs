//! What was decided, and the button that takes it back while that is possible.
//!
//! Deliberately not here: for how long, and what is taken back.

use super::icon::icon;
use crate::{
    keys::{self, Action},
    words::t,
};
use leptos::prelude::*;

/// The line; the key of [`Action::Undo`] presses its button.
pub fn bar(words: String, take_back: impl Fn() + 'static) -> AnyView {
    view! {
        <p class="news" role="status">
            <span>{words}</span>
            <button type="button" class="btn small" data-act="undo" data-testid="undo" on:click=move |_| take_back()>
                {icon(icondata_lu::LuUndo2)}
                {t("approvals.undo")}
                {keys::label_of(Action::Undo).map(|keys| view! { <kbd>{keys}</kbd> })}
            </button>
        </p>
    }
    .into_any()
}
