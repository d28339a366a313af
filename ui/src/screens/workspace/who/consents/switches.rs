//! The switches of the consents, purposes by channels.
//!
//! A switch shows at once what was pressed, and goes back when it could not be saved. Deliberately not here: when they are
//! shown (`consents`).

use super::stands;
use crate::{
    acts, bridge,
    common::{icon::icon, notice},
    format::labels,
    ui::Ui,
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    consent::{ConsentStanding, ConsentStatement, Consents, StandingValue},
    ids::CustomerId,
    payload::{Channel, ConsentPurpose, ConsentState},
};

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
pub struct Editing {
    /// The window's handles.
    pub ui: Ui,
    /// Whose consents; nobody's while they are only read.
    pub whose: RwSignal<Option<CustomerId>>,
    /// Where they stand, as the backend said last.
    pub now: RwSignal<Option<Result<Consents, String>>>,
    /// The switch that was pressed and is not saved yet, with where it will stand.
    pub pending: RwSignal<Option<(ConsentPurpose, Option<Channel>, bool)>>,
    /// Why the last one was not saved.
    pub failure: RwSignal<Option<String>>,
}

/// Asks where the consents stand.
pub fn read(editing: Editing, id: CustomerId) {
    editing.now.set(None);
    spawn_local(async move {
        let answer = bridge::consents(id).await.map_err(|error| acts::explain(&error));
        if editing.whose.get_untracked() == Some(id) {
            editing.now.set(Some(answer));
        }
    });
}

/// Asks again, quietly, because somebody may have said something else.
pub fn refresh(editing: Editing) {
    let Some(id) = editing.whose.get_untracked() else { return };
    spawn_local(async move {
        if let Ok(now) = bridge::consents(id).await
            && editing.whose.get_untracked() == Some(id)
        {
            editing.now.set(Some(Ok(now)));
        }
    });
}

/// The table, and how saving goes.
pub fn editor(editing: Editing, offline: Memo<bool>) -> impl IntoView {
    view! {
        {move || editing.failure.get().map(|why| view! {
            <p class="late" role="alert" data-testid="conflict">{icon(icondata_lu::LuTriangleAlert)}<span>{why}</span></p>
        })}
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
        <p class="s pad" role="status">
            {move || match (offline.get(), editing.pending.get()) {
                (true, _) => t("consent.offline"),
                (false, Some(_)) => t("consent.saving"),
                (false, None) => t("consent.edit-hint"),
            }}
        </p>
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
