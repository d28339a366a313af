//! A long list of rows of one height, of which only those on the screen are in the page.
//!
//! Deliberately not here: which those are (`state::windowed`), and what a row shows.

use crate::state::windowed;
use leptos::{html, prelude::*};
use std::sync::Arc;

/// What a list is made of.
pub struct Rows {
    /// How many there are.
    pub count: Memo<usize>,
    /// The row to keep in view.
    pub at: Memo<Option<usize>>,
    /// A row's height in rem.
    pub high: f64,
    /// What makes a row another one, so that it is drawn anew.
    pub key: Arc<dyn Fn(usize) -> String + Send + Sync>,
    /// Draws a row.
    pub row: Arc<dyn Fn(usize) -> AnyView + Send + Sync>,
    /// The end is near: read on.
    pub more: Arc<dyn Fn() + Send + Sync>,
}

/// Rows before the end at which more is asked for.
const NEAR: usize = 30;

/// The list; it fills what it stands in.
pub fn rows(parts: Rows) -> impl IntoView {
    let Rows { count, at, high, key, row, more } = parts;
    let scroller = NodeRef::<html::Div>::new();
    let (top, tall) = (RwSignal::new(0.0), RwSignal::new(900.0));
    let high = high * root_size();
    let measure = move || {
        if let Some(scroller) = scroller.get_untracked() {
            set(top, f64::from(scroller.scroll_top()));
            set(tall, f64::from(scroller.client_height()));
        }
    };
    let _resized = window_event_listener(leptos::ev::resize, move |_| measure());
    let shown = Memo::new(move |_| windowed::shown(top.get(), tall.get(), high, count.get()));
    Effect::new(move |_| {
        count.track();
        request_animation_frame(measure);
    });
    Effect::new(move |_| {
        if shown.get().end + NEAR >= count.get() {
            more();
        }
    });
    Effect::new(move |_| {
        let (Some(at), Some(scroller)) = (at.get(), scroller.get()) else { return };
        let (top, tall) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        if let Some(to) = windowed::reveal(at, top, tall, high) {
            scroller.set_scroll_top(pixels(to));
        }
    });
    let drawn = move || -> Vec<(usize, String)> { shown.get().map(|place| (place, key(place))).collect() };
    view! {
        <div class="rows scroll" role="rowgroup" node_ref=scroller on:scroll=move |_| measure()>
            <div class="rows-all" role="presentation" style:height=move || px(windowed::place(count.get(), high))>
                <div
                    class="rows-shown"
                    role="presentation"
                    style:transform=move || format!("translateY({})", px(windowed::place(shown.get().start, high)))
                >
                    <For
                        each=drawn
                        key=Clone::clone
                        let:one
                    >
                        {row(one.0)}
                    </For>
                </div>
            </div>
        </div>
    }
}

fn set(signal: RwSignal<f64>, value: f64) {
    if (signal.get_untracked() - value).abs() > 0.5 {
        signal.set(value);
    }
}

fn px(length: f64) -> String {
    format!("{length:.0}px")
}

#[expect(clippy::cast_possible_truncation, reason = "a page is shorter than two thousand million pixels")]
fn pixels(length: f64) -> i32 {
    length.round() as i32
}

/// One rem in pixels: text may be scaled.
fn root_size() -> f64 {
    let style =
        document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    size.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(16.0)
}
