//! Settings: colours, who is signed in and to what, the keys.

use crate::{
    acts,
    common::icon::icon,
    frame::keymap,
    state::desk::Phase,
    ui::{Ui, use_ui},
    words::t,
};
use icondata_core::Icon;
use leptos::prelude::*;
use purser_contract::ipc::{Connection, Theme};

/// The screen.
#[component]
pub fn Settings() -> impl IntoView {
    let ui = use_ui();
    view! {
        <main id="main" class="page" tabindex="-1">
            <h1 class="page-title">{t("settings.title")}</h1>
            <section class="card" aria-labelledby="settings-theme">
                <h2 id="settings-theme">{t("settings.theme")}</h2>
                <div class="choices" role="radiogroup" aria-labelledby="settings-theme">
                    {theme(ui, Theme::System, icondata_lu::LuMonitor, t("theme.system"))}
                    {theme(ui, Theme::Light, icondata_lu::LuSun, t("theme.light"))}
                    {theme(ui, Theme::Dark, icondata_lu::LuMoon, t("theme.dark"))}
                </div>
            </section>
            <section class="card" aria-labelledby="settings-about">
                <h2 id="settings-about">{t("settings.about")}</h2>
                {about(ui)}
            </section>
            <section class="card" aria-labelledby="settings-keys">
                <h2 id="settings-keys">{t("keymap.title")}</h2>
                {keymap::table()}
            </section>
        </main>
    }
}

fn theme(ui: Ui, theme: Theme, picture: Icon, name: &'static str) -> impl IntoView {
    let chosen = ui.part(move |desk| desk.theme == theme);
    view! {
        <label class="choice" class:on=chosen>
            <input type="radio" name="theme" class="unseen" prop:checked=chosen on:change=move |_| acts::set_theme(ui, theme)/>
            {icon(picture)}
            {name}
        </label>
    }
}

fn about(ui: Ui) -> impl IntoView {
    let version = ui.part(|desk| desk.version.clone());
    let agent = ui.part(|desk| match &desk.phase {
        Phase::Ready(agent) => format!("{} · {}", agent.id, agent.role),
        Phase::Starting | Phase::Failed(_) | Phase::SignedOut(_) => t("sign-in.title").to_owned(),
    });
    let link = ui.part(|desk| match &desk.connection {
        Connection::Live => t("link.said-live").to_owned(),
        Connection::Reconnecting { .. } => t("link.said-reconnecting").to_owned(),
        Connection::Offline { reason, .. } => {
            reason.clone().unwrap_or_else(|| t("link.said-offline").to_owned())
        }
    });
    view! {
        <dl class="facts">
            <dt>{t("settings.agent")}</dt><dd>{agent}</dd>
            <dt>{t("settings.link")}</dt><dd>{link}</dd>
            <dt>{t("settings.version")}</dt><dd>{version}</dd>
        </dl>
    }
}
