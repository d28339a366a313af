//! How a journey really went, as far as it is known now: missed connections, cancelled flights, rebookings.
//! Pure: from the flights' fates alone.
//!
//! Deliberately not here: events. `commerce`, `ground` and `bags` tell what this found out.

use super::{
    draw::{Draw, Stream},
    schedule::Leg,
    trips::Trip,
    world::World,
};

/// The least time to walk from one gate to the next.
const CONNECT: i64 = 25 * 60;
/// Nobody is rebooked more often than this on one journey.
const REBOOKINGS: usize = 3;

/// One direction of a journey.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// The flights as they stand now.
    pub(super) legs: Vec<Leg>,
    /// Indexes of flights that replaced a missed or cancelled one.
    pub(super) replaced: Vec<usize>,
}

/// A journey as it stands now.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) out: Part,
    pub(super) back: Part,
    /// When the booking was changed, and what it was changed to.
    pub(super) changes: Vec<(i64, Vec<Leg>)>,
    /// When the customer gave up and took the money back.
    pub(super) cancelled: Option<i64>,
}

impl Course {
    /// Follows a trip through the fates of its flights.
    pub(super) fn follow(world: &World, trip: &Trip, household: u64) -> Self {
        let mut draw = Draw::new(world.seed, Stream::Course, household);
        let mut course = Self {
            out: Part { legs: trip.out.clone(), replaced: Vec::new() },
            back: Part { legs: trip.back.clone(), replaced: Vec::new() },
            changes: Vec::new(),
            cancelled: None,
        };
        let rest = course.back.legs.clone();
        course.cancelled =
            part(world, &mut course.out, &mut course.changes, |legs| [legs, &rest].concat(), &mut draw);
        if course.cancelled.is_none() {
            let before = course.out.legs.clone();
            // On the way home nobody gives up.
            part(world, &mut course.back, &mut course.changes, |legs| [&before, legs].concat(), &mut draw);
        }
        course
    }

    /// Both directions, with the number of the direction.
    pub(super) fn parts(&self) -> [(usize, &Part); 2] {
        [(0, &self.out), (1, &self.back)]
    }
}

/// Follows one direction; answers when it was given up.
fn part(
    world: &World,
    part: &mut Part,
    changes: &mut Vec<(i64, Vec<Leg>)>,
    whole: impl Fn(&[Leg]) -> Vec<Leg>,
    draw: &mut Draw,
) -> Option<i64> {
    let to = part.legs.last()?.to;
    let mut at = 0;
    while let Some(leg) = part.legs.get(at).copied() {
        let fate = world.fate(&leg);
        let Some((broken, from, decided, ready)) = broken(world, part, at, &fate, leg) else {
            at += 1;
            continue;
        };
        if at == 0 && broken == 0 && changes.is_empty() && draw.permille(220) {
            let gives_up = decided + draw.between(20, 200) * 60;
            return (gives_up <= world.now).then_some(gives_up);
        }
        let changed = decided + draw.between(8, 50) * 60;
        let instead = world.schedule.journey(from, to, ready.max(changed + 30 * 60));
        if changed > world.now || changes.len() >= REBOOKINGS || instead.is_empty() {
            break;
        }
        part.legs.truncate(broken);
        part.replaced.retain(|index| *index < broken);
        part.replaced.extend(broken..broken + instead.len());
        part.legs.extend(instead);
        changes.push((changed, whole(&part.legs)));
        at = broken;
    }
    None
}

/// Whether the flight at `at`, or the connection after it, does not work: which flight has to be replaced, from
/// where, when that was known, and when the passenger can leave.
fn broken(
    world: &World,
    part: &Part,
    at: usize,
    fate: &super::fate::Fate,
    leg: Leg,
) -> Option<(usize, u16, i64, i64)> {
    if let Some(known) = fate.cancelled_at(&leg, world.now) {
        return Some((at, leg.from, known, leg.departs + 20 * 60));
    }
    let next = part.legs.get(at + 1)?;
    let after = world.fate(next);
    let landed = fate.on(&leg);
    let missed = landed <= world.now
        && fate.diverted_to.is_none()
        && after.cancelled_at(next, world.now).is_none()
        && landed + CONNECT > after.off(next);
    missed.then_some((at + 1, next.from, landed, landed + 70 * 60))
}
