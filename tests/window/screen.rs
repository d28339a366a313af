//! The desktop in its window, seen and touched through WebDriver, by the names of `data-testid`.
//!
//! `WebKitWebDriver` starts the built program itself and closes it with the session.

use crate::{
    backend::{AGENT, Backend, free_port},
    programs::{Group, built},
};
use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    wd::{Capabilities, TimeoutConfiguration},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take on a busy machine before a flow counts as failed.
const PATIENCE: Duration = Duration::from_secs(20);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The open window.
pub(crate) struct Screen {
    client: Client,
    _driver: Group,
    _data: TempDir,
}

impl Screen {
    /// Opens the desktop of the flows' agent and waits until it is live.
    pub(crate) async fn open(backend: &Backend) -> Self {
        Self::open_as(backend, "agent").await
    }

    /// The same for somebody of another role.
    pub(crate) async fn open_as(backend: &Backend, role: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let driver = Group::start(Path::new("WebKitWebDriver"), |command| {
            command
                .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
                // Nothing of the flows is left in the home folder, and no keyring asks for a password.
                .env("HOME", data.path())
                .env("XDG_DATA_HOME", data.path().join("share"))
                .env("XDG_CACHE_HOME", data.path().join("cache"))
                .env("XDG_CONFIG_HOME", data.path().join("config"))
                .env_remove("XDG_RUNTIME_DIR")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .env("PURSER_BACKEND", backend.address())
                .env("PURSER_DATA_DIR", data.path().join("purser"))
                .env("PURSER_TOKEN", backend.token(role, AGENT));
        });
        let client = session(port).await;
        let screen = Self { client, _driver: driver, _data: data };
        screen.shows("connection-status", "Live").await;
        screen
    }

    /// What the elements of this name say, including what the screen has no room for.
    pub(crate) async fn texts(&self, testid: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.all(testid).await {
            // The element may have been replaced since; the next look sees the new one.
            texts.extend(element.prop("textContent").await.ok().flatten());
        }
        texts
    }

    /// Waits until an element of this name says these words, however they are spaced; returns how long that took.
    pub(crate) async fn shows(&self, testid: &str, words: &str) -> Duration {
        let began = Instant::now();
        loop {
            let texts = self.texts(testid).await;
            if texts.iter().any(|text| says(text, words)) {
                return began.elapsed();
            }
            assert!(began.elapsed() < PATIENCE, "{testid} should show {words:?}, but there is {texts:?}");
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Waits until there are this many elements of this name.
    pub(crate) async fn counts(&self, testid: &str, count: usize) {
        let began = Instant::now();
        while self.all(testid).await.len() != count {
            assert!(
                began.elapsed() < PATIENCE,
                "{count} {testid} expected, but there are {:?}",
                self.texts(testid).await
            );
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Whether the first element of this name can be seen, not only found.
    pub(crate) async fn is_visible(&self, testid: &str) -> bool {
        match self.all(testid).await.first() {
            Some(element) => element.is_displayed().await.is_ok_and(|displayed| displayed),
            None => false,
        }
    }

    /// Clicks the first element of this name that says these words.
    pub(crate) async fn click(&self, testid: &str, words: &str) {
        self.shows(testid, words).await;
        for element in self.all(testid).await {
            if element.prop("textContent").await.is_ok_and(|text| text.is_some_and(|text| says(&text, words)))
            {
                element.click().await.expect("clicked");
                return;
            }
        }
        panic!("{testid} with {words:?} went away");
    }

    /// Clicks what assistive technology knows by this name.
    pub(crate) async fn press(&self, label: &str) {
        let selector = format!("button[aria-label=\"{label}\"]");
        let button = self.client.find(Locator::Css(&selector)).await.expect("there is such a button");
        button.click().await.expect("clicked");
    }

    /// Types into the first element of this name, once it is there.
    pub(crate) async fn types(&self, testid: &str, text: &str) {
        self.counts(testid, 1).await;
        self.all(testid).await[0].send_keys(text).await.expect("typed");
    }

    /// Closes the window in an orderly way.
    pub(crate) async fn close(self) {
        self.client.close().await.expect("closed");
    }

    async fn all(&self, testid: &str) -> Vec<Element> {
        let selector = format!("[data-testid=\"{testid}\"]");
        self.client.find_all(Locator::Css(&selector)).await.expect("the window answers")
    }
}

/// Compares without spaces and case: numbers are grouped for people.
fn says(text: &str, words: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    plain(text).contains(&plain(words))
}

/// Waits for the driver, then lets it start the desktop.
async fn session(port: u16) -> Client {
    let began = Instant::now();
    let mut capabilities = Capabilities::new();
    let options = json!({ "binary": built("purser"), "args": [] });
    capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "WebKitWebDriver does not listen");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("the desktop starts under WebDriver");
    let at_once = TimeoutConfiguration::new(None, Some(PATIENCE), Some(Duration::ZERO));
    client.update_timeouts(at_once).await.expect("timeouts set");
    client
}
