//! The bar on top: open contacts, search, the link's state, the agent.

use super::{
    pill::{Pill, Trouble},
    presence::PresenceMenu,
    search::Search,
    tabs::ContactTabs,
};
use crate::words::t;
use leptos::prelude::*;

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="top" aria-label=t("frame.top")>
            <ContactTabs/>
            <Search/>
            <Pill/>
            <PresenceMenu/>
        </header>
        <Trouble/>
    }
}
