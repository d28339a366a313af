//! The pages before the desk is ready: starting, could not start, nobody signed in.
//!
//! Deliberately not here: the sign-in itself; the desktop core holds the tokens, this page says how things stand.

use crate::{acts, common::icon::icon, ui::use_ui, words::t};
use leptos::prelude::*;

/// The core is being asked. Almost always gone before it is seen.
#[component]
pub fn Starting() -> impl IntoView {
    view! { <main class="alone" id="main"><p class="two" role="status">{t("start.starting")}</p></main> }
}

/// The core could not say how things stand; `why` in words.
#[component]
pub fn StartFailed(
    /// In words.
    why: String,
) -> impl IntoView {
    view! { <Alone title=t("start.failed") text=why note=t("start.failed-note") testid="start-failed"/> }
}

/// Nobody is signed in.
#[component]
pub fn SignIn(
    /// Why, when it is known.
    problem: Option<String>,
) -> impl IntoView {
    let text = problem.unwrap_or_else(|| t("sign-in.nobody").to_owned());
    view! { <Alone title=t("sign-in.title") text note=t("sign-in.note") testid="sign-in"/> }
}

#[component]
fn Alone(title: &'static str, text: String, note: &'static str, testid: &'static str) -> impl IntoView {
    let ui = use_ui();
    view! {
        <main class="alone" id="main" data-testid=testid>
            <section class="card alone-card" aria-labelledby="alone-title">
                <div class="logo" aria-hidden="true">{icon(icondata_lu::LuPlane)}</div>
                <h1 class="title" id="alone-title">{title}</h1>
                <p role="alert">{text}</p>
                <p class="s">{note}</p>
                <button type="button" class="btn p" autofocus on:click=move |_| acts::start(ui)>
                    {icon(icondata_lu::LuRefreshCw)}
                    {t("panel.again")}
                </button>
            </section>
        </main>
    }
}
