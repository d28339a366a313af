//! The bags: where each is, and since when that is known.

use crate::{
    common::{age, icon::icon, notice},
    format::{age::Kind, labels, tone},
    screens::workspace::who::ViewInView,
    state::tab::Panel,
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::view::{Bag, BagStatus};

/// The panel.
pub fn panel(ui: Ui, view: ViewInView) -> impl IntoView {
    view! {
        <div id="list-panel" class="scroll" role="tabpanel" tabindex="0" aria-labelledby=super::labelled_by(Panel::Bags)>
            {move || view.get().map(|view| {
                if view.bags.is_empty() {
                    return notice::empty(icondata_lu::LuLuggage, t("bags.none"), "").into_any();
                }
                let rows: Vec<_> = view.bags.iter().map(|bag| row(ui, bag)).collect();
                view! { <ul class="events">{rows}</ul> }.into_any()
            })}
        </div>
    }
}

/// How long a bag's status is good: one that was delivered stays so.
pub fn kind(status: BagStatus) -> Kind {
    match status {
        BagStatus::Delivered => Kind::Settled,
        BagStatus::Checked | BagStatus::Loaded | BagStatus::Mishandled => Kind::Moving,
    }
}

/// One bag.
pub fn row(ui: Ui, bag: &Bag) -> impl IntoView + use<> {
    let place = [
        bag.flight.as_ref().map(|flight| flight.designator().to_owned()),
        bag.airport.clone(),
        bag.pnr.as_ref().map(ToString::to_string),
        bag.reason.clone(),
    ];
    let trouble = bag.status.value == BagStatus::Mishandled;
    view! {
        <li class="bag" data-testid="bag">
            <span class=if trouble { "bad-ink" } else { "ink-3" }>{icon(icondata_lu::LuLuggage)}</span>
            <div>
                <b class="figure">{bag.tag.clone()}</b>
                <span class="two">{place.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
            </div>
            <span class="bag-state">
                <span class=tone::bag(bag.status.value).tag()>{labels::bag(bag.status.value)}</span>
                {age::of(ui, &bag.status, kind(bag.status.value))}
            </span>
        </li>
    }
}
