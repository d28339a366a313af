//! The bookings: each with its flights in the airports' own times, seats, and how each flight is doing.

use crate::{
    common::{age, icon::icon, notice},
    format::{age::Kind, intl, labels, money, names, tone, when},
    screens::workspace::who::ViewInView,
    state::tab::Panel,
    ui::Ui,
    words::{count, fill, t},
};
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;
use purser_contract::{
    journey::{FlightStatus, Place},
    view::{Booking, BookingStatus, Segment},
};

/// The panel.
pub fn panel(ui: Ui, view: ViewInView) -> impl IntoView {
    view! {
        <div id="list-panel" class="scroll" role="tabpanel" tabindex="0" aria-labelledby=super::labelled_by(Panel::Bookings)>
            {move || view.get().map(|view| {
                if view.bookings.is_empty() {
                    return notice::empty(icondata_lu::LuTicket, t("bookings.none"), "").into_any();
                }
                view.bookings.iter().map(|booking| item(ui, booking)).collect_view().into_any()
            })}
        </div>
    }
}

fn item(ui: Ui, booking: &Booking) -> impl IntoView + use<> {
    let segments: Vec<_> = booking.segments.iter().map(|part| segment(ui, part)).collect();
    let tone = match booking.status.value {
        BookingStatus::Confirmed => tone::Tone::Plain,
        BookingStatus::Cancelled => tone::Tone::Bad,
    };
    view! {
        <article class="booking" data-testid="booking">
            <div class="row">
                <h3>{booking.pnr.to_string()}<span class="s">{facts(booking)}</span></h3>
                <span>
                    <span class=tone.tag()>{labels::booking(booking.status.value)}</span>
                    " "
                    {age::of(ui, &booking.status, Kind::Standing)}
                </span>
            </div>
            <ul class="segments">{segments}</ul>
            {passengers(booking)}
        </article>
    }
}

/// Where it was made, who pays, how much.
fn facts(booking: &Booking) -> String {
    let parts = [
        booking.channel.as_deref().map(labels::sentence_case),
        booking.corporate.clone(),
        booking.total.as_ref().map(money::amount),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn passengers(booking: &Booking) -> impl IntoView + use<> {
    let others: Vec<_> = booking
        .passengers
        .iter()
        .filter(|passenger| !passenger.is_self)
        .map(|passenger| {
            let name = passenger.name.as_ref().map_or_else(|| t("name.unknown").to_owned(), names::full);
            if passenger.ssrs.is_empty() { name } else { format!("{name} ({})", passenger.ssrs.join(", ")) }
        })
        .collect();
    (!others.is_empty())
        .then(|| view! { <p class="s">{fill("bookings.with", &[("who", &others.join(", "))])}</p> })
}

fn segment(ui: Ui, part: &Segment) -> impl IntoView + use<> {
    let today = intl::local(ui.minute.get_untracked(), Some(&part.from.zone)).date();
    let status = part.status.as_ref().map(|status| {
        let kind = match status.value {
            FlightStatus::Arrived | FlightStatus::Cancelled => Kind::Settled,
            FlightStatus::Scheduled
            | FlightStatus::Delayed
            | FlightStatus::Departed
            | FlightStatus::Diverted => Kind::Moving,
        };
        view! {
            <span class=tone::flight(status.value).tag()>{labels::flight(status.value)}</span>
            {age::of(ui, status, kind)}
        }
    });
    view! {
        <li class="segment">
            <span class="segment-flight"><b>{part.flight.clone()}</b><span class="s">{when::near_day(part.date, today)}</span></span>
            <span class="segment-way">
                {end(&part.from, part.departs, part.expected_departure, part.departure_delay_min, part.date)}
                {icon(icondata_lu::LuArrowRight)}
                {end(&part.to, part.arrives, part.expected_arrival, part.arrival_delay_min, part.date)}
            </span>
            <span class="s segment-seat">{seat(part)}</span>
            <span class="segment-status">{status}</span>
            {part.cause.as_ref().map(|cause| view! {
                <span class="s segment-cause">{fill("bookings.cause", &[("cause", &cause.value)])}" "{age::of(ui, cause, Kind::Settled)}</span>
            })}
        </li>
    }
}

/// One end of a flight in its own local time; the expected time replaces the one sold, which stays struck through.
fn end(
    place: &Place,
    sold: Option<Timestamp>,
    expected: Option<Timestamp>,
    late: Option<i64>,
    date: Date,
) -> impl IntoView + use<> {
    let clock = |at: Timestamp| {
        let local = intl::local(at, Some(&place.zone));
        let days = when::days(date, local.date());
        if days > 0 { format!("{} +{days}", when::clock(local)) } else { when::clock(local) }
    };
    let late = late.filter(|minutes| *minutes != 0);
    let (shown, struck) = match (expected, sold) {
        (Some(expected), Some(sold)) if late.is_some() => (Some(clock(expected)), Some(clock(sold))),
        (expected, sold) => (expected.or(sold).map(clock), None),
    };
    view! {
        <span data-tip=place.city.clone()>
            <b>{place.iata.clone()}</b>
            {struck.map(|time| view! { " "<s class="s">{time}</s> })}
            {shown.map(|time| view! { " "<span class="figure">{time}</span> })}
            {late.map(|minutes| view! { " "<span class=tone::delay(minutes)>{when::delay(minutes)}</span> })}
        </span>
    }
}

fn seat(part: &Segment) -> String {
    let parts = [
        part.cabin.as_deref().map(labels::sentence_case),
        part.seat.as_ref().map(|seat| fill("bookings.seat", &[("seat", &seat.value)])),
        part.gate.as_ref().map(|gate| fill("bookings.gate", &[("gate", &gate.value)])),
        part.checked_in.as_ref().map(|bags| {
            count(
                "bookings.checked-in-one",
                "bookings.checked-in-other",
                usize::try_from(bags.value).unwrap_or(0),
            )
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
