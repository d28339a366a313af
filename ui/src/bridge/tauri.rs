//! The host's JavaScript interface. The only place with `wasm_bindgen` externs.
//!
//! Values cross as JSON text: one parser in the WebAssembly for everything, and nothing depends on how a value looks as
//! a JavaScript object.

use js_sys::{Function, JSON, Reflect};
use purser_contract::ipc::{CommandError, CommandErrorKind};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI__", "core"], js_name = invoke)]
    async fn host_invoke(command: &str, arguments: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI__", "core"])]
    type Channel;

    #[wasm_bindgen(constructor, catch, js_namespace = ["window", "__TAURI__", "core"])]
    fn new() -> Result<Channel, JsValue>;

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_onmessage(this: &Channel, handler: &Function);
}

/// Whether the page runs inside the program.
#[must_use]
pub fn is_present() -> bool {
    web_sys::window()
        .and_then(|window| Reflect::get(&window, &"__TAURI__".into()).ok())
        .is_some_and(|host| host.is_object())
}

/// Calls a command. Answer and failure are JSON text.
///
/// # Errors
/// What the command failed with.
pub async fn invoke(command: &str, arguments: &str) -> Result<String, String> {
    let arguments = JSON::parse(arguments).map_err(|_| "the arguments are not JSON".to_owned())?;
    match host_invoke(command, arguments).await {
        Ok(answer) => Ok(text_of(&answer)),
        Err(failure) => Err(text_of(&failure)),
    }
}

/// Opens a channel and hands it to `command`; each message comes as JSON text.
///
/// # Errors
/// What the command failed with.
pub async fn subscribe(command: &str, on_message: impl Fn(&str) + 'static) -> Result<(), CommandError> {
    let channel = Channel::new().map_err(|failure| internal(&failure))?;
    let handler = move |message: JsValue| match message.as_string() {
        Some(text) => on_message(&text),
        None => on_message(&text_of(&message)),
    };
    let handler = wasm_bindgen::closure::Closure::<dyn Fn(JsValue)>::new(handler);
    channel.set_onmessage(handler.as_ref().unchecked_ref());
    // The subscription lasts as long as the page.
    handler.forget();
    let arguments = js_sys::Object::new();
    Reflect::set(&arguments, &"channel".into(), &channel).map_err(|failure| internal(&failure))?;
    host_invoke(command, arguments.into()).await.map(drop).map_err(|failure| internal(&failure))
}

/// JSON text of a value; `null` for undefined, which has none.
fn text_of(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_else(|| "null".to_owned())
}

fn internal(failure: &JsValue) -> CommandError {
    CommandError { kind: CommandErrorKind::Internal, message: text_of(failure) }
}
