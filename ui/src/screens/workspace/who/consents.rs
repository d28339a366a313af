//! What the customer agreed to: plain sentences, and switches for when they say otherwise.
//!
//! Deliberately not here: the switches themselves (`switches`), and what a consent governs; the backend hides that.

mod switches;

use self::switches::{Editing, editor, read, refresh};
use super::ViewInView;
use crate::{
    acts,
    common::{age, icon::icon},
    format::{age::Kind, labels, tone},
    state::desk::Desk,
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::{
    consent::StandingValue,
    ids::CustomerId,
    ipc::Connection,
    payload::{ConsentPurpose, ConsentState},
    view::Customer360,
};

/// The purposes an agent meets on a call; shown as not given when nothing was ever said.
const ASKED: [ConsentPurpose; 3] =
    [ConsentPurpose::Marketing, ConsentPurpose::Personalisation, ConsentPurpose::PartnerSharing];

/// The card.
pub fn card(ui: Ui, view: ViewInView) -> impl IntoView {
    let editing = Editing {
        ui,
        whose: RwSignal::new(None),
        now: RwSignal::new(None),
        pending: RwSignal::new(None),
        failure: RwSignal::new(None),
    };
    let shown = Memo::new(move |_| view.get().map(|view| view.id));
    // The switches are about one customer; another one in view begins with the sentences.
    Effect::new(move |before: Option<Option<CustomerId>>| {
        let id = shown.get();
        if before.is_some_and(|before| before != id) {
            editing.whose.set(None);
        }
        id
    });
    let stated = Memo::new(move |_| view.get().map(|view| view.consents.clone()));
    Effect::new(move |before: Option<_>| {
        let now = stated.get();
        if before.is_some_and(|before| before != now) {
            refresh(editing);
        }
        now
    });
    let offline = ui.part(|desk: &Desk| desk.connection != Connection::Live);
    let edits = move || editing.whose.with(Option::is_some);
    view! {
        <Show when=move || shown.get().is_some()>
            <section class="card" data-testid="consent-panel" aria-label=t("consent.title")>
                <div class="row">
                    <h2>{t("consent.title")}</h2>
                    <button
                        type="button"
                        class="link s"
                        data-testid="consent-edit"
                        aria-expanded=move || edits().to_string()
                        aria-disabled=move || offline.get().to_string()
                        data-tip=move || offline.get().then(|| t("consent.offline"))
                        aria-description=move || offline.get().then(|| t("consent.offline"))
                        on:click=move |_| toggle(editing, shown.get_untracked(), offline.get_untracked())
                    >
                        {move || if edits() { t("consent.done") } else { t("consent.edit") }}
                    </button>
                </div>
                {move || if edits() {
                    editor(editing, offline).into_any()
                } else {
                    view.get().map(|view| sentences(ui, &view)).into_any()
                }}
            </section>
        </Show>
    }
}

fn toggle(editing: Editing, id: Option<CustomerId>, offline: bool) {
    if editing.whose.with_untracked(Option::is_some) {
        editing.whose.set(None);
    } else if offline {
        acts::toast(editing.ui, t("consent.offline").to_owned());
    } else if let Some(id) = id {
        editing.failure.set(None);
        editing.whose.set(Some(id));
        read(editing, id);
    }
}

/// Consents as sentences. What was never asked is not consent, and is said so.
fn sentences(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
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
                        <span class=tone::consent(consent.state.value).tag()>{stands(consent.state.value.into())}</span>
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
    view! { <ul class="list">{stated}{unasked}</ul> }
}

fn stands(value: StandingValue) -> &'static str {
    match value {
        StandingValue::Given => t("consent.given"),
        StandingValue::Refused => t("consent.refused"),
        StandingValue::Withdrawn => t("consent.withdrawn"),
        StandingValue::NotStated => t("consent.not-given"),
    }
}

fn mark(given: bool) -> impl IntoView {
    let (class, picture) =
        if given { ("good-ink", icondata_lu::LuCheck) } else { ("ink-3", icondata_lu::LuX) };
    view! { <span class=class>{icon(picture)}</span> }
}
