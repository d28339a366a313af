//! The flights of a booking with their live state, and the connections between them.

use crate::{
    customers::{
        record::{BookingRecord, SegmentRecord},
        view::Flights,
    },
    flights::record::{FlightRecord, delay},
};
use jiff::Timestamp;
use purser_contract::{FlightKey, journey::FlightStatus};

/// One flight of the journey.
#[derive(Clone, Debug)]
pub struct Leg<'a> {
    /// As sold.
    pub sold: &'a SegmentRecord,
    /// Its key.
    pub key: FlightKey,
    /// What operations said, when they did.
    pub live: Option<&'a FlightRecord>,
}

impl Leg<'_> {
    /// The status operations gave it.
    pub fn status(&self) -> Option<FlightStatus> {
        self.live.and_then(FlightRecord::status).map(|fact| fact.value)
    }

    /// Scheduled departure: operations' word before the sale's.
    pub fn planned_departure(&self) -> Option<Timestamp> {
        self.live
            .and_then(|live| live.scheduled_departure.as_ref())
            .map(|fact| fact.value)
            .or(self.sold.departs)
    }

    /// Scheduled arrival: operations' word before the sale's.
    pub fn planned_arrival(&self) -> Option<Timestamp> {
        self.live
            .and_then(|live| live.scheduled_arrival.as_ref())
            .map(|fact| fact.value)
            .or(self.sold.arrives)
    }

    /// When it left or will leave. Without times, noon of its date stands in.
    pub fn departs(&self) -> Option<Timestamp> {
        let expected = self.live.and_then(FlightRecord::expected_departure).map(|fact| fact.value);
        expected.or_else(|| self.planned_departure()).or_else(|| {
            let noon = self.sold.date.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            Some(noon.timestamp())
        })
    }

    /// When it came or will come.
    pub fn arrives(&self) -> Option<Timestamp> {
        let expected = self.live.and_then(FlightRecord::expected_arrival).map(|fact| fact.value);
        expected.or_else(|| self.planned_arrival())
    }

    /// Minutes late at departure.
    pub fn departure_delay(&self) -> Option<i64> {
        delay(self.planned_departure(), self.live.and_then(FlightRecord::expected_departure))
    }

    /// Minutes late at arrival.
    pub fn arrival_delay(&self) -> Option<i64> {
        delay(self.planned_arrival(), self.live.and_then(FlightRecord::expected_arrival))
    }

    /// The greater of both delays, 0 when neither is known.
    pub fn worst_delay(&self) -> i64 {
        self.departure_delay().max(self.arrival_delay()).unwrap_or(0)
    }

    /// Whether it has left the ground.
    pub fn has_left(&self) -> bool {
        matches!(self.status(), Some(FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Diverted))
    }
}

/// The current flights of a booking, in order.
pub fn legs<'a>(booking: &'a BookingRecord, flights: &'a Flights) -> Vec<Leg<'a>> {
    booking.current().iter().map(|sold| leg(sold, flights)).collect()
}

/// Longer than this on the ground is a stay and not a change of aircraft: what follows is another journey. Seconds.
const STAY: i64 = 24 * 3_600;

/// The journeys of a booking: its flights, parted where the passenger stays. A delay makes no stay, so times as planned
/// count; neither does a connection that was missed, however late the next flight.
pub fn journeys<'a>(booking: &'a BookingRecord, flights: &'a Flights) -> Vec<Vec<Leg<'a>>> {
    let mut journeys: Vec<Vec<Leg<'a>>> = Vec::new();
    for leg in legs(booking, flights) {
        let stays = |last: &Leg<'_>| {
            let landed = last.planned_arrival().or_else(|| last.departs());
            let ground = leg.planned_departure().or_else(|| leg.departs()).zip(landed);
            let waits = |departs: Timestamp| departs.as_second() - landed.map_or(0, |at| at.as_second());
            let had_onward = booking.former().any(|former| {
                former.from == last.sold.to && former.departs.is_some_and(|at| (0..STAY).contains(&waits(at)))
            });
            ground.is_some_and(|(departs, _)| waits(departs) >= STAY) && !had_onward
        };
        match journeys.last_mut().filter(|journey| !journey.last().is_some_and(stays)) {
            Some(journey) => journey.push(leg),
            None => journeys.push(vec![leg]),
        }
    }
    journeys
}

/// A segment with what operations said of it.
pub fn leg<'a>(sold: &'a SegmentRecord, flights: &'a Flights) -> Leg<'a> {
    let key = sold.key();
    let live = flights.get(&key).map(|flight| &flight.1);
    Leg { sold, key, live }
}

/// Flights that were cancelled and that the booking has no more, each with those of these that go in its place: from where it
/// was to leave to where it was to go, by whatever way.
pub fn replaced<'a>(
    booking: &'a BookingRecord,
    legs: &'a [Leg<'a>],
    flights: &'a Flights,
) -> impl Iterator<Item = (Leg<'a>, &'a [Leg<'a>])> {
    booking.former().filter_map(move |sold| {
        let former = leg(sold, flights);
        let first = legs.iter().position(|now| now.sold.from == sold.from)?;
        let last = first + legs[first..].iter().position(|now| now.sold.to == sold.to)?;
        let instead = &legs[first..=last];
        (former.status() == Some(FlightStatus::Cancelled)).then_some((former, instead))
    })
}

/// A change of aircraft.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Index of the arriving leg.
    pub after: usize,
    /// The designator of the flight that was missed, and when it left or was to leave.
    pub missed: Option<(String, Option<Timestamp>)>,
}

/// A flight that the booking no longer has, and that left so soon after the arrival, was missed. Seconds.
const TIGHT: i64 = 30 * 60;

/// The connections of a journey. One is missed when the onward flight leaves before the arriving one lands, or when the
/// booking was changed away from a flight that could hardly be reached.
pub fn connections(booking: &BookingRecord, legs: &[Leg<'_>]) -> Vec<Connection> {
    legs.windows(2)
        .enumerate()
        .map(|(after, pair)| {
            let arrives = pair[0].arrives().filter(|_| pair[0].worst_delay() > 0);
            let gap = |departs: Option<Timestamp>| Some(departs?.as_second() - arrives?.as_second());
            let now = Some(&pair[1])
                .filter(|next| gap(next.departs()).is_some_and(|gap| gap <= 0))
                .map(|next| (next.sold.flight.clone(), next.departs()));
            let before = booking
                .former()
                .filter(|former| former.from == pair[0].sold.to && former.date >= pair[0].sold.date)
                .find(|former| gap(former.departs).is_some_and(|gap| gap < TIGHT))
                .map(|former| (former.flight.clone(), former.departs));
            Connection { after, missed: now.or(before) }
        })
        .collect()
}
