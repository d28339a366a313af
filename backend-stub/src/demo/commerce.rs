//! What people buy: searches, bookings, extras; those of this week's journeys and some from before and for later.
//!
//! Deliberately not here: changes that the airline makes to a booking when a flight goes wrong (`ground`).

use super::{
    draw::{Draw, Stream, booking_reference},
    operations::designator,
    people::{Household, Person, Role},
    profile::ago,
    refs,
    schedule::Leg,
    sheet::{Sheet, source},
    stories,
    trips::{Trip, destination, price, ssrs, ticket_of},
    world::{DAY, World, stamp},
};
use jiff::ToSpan;
use purser_contract::payload::{BookingIn, Money, OrderIn, OrderItem, PassengerIn, SearchIn, SegmentIn};

const EXTRAS: [(&str, &str, &str); 8] = [
    ("XBAG23", "Second bag, 23 kg", "60.00"),
    ("SEATXL", "Seat with more legroom", "35.00"),
    ("SEATFR", "Front row seat", "18.00"),
    ("LNGE01", "Lounge entry", "42.00"),
    ("WIFIFL", "Wi-Fi, whole flight", "19.00"),
    ("FASTTR", "Fast lane at security", "12.00"),
    ("SPEQSK", "Ski bag", "55.00"),
    ("CLIMA1", "Sustainable fuel share", "24.50"),
];
const GOODS: [(&str, &str, &str); 5] = [
    ("GIFT50", "Gift card", "50.00"),
    ("MILE10", "10,000 Zephyr Club miles", "199.00"),
    ("UPGBUS", "Upgrade to business", "320.00"),
    ("HOTELX", "Hotel at the destination, 2 nights", "264.00"),
    ("RENTCR", "Rental car, 3 days", "149.00"),
];

/// All a household searched, booked and ordered.
pub(super) fn household(world: &World, household: &Household, sheet: &mut Sheet) {
    let mut draw = Draw::new(world.seed, Stream::Commerce, household.index);
    let people = household.people(world);
    if let Some(trip) = Trip::plan(world, household) {
        let legs = [trip.out.as_slice(), &trip.back].concat();
        sheet.add(source::RESERVATION, "booking.created", &trip.pnr, trip.booked, || {
            booking(world, &trip, &legs, &people)
        });
        extras(&trip, &people, &mut draw, sheet);
    }
    for person in people.iter().filter(|person| person.role == Role::Adult && person.email.is_some()) {
        searches(world, household, person, &mut draw, sheet);
        goods(world, person, &mut draw, sheet);
    }
    other_booking(world, household, &people, 1, &mut draw, sheet);
    other_booking(world, household, &people, 2, &mut draw, sheet);
}

/// A booking with these flights, as reservation tells it.
pub(super) fn booking(world: &World, trip: &Trip, legs: &[Leg], people: &[Person]) -> BookingIn {
    let going: Vec<&Person> = trip.travellers.iter().filter_map(|place| people.get(*place)).collect();
    let mut infants = going.iter().filter(|person| person.role == Role::Infant);
    let mut passenger = |person: &&Person| {
        let lap = if person.role == Role::Adult { infants.next() } else { None };
        PassengerIn {
            erased: false,
            customer: refs::passenger(person, &trip.pnr),
            ticket: Some(ticket_of(person, 0)),
            ssrs: ssrs(person, trip, lap.copied()),
        }
    };
    BookingIn {
        pnr: trip.pnr.clone(),
        booked_at: Some(stamp(trip.booked)),
        channel: Some(trip.channel.to_owned()),
        passengers: going.iter().map(&mut passenger).collect(),
        segments: legs.iter().map(|leg| segment(world, leg, trip.cabin)).collect(),
        total: Some(trip.total(world)),
        corporate: trip.corporate.map(|company| world.cultures.companies[company].to_owned()),
    }
}

/// One flight as sold.
pub(super) fn segment(world: &World, leg: &Leg, cabin: &str) -> SegmentIn {
    SegmentIn {
        flight: designator(leg),
        date: leg.date,
        from: world.schedule.iata(leg.from).to_owned(),
        to: world.schedule.iata(leg.to).to_owned(),
        departs: Some(stamp(leg.departs)),
        arrives: Some(stamp(leg.arrives)),
        cabin: Some(cabin.to_owned()),
        operating_carrier: None,
    }
}

fn item((sku, name, price): &(&str, &str, &str)) -> OrderItem {
    OrderItem {
        sku: Some((*sku).to_owned()),
        name: Some((*name).to_owned()),
        price: Some(Money { amount: (*price).to_owned(), currency: "EUR".to_owned() }),
    }
}

fn extras(trip: &Trip, people: &[Person], draw: &mut Draw, sheet: &mut Sheet) {
    let Some(buyer) = trip.travellers.first().and_then(|place| people.get(*place)) else { return };
    if !draw.permille(230) {
        return;
    }
    let at = trip.booked + draw.between(60, 4000);
    let mut items = vec![item(draw.pick(&EXTRAS))];
    if draw.permille(300) {
        items.push(item(draw.pick(&EXTRAS)));
    }
    let order_id = format!("A{:08}", buyer.customer);
    sheet.add(source::ORDERS, "ancillary.purchased", &order_id, at, || OrderIn {
        customer: refs::traveller(buyer, &trip.pnr),
        order_id: Some(order_id.clone()),
        items,
    });
}

fn goods(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) {
    if !draw.permille(45) {
        return;
    }
    let at = ago(world, draw, 200);
    let order_id = format!("O{:08}", person.customer);
    sheet.add(source::ORDERS, "order.placed", &order_id, at, || OrderIn {
        customer: refs::known(person),
        order_id: Some(order_id.clone()),
        items: vec![item(draw.pick(&GOODS))],
    });
}

/// Somebody looks for a flight, sometimes the same one again and again, and sometimes gives up at the till.
fn searches(world: &World, household: &Household, person: &Person, draw: &mut Draw, sheet: &mut Sheet) {
    if !draw.permille(95) {
        return;
    }
    let Some(from) = world.schedule.place(household.home(world)) else { return };
    let to = destination(world, from, draw);
    if from == to {
        return;
    }
    let ahead = draw.between(9, 160);
    let cabin = ["economy", "economy", "economy", "business", "premium-economy"][draw.below(5)];
    let last = world.day(1) - draw.long_tail(0, 20 * DAY);
    let search = |customer, at: i64| SearchIn {
        customer,
        from: world.schedule.iata(from).to_owned(),
        to: world.schedule.iata(to).to_owned(),
        depart_date: stamp(at).to_zoned(jiff::tz::TimeZone::UTC).date().checked_add(ahead.days()).ok(),
        cabin: Some(cabin.to_owned()),
        price: Some(price(world.schedule.distance(from, to), cabin, at / 3600)),
    };
    let times = 1 + draw.weighted([50, 28, 14, 8].into_iter()) as i64;
    for time in 0..times {
        let (id, at) = (format!("{}-{time}", person.customer), last - time * 5 * 3600);
        sheet.add(source::BOOKING_ENGINE, "search.performed", id, at, || {
            search(refs::writer(person, false), at)
        });
    }
    if draw.permille(300) {
        let at = last + 8 * 60;
        sheet.add(source::BOOKING_ENGINE, "booking.abandoned", person.customer, at, || {
            search(refs::writer(person, false), at)
        });
    }
}

/// A journey flown some time ago (number 1) or planned for later (number 2), between home and a hub.
fn other_booking(
    world: &World,
    household: &Household,
    people: &[Person],
    number: u64,
    draw: &mut Draw,
    sheet: &mut Sheet,
) {
    if !draw.permille(if number == 1 { 110 } else { 60 }) {
        return;
    }
    let home = world.schedule.place(household.home(world));
    let route = world.schedule.routes.iter().position(|route| Some(route.spoke) == home);
    let route = route.unwrap_or_else(|| draw.below(world.schedule.routes.len()));
    let offset = if number == 1 { -draw.between(25, 380) } else { draw.between(20, 170) };
    let today = stamp(world.midnight).to_zoned(jiff::tz::TimeZone::UTC).date();
    let date = |days: i64| today.checked_add(days.days()).ok();
    let (Some(there), Some(home_again)) = (date(offset), date(offset + draw.between(2, 9))) else { return };
    let [out, _] = world.schedule.once(route, there);
    let [_, back] = world.schedule.once(route, home_again);
    let (Some(out), Some(back)) = (out, back) else { return };
    let trip = Trip {
        pnr: booking_reference(world.seed, household.index * 4 + number, &stories::REFERENCES),
        travellers: vec![0],
        booked: (out.departs - draw.between(3 * DAY, 60 * DAY))
            .min(world.day(0) - draw.between(600, 9 * DAY)),
        channel: ["web", "app", "agency"][draw.below(3)],
        cabin: ["economy", "economy", "economy", "business"][draw.below(4)],
        corporate: None,
        out: vec![out],
        back: vec![back],
    };
    sheet.add(source::RESERVATION, "booking.created", &trip.pnr, trip.booked, || {
        booking(world, &trip, &[out, back], people)
    });
    if number == 2 && draw.permille(80) {
        let at = trip.booked + draw.between(3600, 3 * DAY);
        sheet.add(source::RESERVATION, "booking.cancelled", &trip.pnr, at, || {
            booking(world, &trip, &[out, back], people)
        });
    }
}
