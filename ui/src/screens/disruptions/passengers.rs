//! The passengers of a disruption, grouped by how they stand, narrowed by law and standing, some of them marked.

use crate::{
    acts,
    common::{
        owed as parts,
        rows::{self, Rows},
    },
    format::{money, owed as words},
    state::{
        approvals::waits,
        disruptions::{Detail, GROUPS, Line, lines},
        shared::Shared,
    },
    ui::Ui,
    words::{count, t},
};
use leptos::prelude::*;
use purser_contract::{
    CompensationId,
    compensation::{Compensation, CompensationStatus, DisruptionDetail},
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

/// The table and what is marked in it.
#[derive(Clone, Copy)]
pub struct Table {
    /// The disruption with its passengers.
    pub detail: Memo<Option<Shared<DisruptionDetail>>>,
    /// Those marked, by their compensation.
    pub marked: RwSignal<HashSet<CompensationId>>,
    standing: RwSignal<Option<CompensationStatus>>,
    law: RwSignal<String>,
}

impl Table {
    /// Nothing marked, nothing hidden.
    #[must_use]
    pub fn new(ui: Ui) -> Self {
        let detail = ui.part(|desk| match &desk.disruptions.detail {
            Detail::Here(detail) => Some(detail.clone()),
            Detail::Nothing | Detail::Loading | Detail::Failed(_) => None,
        });
        Self {
            detail,
            marked: RwSignal::new(HashSet::new()),
            standing: RwSignal::new(None),
            law: RwSignal::new(String::new()),
        }
    }

    /// As it began.
    pub fn reset(self) {
        self.marked.update(HashSet::clear);
        self.standing.set(None);
        self.law.set(String::new());
    }

    /// Something of the passengers.
    pub fn with<T>(self, read: impl FnOnce(&[Compensation]) -> T) -> T {
        self.detail.with(|detail| read(detail.as_ref().map_or(&[], |detail| &detail.items)))
    }

    fn lines(self) -> Vec<Line> {
        let (standing, law) = (self.standing.get(), self.law.get());
        let fits = |one: &Compensation| {
            standing.is_none_or(|standing| one.status == standing)
                && (law.is_empty() || one.regime.as_deref().unwrap_or_default() == law)
        };
        self.with(|items| lines(items, fits))
    }

    fn mark(self, ids: impl Iterator<Item = CompensationId>, on: bool) {
        self.marked.update(|marked| {
            for id in ids {
                if on {
                    marked.insert(id);
                } else {
                    marked.remove(&id);
                }
            }
        });
    }
}

/// The filters and the table.
pub fn view(ui: Ui, table: Table) -> impl IntoView {
    let shown = Memo::new(move |_| table.lines());
    let count = Memo::new(move |_| shown.with(Vec::len));
    let parts = Rows {
        count,
        at: Memo::new(|_| None),
        high: 2.25,
        key: Arc::new(move |place| match shown.with(|lines| lines.get(place).cloned()) {
            Some(Line::Passenger(at)) => table.with(|items| {
                items.get(at).map(|one| format!("{}/{}", one.id, one.version)).unwrap_or_default()
            }),
            Some(Line::Group { status, count, total }) => format!("{status:?}{count}{}", money::sums(&total)),
            None => String::new(),
        }),
        row: Arc::new(move |place| {
            let line = shown.with_untracked(|lines| lines.get(place).cloned());
            untrack(|| line.map_or_else(|| ().into_any(), |line| draw(ui, table, &line, place)))
        }),
        more: Arc::new(|| {}),
    };
    view! {
        {filters(table)}
        <div class="grid people-grid" role="grid" tabindex="0" aria-label=t("disruptions.passengers") aria-rowcount=move || count.get().to_string()>
            {rows::rows(parts)}
        </div>
        {move || (count.get() == 0).then(|| view! { <p class="last s">{t("disruptions.none-fits")}</p> })}
    }
}

fn draw(ui: Ui, table: Table, line: &Line, place: usize) -> AnyView {
    match line {
        Line::Group { status, count, total } => group(table, *status, *count, &money::sums(total), place),
        Line::Passenger(at) => table
            .with(|items| items.get(*at).map(|one| person(ui, table, one, place)))
            .unwrap_or_else(|| ().into_any()),
    }
}

fn filters(table: Table) -> AnyView {
    let known: Memo<BTreeSet<String>> =
        Memo::new(move |_| table.with(|items| items.iter().filter_map(|one| one.regime.clone()).collect()));
    let laws = move || {
        known
            .get()
            .into_iter()
            .map(|law| view! { <option value=law.clone()>{words::law(&law).to_owned()}</option> })
            .collect_view()
    };
    let standings: Vec<_> = GROUPS
        .iter()
        .enumerate()
        .map(|(place, status)| view! { <option value=place.to_string()>{words::status(*status)}</option> })
        .collect();
    let stand = move |event| {
        let place: Option<usize> = event_target_value(&event).parse().ok();
        table.standing.set(place.and_then(|place| GROUPS.get(place).copied()));
    };
    view! {
        <div class="review-head">
            <h3>{t("disruptions.passengers")}</h3>
            <span class="fill"></span>
            <label class="filter"><span class="unseen">{t("disruptions.by-standing")}</span>
                <select data-testid="filter-standing" prop:value=move || standing_place(table) on:change=stand><option value="">{t("disruptions.any-standing")}</option>{standings}</select>
            </label>
            <label class="filter"><span class="unseen">{t("disruptions.by-law")}</span>
                <select data-testid="filter-law" prop:value=table.law on:change=move |event| table.law.set(event_target_value(&event))>
                    <option value="">{t("disruptions.any-law")}</option>{laws}
                </select>
            </label>
        </div>
    }
    .into_any()
}

/// The chosen standing as its option's value.
fn standing_place(table: Table) -> String {
    let chosen = table.standing.get();
    let place = chosen.and_then(|chosen| GROUPS.iter().position(|status| *status == chosen));
    place.map(|place| place.to_string()).unwrap_or_default()
}

fn group(table: Table, status: CompensationStatus, people: usize, total: &str, place: usize) -> AnyView {
    let decides = matches!(status, CompensationStatus::PendingApproval | CompensationStatus::Approved);
    let ids = move || {
        table.with(|items| {
            items.iter().filter(|one| one.status == status).map(|one| one.id).collect::<Vec<_>>()
        })
    };
    let all = move || table.marked.with(|marked| ids().iter().all(|id| marked.contains(id)));
    let name = words::status(status);
    let how_many = count("disruptions.people-one", "disruptions.people", people);
    view! {
        <div class="grid-row group" role="row" aria-rowindex=(place + 1).to_string()>
            <span role="gridcell">
                {decides.then(|| view! {
                    <input
                        type="checkbox"
                        aria-label=name
                        prop:checked=all
                        on:change=move |event| table.mark(ids().into_iter(), event_target_checked(&event))
                    />
                })}
            </span>
            <b role="gridcell" class="cut">{format!("{name} · {how_many} · {total}")}</b>
        </div>
    }
    .into_any()
}

fn person(ui: Ui, table: Table, one: &Compensation, place: usize) -> AnyView {
    let (id, customer, name) = (one.id, one.customer_id, one.passenger.clone());
    let marked = move || table.marked.with(|marked| marked.contains(&id));
    let to = one.journey.as_ref().map(|ends| words::route(Some(&ends.from), Some(&ends.to)));
    let amount = if one.status == CompensationStatus::NothingDue {
        "\u{2013}".to_owned()
    } else {
        words::sum(one.status, &one.amount)
    };
    let why = one.review.first().or(one.reasons.first()).cloned().unwrap_or_default();
    view! {
        <div class="grid-row" class:on=marked role="row" data-testid="passenger-row" aria-rowindex=(place + 1).to_string()>
            <span role="gridcell">
                {waits(one).then(|| view! {
                    <input
                        type="checkbox"
                        aria-label=one.passenger.clone()
                        prop:checked=marked
                        on:change=move |event| table.mark(std::iter::once(id), event_target_checked(&event))
                    />
                })}
            </span>
            <span role="gridcell" class="cut">
                <button type="button" class="link" on:click=move |_| acts::open_customer(ui, customer, name.clone())><b>{one.passenger.clone()}</b></button>
            </span>
            <span role="gridcell" class="cut two">{to}</span>
            <span role="gridcell" class="cut">{words::law_of(one).to_owned()}</span>
            <span role="gridcell" class="figure">{amount}</span>
            <span role="gridcell" class="cut two" data-tip=why.clone()>{why.clone()}</span>
            <span role="gridcell">{parts::tag(one.status)}</span>
        </div>
    }
    .into_any()
}
