//! Approvals: what waits for a supervisor's word, one line a passenger, and the one in view beside it.

mod one;
mod table;
mod verdict;

use crate::{
    acts::approvals as acts,
    common::{icon::icon, notice},
    state::{approvals::Approvals as Held, desk::Desk, history::Load, shared::Shared},
    ui::{Ui, use_ui},
    words::{count, fill, t},
};
use leptos::prelude::*;
use purser_contract::{compensation::Compensation, ipc::Connection};

/// What the screen is for now; the rows change in place.
#[derive(Clone, PartialEq)]
enum Mode {
    Loading,
    Failed(String),
    Empty,
    Rows,
}

fn mode(held: &Held) -> Mode {
    match (&held.load, held.rows.is_empty()) {
        (_, false) => Mode::Rows,
        (Load::Failed(why), true) => Mode::Failed(why.clone()),
        (Load::Busy, true) => Mode::Loading,
        (Load::Idle, true) => Mode::Empty,
    }
}

/// The screen.
#[component]
pub fn Approvals() -> impl IntoView {
    let ui = use_ui();
    acts::enter(ui);
    let due = ui.part(|desk| desk.approvals.is_due());
    Effect::new(move |_| {
        if due.get() {
            acts::reread_if_idle(ui);
        }
    });
    let mode = ui.part(|desk| mode(&desk.approvals));
    let shown = ui.part(|desk| desk.approvals.shown());
    view! {
        <main id="main" class="review" tabindex="-1">
            <section class="card review-list" aria-labelledby="approvals-title">
                {head(ui)}
                {move || match mode.get() {
                    Mode::Loading => notice::loading(8).into_any(),
                    Mode::Failed(why) => notice::failed(why, move || acts::reread(ui)).into_any(),
                    Mode::Empty => notice::empty(icondata_lu::LuClipboardCheck, t("approvals.none"), t("approvals.none-hint")).into_any(),
                    Mode::Rows => table::table(ui).into_any(),
                }}
            </section>
            <section class="card review-one scroll" tabindex="0" aria-label=t("approvals.one")>
                {move || beside(ui, shown.get())}
            </section>
        </main>
    }
}

fn beside(ui: Ui, shown: Option<Shared<Compensation>>) -> AnyView {
    match shown {
        Some(row) => one::view(ui, &row),
        None => notice::empty(icondata_lu::LuMousePointerClick, t("approvals.choose"), "").into_any(),
    }
}

fn head(ui: Ui) -> AnyView {
    let waiting = ui.part(|desk| desk.approvals.pending);
    let read = ui.part(|desk| (desk.approvals.rows.len(), desk.approvals.complete()));
    let how_many = move || {
        let (rows, complete) = read.get();
        match (waiting.get(), complete) {
            (Some(waiting), _) => fill("approvals.waiting", &[("n", &waiting.to_string())]),
            (None, true) => count("approvals.read-one", "approvals.read", rows),
            (None, false) => fill("approvals.read-so-far", &[("n", &rows.to_string())]),
        }
    };
    view! {
        <div class="review-head">
            <h1 class="title" id="approvals-title">{t("approvals.title")}</h1>
            <span class="s" role="status">{how_many}</span>
            <span class="fill"></span>
            <label class="search-field">
                {icon(icondata_lu::LuSearch)}
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    data-find=""
                    data-testid="approvals-filter"
                    aria-label=t("approvals.filter")
                    placeholder=t("approvals.filter")
                    prop:value=ui.approvals_filter
                    on:input=move |event| ui.approvals_filter.set(event_target_value(&event))
                />
                <kbd>"/"</kbd>
            </label>
        </div>
        {news(ui)}
    }
    .into_any()
}

/// What is shown is not all there is to know: said in one line, and read again only when asked.
fn news(ui: Ui) -> impl IntoView {
    let old = ui.part(|desk: &Desk| {
        let held = &desk.approvals;
        match (&desk.connection, &held.load) {
            (Connection::Offline { .. } | Connection::Reconnecting { .. }, _) => {
                Some(t("review.offline").to_owned())
            }
            (Connection::Live, Load::Failed(why)) if !held.rows.is_empty() => Some(why.clone()),
            (Connection::Live, _) => (held.changed && held.touched).then(|| t("review.changed").to_owned()),
        }
    });
    move || {
        old.get().map(|words| {
            view! {
                <p class="news" role="status" data-testid="review-news">
                    {icon(icondata_lu::LuInfo)}
                    <span>{words}</span>
                    <button type="button" class="link" data-testid="review-show" on:click=move |_| acts::reread(ui)>{t("review.show")}</button>
                </p>
            }
        })
    }
}
