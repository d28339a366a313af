//! A dialog over the screen: the browser's own, which keeps the focus inside and gives it back.

use leptos::{html::Dialog, prelude::*};

/// Open as long as `open` says; `Esc` and the backdrop's way out say `close`.
pub fn dialog(
    class: &'static str,
    labelled_by: &'static str,
    open: Memo<bool>,
    close: impl Fn() + Copy + 'static,
    inside: impl Fn() -> Option<AnyView> + Send + 'static,
) -> impl IntoView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match open.get() {
            // Fails only when it is open already.
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // Word of a dialog that was closed may come after the next one was opened.
    let closed = move |_| {
        if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
            close();
        }
    };
    view! {
        <dialog class=class aria-labelledby=labelled_by node_ref=node on:close=closed>{inside}</dialog>
    }
}
