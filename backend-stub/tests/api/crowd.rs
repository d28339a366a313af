//! Crowds of people who are hard to tell apart, made at random: whatever the order in which their events come, the same
//! customers come out, with the same suggestions; and a merge that is taken back leaves nothing behind.

use crate::order::{customers, same};
use jiff::{Timestamp, ToSpan as _};
use purser_backend::ingest::envelope::{self, Incoming};
use rand::{Rng as _, SeedableRng, seq::IndexedRandom as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

const NAMES: [(&str, &str); 8] = [
    ("Anna", "Kovács"),
    ("Bence", "Kovács"),
    ("ANNA MRS", "KOVACS"),
    ("Александр", "Иванов"),
    ("Alexander", "Ivanov"),
    ("محمد", "حداد"),
    ("Mohamed", "Haddad"),
    ("", "Kovács"),
];

/// One person as a source may speak of them, with a few of the crowd's identifiers.
fn person(random: &mut ChaCha8Rng) -> Value {
    let mut identifiers = json!({});
    for (kind, values) in [
        ("phone", ["+36301111111", "+36302222222", "+4915112345678"]),
        ("email", ["anna.kovacs@example.org", "annakovacs@example.com", "family@example.org"]),
        ("loyalty", ["L1", "L2", "L3"]),
    ] {
        if random.random_bool(0.45) {
            identifiers[kind] = (*values.choose(random).unwrap()).into();
        }
    }
    if identifiers.as_object().unwrap().is_empty() {
        identifiers["phone"] = "+36301111111".into();
    }
    let (given, family) = NAMES.choose(random).unwrap();
    let mut person = json!({"name": {"given": given, "family": family}, "identifiers": identifiers});
    if random.random_bool(0.5) {
        person["birth_date"] = (*["1980-04-07", "1980-07-04", "1991-01-01"].choose(random).unwrap()).into();
    }
    if random.random_bool(0.3) {
        person["address"] =
            (*["Fő utca 12, 1011 Budapest", "1011 BUDAPEST, FO UTCA 12"].choose(random).unwrap()).into();
    }
    person
}

fn crowd(seed: u64) -> Vec<Incoming> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut events = Vec::new();
    for index in 0..28 {
        let data = match random.random_range(0..4) {
            0 => {
                let mates: Vec<Value> =
                    (0..2).map(|_| json!({"customer": person(&mut random), "ssrs": []})).collect();
                let pnr = *["AAAAAA", "BBBBBB", "CCCCCC"].choose(&mut random).unwrap();
                ("booking.created", json!({"pnr": pnr, "passengers": mates, "segments": []}))
            }
            1 => ("identity.linked", json!({"customer": person(&mut random)})),
            _ => {
                ("preference.stated", json!({"customer": person(&mut random), "key": "seat", "value": index}))
            }
        };
        events.push(event(&format!("e{index}"), "/test", data, index));
    }
    events
}

fn event(id: &str, source: &str, (kind, data): (&str, Value), minute: i64) -> Incoming {
    let at: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
    let event = json!({"specversion": "1.0", "id": id, "source": source, "type": format!("purser.{kind}.v1"),
        "time": (at + minute.minutes()).to_string(), "data": data});
    envelope::read(0, &event.to_string(), at, "DE").unwrap()
}

#[tokio::test]
async fn any_order_of_the_same_events_gives_the_same_customers_and_suggestions() {
    let mut suggested = 0;
    for seed in 0..12 {
        let events = crowd(seed);
        let expected = customers(&events, &[100]).await;
        suggested += expected.iter().filter(|(_, _, text)| text.contains("score")).count();
        for order in 0..3 {
            let mut shuffled = events.clone();
            shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(order));
            same(&customers(&shuffled, &[1, 5, 2]).await, &expected, &format!("crowd {seed}, order {order}"));
        }
    }
    assert!(suggested > 20, "only {suggested} customers with suggestions");
}

/// A decision of a supervisor about two records.
fn decided(id: &str, kind: &str, pair: &[String; 2], more: &Value, minute: i64) -> Incoming {
    let mut data = json!({"customer": pair[0], "other": pair[1], "by": "sup-1"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event(id, "/purser", (kind, data), minute)
}

/// Records without what only counts or tells of decisions: the version, and when the last word on who they are was said.
fn bare(rows: &[(String, i64, String)]) -> Vec<(String, String)> {
    rows.iter().map(|(id, _, record)| (id.clone(), without_shaped(record))).collect()
}

fn without_shaped(record: &str) -> String {
    let Some((before, after)) = record.split_once("\"shaped\":[") else { return record.to_owned() };
    let (_, after) = after.split_once(']').unwrap();
    format!("{}{after}", before.trim_end_matches(','))
}

#[tokio::test]
async fn merges_and_differences_come_out_the_same_and_back_to_what_was() {
    for seed in 0..6 {
        let events = crowd(seed);
        let alone = customers(&events, &[100]).await;
        let ids: Vec<String> = alone.iter().map(|row| row.0.clone()).collect();
        let [first, second, third, ..] = ids.as_slice() else { continue };
        let pair = [first.clone(), second.clone()];
        let other = [second.clone(), third.clone()];
        let decisions = [
            decided("m1", "profile.merge-decided", &pair, &json!({}), 100),
            decided("m2", "profile.merge-decided", &other, &json!({}), 101),
            decided("u1", "profile.unmerge-decided", &pair, &json!({"merge": "m1"}), 102),
            decided("u2", "profile.unmerge-decided", &other, &json!({"merge": "m2"}), 103),
        ];
        let all: Vec<Incoming> = events.iter().chain(&decisions).cloned().collect();
        let back = customers(&all, &[100]).await;
        assert_eq!(bare(&back), bare(&alone), "crowd {seed}: merged and separated again");
        let word = decided("d1", "profile.difference-decided", &pair, &json!({"different": true}), 104);
        let kept: Vec<Incoming> = events.iter().chain(&decisions[..1]).chain([&word]).cloned().collect();
        let expected = customers(&kept, &[100]).await;
        for order in 0..3 {
            let mut shuffled = events.clone();
            shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(order));
            // Decisions are about records that are there; what they say comes in any order among themselves.
            let late: Vec<Incoming> =
                shuffled.iter().cloned().chain([word.clone(), decisions[0].clone()]).collect();
            same(
                &customers(&late, &[4, 1, 9]).await,
                &expected,
                &format!("crowd {seed}, order {order}, decided"),
            );
            let mut taken_back = shuffled.clone();
            taken_back.extend([3, 1, 2, 0].map(|place: usize| decisions[place].clone()));
            let found = customers(&taken_back, &[3]).await;
            assert_eq!(
                bare(&found),
                bare(&alone),
                "crowd {seed}, order {order}: separated before it was merged"
            );
        }
    }
}
