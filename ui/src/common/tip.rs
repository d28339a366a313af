//! One tooltip for the whole window. Whatever carries `data-source` and `data-at` shows from where and as of exactly
//! when, on hover and on focus; `Esc` puts it away. Made when asked for, so that a pop does not pay for it.

use crate::{
    format::{intl, when},
    words::fill,
};
use jiff::Timestamp;
use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// The tooltip's place; in the page once.
#[component]
pub fn Tip() -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let text = RwSignal::new(None::<String>);
    let show = move |target: Option<EventTarget>| {
        let carrier = target.and_then(carrier);
        let words = carrier.as_ref().and_then(words);
        if words.is_some() || text.with_untracked(Option::is_some) {
            text.set(words);
        }
        if let (Some(carrier), Some(node)) = (carrier, node.get_untracked()) {
            request_animation_frame(move || place(&carrier, &node));
        }
    };
    let _over = window_event_listener(ev::mouseover, move |event| show(event.target()));
    let _focus = window_event_listener(ev::focusin, move |event| show(event.target()));
    let _blur = window_event_listener(ev::focusout, move |_| show(None));
    let _key = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            show(None);
        }
    });
    view! {
        <div id="tip" class="tip" role="tooltip" class:on=move || text.with(Option::is_some) node_ref=node>
            {move || text.get().unwrap_or_default()}
        </div>
    }
}

fn carrier(target: EventTarget) -> Option<Element> {
    target.dyn_into::<Element>().ok()?.closest("[data-at],[data-tip]").ok().flatten()
}

fn words(carrier: &Element) -> Option<String> {
    if let Some(tip) = carrier.get_attribute("data-tip") {
        return Some(tip);
    }
    let at = carrier.get_attribute("data-at")?.parse().ok()?;
    let at = Timestamp::from_millisecond(at).ok()?;
    let zone = carrier.get_attribute("data-zone");
    let time = when::exact(intl::local(at, zone.as_deref()));
    let time = match carrier.get_attribute("data-place") {
        Some(place) => fill("tip.time-at", &[("time", &time), ("place", &place)]),
        None => time,
    };
    Some(match carrier.get_attribute("data-source") {
        Some(source) => fill("tip.source", &[("source", &source), ("time", &time)]),
        None => time,
    })
}

/// Under its carrier, inside the window. Through the style object, which the content security policy allows.
fn place(carrier: &Element, tip: &web_sys::HtmlDivElement) {
    let (at, own) = (carrier.get_bounding_client_rect(), tip.get_bounding_client_rect());
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(f64::MAX);
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    let left =
        (at.left() + at.width() / 2.0 - own.width() / 2.0).clamp(8.0, (width - own.width() - 8.0).max(8.0));
    let below = at.bottom() + 6.0;
    let top = if below + own.height() > height { at.top() - own.height() - 6.0 } else { below };
    let style = web_sys::HtmlElement::style(tip);
    for (name, value) in [("left", left), ("top", top)] {
        if style.set_property(name, &format!("{value:.0}px")).is_err() {
            leptos::logging::warn!("the tip could not be placed");
        }
    }
}
