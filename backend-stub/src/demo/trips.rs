//! The journey a household makes around this week: who goes, where, when, in which cabin.
//!
//! Deliberately not here: what goes wrong on the way (`course`).

use super::{
    draw::{Draw, Stream, booking_reference, ticket},
    people::{Household, Kind, MOST, Person, Role},
    schedule::Leg,
    stories,
    world::{DAY, World},
};
use purser_contract::payload::Money;

/// A booking of a household as it was sold.
#[derive(Clone, Debug)]
pub(super) struct Trip {
    pub(super) pnr: String,
    /// Places of the travelling members in the household.
    pub(super) travellers: Vec<usize>,
    pub(super) booked: i64,
    pub(super) channel: &'static str,
    pub(super) cabin: &'static str,
    pub(super) corporate: Option<usize>,
    pub(super) out: Vec<Leg>,
    pub(super) back: Vec<Leg>,
}

impl Trip {
    /// The household's journey around this week, when it makes one.
    pub(super) fn plan(world: &World, household: &Household) -> Option<Self> {
        let mut draw = Draw::new(world.seed, Stream::Trip, household.index);
        if !draw.permille(if household.kind == Kind::Family { 1000 } else { 740 }) {
            return None;
        }
        let home = world.schedule.place(household.home(world))?;
        let day = if draw.permille(250) { -draw.between(5, 8) } else { draw.between(-4, 3) };
        let mut found = None;
        for _ in 0..6 {
            let to = destination(world, home, &mut draw);
            let earliest = world.day(day) + draw.between(4, 15) * 3600;
            let out = world.schedule.journey(home, to, earliest);
            if out.last().is_some_and(|last| last.to == to) {
                found = Some((to, out));
                break;
            }
        }
        let (to, out) = found?;
        let landed = out.last().map_or(0, |leg| leg.arrives);
        let returns = draw.permille(680);
        let stay = draw.between(1, 7) * DAY;
        let back = if returns { world.schedule.journey(to, home, landed + stay) } else { Vec::new() };
        let departs = out.first().map_or(0, |leg| leg.departs);
        let ahead = draw.long_tail(1, 150) * DAY + draw.between(0, DAY);
        let booked = (departs - ahead).min(world.day(0) - draw.between(600, 2 * DAY)).min(departs - 3 * 3600);
        let travellers = travellers(household, &mut draw);
        let business = travellers.len() == 1 && draw.permille(330);
        let corporate = business.then(|| draw.below(world.cultures.companies.len()));
        let cabin = ["economy", "premium-economy", "business", "first"]
            [draw.weighted(if business { [46, 18, 34, 2] } else { [88, 7, 4, 1] }.into_iter())];
        let channel = ["web", "app", "agency", "contact-centre", "corporate-portal"]
            [draw.weighted(if business { [12, 10, 30, 2, 46] } else { [46, 32, 17, 5, 0] }.into_iter())];
        let pnr = booking_reference(world.seed, household.index * 4, &stories::REFERENCES);
        Some(Self { pnr, travellers, booked, channel, cabin, corporate, out, back })
    }

    /// The time from the first departure to the end of the journey, with two days for late bags.
    pub(super) fn span(&self) -> std::ops::Range<i64> {
        let first = self.out.first().map_or(0, |leg| leg.departs);
        let last = self.back.last().or(self.out.last()).map_or(0, |leg| leg.arrives);
        first - 2 * DAY..last + 3 * DAY
    }

    /// What all travellers pay together.
    pub(super) fn total(&self, world: &World) -> Money {
        let kilometres: f64 =
            self.out.iter().chain(&self.back).map(|leg| world.schedule.distance(leg.from, leg.to)).sum();
        price(kilometres * self.travellers.len() as f64, self.cabin, self.booked)
    }
}

/// A fare by distance and cabin; the salt keeps fares from all being alike.
pub(super) fn price(kilometres: f64, cabin: &str, salt: i64) -> Money {
    let factor = match cabin {
        "first" => 9.0,
        "business" => 4.2,
        "premium-economy" => 1.9,
        _ => 1.0,
    };
    let spread = 0.8 + (salt.rem_euclid(97)) as f64 / 160.0;
    #[expect(clippy::cast_possible_truncation, reason = "a fare in cents")]
    let cents = ((48.0 + kilometres * 0.061) * factor * spread * 100.0) as i64;
    Money { amount: format!("{}.{:02}", cents / 100, cents % 100), currency: "EUR".to_owned() }
}

/// The ticket of one member for one of the household's four bookings.
pub(super) fn ticket_of(person: &Person, booking: u64) -> String {
    ticket(person.customer * 4 + booking)
}

/// Special service codes of a traveller. An infant is on the list as `INF`, and the adult whose lap it travels on
/// carries `INFT` with its name.
pub(super) fn ssrs(person: &Person, trip: &Trip, lap: Option<&Person>) -> Vec<String> {
    let mut codes = Vec::new();
    match person.role {
        Role::Infant => codes.push("INF"),
        Role::Child if trip.travellers.len() == 1 => codes.extend(["CHLD", "UMNR"]),
        Role::Child => codes.push("CHLD"),
        Role::Adult => {}
    }
    codes.extend(person.assistance);
    codes.extend(person.meal);
    if person.role == Role::Adult && person.customer % 83 == 7 {
        codes.push("PETC");
    }
    let infant = lap.map(|infant| format!("INFT {}", infant.name.given));
    infant.into_iter().chain(codes.into_iter().map(str::to_owned)).collect()
}

/// Somewhere the airline flies, by the weight of its routes; sometimes a hub itself.
pub(super) fn destination(world: &World, home: u16, draw: &mut Draw) -> u16 {
    let hub = world.schedule.place(if draw.permille(750) { "FRA" } else { "BUD" });
    if let Some(hub) = hub.filter(|hub| *hub != home && draw.permille(150)) {
        return hub;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "weights between 0 and 4")]
    let weights = world.schedule.routes.iter().map(|route| (route.weight * 10.0) as u32);
    for _ in 0..4 {
        let spoke = world.schedule.routes[draw.weighted(weights.clone())].spoke;
        if spoke != home {
            return spoke;
        }
    }
    hub.unwrap_or(home)
}

/// Who goes: families together, couples mostly, a child now and then alone.
fn travellers(household: &Household, draw: &mut Draw) -> Vec<usize> {
    let everybody = || (0..household.size.min(MOST)).collect::<Vec<_>>();
    match household.kind {
        Kind::Single | Kind::Family => everybody(),
        Kind::Couple if draw.permille(780) => everybody(),
        Kind::Couple => vec![draw.below(household.size)],
        Kind::Shared if draw.permille(600) => everybody(),
        Kind::Shared => {
            let alone = draw.below(household.size);
            let infant = household.roles[alone] == Role::Infant;
            let rarely = household.roles[alone] == Role::Child && !draw.permille(350);
            if infant || rarely { everybody() } else { vec![alone] }
        }
    }
}
