//! The timeline: everything that happened, newest first, read on as it is scrolled.

use crate::{
    acts,
    common::{
        icon::{icon, is_trouble, of_event},
        notice,
    },
    format::{intl, labels, when},
    state::{
        desk::Desk,
        history::{Cursor, Load},
        shared::Shared,
        tab::Panel,
    },
    ui::Ui,
    words::t,
};
use leptos::{html, prelude::*};
use purser_contract::timeline::TimelineItem;
use std::time::Duration;

/// How near the end the next page is asked for, pixels.
const NEAR: i32 = 300;
/// A list too short to scroll is read on after so long: a customer who pops is to be painted first.
const READ_ON: Duration = Duration::from_millis(100);

/// The panel.
pub fn panel(ui: Ui) -> impl IntoView {
    let items = ui.part(|desk| desk.history().map(|history| history.items.clone()).unwrap_or_default());
    let scroller = NodeRef::<html::Div>::new();
    let near_the_end = move || {
        if let Some(scroller) = scroller.try_get_untracked().flatten()
            && scroller.scroll_height() - scroller.scroll_top() - scroller.client_height() < NEAR
        {
            acts::more_timeline(ui);
        }
    };
    Effect::new(move |_| {
        items.track();
        set_timeout(near_the_end, READ_ON);
    });
    view! {
        <div
            id="list-panel"
            class="scroll"
            role="tabpanel"
            aria-labelledby=super::labelled_by(Panel::Timeline)
            data-testid="timeline"
            tabindex="0"
            node_ref=scroller
            on:scroll=move |_| near_the_end()
        >
            <ol class="events">
                <For each=move || items.get() key=|item| item.id.clone() let:item>
                    {event(ui, &item)}
                </For>
            </ol>
            {end(ui)}
        </div>
    }
}

fn event(ui: Ui, item: &Shared<TimelineItem>) -> impl IntoView + use<> {
    let at = item.at;
    let time = move || when::short(intl::local(at, None), ui.today.get());
    let source = labels::source(&item.source).to_owned();
    let text = item.text.clone();
    view! {
        <li class="ev" data-testid="timeline-item">
            <time data-at=at.as_millisecond().to_string() data-source=source.clone()>{time}</time>
            <span class=if is_trouble(&item.kind) { "bad-ink" } else { "ink-3" }>{icon(of_event(&item.kind))}</span>
            <div>
                <b>{item.title.clone()}</b>
                {(!text.is_empty()).then(|| view! { <span class="two">{text.clone()}</span> })}
            </div>
            <span class="s">{source}</span>
        </li>
    }
}

/// What stands under the last item.
fn end(ui: Ui) -> impl IntoView {
    let state = ui.part(|desk: &Desk| {
        desk.history().map(|history| (history.load.clone(), history.cursor.clone(), history.items.is_empty()))
    });
    move || {
        state.get().map(|(load, cursor, none)| match (load, cursor) {
            (Load::Busy, _) => notice::loading(2).into_any(),
            (Load::Failed(why), _) => notice::failed(why, move || acts::more_timeline(ui)).into_any(),
            (Load::Idle, Cursor::End) if none => {
                notice::empty(icondata_lu::LuHistory, t("timeline.none"), "").into_any()
            }
            (Load::Idle, Cursor::End) => view! { <p class="s last">{t("timeline.end")}</p> }.into_any(),
            (Load::Idle, Cursor::At(_) | Cursor::Unknown) => ().into_any(),
        })
    }
}
