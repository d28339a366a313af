//! The open contacts: who, by what means, for how long. Only as many as fit; the palette reaches the rest.

use crate::{
    acts,
    common::icon::{icon, of_channel},
    format::{labels, when},
    state::{
        tab::{Stage, TabKey},
        tabbar::{self, TabLabel},
    },
    ui::{Ui, use_ui},
    words::{fill, t},
};
use leptos::prelude::*;

/// Tabs that fit beside the search at the narrowest window; style lets them shrink.
const ROOM: usize = 4;

/// The tabs.
#[component]
pub fn ContactTabs() -> impl IntoView {
    let ui = use_ui();
    let shown = ui.part(|desk| tabbar::visible(desk, ROOM));
    let hidden = Memo::new(move |_| shown.with(|(_, hidden)| *hidden));
    view! {
        <nav class="contacts" aria-label=t("tabs.label")>
            <ul>
                <For each=move || shown.with(|(keys, _)| keys.clone()) key=TabKey::clone let:key>
                    {tab(ui, key)}
                </For>
            </ul>
            <Show when=move || { hidden.get() > 0 }>
                <button type="button" class="more" on:click=move |_| ui.palette.set(true)>
                    {move || fill("tabs.more", &[("n", &hidden.get().to_string())])}
                </button>
            </Show>
        </nav>
    }
}

fn tab(ui: Ui, key: TabKey) -> impl IntoView {
    let to_read = key.clone();
    let label = ui.part(move |desk| tabbar::label(desk, &to_read));
    let stage = move || label.with(|label| label.as_ref().and_then(|label| label.stage));
    let is_contact =
        label.with_untracked(|label| label.as_ref().is_some_and(|label| label.channel.is_some()));
    let testid = if is_contact { "contact-tab" } else { "customer-tab" };
    view! {
        <li
            class="tab"
            class:on=move || label.with(|label| label.as_ref().is_some_and(|label| label.active))
            class:rings=move || stage() == Some(Stage::Ringing)
            data-testid=testid
        >
            {tab_button(ui, key.clone(), label)}
            <button
                type="button"
                class="tab-close"
                aria-label=move || fill("tabs.close", &[("who", &title(label))])
                on:click=move |_| acts::close_tab(ui, &key)
            >
                {icon(icondata_lu::LuX)}
            </button>
        </li>
    }
}

fn title(label: Memo<Option<TabLabel>>) -> String {
    label.with(|label| label.as_ref().map(|label| label.title.clone()).unwrap_or_default())
}

fn tab_button(ui: Ui, key: TabKey, label: Memo<Option<TabLabel>>) -> impl IntoView {
    let to_show = key.clone();
    let tip = move || {
        let place = label.with(|label| label.as_ref().map_or(0, |label| label.place));
        if place <= 9 { format!("{} · Ctrl {place}", title(label)) } else { title(label) }
    };
    view! {
        <button
            type="button"
            class="tab-show"
            aria-current=move || label.with(|l| l.as_ref().is_some_and(|l| l.active)).then_some("true")
            data-tip=tip
            on:click=move |_| ui.desk.update(|desk| desk.activate(&to_show))
        >
            {move || label.get().map(inside)}
            {timer(ui, key, label)}
        </button>
    }
}

fn inside(label: TabLabel) -> impl IntoView {
    let TabLabel { title, channel, stage, late, .. } = label;
    let kind = channel.map_or(t("tabs.customer"), labels::channel);
    view! {
        {stage.map(|stage| view! { <span class=dot(stage) aria-hidden="true"></span> })}
        <span class="unseen">{format!("{kind} ")}</span>
        {icon(channel.map_or(icondata_lu::LuUserRound, of_channel))}
        <span class="tab-title">{title}</span>
        {late.then(|| view! { <span class="tag warn">{t("tabs.late")}</span> })}
        {stage.map(|stage| view! { <span class="unseen">{format!(" {} ", stage_words(stage))}</span> })}
    }
}

/// The one thing in the window that changes every second; it stops with the contact.
fn timer(ui: Ui, key: TabKey, label: Memo<Option<TabLabel>>) -> impl IntoView {
    let time = move || {
        let stage = label.with(|label| label.as_ref().and_then(|label| label.stage))?;
        let now = if stage == Stage::Ended { ui.second.get_untracked() } else { ui.second.get() };
        let seconds = ui.desk.with_untracked(|desk| tabbar::seconds(desk, &key, now))?;
        Some(view! { <time class="timer">{when::stopwatch(seconds)}</time> })
    };
    view! { {time} }
}

fn dot(stage: Stage) -> &'static str {
    match stage {
        Stage::Ringing => "dot warn-ink pulse",
        Stage::Answered => "dot good-ink",
        Stage::Ended => "dot",
    }
}

fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Ringing => t("stage.ringing"),
        Stage::Answered => t("stage.answered"),
        Stage::Ended => t("stage.ended"),
    }
}
