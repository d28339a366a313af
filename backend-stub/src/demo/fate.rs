//! What becomes of a flight: on time, late, cancelled or diverted, at which gate, with which aircraft. Pure: the
//! same flight on the same date always fares the same.
//!
//! Deliberately not here: telling it. `operations` turns a fate into events as the day goes on.

use super::{
    draw::{Draw, Stream},
    schedule::Leg,
};

/// Causes as an operations centre words them, with how often each comes up.
const CAUSES: [(&str, u32); 12] = [
    ("late inbound aircraft", 26),
    ("air traffic control restriction", 20),
    ("technical fault, hydraulic", 7),
    ("technical fault, avionics", 6),
    ("technical fault, cabin door indication", 4),
    ("weather at destination", 9),
    ("weather at departure, de-icing", 6),
    ("crew rotation", 8),
    ("late passengers, baggage offload", 6),
    ("ground handling staff shortage", 5),
    ("security check of the cabin", 2),
    ("airport fuel supply", 1),
];

/// Causes of cancellations.
const REASONS: [&str; 5] = [
    "technical fault, engine",
    "crew rotation",
    "weather at destination",
    "air traffic control strike",
    "late inbound aircraft",
];

/// How one flight goes.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    /// When the cancellation was decided, seconds before scheduled departure.
    pub(super) cancelled_before: Option<i64>,
    /// Minutes late at departure; negative is early.
    pub(super) departure_delay: i64,
    /// Minutes late at arrival.
    pub(super) arrival_delay: i64,
    /// When a delay was announced, seconds before scheduled departure; absent for a few minutes.
    pub(super) announced_before: Option<i64>,
    pub(super) cause: &'static str,
    pub(super) gate: String,
    /// The gate it was moved to, 50 minutes before departure.
    pub(super) moved_to: Option<String>,
    pub(super) diverted_to: Option<&'static str>,
    pub(super) tail: u32,
}

impl Fate {
    /// The fate of an ordinary flight; `flown` is false outside the week, where nothing is known to have gone wrong.
    pub(super) fn draw(seed: u64, leg: &Leg, flown: bool) -> Self {
        let day = u64::from(leg.date.year().unsigned_abs()) * 400
            + u64::from(leg.date.day_of_year().unsigned_abs());
        let mut draw = Draw::new(seed, Stream::Fate, u64::from(leg.number) << 32 | day);
        let gate = gate(&mut draw);
        let mut fate = Self {
            cancelled_before: None,
            departure_delay: draw.between(-4, 9),
            arrival_delay: 0,
            announced_before: None,
            cause: "",
            gate,
            moved_to: None,
            diverted_to: None,
            tail: u32::try_from(draw.between(0, 17_575)).unwrap_or(0),
        };
        fate.arrival_delay = fate.departure_delay + draw.between(-9, 4);
        if draw.permille(60) {
            fate.moved_to = Some(self::gate(&mut draw));
        }
        if !flown {
            return fate;
        }
        if draw.permille(20) {
            fate.cancelled_before = Some(draw.between(70, 500) * 60);
            fate.cause = REASONS[draw.below(REASONS.len())];
        } else if draw.permille(184) {
            fate.departure_delay = draw.long_tail(18, 260);
            fate.arrival_delay = fate.departure_delay + draw.between(-12, 6);
            fate.announced_before = Some(draw.between(15, 110) * 60);
            fate.cause = CAUSES[draw.weighted(CAUSES.iter().map(|(_, weight)| *weight))].0;
        }
        fate
    }

    /// Makes this the diverted flight of the week.
    pub(super) fn divert(&mut self, to: &'static str) {
        self.cancelled_before = None;
        self.diverted_to = Some(to);
        self.cause = "weather at destination";
    }

    /// Whether the flight is cancelled, as far as is known at `now`.
    pub(super) fn cancelled_at(&self, leg: &Leg, now: i64) -> Option<i64> {
        self.cancelled_before.map(|before| leg.departs - before).filter(|at| *at <= now)
    }

    /// When it leaves the gate.
    pub(super) fn off(&self, leg: &Leg) -> i64 {
        leg.departs + self.departure_delay * 60
    }

    /// When it reaches the gate.
    pub(super) fn on(&self, leg: &Leg) -> i64 {
        leg.arrives + self.arrival_delay * 60
    }
}

fn gate(draw: &mut Draw) -> String {
    let pier = ["A", "B", "C", "Z"][draw.below(4)];
    format!("{pier}{:02}", draw.between(1, 48))
}
