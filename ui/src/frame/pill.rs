//! The truth about the link: live, reconnecting, or offline since when, and why.

use crate::{
    common::icon::icon,
    format::{intl, when},
    ui::use_ui,
    words::{fill, t},
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::ipc::Connection;

/// What the pill says.
#[must_use]
pub fn words(connection: &Connection, now: Timestamp, since: impl Fn(Timestamp) -> String) -> String {
    match connection {
        Connection::Live => t("link.live").to_owned(),
        Connection::Reconnecting { retry_at, .. } => {
            let seconds = retry_at.map_or(0, |at| {
                // Rounded up: "0 s" would say that it is tried now while it still waits.
                (at.duration_since(now).as_millis().max(0) + 999) / 1000
            });
            match seconds {
                0 => t("link.reconnecting").to_owned(),
                seconds => fill("link.reconnecting-in", &[("n", &seconds.to_string())]),
            }
        }
        Connection::Offline { since: when, .. } => fill("link.offline", &[("time", &since(*when))]),
    }
}

fn short_local(at: Timestamp, now: Timestamp) -> String {
    when::short(intl::local(at, None), intl::local(now, None).date())
}

/// The pill.
#[component]
pub fn Pill() -> impl IntoView {
    let ui = use_ui();
    let connection = ui.part(|desk| desk.connection.clone());
    let class = move || match connection.get() {
        Connection::Live => "pill good",
        Connection::Reconnecting { .. } => "pill warn",
        Connection::Offline { .. } => "pill bad",
    };
    let said = Memo::new(move |_| match connection.get() {
        Connection::Live => t("link.said-live"),
        Connection::Reconnecting { .. } => t("link.said-reconnecting"),
        Connection::Offline { .. } => t("link.said-offline"),
    });
    let text = move || {
        let connection = connection.get();
        // A live link has nothing to count; only the others follow the clock.
        let now = if connection == Connection::Live { Timestamp::UNIX_EPOCH } else { ui.second.get() };
        words(&connection, now, |at| short_local(at, now))
    };
    view! {
        <span class=class data-testid="connection-status">{text}</span>
        <span class="unseen" role="status">{said}</span>
    }
}

/// The line under the bar when there is no link: what still works, and what to do.
#[component]
pub fn Trouble() -> impl IntoView {
    let ui = use_ui();
    let reason = ui.part(|desk| match &desk.connection {
        Connection::Offline { reason, .. } => Some(reason.clone()),
        Connection::Live | Connection::Reconnecting { .. } => None,
    });
    view! {
        <div class="trouble-place">
            {move || reason.get().map(|reason| view! {
                <p class="trouble" role="alert">
                    {icon(icondata_lu::LuWifiOff)}
                    <span>
                        {reason.map(|reason| view! { <b>{reason}</b>" " })}
                        {t("link.offline-means")}
                    </span>
                </p>
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pill_starts_with_the_contracts_word() {
        let now: Timestamp = "2026-11-20T14:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (connection, expected) in [
            (Connection::Live, "Live"),
            (Connection::Reconnecting { since: now, retry_at: None }, "Reconnecting"),
            (
                Connection::Reconnecting { since: now, retry_at: Some(at("2026-11-20T14:00:03.2Z")) },
                "Reconnecting 4 s",
            ),
            (
                Connection::Reconnecting { since: now, retry_at: Some(at("2026-11-20T13:59:00Z")) },
                "Reconnecting",
            ),
            (Connection::Offline { since: at("2026-11-20T14:02:00Z"), reason: None }, "Offline since 14:02"),
        ] {
            assert_eq!(words(&connection, now, |at| short_local(at, now)), expected);
        }
    }
}
