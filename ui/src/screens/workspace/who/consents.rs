//! What the customer agreed to: plain sentences, and switches for when they say otherwise.
//!
//! A switch shows at once what was pressed, and goes back when it could not be saved. Deliberately not here: what a consent
//! governs; the backend hides that.

use super::ViewInView;
use crate::{
    acts, bridge,
    common::{age, icon::icon, notice},
    format::{age::Kind, labels, tone},
    state::desk::Desk,
    ui::Ui,
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    consent::{ConsentStanding, ConsentStatement, Consents, StandingValue},
    ids::CustomerId,
    ipc::Connection,
    payload::{Channel, ConsentPurpose, ConsentState},
    view::Customer360,
};

/// The purposes an agent meets on a call; shown as not given when nothing was ever said.
const ASKED: [ConsentPurpose; 3] =
    [ConsentPurpose::Marketing, ConsentPurpose::Personalisation, ConsentPurpose::PartnerSharing];

/// The columns: all channels first.
const CHANNELS: [Option<Channel>; 6] = [
    None,
    Some(Channel::Voice),
    Some(Channel::Email),
    Some(Channel::Sms),
    Some(Channel::Chat),
    Some(Channel::Social),
];

/// What is being edited.
#[derive(Clone, Copy)]
struct Editing {
    ui: Ui,
    /// Whose consents; nobody's while they are only read.
    whose: RwSignal<Option<CustomerId>>,
    /// Where they stand, as the backend said last.
    now: RwSignal<Option<Result<Consents, String>>>,
    /// The switch that was pressed and is not saved yet, with where it will stand.
    pending: RwSignal<Option<(ConsentPurpose, Option<Channel>, bool)>>,
    failure: RwSignal<Option<String>>,
}

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

fn read(editing: Editing, id: CustomerId) {
    editing.now.set(None);
    spawn_local(async move {
        let answer = bridge::consents(id).await.map_err(|error| acts::explain(&error));
        if editing.whose.get_untracked() == Some(id) {
            editing.now.set(Some(answer));
        }
    });
}

fn editor(editing: Editing, offline: Memo<bool>) -> impl IntoView {
    view! {
        {move || match editing.now.get() {
            None => notice::loading(4).into_any(),
            Some(Err(why)) => notice::failed(why, move || {
                if let Some(id) = editing.whose.get_untracked() {
                    read(editing, id);
                }
            })
            .into_any(),
            Some(Ok(now)) => table(editing, &now, offline).into_any(),
        }}
        <p class="s pad" role="status">{move || editing.pending.get().map_or_else(|| t("consent.edit-hint"), |_| t("consent.saving"))}</p>
        {move || editing.failure.get().map(|why| view! {
            <p class="late" role="alert" data-testid="conflict">{icon(icondata_lu::LuTriangleAlert)}<span>{why}</span></p>
        })}
    }
}

fn table(editing: Editing, now: &Consents, offline: Memo<bool>) -> impl IntoView + use<> {
    let heads = CHANNELS.map(|channel| {
        let word = channel.map_or_else(|| t("consent.all"), labels::channel);
        view! { <th scope="col"><span class="cut" data-tip=word>{short(channel)}</span></th> }
    });
    let rows = ConsentPurpose::ALL.map(|purpose| {
        let cells = CHANNELS.map(|channel| cell(editing, now, purpose, channel, offline));
        view! { <tr><th scope="row">{labels::purpose(purpose)}</th>{cells}</tr> }
    });
    view! {
        <table class="switches">
            <thead><tr><td></td>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn short(channel: Option<Channel>) -> &'static str {
    match channel {
        None => t("consent.all"),
        Some(Channel::Voice) => t("consent.call"),
        Some(Channel::Email) => t("consent.mail"),
        Some(Channel::Sms) => t("consent.text"),
        Some(Channel::Chat) => t("consent.chat"),
        Some(Channel::Social) => t("consent.network"),
    }
}

fn cell(
    editing: Editing,
    now: &Consents,
    purpose: ConsentPurpose,
    channel: Option<Channel>,
    offline: Memo<bool>,
) -> impl IntoView + use<> {
    let standing = standing(now, purpose, channel);
    let (granted, value) =
        standing.map_or((false, StandingValue::NotStated), |item| (item.granted, item.state.value));
    let source = standing.map(|item| labels::source(&item.state.source).to_owned()).unwrap_or_default();
    let on = move || match editing.pending.get() {
        Some((of, at, to)) if of == purpose && (at == channel || at.is_none()) => to,
        _ => granted,
    };
    let label = fill(
        "consent.switch",
        &[
            ("what", labels::purpose(purpose)),
            ("channel", channel.map_or_else(|| t("consent.all"), labels::channel)),
        ],
    );
    let tip = fill("consent.stands", &[("state", stands(value)), ("source", &source)]);
    let press = move |_| {
        if offline.get_untracked() {
            acts::toast(editing.ui, t("consent.offline").to_owned());
        } else if editing.pending.get_untracked().is_none() {
            state(editing, (purpose, channel), !granted, value);
        }
    };
    view! {
        <td>
            <button
                type="button"
                role="switch"
                class="switch"
                data-testid="consent-switch"
                data-consent=channel.map_or_else(|| purpose.word().to_owned(), |on| format!("{}.{}", purpose.word(), on.word()))
                aria-checked=move || on().to_string()
                aria-disabled=move || offline.get().to_string()
                aria-label=label
                data-tip=tip
                on:click=press
            ></button>
        </td>
    }
}

/// Where a purpose stands on a channel: what was said about it there, else about all.
fn standing(now: &Consents, purpose: ConsentPurpose, channel: Option<Channel>) -> Option<&ConsentStanding> {
    let about = |on| now.items.iter().find(|item| item.purpose == purpose && item.channel == on);
    about(channel).or_else(|| about(None))
}

fn stands(value: StandingValue) -> &'static str {
    match value {
        StandingValue::Given => t("consent.given"),
        StandingValue::Refused => t("consent.refused"),
        StandingValue::Withdrawn => t("consent.withdrawn"),
        StandingValue::NotStated => t("consent.not-given"),
    }
}

/// Says it to the backend; what comes back is what stands.
fn state(
    editing: Editing,
    (purpose, channel): (ConsentPurpose, Option<Channel>),
    on: bool,
    shown: StandingValue,
) {
    let Some(id) = editing.whose.get_untracked() else { return };
    // What was given is withdrawn; what never was is refused.
    let state = match (on, shown) {
        (true, _) => ConsentState::Given,
        (false, StandingValue::Given) => ConsentState::Withdrawn,
        (false, _) => ConsentState::Refused,
    };
    editing.failure.set(None);
    editing.pending.set(Some((purpose, channel, on)));
    spawn_local(async move {
        let answer = bridge::state_consent(id, ConsentStatement { purpose, channel, state }, shown).await;
        editing.pending.set(None);
        if editing.whose.get_untracked() != Some(id) {
            return;
        }
        match answer {
            Ok(now) => editing.now.set(Some(Ok(now))),
            Err(error) => {
                editing.failure.set(Some(acts::explain(&error)));
                // What stands now may be somebody else's word.
                if let Ok(now) = bridge::consents(id).await {
                    editing.now.set(Some(Ok(now)));
                }
            }
        }
    });
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

fn mark(given: bool) -> impl IntoView {
    let (class, picture) =
        if given { ("good-ink", icondata_lu::LuCheck) } else { ("ink-3", icondata_lu::LuX) };
    view! { <span class=class>{icon(picture)}</span> }
}
