//! Icons, all of the Lucide family.

use icondata_core::Icon;
use leptos::prelude::*;
use purser_contract::payload::Channel;

/// An icon beside words that say the same; hidden from screen readers.
pub fn icon(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.data></svg> }
}

/// Of a contact's means.
#[must_use]
pub fn of_channel(channel: Channel) -> Icon {
    match channel {
        Channel::Voice => icondata_lu::LuPhone,
        Channel::Chat => icondata_lu::LuMessageSquare,
        Channel::Email => icondata_lu::LuMail,
        Channel::Sms => icondata_lu::LuSmartphone,
        Channel::Social => icondata_lu::LuAtSign,
    }
}

/// Of an event on the timeline, by its type.
#[must_use]
pub fn of_event(kind: &str) -> Icon {
    let mut words = kind.strip_prefix("purser.").unwrap_or(kind).split('.');
    match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
        ("contact", _) => icondata_lu::LuPhone,
        ("booking", "cancelled") => icondata_lu::LuTicketX,
        ("booking", _) => icondata_lu::LuTicket,
        ("order" | "ancillary" | "retail", _) => icondata_lu::LuShoppingBag,
        ("search", _) => icondata_lu::LuSearch,
        ("loyalty", _) => icondata_lu::LuAward,
        ("identity", _) => icondata_lu::LuLink,
        ("social", _) => icondata_lu::LuAtSign,
        ("flight", "departed") => icondata_lu::LuPlaneTakeoff,
        ("flight", "arrived") => icondata_lu::LuPlaneLanding,
        ("flight", "delayed") => icondata_lu::LuClock,
        ("flight", "cancelled" | "diverted") => icondata_lu::LuTriangleAlert,
        ("flight", "gate-changed") => icondata_lu::LuDoorOpen,
        ("flight", _) => icondata_lu::LuPlane,
        ("checkin", _) => icondata_lu::LuCheck,
        ("seat", _) => icondata_lu::LuArmchair,
        ("bag", _) => icondata_lu::LuLuggage,
        ("security", _) => icondata_lu::LuShieldAlert,
        ("service", _) => icondata_lu::LuCoffee,
        ("onboard", _) => icondata_lu::LuTriangleAlert,
        ("feedback", _) => icondata_lu::LuStar,
        ("preference", _) => icondata_lu::LuSlidersHorizontal,
        ("message", _) => icondata_lu::LuMessageSquare,
        ("consent", _) => icondata_lu::LuFileCheck,
        _ => icondata_lu::LuCircleDot,
    }
}

/// Whether an event went against the customer: its icon is red.
#[must_use]
pub fn is_trouble(kind: &str) -> bool {
    ["bag.mishandled", "flight.cancelled", "flight.diverted", "onboard.case-raised"]
        .iter()
        .any(|trouble| kind.contains(trouble))
}
