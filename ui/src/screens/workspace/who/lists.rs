//! The lists under the identity card: people, preferences, consents.

use super::graph;
use crate::{
    acts,
    common::{age, icon::icon},
    format::{age::Kind, labels, tone},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::{
    payload::{ConsentPurpose, ConsentState},
    view::{Customer360, Relationship},
};

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

/// The purposes an agent meets on a call; shown as not given when nothing was ever said.
const ASKED: [ConsentPurpose; 3] =
    [ConsentPurpose::Marketing, ConsentPurpose::Personalisation, ConsentPurpose::PartnerSharing];

/// Consents as sentences. What was never asked is not consent, and is said so.
pub fn consents(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let stated: Vec<_> = view
        .consents
        .iter()
        .map(|consent| {
            let sentence = labels::consent(consent.purpose, Some(consent.state.value), consent.channel);
            let given = consent.state.value == ConsentState::Given;
            view! {
                <li class="row">
                    <span class="consent">{mark(given)}<span>{sentence}</span></span>
                    <span class="consent-state">
                        <span class=tone::consent(consent.state.value).tag()>{state(consent.state.value)}</span>
                        {age::of(ui, &consent.state, Kind::Standing)}
                    </span>
                </li>
            }
        })
        .collect();
    let unasked: Vec<_> = ASKED
        .into_iter()
        .filter(|purpose| view.consents.iter().all(|consent| consent.purpose != *purpose))
        .map(|purpose| {
            view! {
                <li class="row">
                    <span class="consent">{mark(false)}<span>{labels::consent(purpose, None, None)}</span></span>
                    <span class="tag">{t("consent.not-given")}</span>
                </li>
            }
        })
        .collect();
    view! {
        <section class="card" data-testid="consent-panel" aria-label=t("consent.title")>
            <h2>{t("consent.title")}</h2>
            <ul class="list">{stated}{unasked}</ul>
        </section>
    }
}

fn mark(given: bool) -> impl IntoView {
    let (class, picture) =
        if given { ("good-ink", icondata_lu::LuCheck) } else { ("ink-3", icondata_lu::LuX) };
    view! { <span class=class>{icon(picture)}</span> }
}

fn state(state: ConsentState) -> &'static str {
    match state {
        ConsentState::Given => t("consent.given"),
        ConsentState::Refused => t("consent.refused"),
        ConsentState::Withdrawn => t("consent.withdrawn"),
    }
}
