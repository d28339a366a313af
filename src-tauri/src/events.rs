//! Events on their way into the page, over one channel.
//!
//! Deliberately not here: what they say. The core wrote them as JSON once; the page parses them once.

use purser_desk::UiStream;
use tauri::{
    Runtime, Webview,
    ipc::{CallbackFn, Channel, InvokeResponseBody},
};

/// Hands the stream's events to the page, each as one string, until the page is gone or another one listens.
pub(crate) async fn forward(mut stream: UiStream, channel: Channel<InvokeResponseBody>) {
    while let Some(told) = stream.next().await {
        let Ok(literal) = serde_json::to_string(&told.json) else { continue };
        if channel.send(InvokeResponseBody::Json(literal)).is_err() {
            break;
        }
    }
}

/// Delivers a message by one script, whatever its size. The host's own way for large ones, like every pop, is a
/// script that makes the page fetch the message in a second round trip.
pub(crate) fn deliver<R: Runtime>(
    webview: &Webview<R>,
    callback: CallbackFn,
    index: usize,
    body: &InvokeResponseBody,
) -> bool {
    match body {
        InvokeResponseBody::Json(json) => webview
            .eval(format!(
                "window.__TAURI_INTERNALS__.runCallback({}, {{ message: {json}, index: {index} }})",
                callback.0
            ))
            .is_ok(),
        InvokeResponseBody::Raw(_) => false,
    }
}
