//! The age beside a value: from where and as of when, on focus and hover.

use crate::{
    format::{
        age::{self, Kind},
        labels,
    },
    ui::Ui,
    words::fill,
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::Fact;

/// The age of a value from `source` as of `as_of`. The tip itself is made when it is asked for (`common::tip`).
pub fn age(ui: Ui, source: &str, as_of: Timestamp, kind: Kind) -> impl IntoView + use<> {
    let source = labels::source(source).to_owned();
    let stale = move || age::is_stale(kind, as_of, ui.minute.get());
    let spoken = {
        let source = source.clone();
        move || {
            let key = if stale() { "age.spoken-stale" } else { "age.spoken" };
            fill(key, &[("source", &source), ("age", &age::short(as_of, ui.minute.get()))])
        }
    };
    view! {
        <span
            class="age"
            class:stale=stale
            role="note"
            tabindex="0"
            data-testid="field-age"
            data-source=source
            data-at=as_of.as_millisecond().to_string()
            aria-label=spoken
        >
            {move || age::short(as_of, ui.minute.get())}
        </span>
    }
}

/// The age of a fact.
pub fn of<T>(ui: Ui, fact: &Fact<T>, kind: Kind) -> impl IntoView + use<T> {
    age(ui, &fact.source, fact.as_of, kind)
}
