//! What went wrong on a journey, the gravest first, in sentences an agent can read out.

use super::{
    Bags, NOTABLE_DELAY,
    legs::{Leg, connections, replaced},
    words::{bag_name, duration, flight_name, local_time, spoken},
};
use crate::{
    customers::{record::BookingRecord, view::Flights},
    flights::record::FlightRecord,
};
use jiff::Timestamp;
use purser_contract::{Fact, journey::FlightStatus, view::BagStatus};

/// See the module.
pub fn problems(
    booking: &BookingRecord,
    legs: &[Leg<'_>],
    flights: &Flights,
    bags: &Bags<'_>,
) -> Vec<Fact<String>> {
    let mut found = Vec::new();
    found.extend(legs.iter().filter_map(|leg| stopped(leg, FlightStatus::Cancelled, "is")));
    found.extend(replaced(booking, legs, flights).filter_map(|(former, now)| {
        let flights: Vec<String> = now.iter().map(|leg| flight_name(&leg.sold.flight)).collect();
        let date = now.first()?.sold.date.strftime("%-d %b");
        let instead = format!("; now on {} on {date}", flights.join(" and "));
        Some(stopped(&former, FlightStatus::Cancelled, "was")?.map(|text| text + instead.as_str()))
    }));
    found.extend(missed(booking, legs));
    found.extend(legs.iter().filter_map(|leg| stopped(leg, FlightStatus::Diverted, "was")));
    let astray = bags.iter().filter(|(_, bag)| bag.status.value == BagStatus::Mishandled);
    found.extend(astray.map(|(tag, bag)| {
        let place = bag.airport.as_ref().map(|at| format!(" at {}", at.value)).unwrap_or_default();
        let reason = bag.reason.as_ref().map(|reason| format!(": {}", spoken(reason))).unwrap_or_default();
        bag.status.clone().map(|_| format!("Bag {} went astray{place}{reason}", bag_name(tag)))
    }));
    found.extend(legs.iter().filter_map(late));
    found
}

fn because(live: &FlightRecord) -> String {
    live.cause.as_ref().map(|cause| format!(": {}", spoken(&cause.value))).unwrap_or_default()
}

fn stopped(leg: &Leg<'_>, status: FlightStatus, verb: &str) -> Option<Fact<String>> {
    let live = leg.live?;
    let fact = live.status().filter(|fact| fact.value == status)?;
    let flight = flight_name(&leg.sold.flight);
    let what = match (status, &live.diverted_to) {
        (FlightStatus::Cancelled, _) => format!("{flight} {verb} cancelled"),
        (_, Some(to)) => format!("{flight} {verb} diverted to {}", to.value),
        (_, None) => format!("{flight} {verb} diverted"),
    };
    Some(fact.map(|_| format!("{what}{}", because(live))))
}

fn missed(booking: &BookingRecord, legs: &[Leg<'_>]) -> Vec<Fact<String>> {
    connections(booking, legs)
        .into_iter()
        .filter_map(|connection| {
            let (flight, departs) = connection.missed?;
            let arriving = legs.get(connection.after)?;
            let status = arriving.live?.status()?;
            let at = &arriving.sold.to;
            let time = |time: Option<Timestamp>| time.map(|time| local_time(time, at)).unwrap_or_default();
            let verb = if arriving.status() == Some(FlightStatus::Arrived) { "arrived" } else { "arrives" };
            let text = format!(
                "Connection at {at} missed: {} {verb} {}, {} at {}",
                flight_name(&arriving.sold.flight),
                time(arriving.arrives()),
                flight_name(&flight),
                time(departs)
            );
            Some(Fact { value: text, source: status.source, as_of: status.as_of })
        })
        .collect()
}

fn late(leg: &Leg<'_>) -> Option<Fact<String>> {
    let live = leg.live?;
    let status = live.status()?;
    if leg.worst_delay() < NOTABLE_DELAY
        || matches!(status.value, FlightStatus::Cancelled | FlightStatus::Diverted)
    {
        return None;
    }
    let flight = flight_name(&leg.sold.flight);
    let text = match (leg.departure_delay(), leg.arrival_delay()) {
        (_, Some(late)) if status.value == FlightStatus::Arrived && late >= NOTABLE_DELAY => {
            format!("{flight} arrived {} late", duration(late))
        }
        (Some(late), _) if leg.has_left() && late >= NOTABLE_DELAY => {
            format!("{flight} left {} late", duration(late))
        }
        (Some(late), _) if !leg.has_left() && late >= NOTABLE_DELAY => {
            format!("{flight} is expected to leave {} late", duration(late))
        }
        (_, Some(late)) if late >= NOTABLE_DELAY => format!("{flight} is expected {} late", duration(late)),
        _ => return None,
    };
    Some(Fact { value: format!("{text}{}", because(live)), source: status.source, as_of: status.as_of })
}
