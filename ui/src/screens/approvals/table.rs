//! The rows that wait; of ten thousand only those on the screen are in the page.

use crate::{
    acts::approvals as acts,
    common::{
        owed as parts,
        rows::{self, Rows},
    },
    format::{owed as words, when},
    state::{approvals::waits, shared::Shared},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::compensation::{Compensation, CompensationStatus};
use std::sync::Arc;

const HEADS: [&str; 7] = [
    "approvals.passenger",
    "approvals.flight",
    "approvals.law",
    "approvals.amount",
    "approvals.why",
    "approvals.deadline",
    "approvals.first",
];

type Fitting = Memo<Vec<Shared<Compensation>>>;

/// The table.
pub fn table(ui: Ui) -> impl IntoView {
    let rows = ui.part(|desk| desk.approvals.rows.clone());
    let fitting: Fitting = Memo::new(move |_| {
        let typed = ui.approvals_filter.get();
        rows.get().iter().filter(|row| acts::fits(row, &typed)).cloned().collect()
    });
    let chosen = ui.part(|desk| desk.approvals.chosen);
    let at =
        Memo::new(move |_| fitting.with(|rows| rows.iter().position(|row| Some(row.id) == chosen.get())));
    let count = Memo::new(move |_| fitting.with(Vec::len));
    let heads: Vec<_> =
        HEADS.into_iter().map(|key| view! { <span role="columnheader">{t(key)}</span> }).collect();
    let parts = Rows {
        count,
        at,
        high: 2.25,
        key: Arc::new(move |place| {
            fitting.with(|rows| {
                rows.get(place).map(|row| format!("{}/{}", row.id, row.version)).unwrap_or_default()
            })
        }),
        row: Arc::new(move |place| line(ui, fitting, place)),
        more: Arc::new(move || acts::more(ui)),
    };
    view! {
        <div
            class="grid approvals"
            role="grid"
            tabindex="0"
            aria-labelledby="approvals-title"
            aria-rowcount=move || (count.get() + 1).to_string()
            aria-activedescendant=move || chosen.get().map(|id| format!("row-{id}"))
        >
            <div class="grid-head" role="row">{heads}</div>
            {rows::rows(parts)}
        </div>
        {move || (count.get() == 0).then(|| view! { <p class="last s">{t("approvals.none-fits")}</p> })}
    }
}

fn line(ui: Ui, fitting: Fitting, place: usize) -> AnyView {
    let Some(row) = fitting.with_untracked(|rows| rows.get(place).cloned()) else { return ().into_any() };
    let id = row.id;
    let today = ui.today.get_untracked();
    let on = ui.part(move |desk| desk.approvals.chosen == Some(id));
    let first = row.approvals.first().map(|first| first.by.clone()).unwrap_or_default();
    let why = row.review.first().cloned().unwrap_or_default();
    let due = words::next_deadline(&row).map(|due| parts::due(ui, due));
    view! {
        <div
            class="grid-row"
            class:on=on
            class:done=!waits(&row)
            role="row"
            id=format!("row-{id}")
            data-testid="approval-row"
            aria-rowindex=(place + 2).to_string()
            aria-selected=move || on.get().to_string()
            on:click=move |_| ui.desk.update(|desk| desk.approvals.choose(id))
        >
            <b role="gridcell" class="cut">{row.passenger.clone()}</b>
            <span role="gridcell" class="cut">{words::flight(&row.flight)}<span class="s">" "{when::near_day(row.date, today)}</span></span>
            <span role="gridcell" class="cut">{words::law_of(&row).to_owned()}</span>
            <span role="gridcell" class="figure">{words::sum(row.status, &row.amount)}</span>
            {state(&row, &why)}
            <span role="gridcell">{due}</span>
            <span role="gridcell" class="cut">{first}</span>
        </div>
    }
    .into_any()
}

/// Why it waits; once it is decided, how it stands.
fn state(row: &Compensation, why: &str) -> AnyView {
    match row.status {
        CompensationStatus::PendingApproval => {
            view! { <span role="gridcell" class="cut two" data-tip=why.to_owned()>{why.to_owned()}</span> }
                .into_any()
        }
        status => view! { <span role="gridcell">{parts::tag(status)}</span> }.into_any(),
    }
}
