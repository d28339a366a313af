//! One passenger's case, ready to be decided: the facts, with what follows from airports and clocks filled
//! in.
//!
//! Deliberately not here: law. What each regime makes of a case stands under `regimes`.

use crate::{
    airports::{Airport, airport, great_circle_m},
    cause::{Nature, Ruling},
    check,
    codes::{Country, Iata},
    error::{FactError, Problem},
    facts::{Facts, Leg, Metres, Reroute},
    regimes::regulation261::EDGES,
    territory,
    vocabulary::Disruption,
};
use jiff::civil::Date;

/// Near an edge the sphere and the ellipsoid may disagree: they differ by up to half a per cent.
const UNSURE_M: i64 = 10_000;
/// A given distance beyond nine tenths and three times of the airports' own is not theirs: airports move, but not
/// so far, and no way of measuring differs by so much.
const FITS: std::ops::RangeInclusive<i64> = 9..=30;
/// A given distance this near to the computed one is the computed one.
const SAME_M: i64 = 1_000;

/// One end of the journey.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The airport.
    pub airport: Iata,
    /// Its country, as the facts say or the table knows.
    pub country: Country,
    /// Its part of the country, where the table has it apart: `RE` where the facts say `FR`.
    pub territory: Country,
}

impl End {
    /// The same airport on other soil: the other reading where whose soil it is is not settled.
    pub(crate) const fn elsewhere(self, country: Country) -> Self {
        Self { country, territory: country, ..self }
    }
}

/// A case. Cheap to copy, so that neighbouring cases can be tried.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What was said.
    pub facts: &'a Facts,
    /// First departure.
    pub from: End,
    /// Final destination.
    pub to: End,
    /// Local date of the scheduled flight.
    pub date: Date,
    /// What happened.
    pub disruption: Disruption,
    /// Great circle in metres.
    pub distance_m: i64,
    /// The same by another method, when the facts give it.
    pub(crate) other_m: Option<i64>,
    /// The airports' own distance, where the one that is given cannot be theirs.
    pub(crate) unfit_m: Option<i64>,
    /// The distance is this crate's own, so its nearness to an edge is a doubt.
    pub(crate) computed: bool,
    /// Country of the licence of the carrier that is asked to pay; `None` when the facts do not say.
    pub licence: Option<Country>,
    /// That carrier flew the passenger, or was to.
    pub debtor_flew: bool,
    /// Separate bookings, of which only one flight counts.
    pub separate: bool,
    /// Some airport on the way lies in Canada.
    pub via_canada: bool,
    /// Treat Iceland, Norway and Switzerland as outside the Community: the other figure of an open question.
    pub associated_outside: bool,
    /// Minutes late at the final destination, doors open.
    pub arrival_delay: Option<i64>,
    /// Minutes late at the first departure.
    pub departure_delay: Option<i64>,
    /// Minutes of notice to the passenger.
    pub notice: Option<i64>,
    /// The other flight offered.
    pub reroute: Option<Reroute>,
    /// Minutes by which the departure was moved forward.
    pub advanced: Option<i64>,
    /// The carrier has proven that it took all reasonable measures.
    pub measures_proven: bool,
    /// The carrier's cause.
    pub cause: Option<&'static Ruling>,
    /// Days between receipt and written complaint.
    pub complaint_days: Option<i64>,
    /// Minutes by which the alternate transport arrives later (United States).
    pub alternate_arrives: Option<i64>,
    /// Minutes by which the alternate transport departs later (India).
    pub alternate_departs: Option<i64>,
    /// Minutes by which the bag came late (United States).
    pub bag_delay: Option<i64>,
}

impl<'a> Case<'a> {
    /// Prepares facts for decision.
    ///
    /// # Errors
    /// The first field that cannot be true, or the airport that is not known.
    pub fn new(facts: &'a Facts) -> Result<Self, FactError> {
        check::check(facts)?;
        let counted = counted_leg(facts);
        let (from, origin) = match counted {
            Some(leg) => end("legs.from", leg.from, None)?,
            None => end("origin", facts.origin, facts.origin_country)?,
        };
        let (to, destination) = match counted {
            Some(leg) => end("legs.to", leg.to, None)?,
            None => end("destination", facts.destination, facts.destination_country)?,
        };
        let given = |metres: Option<Metres>| metres.filter(|_| counted.is_none()).map(|metres| metres.0);
        let own = || origin.zip(destination).map(|(one, other)| great_circle_m(&one, &other));
        let said = given(facts.distance_km);
        let Some(distance_m) = said.or_else(own) else {
            let field = if origin.is_none() { "origin" } else { "destination" };
            return Err(Problem::UnknownAirport.at(field));
        };
        let (licence, debtor_flew) = debtor(facts);
        let unfit_m = said.and_then(|said| unfit(said, own(), [(from, origin), (to, destination)]));
        Ok(Self {
            facts,
            from,
            to,
            date: facts.event_date,
            disruption: facts.disruption,
            distance_m,
            other_m: given(facts.distance_km_wgs84),
            unfit_m,
            computed: said.is_none()
                || (near_an_edge(distance_m) && own().is_some_and(|own| (own - distance_m).abs() <= SAME_M)),
            licence,
            debtor_flew,
            separate: counted.is_some(),
            via_canada: via(facts, *b"CA"),
            associated_outside: false,
            arrival_delay: match counted {
                Some(leg) => leg.arrival_delay_min,
                None => facts.arrival_delay_min.or_else(|| by_the_clock(facts)),
            },
            departure_delay: facts.departure_delay_min,
            // Notice to the agent alone is no notice to the passenger (Art. 5(4); C-302/16).
            notice: facts.notice_min.or(facts.notice_to_agent_min.map(|_| 0)),
            reroute: facts.offered(),
            advanced: facts.advanced_min.or(facts.departs_earlier_min),
            measures_proven: facts.reasonable_measures_proven == Some(true),
            cause: facts.cause.as_ref().map(crate::cause::Cause::ruling),
            complaint_days: facts.complaint_days_after_receipt,
            alternate_arrives: facts.alternate_arrives_later_min,
            alternate_departs: facts.alternate_departs_later_min,
            bag_delay: facts.bag_delay_min,
        })
    }

    /// The nature of the cause; none stated is none proven.
    #[must_use]
    pub fn nature(&self) -> Nature {
        self.cause.map_or(Nature::Unlisted, |ruling| ruling.nature)
    }

    /// Extraordinary, and all reasonable measures proven (C-74/19): both, or no defence.
    #[must_use]
    pub fn has_defence(&self) -> bool {
        self.measures_proven && matches!(self.nature(), Nature::Extraordinary | Nature::Unsettled)
    }

    /// Minutes by which the passenger came, or comes, late: on the flight itself, or on the other one
    /// offered.
    #[must_use]
    pub fn lateness(&self) -> Option<i64> {
        self.arrival_delay.or(self.reroute.and_then(|reroute| reroute.arrives_later_min))
    }

    /// Both ends on one State's soil.
    #[must_use]
    pub fn domestic(&self) -> bool {
        territory::state(self.from.country) == territory::state(self.to.country)
    }

    /// Whether either end lies there.
    #[must_use]
    pub fn touches(&self, country: [u8; 2]) -> bool {
        self.leaves(country) || territory::state(self.to.country).0 == country
    }

    /// Whether the first departure lies there.
    #[must_use]
    pub fn leaves(&self, country: [u8; 2]) -> bool {
        territory::state(self.from.country).0 == country
    }

    /// The distance on the other side of an edge (metres, ascending), when it is not sure on which side the
    /// journey is: a computed figure within 10 km of it, or two methods that fall on different sides.
    #[must_use]
    pub fn distance_otherwise(&self, edges: &[i64]) -> Option<i64> {
        let metres = self.distance_m;
        let parted = |a: i64, b: i64| edges.iter().any(|edge| (a <= *edge) != (b <= *edge));
        if let Some(other) = self.other_m.filter(|other| parted(metres, *other)) {
            return Some(other);
        }
        if let Some(own) = self.unfit_m.filter(|own| parted(metres, *own)) {
            return Some(own);
        }
        let edge = edges.iter().find(|edge| self.computed && (metres - **edge).abs() <= UNSURE_M)?;
        Some(if metres <= *edge { edge + 1 } else { *edge })
    }

    /// This case at another distance, about which there is no doubt.
    #[must_use]
    pub const fn at_distance(mut self, metres: i64) -> Self {
        self.distance_m = metres;
        self.other_m = None;
        self.unfit_m = None;
        self.computed = false;
        self
    }
}

/// The end of a journey and where it is; an unknown airport needs its country said.
fn end(field: &'static str, iata: Iata, said: Option<Country>) -> Result<(End, Option<Airport>), FactError> {
    let found = airport(iata);
    let country =
        said.or(found.map(|airport| airport.country)).ok_or_else(|| Problem::UnknownAirport.at(field))?;
    // A department's own code says more than its country's; any other difference is the sender's to know.
    let apart = found
        .map(|airport| airport.country)
        .filter(|apart| territory::state(*apart) == territory::state(country));
    Ok((End { airport: iata, country, territory: apart.unwrap_or(country) }, found))
}

/// The airports' own distance, where the given one cannot be theirs. An airport in another country than the
/// table's is another airport.
fn unfit(said: i64, own: Option<i64>, ends: [(End, Option<Airport>); 2]) -> Option<i64> {
    let the_same = |(end, found): &(End, Option<Airport>)| {
        found.is_some_and(|airport| territory::state(airport.country) == territory::state(end.country))
    };
    let fits = |own: i64| (own * FITS.start() / 10..=own * FITS.end() / 10).contains(&said);
    own.filter(|own| ends.iter().all(the_same) && !fits(*own))
}

/// Near enough to an edge of a law to ask where the figure comes from.
fn near_an_edge(metres: i64) -> bool {
    EDGES.iter().any(|edge| (metres - edge).abs() <= UNSURE_M)
}

/// With several bookings each flight stands alone: the one that came latest counts, a later one that was
/// missed does not.
fn counted_leg(facts: &Facts) -> Option<&Leg> {
    if facts.single_booking || !facts.disruption.is_late_arrival() {
        return None;
    }
    let flown = facts.legs.iter().filter(|leg| leg.missed != Some(true));
    flown.filter(|leg| leg.arrival_delay_min.is_some()).max_by_key(|leg| leg.arrival_delay_min)
}

fn via(facts: &Facts, country: [u8; 2]) -> bool {
    let lies_there = |iata: Iata| airport(iata).is_some_and(|airport| airport.country.0 == country);
    facts.legs.iter().any(|leg| lies_there(leg.from) || lies_there(leg.to))
}

/// Doors open against schedule; more than 20 hours late is taken as early.
fn by_the_clock(facts: &Facts) -> Option<i64> {
    let late = facts.doors_open?.minutes_since(facts.scheduled_arrival?);
    Some(if late > 20 * 60 { late - 24 * 60 } else { late })
}

/// The licence of the carrier that is asked, and whether it flew any leg (Art. 2(b), 3(5); C-502/18,
/// C-367/20).
fn debtor(facts: &Facts) -> (Option<Country>, bool) {
    let asked = facts.claim_against.unwrap_or(facts.operating_carrier);
    let its = |leg: &&Leg| leg.carrier == Some(asked);
    let on_leg = facts.legs.iter().filter(its).find_map(|leg| leg.carrier_licence.as_deref());
    let licence = match on_leg {
        Some(text) => text
            .parse()
            .ok()
            .or_else(|| text.to_lowercase().starts_with("non").then_some(Country::of(*b"XX"))),
        None => (asked == facts.operating_carrier).then_some(facts.carrier_country),
    };
    (licence, asked == facts.operating_carrier || facts.legs.iter().any(|leg| its(&leg)))
}
