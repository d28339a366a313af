//! What the agent does that reaches the core: each changes the state, asks the core, and puts the answer into the state.

pub mod approvals;
pub mod disruptions;

use crate::{
    bridge, clock,
    format::names,
    state::{
        desk::{Desk, Phase, Screen},
        reduce::{self, Moment, Reaction},
        tab::TabKey,
    },
    ui::Ui,
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{
    ids::{ContactId, CustomerId},
    ipc::{CommandError, CommandErrorKind, Decision, Theme, UiEvent},
    realtime::Presence,
    search::SearchItem,
};
use std::time::Duration;

/// Reads how things stand and listens from then on. The core begins with everything as it is, so that nothing is missed
/// in between; what it does not keep is read once it is listened to.
pub fn start(ui: Ui) {
    ui.desk.update(|desk| desk.phase = Phase::Starting);
    spawn_local(async move {
        match bridge::bootstrap().await {
            Ok(bootstrap) => ui.desk.update(|desk| reduce::start(desk, bootstrap)),
            Err(error) => return ui.desk.update(|desk| desk.phase = Phase::Failed(error.message)),
        }
        if let Err(error) = bridge::subscribe(move |event| receive(ui, event)).await {
            return ui.desk.update(|desk| desk.phase = Phase::Failed(error.message));
        }
        if ui.desk.with_untracked(Desk::supervises) {
            // How many wait stands in the rail.
            approvals::enter(ui);
        }
    });
}

/// One event from the core.
fn receive(ui: Ui, event: UiEvent) {
    let moment = Moment {
        now: clock::now(),
        typing: crate::frame::dispatch::is_typing() || ui.palette.get_untracked(),
    };
    let Some(reactions) = ui.desk.try_update(|desk| reduce::apply(desk, event, moment)) else { return };
    for reaction in reactions {
        match reaction {
            // The state's effects run before the next frame; the frame after it has been shown.
            Reaction::Painted(contact) => {
                request_animation_frame(move || {
                    request_animation_frame(move || {
                        let at = clock::now().as_millisecond();
                        quietly(async move { bridge::painted(&contact, at).await });
                    });
                });
                // Until that frame there is time, and the window would lay itself out only then.
                set_timeout(lay_out, Duration::ZERO);
            }
            Reaction::Reread => reread(ui),
            Reaction::Close(contact) => quietly(async move { bridge::close_contact(&contact).await }),
        }
    }
}

/// Makes the window lay out now what was changed: asking for a size does that.
fn lay_out() {
    if let Some(root) = document().document_element() {
        root.scroll_height();
    }
}

/// Reads the supervisors' list that is shown, where nobody is at work on it.
fn reread(ui: Ui) {
    match ui.desk.with_untracked(|desk| desk.screen) {
        Screen::Approvals => approvals::reread_if_idle(ui),
        Screen::Disruptions => disruptions::reread(ui),
        Screen::Workspace | Screen::Customers | Screen::Settings => {}
    }
}

/// For what the agent did not ask for and cannot act on: a failure goes to the console, in the core's words.
fn quietly(work: impl Future<Output = Result<(), CommandError>> + 'static) {
    spawn_local(async move {
        if let Err(error) = work.await {
            leptos::logging::warn!("{:?}: {}", error.kind, error.message);
        }
    });
}

/// For what the agent asked for: a failure is said.
fn or_say(ui: Ui, work: impl Future<Output = Result<(), CommandError>> + 'static) {
    spawn_local(async move {
        if let Err(error) = work.await {
            toast(ui, explain(&error));
        }
    });
}

/// A failure in one sentence for the agent.
#[must_use]
pub fn explain(error: &CommandError) -> String {
    match error.kind {
        CommandErrorKind::Offline => t("error.offline").to_owned(),
        CommandErrorKind::NotFound => t("error.not-found").to_owned(),
        CommandErrorKind::Refused | CommandErrorKind::Invalid | CommandErrorKind::Internal => {
            error.message.clone()
        }
    }
}

/// Opens a customer without a contact.
pub fn open_customer(ui: Ui, id: CustomerId, name: String) {
    if ui.desk.try_update(|desk| desk.open_customer(id, name)) == Some(true) {
        read_customer(ui, TabKey::Customer(id), id);
    }
}

/// Asks again for the view of a tab that failed.
pub fn retry(ui: Ui, key: TabKey, id: CustomerId, name: String) {
    ui.desk.update(|desk| desk.await_customer(&key, id, name));
    read_customer(ui, key, id);
}

fn read_customer(ui: Ui, key: TabKey, id: CustomerId) {
    spawn_local(async move {
        let answer = match &key {
            TabKey::Contact(contact) => bridge::choose_customer(contact, id).await,
            TabKey::Customer(_) => bridge::open_customer(id).await,
        };
        let answer = answer.map_err(|error| explain(&error));
        ui.desk.update(|desk| desk.opened(&key, id, answer, clock::now()));
    });
}

/// The agent says who is calling.
pub fn choose(ui: Ui, contact: ContactId, item: &SearchItem) {
    let (key, id) = (TabKey::Contact(contact), item.id);
    ui.desk.update(|desk| desk.await_customer(&key, id, names::full(&item.name)));
    read_customer(ui, key, id);
}

/// Reads the next page of the timeline in view, unless one is being read or there is none.
pub fn more_timeline(ui: Ui) {
    let Some(key) = ui.desk.with_untracked(|desk| desk.active.clone()) else { return };
    if !ui.desk.with_untracked(|desk| desk.history().is_some_and(|history| history.wants().is_some())) {
        return;
    }
    let Some(Some((id, cursor))) = ui.desk.try_update(|desk| desk.begin_page(&key)) else { return };
    spawn_local(async move {
        let answer = bridge::timeline(id, cursor.as_deref()).await.map_err(|error| explain(&error));
        ui.desk.update(|desk| desk.page_loaded(&key, answer));
    });
}

/// Closes a tab; a contact's is closed for the core as well.
pub fn close_tab(ui: Ui, key: &TabKey) {
    ui.desk.update(|desk| desk.close(key));
    if let TabKey::Contact(contact) = key.clone() {
        quietly(async move { bridge::close_contact(&contact).await });
    }
}

/// Tells everybody what the agent is doing; taken back when the core refuses.
pub fn set_presence(ui: Ui, presence: Presence) {
    let before = ui.desk.with_untracked(|desk| desk.presence);
    ui.desk.update(|desk| desk.presence = presence);
    or_say(ui, async move {
        let answer = bridge::set_presence(presence).await;
        if answer.is_err() {
            ui.desk.update(|desk| desk.presence = before);
        }
        answer
    });
}

/// Changes the colours and keeps the choice.
pub fn set_theme(ui: Ui, theme: Theme) {
    ui.desk.update(|desk| desk.theme = theme);
    or_say(ui, async move { bridge::set_theme(theme).await });
}

/// How long the core may wait for the list: it watches who pops by itself, and a pop is to be painted first.
const BEFORE_WATCHING: Duration = Duration::from_millis(100);

/// Keeps the core's list of open customers in step with the tabs.
pub fn watch_open_customers(ui: Ui) {
    let watched = ui.part(Desk::watched);
    Effect::new(move |before: Option<Vec<CustomerId>>| {
        let customers = watched.get();
        if before.as_ref() != Some(&customers) && !(before.is_none() && customers.is_empty()) {
            let newest = customers[customers.len().saturating_sub(50)..].to_vec();
            set_timeout(move || quietly(async move { bridge::watch(&newest).await }), BEFORE_WATCHING);
        }
        customers
    });
}

/// A supervisor says who is who; the tab then shows the customer as they are.
///
/// # Errors
/// In words for the agent; then nothing changed.
pub async fn decide_identity(
    ui: Ui,
    tab: &TabKey,
    id: CustomerId,
    decision: &Decision,
) -> Result<(), String> {
    let bundle = bridge::decide_identity(id, decision).await.map_err(|error| explain(&error))?;
    ui.desk.update(|desk| desk.opened(tab, id, Ok(bundle), clock::now()));
    Ok(())
}

/// Copies a value and says so.
pub fn copy(ui: Ui, value: String) {
    spawn_local(async move {
        let key = if crate::common::clipboard::write(&value).await { "copy.done" } else { "copy.failed" };
        toast(ui, fill(key, &[("what", &value)]));
    });
}

/// Shows a short word for a while.
pub fn toast(ui: Ui, text: String) {
    ui.toast.set(Some(text.clone()));
    set_timeout(
        move || {
            if ui.toast.with_untracked(|shown| shown.as_ref() == Some(&text)) {
                ui.toast.set(None);
            }
        },
        Duration::from_secs(4),
    );
}
