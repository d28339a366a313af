//! The commands of the window. Each is one call of the core; names and values are in `purser_contract::ipc`.

pub(crate) mod owed;

use crate::{events, window::Desk};
use purser_contract::{
    ContactId, CustomerId,
    consent::{ConsentStatement, Consents, StandingValue},
    ipc::{Bootstrap, CommandError, CustomerBundle, Decision, Theme},
    realtime::Presence,
    search::{Page, SearchItem},
    timeline::TimelineItem,
};
use std::io::Write as _;
use tauri::{
    State,
    ipc::{Channel, InvokeResponseBody},
};

type Answer<T> = Result<T, CommandError>;

#[tauri::command]
pub(crate) async fn bootstrap(desk: State<'_, Desk>) -> Answer<Bootstrap> {
    Ok(desk.session().await?.bootstrap())
}

#[tauri::command]
pub(crate) async fn subscribe(channel: Channel<InvokeResponseBody>, desk: State<'_, Desk>) -> Answer<()> {
    let stream = desk.session().await?.subscribe();
    tauri::async_runtime::spawn(events::forward(stream, channel));
    Ok(())
}

#[tauri::command]
pub(crate) async fn search(query: String, desk: State<'_, Desk>) -> Answer<Page<SearchItem>> {
    desk.session().await?.search(&query).await
}

#[tauri::command]
pub(crate) async fn open_customer(id: CustomerId, desk: State<'_, Desk>) -> Answer<CustomerBundle> {
    desk.session().await?.open_customer(id).await
}

#[tauri::command]
pub(crate) async fn timeline(
    id: CustomerId,
    cursor: Option<String>,
    desk: State<'_, Desk>,
) -> Answer<Page<TimelineItem>> {
    desk.session().await?.timeline(id, cursor.as_deref()).await
}

#[tauri::command]
pub(crate) async fn set_presence(state: Presence, desk: State<'_, Desk>) -> Answer<()> {
    desk.session().await?.set_presence(state).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn watch(customers: Vec<CustomerId>, desk: State<'_, Desk>) -> Answer<()> {
    desk.session().await?.watch(customers);
    Ok(())
}

#[tauri::command]
pub(crate) async fn close_contact(contact: ContactId, desk: State<'_, Desk>) -> Answer<()> {
    desk.session().await?.close_contact(contact).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn choose_customer(
    contact: ContactId,
    customer: CustomerId,
    desk: State<'_, Desk>,
) -> Answer<CustomerBundle> {
    desk.session().await?.choose_customer(&contact, customer).await
}

#[tauri::command]
pub(crate) async fn painted(contact: ContactId, at: i64, desk: State<'_, Desk>) -> Answer<()> {
    if let Some(stamps) = desk.session().await?.painted(&contact, at) {
        let line = serde_json::to_string(&stamps).unwrap_or_default();
        // Whoever asked for the stamps may be gone; that is no concern of the agent's.
        let _ = writeln!(std::io::stdout(), "{line}");
    }
    Ok(())
}

#[tauri::command]
pub(crate) async fn decide_identity(
    id: CustomerId,
    decision: Decision,
    desk: State<'_, Desk>,
) -> Answer<CustomerBundle> {
    desk.session().await?.decide_identity(id, &decision).await
}

#[tauri::command]
pub(crate) async fn consents(id: CustomerId, desk: State<'_, Desk>) -> Answer<Consents> {
    desk.session().await?.consents(id).await
}

#[tauri::command]
pub(crate) async fn state_consent(
    id: CustomerId,
    statement: ConsentStatement,
    shown: StandingValue,
    desk: State<'_, Desk>,
) -> Answer<Consents> {
    desk.session().await?.state_consent(id, statement, shown).await
}

#[tauri::command]
pub(crate) async fn set_theme(theme: Theme, desk: State<'_, Desk>) -> Answer<()> {
    desk.session().await?.set_theme(theme).await;
    Ok(())
}
