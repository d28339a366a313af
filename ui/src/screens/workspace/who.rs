//! The column *Who*: the identity card, special needs first, then people, preferences and consents.

mod graph;
mod identity;
mod alike;
mod decide;
mod insight;
mod lists;
mod consents;

use super::call::InView;
use crate::{state::shared::Shared, ui::Ui};
use leptos::prelude::*;
use purser_contract::view::Customer360;

/// The customer in view.
pub type ViewInView = Memo<Option<Shared<Customer360>>>;

/// The cards.
pub fn column(ui: Ui, view: ViewInView, call: InView) -> impl IntoView {
    let cached = ui.part(|desk| match &desk.active_tab()?.subject {
        crate::state::tab::Subject::Known(known) => known.cached_at,
        _ => None,
    });
    let question = RwSignal::new(None);
    let opened = insight::Opened::none();
    view! {
        {move || view.get().map(|view| identity::card(ui, &view, call.get().as_deref(), cached.get(), opened))}
        {alike::card(ui, view, question)}
        {decide::dialog(ui, question)}
        {move || view.get().map(|view| lists::people(ui, &view))}
        {move || view.get().map(|view| lists::preferences(ui, &view))}
        {consents::card(ui, view)}
    }
}
