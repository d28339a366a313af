//! Quick actions, each with its key.

use super::who::ViewInView;
use crate::{
    common::icon::icon,
    frame::dispatch,
    keys::{self, Action},
    state::desk::Desk,
    ui::Ui,
    words::t,
};
use icondata_core::Icon;
use leptos::prelude::*;

/// The card; an action that has nothing to act on is not shown.
pub fn panel(ui: Ui, view: ViewInView) -> impl IntoView {
    let has = move |pick: fn(&Desk) -> Option<String>| ui.part(move |desk| pick(desk).is_some());
    let (pnr, phone, email) = (has(dispatch::pnr), has(dispatch::phone), has(dispatch::email));
    let booked =
        Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| !view.bookings.is_empty())));
    view! {
        <section class="card" aria-label=t("actions.title")>
            <h2>{t("actions.title")}</h2>
            <div class="actions">
                {action(ui, pnr, Action::CopyPnr, icondata_lu::LuCopy, t("actions.copy-pnr"))}
                {action(ui, phone, Action::CopyPhone, icondata_lu::LuCopy, t("actions.copy-phone"))}
                {action(ui, email, Action::CopyEmail, icondata_lu::LuCopy, t("actions.copy-email"))}
                {action(ui, booked, Action::OpenBooking, icondata_lu::LuTicket, t("actions.open-booking"))}
            </div>
        </section>
    }
}

fn action(ui: Ui, possible: Memo<bool>, action: Action, picture: Icon, name: &'static str) -> impl IntoView {
    move || {
        possible.get().then(|| {
            view! {
                <button
                    type="button"
                    class="btn"
                    data-tip=keys::describe(action)
                    on:click=move |_| {
                        dispatch::run(ui, action);
                    }
                >
                    <span class="unseen">{format!("{}: ", keys::describe(action))}</span>
                    {icon(picture)}
                    {name}
                    <span class="fill"></span>
                    {keys::label_of(action).map(|keys| view! { <kbd>{keys}</kbd> })}
                </button>
            }
        })
    }
}
