//! The lists under the identity card: people and preferences.

use super::graph;
use crate::{
    acts,
    common::age,
    format::{age::Kind, labels},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::view::{Customer360, Relationship};

/// Family, companions and companies; a person with a record of their own opens it.
pub fn people(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    (!view.relationships.is_empty()).then(|| {
        let rows: Vec<_> = view.relationships.iter().map(|person| person_row(ui, person)).collect();
        view! {
            <section class="card" aria-label=t("people.title")>
                <h2>{t("people.title")}</h2>
                {graph::graph(ui, view)}
                <ul class="list">{rows}</ul>
            </section>
        }
    })
}

fn person_row(ui: Ui, person: &Relationship) -> impl IntoView + use<> {
    let name = person.name.clone();
    let who = match person.customer_id {
        Some(id) => {
            let to_open = name.clone();
            view! {
                <button type="button" class="link" on:click=move |_| acts::open_customer(ui, id, to_open.clone())>
                    {name}
                </button>
            }
            .into_any()
        }
        None => name.into_any(),
    };
    view! {
        <li class="row" data-testid="relationship">
            <span>{who}{person.on_this_journey.then(|| view! { <span class="s">" "{t("people.on-this")}</span> })}</span>
            <span class="s tie" data-tip=person.because.clone()>{labels::relationship(person.kind)}" "{age::of(ui, &person.bookings, Kind::Standing)}</span>
        </li>
    }
}

/// What the customer stated, by key.
pub fn preferences(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let rows: Vec<_> = view
        .preferences
        .iter()
        .map(|preference| {
            view! {
                <li class="row" data-testid="preference">
                    <span class="two">{labels::sentence_case(&preference.key)}</span>
                    <span>{preference.value.value.clone()}" "{age::of(ui, &preference.value, Kind::Standing)}</span>
                </li>
            }
        })
        .collect();
    let none = rows.is_empty().then(|| view! { <p class="s">{t("preferences.none")}</p> });
    view! {
        <section class="card" aria-label=t("preferences.title")>
            <h2>{t("preferences.title")}</h2>
            <ul class="list">{rows}</ul>
            {none}
        </section>
    }
}
