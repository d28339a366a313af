//! Facts that cannot be true, alone or together.
//!
//! Deliberately not here: facts that are merely missing; the law says what follows from those.

use crate::{
    airports::airport,
    amount::{Amount, Currency, Sum},
    codes::ClockTime,
    countries,
    error::{FactError, Problem},
    facts::{Facts, Metres},
    vocabulary::Disruption,
};

/// Ten years, in minutes or days: more than any delay, notice or claim.
const LONGEST_MIN: i64 = 10 * 366 * 24 * 60;
const LONGEST_DAYS: i64 = 100 * 366;
/// Half way round the Earth, with room for its being no sphere; and ten such flights on one ticket.
const FARTHEST_M: i64 = 20_100_000;
const LONGEST_TICKET_M: i64 = 10 * FARTHEST_M;

/// Refuses facts that cannot be true.
///
/// # Errors
/// The first field at fault, with what is wrong with it.
pub fn check(facts: &Facts) -> Result<(), FactError> {
    places(facts)?;
    numbers(facts)?;
    delays(facts)?;
    amounts(facts)?;
    currencies(facts)?;
    clock(facts)?;
    cabins(facts)
}

/// There are such countries and airports; a journey goes somewhere, and its flights from end to end.
fn places(facts: &Facts) -> Result<(), FactError> {
    for (field, country) in [
        ("origin_country", facts.origin_country),
        ("destination_country", facts.destination_country),
        ("carrier_country", Some(facts.carrier_country)),
    ] {
        if let Some(country) = country.filter(|country| !countries::is_known(*country)) {
            let what = format!("`{country}` is not an ISO 3166-1 country code that is in use");
            return Err(Problem::Unreadable(what).at(field));
        }
    }
    // Where it came back to the sender may write either airport.
    if facts.origin == facts.destination && facts.disruption != Disruption::ReturnToDeparture {
        return Err(Problem::Contradicts("origin").at("destination"));
    }
    let ends = [facts.origin, facts.destination];
    for (place, leg) in facts.legs.iter().enumerate() {
        for (end, iata) in [("from", leg.from), ("to", leg.to)] {
            if !ends.contains(&iata) && airport(iata).is_none() {
                return Err(Problem::UnknownConnection.at(format!("legs[{place}].{end}")));
            }
        }
    }
    if facts.legs.first().is_some_and(|leg| leg.from != facts.origin) {
        return Err(Problem::Contradicts("origin").at("legs[0].from"));
    }
    if facts.legs.last().is_some_and(|leg| leg.to != facts.destination) {
        return Err(Problem::Contradicts("destination").at(format!("legs[{}].to", facts.legs.len() - 1)));
    }
    Ok(())
}

fn numbers(facts: &Facts) -> Result<(), FactError> {
    for (field, value, most) in [
        ("departs_earlier_min", facts.departs_earlier_min, LONGEST_MIN),
        ("announced_departure_delay_min", facts.announced_departure_delay_min, LONGEST_MIN),
        ("advanced_min", facts.advanced_min, LONGEST_MIN),
        ("postponed_min", facts.postponed_min, LONGEST_MIN),
        ("block_time_min", facts.block_time_min, LONGEST_MIN),
        ("extraordinary_minutes", facts.extraordinary_minutes, LONGEST_MIN),
        ("checkin_deadline_min", facts.checkin_deadline_min, LONGEST_MIN),
        ("alternate_departs_later_min", facts.alternate_departs_later_min, LONGEST_MIN),
        ("bag_delay_min", facts.bag_delay_min, LONGEST_MIN),
        ("longest_us_foreign_segment_min", facts.longest_us_foreign_segment_min, LONGEST_MIN),
        ("claim_filed_days_after", facts.claim_filed_days_after, LONGEST_DAYS),
        ("complaint_days_after_receipt", facts.complaint_days_after_receipt, LONGEST_DAYS),
        ("action_days_after_arrival", facts.action_days_after_arrival, LONGEST_DAYS),
        ("aircraft_seats", facts.aircraft_seats, 2_000),
        ("seats", facts.seats, 2_000),
        ("bags", facts.bags, 1_000),
        ("extra_connections", facts.extra_connections, 100),
    ] {
        within(field, value, 0, most)?;
    }
    let metres = |value: Option<Metres>| value.map(|metres| metres.0);
    for (field, value, most) in [
        ("distance_km", metres(facts.distance_km), FARTHEST_M),
        ("distance_km_wgs84", metres(facts.distance_km_wgs84), FARTHEST_M),
        ("flown_distance_km", metres(facts.flown_distance_km), LONGEST_TICKET_M),
        ("leg_distance_km", metres(facts.leg_distance_km), FARTHEST_M),
        ("ticket_total_distance_km", metres(facts.ticket_total_distance_km), LONGEST_TICKET_M),
    ] {
        if let Some(value) = value.filter(|value| *value > most) {
            return Err(
                beyond(format!("{} km", Amount::from_thousandths(value)), most / 1_000, " km").at(field)
            );
        }
        within(field, value, 0, most)?;
    }
    if facts.aircraft_seats.zip(facts.seats).is_some_and(|(one, other)| one != other) {
        return Err(Problem::Contradicts("aircraft_seats").at("seats"));
    }
    if facts.accepted == Some(true) && facts.takes_refund() {
        return Err(Problem::Contradicts("accepted").at("passenger_choice"));
    }
    match facts.leg_distance_km.zip(facts.ticket_total_distance_km) {
        Some((leg, total)) if leg > total => {
            Err(Problem::Contradicts("ticket_total_distance_km").at("leg_distance_km"))
        }
        Some((Metres(0), _)) => Err(Problem::Zero.at("leg_distance_km")),
        _ => Ok(()),
    }
}

/// A flight that came late cannot have come early; where another flight was taken, or the times were moved,
/// it may.
fn delays(facts: &Facts) -> Result<(), FactError> {
    let may_be_early = !(facts.disruption.is_late_arrival() || facts.disruption == Disruption::RetimedLater);
    let earliest = if may_be_early { -LONGEST_MIN } else { 0 };
    within("arrival_delay_min", facts.arrival_delay_min, earliest, LONGEST_MIN)?;
    within("departure_delay_min", facts.departure_delay_min, earliest, LONGEST_MIN)?;
    for (field, value) in [
        ("notice_min", facts.notice_min),
        ("notice_to_agent_min", facts.notice_to_agent_min),
        ("reroute_arrival_delay_min", facts.reroute_arrival_delay_min),
        ("alternate_arrives_later_min", facts.alternate_arrives_later_min),
        ("checkin_min_before_std", facts.checkin_min_before_std),
        ("reroute.departs_earlier_min", facts.reroute.and_then(|reroute| reroute.departs_earlier_min)),
        ("reroute.arrives_later_min", facts.reroute.and_then(|reroute| reroute.arrives_later_min)),
    ] {
        within(field, value, -LONGEST_MIN, LONGEST_MIN)?;
    }
    for (place, leg) in facts.legs.iter().enumerate() {
        if let Some(delay) =
            leg.arrival_delay_min.filter(|delay| delay.unsigned_abs() > LONGEST_MIN.unsigned_abs())
        {
            return Err(
                beyond(delay.to_string(), LONGEST_MIN, "").at(format!("legs[{place}].arrival_delay_min"))
            );
        }
    }
    if facts.disruption == Disruption::BroughtForward
        && facts.postponed_min.is_some_and(|minutes| minutes > 0)
    {
        return Err(Problem::Contradicts("disruption").at("postponed_min"));
    }
    if facts.disruption == Disruption::RetimedLater && facts.advanced_min.is_some_and(|minutes| minutes > 0) {
        return Err(Problem::Contradicts("disruption").at("advanced_min"));
    }
    Ok(())
}

fn within(field: &'static str, value: Option<i64>, least: i64, most: i64) -> Result<(), FactError> {
    match value {
        Some(value) if value < least && least == 0 => Err(Problem::Negative.at(field)),
        Some(value) if value < least || value > most => Err(beyond(value.to_string(), most, "").at(field)),
        _ => Ok(()),
    }
}

fn beyond(found: String, most: i64, unit: &str) -> Problem {
    Problem::Beyond { found, most: format!("{most}{unit}") }
}

fn amounts(facts: &Facts) -> Result<(), FactError> {
    let of = |sum: Option<Sum>| sum.map(|sum| sum.amount());
    let ticket = facts.ticket_price;
    for (field, value) in [
        ("fare.amount", facts.fare.and_then(|fare| fare.amount)),
        ("fare.paid_by_passenger", facts.fare.and_then(|fare| fare.paid_by_passenger)),
        ("fare.received_by_carrier", facts.fare.and_then(|fare| fare.received_by_carrier)),
        ("one_way_fare", of(facts.one_way_fare)),
        ("lowest_cash_fare_same_class", of(facts.lowest_cash_fare_same_class)),
        ("fare_difference", of(facts.fare_difference)),
        ("ticket_price.amount", ticket.map(|price| price.amount)),
        ("ticket_price.taxes_class_independent", ticket.and_then(|price| price.taxes_class_independent)),
        ("flight_price.amount", facts.flight_price.map(|price| price.amount)),
        ("basic_fare_plus_fuel", of(facts.basic_fare_plus_fuel)),
        ("bag_fee", of(facts.bag_fee)),
        ("proven_damage", of(facts.proven_damage)),
        ("carrier_limit", of(facts.carrier_limit)),
        ("proven_damage_sdr", facts.proven_damage_sdr),
        ("declared_interest_sdr", facts.declared_interest_sdr),
        ("weight_kg", facts.weight_kg),
    ] {
        if value.is_some_and(|amount| amount < Amount::ZERO) {
            return Err(Problem::Negative.at(field));
        }
    }
    if facts.proven_damage_sdr_per_passenger.iter().flatten().any(|amount| *amount < Amount::ZERO) {
        return Err(Problem::Negative.at("proven_damage_sdr_per_passenger"));
    }
    if ticket.is_some_and(|price| price.taxes_class_independent > Some(price.amount)) {
        return Err(Problem::Contradicts("ticket_price.amount").at("ticket_price.taxes_class_independent"));
    }
    Ok(())
}

/// One passenger's prices are of one currency; the dollar's and the rupee's laws count in their own.
fn currencies(facts: &Facts) -> Result<(), FactError> {
    let in_usd = [
        ("one_way_fare.currency", facts.one_way_fare),
        ("lowest_cash_fare_same_class.currency", facts.lowest_cash_fare_same_class),
        ("proven_damage.currency", facts.proven_damage.filter(|sum| sum.currency() != Some(Currency::SAR))),
        ("carrier_limit.currency", facts.carrier_limit),
    ];
    let in_inr = [("basic_fare_plus_fuel.currency", facts.basic_fare_plus_fuel)];
    for (law, sums) in [(Currency::USD, in_usd.as_slice()), (Currency::INR, in_inr.as_slice())] {
        for (field, sum) in sums {
            let found = sum.and_then(|sum| sum.currency()).filter(|found| *found != law);
            if let Some(found) = found {
                return Err(mismatch(field, found, law));
            }
        }
    }
    let prices = [
        ("ticket_price.currency", facts.ticket_price.map(|price| price.currency)),
        ("flight_price.currency", facts.flight_price.map(|price| price.currency)),
        ("fare.currency", facts.fare.map(|fare| fare.currency)),
        ("fare_difference.currency", facts.fare_difference.and_then(|sum| sum.currency())),
    ];
    let mut first = None;
    for (field, currency) in prices.into_iter().filter_map(|(field, found)| Some((field, found?))) {
        match first {
            None => first = Some(currency),
            Some(first) if first != currency => return Err(mismatch(field, currency, first)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn mismatch(field: &str, found: Currency, expected: Currency) -> FactError {
    Problem::Currency { found: found.to_string(), expected: expected.to_string() }.at(field)
}

/// An aircraft touches down, stops, and opens its doors, within half a day.
fn clock(facts: &Facts) -> Result<(), FactError> {
    const HALF_A_DAY: i64 = 12 * 60;
    let steps =
        [("touchdown", facts.touchdown), ("on_block", facts.on_block), ("doors_open", facts.doors_open)];
    let mut before: Option<(&'static str, ClockTime)> = None;
    for (field, time) in steps.into_iter().filter_map(|(field, time)| Some((field, time?))) {
        if let Some((earlier, then)) = before
            && time.minutes_since(then) > HALF_A_DAY
        {
            return Err(Problem::Before(earlier).at(field));
        }
        before = Some((field, time));
    }
    let late = facts.scheduled_arrival.zip(facts.doors_open).map(|(due, opened)| opened.minutes_since(due));
    if late.zip(facts.arrival_delay_min).is_some_and(|(clock, said)| (said - clock) % (24 * 60) != 0) {
        return Err(Problem::Contradicts("doors_open").at("arrival_delay_min"));
    }
    Ok(())
}

fn cabins(facts: &Facts) -> Result<(), FactError> {
    let Some((booked, flown)) = facts.booked_cabin.zip(facts.flown_cabin) else { return Ok(()) };
    let agrees = match facts.disruption {
        Disruption::Downgrade => flown < booked,
        Disruption::Upgrade => flown > booked,
        Disruption::SeatChangeSameCabin => flown == booked,
        _ => true,
    };
    if agrees { Ok(()) } else { Err(Problem::Contradicts("disruption").at("flown_cabin")) }
}
