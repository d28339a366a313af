//! Copying text. The modern interface where the page may use it, else the old one through a selection.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

/// Whether `text` is on the clipboard now.
pub async fn write(text: &str) -> bool {
    let navigator = window().navigator();
    let modern = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|found| found.is_object());
    if modern && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok() {
        return true;
    }
    by_selection(text).unwrap_or(false)
}

fn by_selection(text: &str) -> Result<bool, JsValue> {
    let page = document();
    let focused = page.active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(body) = page.body() else { return Ok(false) };
    let area: HtmlTextAreaElement = page.create_element("textarea")?.dyn_into()?;
    area.set_value(text);
    area.set_class_name("unseen");
    body.append_child(&area)?;
    area.select();
    // `execCommand` is deprecated but the only way where the page is not a secure context.
    let command: js_sys::Function = js_sys::Reflect::get(&page, &"execCommand".into())?.dyn_into()?;
    let done = command.call1(&page, &"copy".into())?.is_truthy();
    area.remove();
    if let Some(focused) = focused {
        focused.focus()?;
    }
    Ok(done)
}
