//! The rail at the left: the screens there are. A screen that does not exist yet has no place in it.

use crate::{
    common::icon::icon,
    keys::{self, Action},
    state::desk::{Desk, Screen},
    ui::use_ui,
    words::t,
};
use icondata_core::Icon;
use leptos::prelude::*;

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    let supervises = use_ui().part(Desk::supervises);
    view! {
        <nav class="rail" aria-label=t("rail.label")>
            <div class="logo" aria-hidden="true">{icon(icondata_lu::LuPlane)}</div>
            {place(Screen::Workspace, Action::GoWorkspace, icondata_lu::LuLayoutPanelLeft, t("rail.workspace"))}
            {place(Screen::Customers, Action::GoCustomers, icondata_lu::LuUsers, t("rail.customers"))}
            {move || supervises.get().then(|| view! {
                {place(Screen::Approvals, Action::GoApprovals, icondata_lu::LuClipboardCheck, t("rail.approvals"))}
                {place(Screen::Disruptions, Action::GoDisruptions, icondata_lu::LuTriangleAlert, t("rail.disruptions"))}
            })}
            <span class="fill"></span>
            {place(Screen::Settings, Action::GoSettings, icondata_lu::LuSettings, t("rail.settings"))}
        </nav>
    }
}

fn place(screen: Screen, action: Action, picture: Icon, name: &'static str) -> impl IntoView {
    let ui = use_ui();
    let shown = ui.part(move |desk| desk.screen == screen);
    let tip = keys::label_of(action).map_or_else(|| name.to_owned(), |keys| format!("{name} · {keys}"));
    // How many wait, beside the screen on which they do.
    let waiting =
        ui.part(move |desk| desk.approvals.pending.filter(|n| screen == Screen::Approvals && *n > 0));
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
            {move || waiting.get().map(|n| view! { <i class="badge" data-testid="pending-approvals">{if n > 99 { "99+".to_owned() } else { n.to_string() }}</i> })}
        </button>
    }
}
