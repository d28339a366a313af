//! Customers: that all are there, how they are reached, how they travel, and the stories' ones.

use super::{NOW, at};
use crate::demo::{
    people::{Household, Kind, Person, Role},
    phone, stories,
    trips::Trip,
    world::World,
};
use purser_contract::payload::{BookingIn, ContactRinging};
use std::collections::{BTreeMap, HashMap, HashSet};

const CUSTOMERS: usize = 20_000;

fn world() -> World {
    World::new(7, CUSTOMERS, jiff::civil::date(2026, 11, 20), NOW.parse().unwrap())
}

fn households(world: &World) -> Vec<Household> {
    let mut first = 0;
    (0..)
        .map_while(|index| {
            let room = world.customers - first;
            (room > 0).then(|| {
                let household = Household::new(world, index, first, room);
                first += household.size as u64;
                household
            })
        })
        .collect()
}

/// Digits of a telephone number without the international prefix.
fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix("00").unwrap_or(&digits).to_owned()
}

#[test]
fn every_customer_is_told_of() {
    let world = world();
    let mut told: HashSet<String> = HashSet::new();
    for event in at(7, CUSTOMERS, NOW) {
        let data: serde_json::Value = serde_json::from_str(event.data.unwrap().get()).unwrap();
        let passengers = data["passengers"].as_array().cloned().unwrap_or_default();
        for customer in passengers.iter().map(|passenger| &passenger["customer"]).chain([&data["customer"]]) {
            let name =
                format!("{} {}", customer["name"]["given"], customer["name"]["family"]).replace('"', "");
            for (key, value) in customer["identifiers"].as_object().into_iter().flatten() {
                let value = value.as_str().unwrap();
                told.insert(format!(
                    "{name} {}",
                    if key == "phone" { digits(value) } else { value.to_owned() }
                ));
            }
        }
    }
    let mut count = 0;
    for household in households(&world) {
        let pnr = Trip::plan(&world, &household).map(|trip| trip.pnr);
        for person in household.people(&world) {
            count += 1;
            let name = format!("{} {}", person.name.given, person.name.family);
            let known = [
                person.card.map(|card| card.number),
                person.email,
                person.phone.map(|p| digits(&p)),
                pnr.clone(),
            ];
            let known = known.iter().flatten().any(|id| told.contains(&format!("{name} {id}")));
            assert!(known, "nobody speaks of customer {}", person.customer);
        }
    }
    assert_eq!(count + stories::CUSTOMERS, CUSTOMERS as u64);
}

#[test]
fn telephone_numbers_are_valid_in_every_spelling() {
    let world = world();
    let region = Some(phonenumber::country::DE);
    let (mut all, mut unusual) = (0_u32, 0_u32);
    let mut owners: HashMap<String, u64> = HashMap::new();
    for household in households(&world).iter().take(6_000) {
        for person in household.people(&world) {
            let Some(grouped) = &person.phone else { continue };
            let spelled = phone::spelled(grouped, person.spelling);
            let plain = grouped.replace(' ', "");
            // The validity rules of twenty countries are slow to ask, and a culture's numbers are alike.
            if household.index < 500 {
                let number =
                    phonenumber::parse(region, &spelled).unwrap_or_else(|error| panic!("{spelled}: {error}"));
                assert!(phonenumber::is_valid(&number), "{spelled} is not a number");
                assert_eq!(number.format().mode(phonenumber::Mode::E164).to_string(), plain);
            }
            all += 1;
            unusual += u32::from(spelled != plain);
            let owner = *owners.entry(plain).or_insert(household.index);
            assert_eq!(owner, household.index, "two households with {spelled}");
        }
    }
    assert!((0.17..0.23).contains(&(f64::from(unusual) / f64::from(all))), "{unusual} of {all}");
}

#[test]
fn households_and_tiers_have_their_shares() {
    let world = world();
    let households = households(&world);
    let shared = households.iter().filter(|household| household.kind == Kind::Shared).collect::<Vec<_>>();
    let share = shared.len() as f64 / households.len() as f64;
    assert!((0.10..0.14).contains(&share), "{share}");
    let people: Vec<Person> = households.iter().flat_map(|household| household.people(&world)).collect();
    let mut tiers: BTreeMap<&str, usize> = BTreeMap::new();
    for card in people.iter().filter_map(|person| person.card.as_ref()) {
        *tiers.entry(card.tier).or_default() += 1;
    }
    assert!(tiers["Blue"] > 4 * tiers["Silver"] && tiers["Silver"] > 3 * tiers["Gold"] / 2);
    assert!(tiers["Gold"] > 3 * tiers["Platinum"] && tiers["Platinum"] > 50);
    assert!(people.iter().filter(|person| person.role == Role::Infant).count() > 200);
    let mails = people.iter().filter_map(|person| person.email.as_deref());
    assert!(mails.clone().count() > 14_000);
    assert!(
        mails
            .clone()
            .all(|mail| ["example.org", "example.com", "example.net"].iter().any(|at| mail.ends_with(at)))
    );
}

#[test]
fn the_week_is_booked_and_its_flights_are_filled() {
    let world = world();
    let week = world.week();
    let (mut journeys, mut seats) = (0, 0);
    for household in households(&world) {
        let Some(trip) = Trip::plan(&world, &household) else { continue };
        let flights = trip.out.iter().chain(&trip.back).filter(|leg| week.contains(&leg.departs)).count();
        journeys += usize::from(flights > 0) * trip.travellers.len();
        seats += flights * trip.travellers.len();
    }
    let share = journeys as f64 / CUSTOMERS as f64;
    assert!((0.5..0.75).contains(&share), "{share} journeys a customer");
    let load = seats as f64 / world.schedule.period(week.start, week.end).len() as f64;
    assert!((8.0..120.0).contains(&load), "{load} customers a flight");
}

#[test]
fn the_stories_are_always_there() {
    for customers in [0, 50, 2_000] {
        let events: Vec<_> = at(11, customers, NOW).collect();
        let bookings = |pnr: &str| {
            let of = |kind: &str| events.iter().filter(|event| event.id.starts_with(kind)).count();
            assert!(of("booking.created-story") >= 7);
            let ours = events
                .iter()
                .filter(|event| event.source == "/demo/reservation" && event.kind.contains("booking"));
            let read = ours
                .map(|event| serde_json::from_str::<BookingIn>(event.data.as_ref().unwrap().get()).unwrap());
            read.filter(|booking| booking.pnr == pnr).collect::<Vec<_>>()
        };
        for caller in stories::CALLERS {
            assert!(!bookings(caller.pnr).is_empty(), "{} is missing", caller.given);
        }
        let hers = bookings(stories::CONNECTION.pnr);
        let flights =
            |at: usize| hers[at].segments.iter().map(|segment| segment.flight.as_str()).collect::<Vec<_>>();
        assert_eq!((flights(0), flights(1)), (vec!["ZX402", "ZX80"], vec!["ZX402", "ZX84"]));
        assert_eq!(hers[1].passengers.len(), 3);
    }
    assert_eq!(stories::FATHER.phone, stories::DAUGHTER.phone);
}

#[test]
fn the_demonstration_call_comes_from_her_number() {
    let event = stories::demonstration_call(NOW.parse().unwrap(), "agent-1").unwrap();
    let ringing: ContactRinging = serde_json::from_str(event.data.unwrap().get()).unwrap();
    assert_eq!(ringing.from.as_deref(), Some(stories::CONNECTION.phone.replace(' ', "").as_str()));
    assert_eq!(ringing.agent_id.as_deref(), Some("agent-1"));
    assert_eq!(ringing.ivr.unwrap().authenticated, Some(false));
}
