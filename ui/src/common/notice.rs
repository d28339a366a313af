//! What a panel shows instead of its contents: nothing there, still coming, could not be had.

use crate::{common::icon::icon, words::t};
use icondata_core::Icon;
use leptos::prelude::*;

/// Nothing is there, and that is fine.
pub fn empty(picture: Icon, title: &str, text: &str) -> impl IntoView + use<> {
    view! {
        <div class="notice">
            <span class="notice-icon">{icon(picture)}</span>
            <p class="notice-title">{title.to_owned()}</p>
            {(!text.is_empty()).then(|| view! { <p class="two">{text.to_owned()}</p> })}
        </div>
    }
}

/// The same in one line, for a card that is otherwise small.
pub fn empty_line(picture: Icon, title: &str) -> impl IntoView + use<> {
    view! {
        <div class="notice line">
            <span class="ink-3">{icon(picture)}</span>
            <p class="notice-title">{title.to_owned()}</p>
        </div>
    }
}

/// Still coming: grey lines of the shape of what will be there.
pub fn loading(lines: usize) -> impl IntoView + use<> {
    let lines: Vec<_> = (0..lines).map(|_| view! { <span class="bone"></span> }).collect();
    view! { <div class="bones" role="status"><span class="unseen">{t("panel.loading")}</span>{lines}</div> }
}

/// Could not be had; the panel says why and offers to try again, and the rest of the screen lives on.
pub fn failed(why: String, again: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="notice" role="alert">
            <span class="notice-icon bad-ink">{icon(icondata_lu::LuTriangleAlert)}</span>
            <p class="notice-title">{t("panel.failed")}</p>
            <p class="two">{why}</p>
            <button type="button" class="btn" on:click=move |_| again()>
                {icon(icondata_lu::LuRefreshCw)}
                {t("panel.again")}
            </button>
        </div>
    }
}
