//! The rail at the left: the screens there are. A screen that does not exist yet has no place in it.

use crate::{
    common::icon::icon,
    keys::{self, Action},
    state::desk::Screen,
    ui::use_ui,
    words::t,
};
use icondata_core::Icon;
use leptos::prelude::*;

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    view! {
        <nav class="rail" aria-label=t("rail.label")>
            <div class="logo" aria-hidden="true">{icon(icondata_lu::LuPlane)}</div>
            {place(Screen::Workspace, Action::GoWorkspace, icondata_lu::LuLayoutPanelLeft, t("rail.workspace"))}
            {place(Screen::Customers, Action::GoCustomers, icondata_lu::LuUsers, t("rail.customers"))}
            <span class="fill"></span>
            {place(Screen::Settings, Action::GoSettings, icondata_lu::LuSettings, t("rail.settings"))}
        </nav>
    }
}

fn place(screen: Screen, action: Action, picture: Icon, name: &'static str) -> impl IntoView {
    let ui = use_ui();
    let shown = ui.part(move |desk| desk.screen == screen);
    let tip = keys::label_of(action).map_or_else(|| name.to_owned(), |keys| format!("{name} · {keys}"));
    view! {
        <button
            type="button"
            class="place"
            class:on=shown
            aria-label=name
            aria-current=move || shown.get().then_some("page")
            data-tip=tip
            on:click=move |_| ui.desk.update(|desk| desk.screen = screen)
        >
            {icon(picture)}
        </button>
    }
}
