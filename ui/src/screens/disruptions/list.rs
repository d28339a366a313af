//! The list of disruptions: flight, what happened, how many wait, and a bar of how its passengers stand.

use super::figures::bar;
use crate::{
    acts::disruptions as acts,
    common::{
        icon::icon,
        notice,
        rows::{self, Rows},
    },
    format::{money, owed as words, when},
    state::{history::Load, shared::Shared},
    ui::Ui,
    words::{count, fill, t},
};
use leptos::prelude::*;
use purser_contract::compensation::{CompensationStatus, Disruption};
use std::sync::Arc;

/// The card.
pub fn card(ui: Ui) -> impl IntoView {
    let list = ui.part(|desk| desk.disruptions.list.clone());
    let load = ui.part(|desk| desk.disruptions.load.clone());
    let some = Memo::new(move |_| !list.with(|list| list.is_empty()));
    view! {
        <section class="card review-list" aria-labelledby="disruptions-title">
            <div class="review-head">
                <h1 class="title" id="disruptions-title">{t("disruptions.title")}</h1>
                <span class="s">{move || list.with(|list| list.len())}</span>
            </div>
            {newcomers(ui)}
            {move || match (some.get(), load.get()) {
                (true, _) => rows(ui, list).into_any(),
                (false, Load::Busy) => notice::loading(6).into_any(),
                (false, Load::Failed(why)) => notice::failed(why, move || acts::reread(ui)).into_any(),
                (false, Load::Idle) => notice::empty(icondata_lu::LuPlane, t("disruptions.none"), t("disruptions.none-hint")).into_any(),
            }}
        </section>
    }
}

/// Those that came since are announced; they take their place when asked.
fn newcomers(ui: Ui) -> impl IntoView {
    let new = ui.part(|desk| desk.disruptions.newcomers.len());
    move || {
        (new.get() > 0).then(|| {
            view! {
                <p class="news" role="status">
                    <span>{count("disruptions.new-one", "disruptions.new", new.get())}</span>
                    <button type="button" class="link" data-testid="show-new" on:click=move |_| ui.desk.update(|desk| desk.disruptions.admit())>{t("review.show")}</button>
                </p>
            }
        })
    }
}

type List = Memo<Shared<Vec<Shared<Disruption>>>>;

fn rows(ui: Ui, list: List) -> impl IntoView {
    let chosen = ui.part(|desk| desk.disruptions.chosen);
    let at = Memo::new(move |_| list.with(|list| list.iter().position(|one| Some(one.id) == chosen.get())));
    let parts = Rows {
        count: Memo::new(move |_| list.with(|list| list.len())),
        at,
        high: 5.5,
        key: Arc::new(move |place| {
            list.with(|list| {
                list.get(place).map(|one| format!("{}/{}", one.id, one.changed_at)).unwrap_or_default()
            })
        }),
        row: Arc::new(move |place| {
            let one = list.with_untracked(|list| list.get(place).cloned());
            one.map_or_else(|| ().into_any(), |one| row(ui, &one))
        }),
        more: Arc::new(move || acts::more(ui)),
    };
    view! { <div class="grid flights" role="grid" aria-labelledby="disruptions-title">{rows::rows(parts)}</div> }
}

fn row(ui: Ui, one: &Disruption) -> AnyView {
    let id = one.id;
    let on = ui.part(move |desk| desk.disruptions.chosen == Some(id));
    let today = ui.today.get_untracked();
    let people =
        count("disruptions.people-one", "disruptions.people", usize::try_from(one.passengers).unwrap_or(0));
    let expected = one.outcomes.get(&CompensationStatus::Proposed).is_some_and(|n| *n > 0);
    let to_decide = words::to_decide(one);
    let state = if to_decide > 0 {
        view! { <span class="tag warn">{fill("disruptions.to-decide", &[("n", &to_decide.to_string())])}</span> }.into_any()
    } else if expected {
        view! { <span class="tag">{t("disruptions.changing")}</span> }.into_any()
    } else {
        view! { <span class="tag good">{icon(icondata_lu::LuCheck)}{t("disruptions.done")}</span> }.into_any()
    };
    view! {
        <div role="row" class="flight-row">
            <button
                type="button"
                role="gridcell"
                class="flight"
                class:on=on
                data-testid="disruption-row"
                aria-current=move || on.get().then_some("true")
                on:click=move |_| acts::open(ui, id)
            >
                <span class="row">
                    <span class="cut"><b>{words::flight(&one.flight)}</b>" "{words::route(one.from.as_deref(), one.to.as_deref())}</span>
                    {state}
                </span>
                <span class="cut two">{format!("{} · {}", words::what_happened(one), when::near_day(one.date, today))}</span>
                <span class="row s"><span class="cut">{people}</span><span class="figure">{money::totals(&one.total)}</span></span>
                {bar(one)}
            </button>
        </div>
    }
    .into_any()
}
