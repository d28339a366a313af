//! A telephone number to look at: grouped by style, so that its text stays E.164.

use crate::format::phone::groups;
use leptos::prelude::*;

/// The number in its groups.
pub fn phone(number: &str) -> impl IntoView + use<> {
    let parts: Vec<_> = groups(number)
        .into_iter()
        .map(|part| view! { <span class="digits">{part.to_owned()}</span> })
        .collect();
    view! { <span class="phone" dir="ltr">{parts}</span> }
}
