//! A town: many customers who travel together at random, share addresses here and there, and have numbers that come up twice.
//! In whatever order its events come, and however they are grouped, the same customers come out; a replay agrees.
//!
//! Companions chain nearly everybody to everybody, so that nothing here may rest on looking at a whole neighbourhood.

use crate::order::{customers, same};
use jiff::{Timestamp, ToSpan as _};
use purser_backend::ingest::envelope::{self, Incoming};
use rand::{Rng as _, SeedableRng, seq::IndexedRandom as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

const GIVEN: [&str; 6] = ["Anna", "Péter", "Li", "Иван", "Maria", "Noé"];
const FAMILY: [&str; 6] = ["Nagy", "Kovács", "Müller", "Иванов", "王", "García"];

struct Town {
    random: ChaCha8Rng,
    people: Vec<Value>,
    bookings: Vec<(String, usize)>,
}

impl Town {
    fn new(seed: u64, size: usize) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let people = (0..size).map(|number| resident(&mut random, number)).collect();
        Self { random, people, bookings: Vec::new() }
    }

    /// One of the people, by a number that is sometimes not theirs, and now and then without a name.
    fn somebody(&mut self) -> (usize, Value) {
        let number = self.random.random_range(0..self.people.len());
        let mut person = self.people[number].clone();
        if self.random.random_bool(0.05) {
            person.as_object_mut().unwrap().remove("name");
        }
        (number, person)
    }

    fn event(&mut self) -> (&'static str, Value) {
        let (number, person) = self.somebody();
        let flight = json!({"flight": format!("ZX{}", 100 + number % 7), "date": "2026-11-21"});
        match self.random.random_range(0..12) {
            0..3 => {
                let (_, companion) = self.somebody();
                let mates: Vec<Value> = [person, companion]
                    .into_iter()
                    .take(1 + usize::from(self.random.random_bool(0.5)))
                    .map(|customer| json!({"customer": customer}))
                    .collect();
                let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap());
                let at = self.bookings.len();
                let pnr: String =
                    ['T', 'W', letter(at / 676), letter(at / 26), letter(at), 'N'].into_iter().collect();
                self.bookings.push((pnr.clone(), number));
                let segment =
                    json!({"flight": flight["flight"], "date": flight["date"], "from": "BUD", "to": "LHR"});
                ("booking.created", json!({"pnr": pnr, "passengers": mates, "segments": [segment]}))
            }
            3 => {
                let mut checkin = json!({"customer": person, "seat": format!("{}A", number % 30 + 1)});
                checkin.as_object_mut().unwrap().extend(flight.as_object().unwrap().clone());
                if let (true, Some((pnr, whose))) =
                    (self.random.random_bool(0.7), self.bookings.choose(&mut self.random).cloned())
                {
                    checkin["pnr"] = pnr.into();
                    checkin["customer"] = json!({"name": self.people[whose]["name"]});
                }
                ("checkin.completed", checkin)
            }
            4 => {
                let tag = format!("0220{:06}", self.random.random_range(0..400));
                ("bag.checked", json!({"customer": person, "tag": tag}))
            }
            5 => {
                let number = format!("ZXL9{:03}", self.random.random_range(0..400));
                let own = person["identifiers"]["loyalty"].clone();
                let number = if own.is_string() { own } else { number.into() };
                (
                    "loyalty.updated",
                    json!({"customer": person, "programme": "ZX", "number": number, "tier": "silver"}),
                )
            }
            6 if self.random.random_bool(0.3) => {
                let mut person = person;
                person["identifiers"]["idp_subject"] = format!("s{number}").into();
                ("identity.linked", json!({"customer": person}))
            }
            7 => {
                let from = person["identifiers"].get("phone").cloned().unwrap_or("anonymous".into());
                let contact = format!("c{}", self.random.random_range(0..1_000_000));
                (
                    "contact.ringing",
                    json!({"contact_id": contact, "channel": "voice", "from": from, "agent_id": "a1"}),
                )
            }
            8 => ("search.performed", json!({"customer": person, "from": "BUD", "to": "LHR"})),
            _ => ("preference.stated", json!({"customer": person, "key": "seat", "value": "aisle"})),
        }
    }
}

fn resident(random: &mut ChaCha8Rng, number: usize) -> Value {
    let mut identifiers = json!({});
    if random.random_bool(0.5) {
        identifiers["loyalty"] = format!("ZXL1{number:04}").into();
    }
    if random.random_bool(0.7) {
        let household = if random.random_bool(0.8) { number } else { number / 2 * 2 };
        identifiers["email"] = format!("u{household}@example.org").into();
    }
    if random.random_bool(0.7) || identifiers.as_object().unwrap().is_empty() {
        let household = if random.random_bool(0.8) { number } else { number / 3 * 3 };
        identifiers["phone"] = format!("+3620{}", 5_000_000 + household).into();
    }
    let name = json!({"given": GIVEN.choose(random).unwrap(), "family": FAMILY.choose(random).unwrap()});
    json!({"name": name, "identifiers": identifiers})
}

fn events(seed: u64, size: usize, count: i64) -> Vec<Incoming> {
    let at: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
    let mut town = Town::new(seed, size);
    let read = |index: i64| {
        let (kind, data) = town.event();
        // Several things happen in one second.
        let time = at + (index / 3).seconds();
        let event = json!({"specversion": "1.0", "id": format!("e{index}"), "source": "/test",
            "type": format!("purser.{kind}.v1"), "time": time.to_string(), "data": data});
        envelope::read(0, &event.to_string(), at, "DE").unwrap()
    };
    (0..count).map(read).collect()
}

#[tokio::test]
async fn a_town_comes_out_the_same_in_any_order() {
    let events = events(7, 400, 1_500);
    let mut in_order = events.clone();
    in_order.sort_by_key(Incoming::moment);
    let expected = customers(&in_order, &[2_000]).await;
    assert!(expected.len() > 300, "{} customers", expected.len());
    for seed in 0..3 {
        let mut shuffled = events.clone();
        shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let found = customers(&shuffled, &[100, 1, 30, 400]).await;
        same(&found, &expected, &format!("order {seed}"));
    }
}

#[tokio::test]
async fn a_village_comes_out_the_same_in_any_order() {
    for village in 0..12 {
        let events = events(village, 24, 120);
        let mut in_order = events.clone();
        in_order.sort_by_key(Incoming::moment);
        let expected = customers(&in_order, &[1_000]).await;
        for seed in 0..3 {
            let mut shuffled = events.clone();
            shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            let found = customers(&shuffled, &[1, 7, 2, 30]).await;
            same(&found, &expected, &format!("village {village}, order {seed}"));
        }
    }
}
