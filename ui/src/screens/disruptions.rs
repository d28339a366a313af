//! Disruptions: the list, and one flight with its passengers by how they stand, its cost, and one word for many.

mod bulk;
mod figures;
mod list;
mod passengers;

use crate::{
    acts::disruptions as acts,
    common::{icon::icon, notice},
    state::{desk::Desk, disruptions::Detail},
    ui::{Ui, use_ui},
    words::t,
};
use leptos::prelude::*;
use purser_contract::ipc::Connection;
use std::time::Duration;

/// The screen.
#[component]
pub fn Disruptions() -> impl IntoView {
    let ui = use_ui();
    acts::enter(ui);
    let shown = ui.part(|desk| desk.disruptions.shown());
    let mode = ui.part(|desk| Mode::of(&desk.disruptions.detail));
    let table = passengers::Table::new(ui);
    let word = bulk::Word::new(ui, table);
    // Another disruption begins with nothing marked and nothing half said.
    let chosen = ui.part(|desk| desk.disruptions.chosen);
    Effect::new(move |_| {
        chosen.track();
        table.reset();
        word.reset();
    });
    refresh_when_calm(ui, word);
    view! {
        <main id="main" class="review disruptions" tabindex="-1">
            {list::card(ui)}
            <div class="col">
                {move || shown.get().map(|disruption| figures::card(ui, &disruption))}
                {news(ui)}
                {bulk::undo_bar(ui)}
                {move || match mode.get() {
                    Mode::Nothing => {
                        let hint = notice::empty(icondata_lu::LuPlane, t("disruptions.choose"), "");
                        view! { <section class="card grow">{hint}</section> }.into_any()
                    }
                    Mode::Loading => view! { <section class="card grow">{notice::loading(8)}</section> }.into_any(),
                    Mode::Failed(why) => {
                        let failed = notice::failed(why, move || acts::refresh(ui));
                        view! { <section class="card grow">{failed}</section> }.into_any()
                    }
                    Mode::Here => people(ui, table, word),
                }}
            </div>
        </main>
    }
}

/// What the part under the figures is for now; the passengers change in place.
#[derive(Clone, PartialEq)]
enum Mode {
    Nothing,
    Loading,
    Failed(String),
    Here,
}

impl Mode {
    fn of(detail: &Detail) -> Self {
        match detail {
            Detail::Nothing => Self::Nothing,
            Detail::Loading => Self::Loading,
            Detail::Failed(why) => Self::Failed(why.clone()),
            Detail::Here(_) => Self::Here,
        }
    }
}

/// How long word of changes may gather before the passengers are read again.
const GATHER: Duration = Duration::from_secs(1);

/// Where nothing is marked and nothing half said, the passengers follow by themselves.
fn refresh_when_calm(ui: Ui, word: bulk::Word) {
    let changed = ui.part(|desk| desk.disruptions.changed && desk.connection == Connection::Live);
    let due = Memo::new(move |_| changed.get() && word.is_calm());
    Effect::new(move |_| {
        if due.get() {
            let refresh = move || {
                if due.try_get_untracked() == Some(true) {
                    acts::refresh(ui);
                }
            };
            set_timeout(refresh, GATHER);
        }
    });
}

fn people(ui: Ui, table: passengers::Table, word: bulk::Word) -> AnyView {
    view! {
        <section class="card grow people-card" aria-label=t("disruptions.passengers")>
            {passengers::view(ui, table)}
            {bulk::foot(word)}
        </section>
    }
    .into_any()
}

/// The passengers are older than the figures: said in one line, and read again only when asked.
fn news(ui: Ui) -> impl IntoView {
    let old = ui.part(|desk: &Desk| match &desk.connection {
        Connection::Offline { .. } | Connection::Reconnecting { .. } => Some(t("review.offline")),
        Connection::Live => desk.disruptions.changed.then(|| t("disruptions.changed")),
    });
    move || {
        old.get().map(|words| {
            view! {
                <p class="news" role="status" data-testid="review-news">
                    {icon(icondata_lu::LuInfo)}
                    <span>{words}</span>
                    <button type="button" class="link" data-testid="review-show" on:click=move |_| acts::refresh(ui)>{t("review.show")}</button>
                </p>
            }
        })
    }
}
