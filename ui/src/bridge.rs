//! The only way from the window to the desktop core: typed commands out, one stream of events in.
//!
//! Deliberately not here: the host itself. [`tauri`] carries JSON to it; in a browser without one, the fake (a
//! development feature) answers instead.

pub mod event;
#[cfg(feature = "fake")]
pub mod fake;
pub mod owed;
pub mod tauri;

use purser_contract::{
    consent::{ConsentStatement, Consents, StandingValue},
    ids::{ContactId, CustomerId},
    ipc::{Bootstrap, CommandError, CommandErrorKind, CustomerBundle, Decision, Theme, UiEvent, command},
    realtime::Presence,
    search::{Page, SearchItem},
    timeline::TimelineItem,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Everything the window needs to start.
///
/// # Errors
/// When the core is not there or cannot start.
pub async fn bootstrap() -> Result<Bootstrap, CommandError> {
    ask(command::BOOTSTRAP, json!({})).await
}

/// From now on every event goes to `on_event`, in order.
///
/// # Errors
/// When the core is not there.
pub async fn subscribe(on_event: impl Fn(UiEvent) + 'static) -> Result<(), CommandError> {
    if tauri::is_present() {
        return tauri::subscribe(command::SUBSCRIBE, move |text| deliver(text, &on_event)).await;
    }
    #[cfg(feature = "fake")]
    {
        fake::subscribe(move |text| deliver(text, &on_event));
        Ok(())
    }
    #[cfg(not(feature = "fake"))]
    Err(no_host())
}

/// Free text, a number, an address or a booking reference.
///
/// # Errors
/// As the core says.
pub async fn search(query: &str) -> Result<Page<SearchItem>, CommandError> {
    ask(command::SEARCH, json!({ "query": query })).await
}

/// A customer, from the backend or from this machine's copy.
///
/// # Errors
/// As the core says.
pub async fn open_customer(id: CustomerId) -> Result<CustomerBundle, CommandError> {
    ask(command::OPEN_CUSTOMER, json!({ "id": id })).await
}

/// A page of a timeline.
///
/// # Errors
/// As the core says.
pub async fn timeline(id: CustomerId, cursor: Option<&str>) -> Result<Page<TimelineItem>, CommandError> {
    ask(command::TIMELINE, json!({ "id": id, "cursor": cursor })).await
}

/// What the agent is doing.
///
/// # Errors
/// As the core says.
pub async fn set_presence(state: Presence) -> Result<(), CommandError> {
    ask(command::SET_PRESENCE, json!({ "state": state })).await
}

/// The customers open in tabs.
///
/// # Errors
/// As the core says.
pub async fn watch(customers: &[CustomerId]) -> Result<(), CommandError> {
    ask(command::WATCH, json!({ "customers": customers })).await
}

/// The contact's tab was closed.
///
/// # Errors
/// As the core says.
pub async fn close_contact(contact: &ContactId) -> Result<(), CommandError> {
    ask(command::CLOSE_CONTACT, json!({ "contact": contact })).await
}

/// The agent says who is calling.
///
/// # Errors
/// As the core says.
pub async fn choose_customer(
    contact: &ContactId,
    customer: CustomerId,
) -> Result<CustomerBundle, CommandError> {
    ask(command::CHOOSE_CUSTOMER, json!({ "contact": contact, "customer": customer })).await
}

/// The contact stands on the screen, since this millisecond of the Unix epoch.
///
/// # Errors
/// As the core says.
pub async fn painted(contact: &ContactId, at: i64) -> Result<(), CommandError> {
    ask(command::PAINTED, json!({ "contact": contact, "at": at })).await
}

/// A supervisor says who is who; the customer as they are then.
///
/// # Errors
/// As the core says.
pub async fn decide_identity(id: CustomerId, decision: &Decision) -> Result<CustomerBundle, CommandError> {
    ask(command::DECIDE_IDENTITY, json!({ "id": id, "decision": decision })).await
}

/// Where every consent stands now.
///
/// # Errors
/// As the core says.
pub async fn consents(id: CustomerId) -> Result<Consents, CommandError> {
    ask(command::CONSENTS, json!({ "id": id })).await
}

/// What the customer says about a consent that was shown to stand so.
///
/// # Errors
/// As the core says; then nothing was saved.
pub async fn state_consent(
    id: CustomerId,
    statement: ConsentStatement,
    shown: StandingValue,
) -> Result<Consents, CommandError> {
    ask(command::STATE_CONSENT, json!({ "id": id, "statement": statement, "shown": shown })).await
}

/// Light, dark or as the system says; kept across starts.
///
/// # Errors
/// As the core says.
pub async fn set_theme(theme: Theme) -> Result<(), CommandError> {
    ask(command::SET_THEME, json!({ "theme": theme })).await
}

async fn ask<R: DeserializeOwned>(name: &str, arguments: Value) -> Result<R, CommandError> {
    let answer = carry(name, arguments).await.map_err(|text| failure(&text))?;
    serde_json::from_str(&answer).map_err(|_| CommandError {
        kind: CommandErrorKind::Internal,
        message: crate::words::t("error.answer").to_owned(),
    })
}

/// Answers and failures are JSON text.
async fn carry(name: &str, arguments: Value) -> Result<String, String> {
    if tauri::is_present() {
        return tauri::invoke(name, &arguments.to_string()).await;
    }
    #[cfg(feature = "fake")]
    return fake::answer(name, &arguments).await;
    #[cfg(not(feature = "fake"))]
    Err(serde_json::to_string(&no_host()).unwrap_or_default())
}

#[cfg(not(feature = "fake"))]
fn no_host() -> CommandError {
    CommandError { kind: CommandErrorKind::Internal, message: crate::words::t("error.no-host").to_owned() }
}

/// The core's own error; a failure in any other form is internal, in the host's words.
fn failure(text: &str) -> CommandError {
    serde_json::from_str(text).unwrap_or_else(|_| CommandError {
        kind: CommandErrorKind::Internal,
        message: serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned()),
    })
}

fn deliver(text: &str, on_event: &impl Fn(UiEvent)) {
    match event::read(text) {
        Ok(event) => on_event(event),
        // The category only: the text itself holds personal data.
        Err(error) => {
            leptos::logging::error!("an event of the core could not be read: {:?}", error.classify())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_keep_their_words_whatever_their_form() {
        let error = failure(r#"{"kind":"offline","message":"No link."}"#);
        assert_eq!((error.kind, error.message.as_str()), (CommandErrorKind::Offline, "No link."));
        assert_eq!(failure(r#""command not found""#).message, "command not found");
        assert_eq!(failure("boom").kind, CommandErrorKind::Internal);
    }
}
