//! Matching as a table: who is known, what an event says, whom it is about.

use super::*;
use proptest::prelude::*;
use purser_contract::payload::Name;
use uuid::Uuid;

fn id(n: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(n))
}

fn identifier(text: &str) -> Identifier {
    let (kind, value) = text.split_once(':').expect("kind:value");
    let kind = match kind {
        "loyalty" => IdentifierKind::Loyalty,
        "idp" => IdentifierKind::IdpSubject,
        "email" => IdentifierKind::Email,
        "phone" => IdentifierKind::Phone,
        "pnr" => IdentifierKind::Pnr,
        "bag" => IdentifierKind::Bag,
        other => panic!("kind {other}"),
    };
    Identifier { kind, value: value.to_owned() }
}

fn name(text: &str) -> Option<Name> {
    let (given, family) = text.split_once(' ')?;
    Some(Name { given: given.to_owned(), family: family.to_owned() })
}

/// `people`: (id, "Given Family", "identifiers separated by spaces").
fn check(people: &[(u128, &str, &str)], mention: (&str, &str), expect: &Resolution) {
    let known: Vec<(Holder, Vec<Identifier>)> = people
        .iter()
        .map(|(number, called, has)| {
            let has: Vec<Identifier> = has.split_whitespace().map(identifier).collect();
            let loyalty =
                has.iter().filter(|i| i.kind == IdentifierKind::Loyalty).map(|i| i.value.clone()).collect();
            let names = name(called).as_ref().and_then(NameKey::of).into_iter().collect();
            (Holder { id: id(*number), names, loyalty }, has)
        })
        .collect();
    let (called, has) = mention;
    let mention = Mention {
        name: name(called),
        key: name(called).as_ref().and_then(NameKey::of),
        identifiers: has.split_whitespace().filter(|word| *word != "explicit").map(identifier).collect(),
        explicit: has.contains("explicit"),
        ..Mention::default()
    };
    let found = resolve(&mention, |wanted| {
        known.iter().filter(|(_, has)| has.contains(wanted)).map(|(holder, _)| holder).collect()
    });
    assert_eq!(&found, expect, "{people:?} {mention:?}");
}

#[test]
fn a_person_is_found_by_their_own_identifiers() {
    let zsofia = (1, "Zsófia Kovács", "loyalty:ZX1 email:z@x phone:+36 pnr:Q7 idp:s1 bag:0220");
    for (called, has) in [
        ("", "loyalty:ZX1"),
        ("", "idp:s1"),
        ("", "email:z@x"),
        ("", "phone:+36"),
        ("", "bag:0220"),
        ("ZSOFIA KOVACS", "email:z@x"),
        ("ZSOFIA KOVACS", "pnr:Q7"),
        ("Other Name", "loyalty:ZX1"),
    ] {
        check(&[zsofia], (called, has), &Resolution::Known(id(1)));
    }
    check(&[zsofia], ("", "email:other@x"), &Resolution::New);
    check(&[zsofia], ("Bence Kovács", "email:z@x"), &Resolution::New);
    check(&[zsofia], ("Bence Kovács", "pnr:Q7"), &Resolution::New);
}

#[test]
fn a_shared_address_does_not_merge_a_family() {
    let family = [(1, "Anna Nagy", "phone:+36 email:n@x"), (2, "Bela Nagy", "phone:+36 loyalty:ZX2")];
    check(&family, ("", "phone:+36"), &Resolution::Ambiguous(vec![id(1), id(2)]));
    check(&family, ("Anna Nagy", "phone:+36"), &Resolution::Known(id(1)));
    check(&family, ("Cili Nagy", "phone:+36"), &Resolution::New);
    check(&family, ("", "phone:+36 email:n@x"), &Resolution::Known(id(1)));
    check(&family, ("", "phone:+36 loyalty:ZX2"), &Resolution::Known(id(2)));
}

#[test]
fn two_loyalty_numbers_never_link_on_a_shared_address() {
    let john = [(1, "John Smith", "loyalty:ZX1 phone:+44 email:j@x")];
    check(&john, ("John Smith", "loyalty:ZX2 phone:+44"), &Resolution::New);
    check(&john, ("John Smith", "loyalty:ZX2 email:j@x"), &Resolution::New);
    check(&john, ("John Smith", "loyalty:ZX2 phone:+44 explicit"), &Resolution::Known(id(1)));
    let namesakes =
        [(1, "John Smith", "loyalty:ZX1 phone:+44"), (2, "John Smith", "loyalty:ZX2 phone:+44 email:j@x")];
    let both = Resolution::Ambiguous(vec![id(1), id(2)]);
    check(&namesakes, ("John Smith", "phone:+44"), &both);
    check(&namesakes, ("John Smith", "phone:+44 email:j@x"), &both);
    check(&namesakes, ("John Smith", "phone:+44 loyalty:ZX1"), &Resolution::Known(id(1)));
    check(&namesakes, ("John Smith", "phone:+44 explicit"), &Resolution::Join(vec![id(1), id(2)]));
}

#[test]
fn evidence_joins_records_of_one_person() {
    let halves = [(1, "Anna Nagy", "email:a@x"), (2, "Anna Nagy", "phone:+36"), (3, "", "idp:s3")];
    check(&halves, ("Anna Nagy", "email:a@x phone:+36"), &Resolution::Join(vec![id(1), id(2)]));
    check(&halves, ("", "email:a@x idp:s3"), &Resolution::Join(vec![id(1), id(3)]));
}

#[test]
fn a_switchboard_says_nothing() {
    let office: Vec<(u128, &str, &str)> = (0..40).map(|n| (n, "", "phone:+49")).collect();
    check(&office, ("", "phone:+49"), &Resolution::Ambiguous(vec![]));
    check(&office, ("Anna Nagy", "phone:+49"), &Resolution::New);
}

proptest! {
    /// The order in which the store returns holders never decides.
    #[test]
    fn holder_order_is_irrelevant(order in Just((0u128..6).collect::<Vec<_>>()).prop_shuffle(), named in any::<bool>()) {
        let all: Vec<Holder> = order.iter().map(|n| Holder {
            id: id(*n),
            names: NameKey::of(&Name { given: format!("N{}", n % 3), family: "Kis".into() }).into_iter().collect(),
            loyalty: if n % 2 == 0 { BTreeSet::from([format!("L{n}")]) } else { BTreeSet::new() },
        }).collect();
        let name = named.then(|| Name { given: "N1".into(), family: "Kis".into() });
        let mention = Mention {
            key: name.as_ref().and_then(NameKey::of),
            name,
            identifiers: vec![identifier("phone:+1"), identifier("email:k@x")],
            explicit: false,
            ..Mention::default()
        };
        let mut sorted = all.clone();
        sorted.sort_by_key(|holder| holder.id);
        let shuffled = resolve(&mention, |_| all.iter().collect());
        let ordered = resolve(&mention, |_| sorted.iter().collect());
        prop_assert_eq!(shuffled, ordered);
    }
}
