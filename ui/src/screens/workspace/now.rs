//! The column *Now*: the journey strip, and under it the timeline, the bookings, the bags and what was owed.

mod bags;
mod bookings;
mod compensations;
mod strip;
mod timeline;

use super::who::ViewInView;
use crate::{state::tab::Panel, ui::Ui, words::t};
use leptos::{ev::KeyboardEvent, prelude::*};

const PANELS: [Panel; 4] = [Panel::Timeline, Panel::Bookings, Panel::Bags, Panel::Compensation];

/// The journey card and the card of lists.
pub fn column(ui: Ui, view: ViewInView) -> impl IntoView {
    let panel = ui.part(|desk| desk.active_tab().map(|tab| tab.panel).unwrap_or_default());
    view! {
        {move || view.get().map(|view| strip::card(ui, &view))}
        <section class="card grow lists" aria-label=t("lists.title")>
            <div class="tabs">
                <div role="tablist" aria-label=t("lists.title") on:keydown=move |event| tab_keys(ui, &event)>
                    {PANELS.map(|which| tab(ui, view, which)).collect_view()}
                </div>
                {move || whose_time(panel.get()).map(|(words, why)| view! { <span class="s" data-tip=why>{words}</span> })}
            </div>
            {move || match panel.get() {
                Panel::Timeline => timeline::panel(ui).into_any(),
                Panel::Bookings => bookings::panel(ui, view).into_any(),
                Panel::Bags => bags::panel(ui, view).into_any(),
                Panel::Compensation => compensations::panel(ui, view).into_any(),
            }}
        </section>
    }
}

fn tab(ui: Ui, view: ViewInView, which: Panel) -> impl IntoView {
    let on = ui.part(move |desk| desk.active_tab().is_some_and(|tab| tab.panel == which));
    let (id, name) = match which {
        Panel::Timeline => ("tab-timeline", t("lists.timeline")),
        Panel::Bookings => ("tab-bookings", t("lists.bookings")),
        Panel::Bags => ("tab-bags", t("lists.bags")),
        Panel::Compensation => ("tab-compensation", t("lists.compensation")),
    };
    let count = move || {
        view.with(|view| match which {
            Panel::Timeline => None,
            Panel::Bookings => view.as_ref().map(|view| view.bookings.len()),
            Panel::Bags => view.as_ref().map(|view| view.bags.len()),
            Panel::Compensation => view.as_ref().map(|view| view.compensations.len()),
        })
        .filter(|count| *count > 0)
    };
    view! {
        <button
            type="button"
            role="tab"
            id=id
            aria-selected=move || on.get().to_string()
            aria-controls="list-panel"
            tabindex=move || if on.get() { "0" } else { "-1" }
            on:click=move |_| ui.desk.update(|desk| desk.show_panel(which))
        >
            {name}
            {move || count().map(|count| view! { <em>{count}</em> })}
        </button>
    }
}

/// Whose clock the list's times are: the agent's own where things happened anywhere, the airports' where they fly.
fn whose_time(panel: Panel) -> Option<(&'static str, &'static str)> {
    match panel {
        Panel::Timeline | Panel::Compensation => Some((t("lists.agents-time"), t("lists.agents-time-why"))),
        Panel::Bookings => Some((t("lists.airports-time"), t("lists.airports-time-why"))),
        Panel::Bags => None,
    }
}

/// The arrow keys go through the tabs, as everywhere.
fn tab_keys(ui: Ui, event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => PANELS.len() - 1,
        _ => return,
    };
    event.prevent_default();
    ui.desk.update(|desk| {
        let at = desk
            .active_tab()
            .and_then(|tab| PANELS.iter().position(|panel| *panel == tab.panel))
            .unwrap_or(0);
        desk.show_panel(PANELS[(at + step) % PANELS.len()]);
    });
    request_animation_frame(|| {
        crate::frame::dispatch::focus(".tabs [aria-selected=true]");
    });
}

/// The panel's id names the tab it belongs to.
fn labelled_by(panel: Panel) -> &'static str {
    match panel {
        Panel::Timeline => "tab-timeline",
        Panel::Bookings => "tab-bookings",
        Panel::Bags => "tab-bags",
        Panel::Compensation => "tab-compensation",
    }
}

pub use bags::row as bag_row;
