//! Opens the window at once and the session beside it; commands wait for the session.
//!
//! Deliberately not here: what the commands do.

use crate::{commands, events};
use purser_contract::ipc::{CommandError, CommandErrorKind};
use purser_desk::{Session, Settings};
use std::{path::Path, sync::Arc};
use tauri::{
    App, Builder, WebviewWindow, WebviewWindowBuilder, async_runtime, generate_context, generate_handler,
};
use tokio::{runtime::Runtime, sync::watch};

/// The session, once it is there.
pub(crate) struct Desk {
    session: watch::Receiver<Option<Result<Arc<Session>, CommandError>>>,
}

impl Desk {
    /// Waits for the session to have started.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, CommandError> {
        let mut session = self.session.clone();
        let started = session.wait_for(Option::is_some).await.map_err(|_| failed())?;
        started.clone().unwrap_or_else(|| Err(failed()))
    }
}

/// Shows the window until the agent closes it.
pub(crate) fn open(runtime: &Runtime, settings: Settings) -> tauri::Result<()> {
    async_runtime::set(runtime.handle().clone());
    let (started, session) = watch::channel(None);
    let webview_dir = settings.data_dir.join("webview");
    runtime.spawn(async move {
        let outcome = Session::start(settings).await;
        started.send_replace(Some(outcome.map(Arc::new).map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "the session cannot start");
            failed()
        })));
    });
    Builder::default()
        .manage(Desk { session })
        .channel_interceptor(events::deliver)
        .setup(move |app| Ok(show(app, &webview_dir)?))
        .invoke_handler(generate_handler![
            commands::bootstrap,
            commands::subscribe,
            commands::search,
            commands::open_customer,
            commands::timeline,
            commands::set_presence,
            commands::watch,
            commands::close_contact,
            commands::choose_customer,
            commands::painted,
            commands::decide_identity,
            commands::consents,
            commands::state_consent,
            commands::owed::assess,
            commands::owed::letter,
            commands::owed::letter_pdf,
            commands::owed::compensations,
            commands::owed::decide_compensation,
            commands::owed::disruptions,
            commands::owed::disruption,
            commands::owed::decide_disruption,
            commands::set_theme,
        ])
        .run(generate_context!())
}

/// The window of tauri.conf.json. The webview keeps nothing: what may be kept is in the encrypted cache. Only a
/// WebDriver cannot drive a webview that keeps nothing, so that under one the data folder holds what it leaves.
fn show(app: &App, webview_dir: &Path) -> tauri::Result<()> {
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true");
    for config in &app.config().app.windows {
        let window = WebviewWindowBuilder::from_config(app, config)?;
        let window =
            if driven { window.data_directory(webview_dir.to_owned()) } else { window.incognito(true) };
        paint_in_software(&window.build()?)?;
    }
    Ok(())
}

/// Without a graphics card of its own a machine emulates one, which costs a quarter more memory and twice the time
/// for text and tables; with one, nothing here is slow enough to need it.
#[cfg(target_os = "linux")]
fn paint_in_software(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn paint_in_software(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

fn failed() -> CommandError {
    let message = "Purser could not start. The fault is in its log.".to_owned();
    CommandError { kind: CommandErrorKind::Internal, message }
}
