//! From a key press to what it does, through the one table in `keys`.

use crate::{
    acts,
    keys::{self, Action},
    state::{
        desk::{Desk, Screen},
        tab::{Panel, Subject, TabKey},
    },
    ui::Ui,
    words::t,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// Listens as long as the page lives.
pub fn listen(ui: Ui) {
    let _listener = window_event_listener(ev::keydown, move |event| {
        if event.is_composing() || event.default_prevented() || event.meta_key() {
            return;
        }
        let Some(action) = keys::find(&event.key(), event.ctrl_key(), event.alt_key(), is_typing()) else {
            return;
        };
        if (ui.key_map.get_untracked() && action != Action::KeyMap) || is_asked() {
            return;
        }
        if run(ui, action) {
            event.prevent_default();
        }
    });
}

/// Whether the caret is in a field.
#[must_use]
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.get_attribute("contenteditable").is_some_and(|value| value != "false")
    })
}

/// Whether a question lies over the screen; keys are about it alone.
fn is_asked() -> bool {
    document().query_selector("dialog.decide[open], dialog.ask[open]").is_ok_and(|dialog| dialog.is_some())
}

/// Does what an action says. `false` when it means nothing now, so that the key keeps its ordinary use.
pub fn run(ui: Ui, action: Action) -> bool {
    if !ui.desk.with_untracked(|desk| matches!(desk.phase, crate::state::desk::Phase::Ready(_))) {
        return false;
    }
    match action {
        Action::Palette => ui.palette.set(true),
        Action::KeyMap => ui.key_map.update(|open| *open = !*open),
        Action::FindHere => find_here(ui),
        Action::Tab(place) => return to_tab(ui, usize::from(place)),
        Action::NextTab => ui.desk.update(|desk| desk.step_tab(1)),
        Action::PreviousTab => ui.desk.update(|desk| desk.step_tab(-1)),
        Action::CloseTab => return close_tab(ui),
        Action::Choose(place) => return choose(ui, usize::from(place)),
        Action::FocusWho => return focus("#who"),
        Action::FocusNow => return focus("#now"),
        Action::FocusDo => return focus("#do"),
        Action::ShowTimeline => show_panel(ui, Panel::Timeline),
        Action::ShowBookings | Action::OpenBooking => show_panel(ui, Panel::Bookings),
        Action::ShowBags => show_panel(ui, Panel::Bags),
        Action::ShowCompensation => show_panel(ui, Panel::Compensation),
        Action::Letter => return press("letter"),
        Action::WhatIf => return press("what-if"),
        Action::NextRow => return step(ui, 1),
        Action::PreviousRow => return step(ui, -1),
        Action::Approve => return press("approve"),
        Action::Reject => return press("reject"),
        Action::Undo => return press("undo"),
        Action::OpenRow => return press("open"),
        Action::GoApprovals => return supervise(ui, Screen::Approvals),
        Action::GoDisruptions => return supervise(ui, Screen::Disruptions),
        Action::CopyPnr => copy(ui, pnr),
        Action::CopyPhone => copy(ui, phone),
        Action::CopyEmail => copy(ui, email),
        Action::GoWorkspace => go(ui, Screen::Workspace),
        Action::GoCustomers => go(ui, Screen::Customers),
        Action::GoSettings => go(ui, Screen::Settings),
    }
    true
}

fn go(ui: Ui, screen: Screen) {
    ui.desk.update(|desk| desk.screen = screen);
}

fn supervise(ui: Ui, screen: Screen) -> bool {
    let may = ui.desk.with_untracked(Desk::supervises);
    if may {
        go(ui, screen);
    }
    may
}

/// The next or the last row of the screen's list.
fn step(ui: Ui, step: isize) -> bool {
    match ui.desk.with_untracked(|desk| desk.screen) {
        Screen::Approvals => acts::approvals::step(ui, step),
        Screen::Disruptions => acts::disruptions::step(ui, step),
        Screen::Workspace | Screen::Customers | Screen::Settings => return false,
    }
    true
}

/// Presses the screen's button for it, so that a key does exactly what the button beside it does.
fn press(act: &str) -> bool {
    let found = document().query_selector(&format!("[data-act={act}]:not([disabled])")).ok().flatten();
    let found = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    found.inspect(web_sys::HtmlElement::click).is_some()
}

fn show_panel(ui: Ui, panel: Panel) {
    ui.desk.update(|desk| {
        desk.screen = Screen::Workspace;
        desk.show_panel(panel);
    });
}

fn to_tab(ui: Ui, place: usize) -> bool {
    let key = ui.desk.with_untracked(|desk| desk.tabs.get(place - 1).map(|tab| tab.key.clone()));
    key.inspect(|key| ui.desk.update(|desk| desk.activate(key))).is_some()
}

fn close_tab(ui: Ui) -> bool {
    let key = ui.desk.with_untracked(|desk| desk.active.clone());
    key.inspect(|key| acts::close_tab(ui, key)).is_some()
}

fn choose(ui: Ui, place: usize) -> bool {
    let chosen = ui.desk.with_untracked(|desk| {
        if desk.screen != Screen::Workspace {
            return None;
        }
        let tab = desk.active_tab()?;
        match (&tab.key, &tab.subject) {
            (TabKey::Contact(contact), Subject::Several(candidates)) => {
                candidates.get(place - 1).map(|candidate| (contact.clone(), candidate.clone()))
            }
            _ => None,
        }
    });
    chosen.map(|(contact, candidate)| acts::choose(ui, contact, &candidate)).is_some()
}

fn find_here(ui: Ui) {
    if !focus("[data-find]") {
        ui.palette.set(true);
    }
}

/// Puts the focus on the first element that fits; whether there was one.
pub fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let found = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    found.is_some_and(|element| element.focus().is_ok())
}

/// Gives the focus to the screen's list when what had it is gone, so that the keyboard does not begin at the top again.
pub fn focus_list() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if lost {
        focus(".grid[tabindex]");
    }
}

fn copy(ui: Ui, pick: impl Fn(&Desk) -> Option<String>) {
    match ui.desk.with_untracked(pick) {
        Some(value) => acts::copy(ui, value),
        None => acts::toast(ui, t("copy.nothing").to_owned()),
    }
}

/// The booking reference of the journey in view, else of the newest booking.
#[must_use]
pub fn pnr(desk: &Desk) -> Option<String> {
    let view = desk.view()?;
    let journey = view.journey.as_ref().map(|journey| &journey.pnr);
    journey.or(view.bookings.first().map(|booking| &booking.pnr)).map(ToString::to_string)
}

/// The caller's number, else the customer's first.
#[must_use]
pub fn phone(desk: &Desk) -> Option<String> {
    let caller = desk.active_tab()?.call.as_ref().and_then(|call| call.contact.from.clone());
    caller.or_else(|| Some(desk.view()?.customer.identifiers.phone.first()?.value.clone()))
}

/// The customer's first address.
#[must_use]
pub fn email(desk: &Desk) -> Option<String> {
    Some(desk.view()?.customer.identifiers.email.first()?.value.clone())
}
