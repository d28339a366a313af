//! The built-in policy by situation, and every kind of broken file with its message.

use super::{BUILT_IN, Current, Policy, Ruling, Situation};
use purser_contract::compensation::{CareDue, DisruptionKind, ExtraKind};
use rust_decimal::Decimal;

mod broken;

fn case() -> Situation {
    Situation {
        kind: DisruptionKind::Delay,
        regime: Some("EU261".to_owned()),
        amount: Some(Decimal::from(250)),
        currency: Some("EUR".to_owned()),
        needs_review: false,
        repeated: false,
        tier: None,
        cabin: Some("economy".to_owned()),
        cause: Some("technical_fault".to_owned()),
        arrival_delay_min: Some(200),
        departure_delay_min: Some(190),
        distance_km: Some(1_100),
        care: CareDue::default(),
        actual: true,
        home_currency: "EUR".to_owned(),
    }
}

fn owed(amount: i64, currency: &str) -> Situation {
    Situation { amount: Some(Decimal::from(amount)), currency: Some(currency.to_owned()), ..case() }
}

fn of_tier(tier: &str) -> Situation {
    Situation { tier: Some(tier.to_owned()), ..case() }
}

fn rule(situation: &Situation) -> Ruling {
    Policy::built_in().rule(situation)
}

/// Kind, quantity or value of each extra.
fn given(ruling: &Ruling) -> Vec<(ExtraKind, String)> {
    let said = |extra: &purser_contract::compensation::Extra| {
        let value = extra.value.as_ref().map(|value| format!("{} {}", value.amount, value.currency));
        (extra.kind, value.unwrap_or_else(|| extra.quantity.to_string()))
    };
    ruling.extras.iter().map(said).collect()
}

#[test]
fn approval_hangs_on_currency_amount_tier_kind_review_and_repetition() {
    for (situation, approvals, word) in [
        (owed(250, "EUR"), 0, ""),
        (owed(251, "EUR"), 1, "above 250"),
        (owed(1_200, "GBP"), 1, "above 250"),
        (owed(1_201, "USD"), 2, "two supervisors"),
        (Situation { tier: Some("gold".to_owned()), ..owed(900, "EUR") }, 0, ""),
        (Situation { tier: Some("gold".to_owned()), ..owed(1_300, "EUR") }, 2, "two supervisors"),
        (owed(1_000, "CAD"), 0, ""),
        (owed(1_001, "CAD"), 1, "Canadian"),
        (owed(2_400, "CAD"), 2, "Canadian"),
        (owed(3_460, "ILS"), 0, ""),
        (owed(20_000, "INR"), 1, "rupees"),
        (owed(10, "XAU"), 1, "No limit"),
        (Situation { currency: None, ..owed(10, "EUR") }, 1, "No limit"),
        (Situation { amount: None, currency: None, ..case() }, 0, ""),
        (Situation { needs_review: true, ..case() }, 1, "leaves this case open"),
        (Situation { needs_review: true, amount: None, ..case() }, 1, "leaves this case open"),
        (Situation { repeated: true, ..case() }, 1, "claimed"),
        (Situation { kind: DisruptionKind::Baggage, ..case() }, 1, "proof"),
    ] {
        let ruling = rule(&situation);
        assert_eq!(ruling.approvals_needed, approvals, "{situation:?}: {ruling:?}");
        assert_eq!(ruling.review.len(), usize::from(approvals > 0), "{ruling:?}");
        assert!(ruling.review.iter().all(|why| why.contains(word)), "{ruling:?}");
    }
}

#[test]
fn care_and_kindness() {
    use ExtraKind::{HotelVoucher, LoungeAccess, MealVoucher, Miles, TravelVoucher};
    let care = |meals, hotel| CareDue { meals, communications: None, hotel };
    let expected = |situation: Situation| Situation { actual: false, departure_delay_min: None, ..situation };
    let no_money =
        |situation: Situation| Situation { amount: None, currency: None, regime: None, ..situation };
    for (situation, extras) in [
        (Situation { departure_delay_min: Some(20), ..case() }, vec![]),
        (case(), vec![(MealVoucher, "10.00 EUR")]),
        (
            Situation { departure_delay_min: None, care: care(Some(true), None), ..case() },
            vec![(MealVoucher, "15.00 EUR")],
        ),
        (
            Situation { departure_delay_min: Some(300), care: care(Some(true), Some(true)), ..case() },
            vec![(MealVoucher, "30.00 EUR"), (HotelVoucher, "0")],
        ),
        (
            Situation { cabin: Some("business".to_owned()), care: care(Some(true), Some(false)), ..case() },
            vec![(MealVoucher, "25.00 EUR"), (LoungeAccess, "1")],
        ),
        (Situation { departure_delay_min: None, ..of_tier("platinum") }, vec![(Miles, "7500")]),
        (of_tier("silver"), vec![(MealVoucher, "10.00 EUR"), (Miles, "2500"), (LoungeAccess, "1")]),
        (
            Situation {
                kind: DisruptionKind::Cancellation,
                arrival_delay_min: None,
                departure_delay_min: None,
                ..of_tier("gold")
            },
            vec![(Miles, "7500")],
        ),
        (
            Situation { arrival_delay_min: Some(75), departure_delay_min: None, ..of_tier("gold") },
            vec![(Miles, "1500")],
        ),
        (Situation { arrival_delay_min: Some(75), departure_delay_min: None, ..of_tier("blue") }, vec![]),
        (expected(of_tier("platinum")), vec![]),
        (
            Situation {
                arrival_delay_min: Some(320),
                departure_delay_min: None,
                home_currency: "HUF".to_owned(),
                ..no_money(case())
            },
            vec![(TravelVoucher, "50.00 HUF")],
        ),
        (expected(Situation { arrival_delay_min: Some(320), ..no_money(case()) }), vec![]),
    ] {
        let ruling = rule(&situation);
        let extras: Vec<_> = extras.into_iter().map(|(kind, much)| (kind, much.to_owned())).collect();
        assert_eq!(given(&ruling), extras, "{situation:?}");
        assert!(ruling.extras.iter().all(|extra| !extra.issued && extra.reason.ends_with('.')));
    }
}

#[test]
fn what_the_customer_is_written() {
    for (situation, templates) in [
        (case(), vec!["flight-delayed", "compensation-on-its-way"]),
        (owed(700, "EUR"), vec!["flight-delayed", "compensation-in-review"]),
        (
            Situation { actual: false, care: CareDue { meals: Some(true), ..CareDue::default() }, ..case() },
            vec!["flight-delayed", "care-meals", "compensation-expected"],
        ),
        (
            Situation { amount: None, kind: DisruptionKind::Cancellation, ..case() },
            vec!["flight-cancelled", "compensation-none"],
        ),
    ] {
        assert_eq!(rule(&situation).notifications, templates, "{situation:?}");
    }
}

#[test]
fn nothing_known_is_ruled_too() {
    let nothing = Situation {
        regime: None,
        amount: None,
        currency: None,
        cabin: None,
        cause: None,
        arrival_delay_min: None,
        departure_delay_min: None,
        distance_km: None,
        actual: false,
        ..case()
    };
    let ruling = rule(&nothing);
    assert_eq!((ruling.approvals_needed, ruling.extras.len()), (0, 0), "{ruling:?}");
}

#[test]
fn the_version_is_of_what_the_file_says() {
    let built_in = Policy::built_in();
    assert!(built_in.version().starts_with("Standard policy 1 #"), "{}", built_in.version());
    assert_eq!(Policy::read(BUILT_IN).unwrap().version(), built_in.version());
    let other = Policy::read(&BUILT_IN.replace("> 1200", "> 1300")).unwrap();
    assert_ne!(other.version(), built_in.version());
    assert_eq!(other.rule(&owed(1_250, "EUR")).approvals_needed, 1);
    assert_eq!(other.rule(&case()).version, other.version());
    fn shared(_: &(impl Send + Sync)) {}
    shared(&other);
}

#[test]
fn an_edited_file_rules_the_next_case_and_a_broken_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.json");
    std::fs::write(&file, BUILT_IN).unwrap();
    let current = Current::open(Some(file.clone())).unwrap();
    let before = current.policy();
    assert_eq!(before.rule(&owed(300, "EUR")).approvals_needed, 1);
    std::fs::write(&file, BUILT_IN.replace("\"> 250\"", "\"> 400.00\"")).unwrap();
    assert_eq!(current.policy().rule(&owed(300, "EUR")).approvals_needed, 0);
    assert_eq!(before.rule(&owed(300, "EUR")).approvals_needed, 1, "what began is ruled to its end");
    let edited = current.policy().version().to_owned();
    for broken in [Some(BUILT_IN.replace("\"> 250\"", "\"> > 250\"")), Some(String::new()), None] {
        match broken {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        assert_eq!(current.policy().version(), edited);
    }
    std::fs::write(&file, BUILT_IN).unwrap();
    assert_eq!(current.policy().version(), Policy::built_in().version());
}

#[test]
fn without_a_file_the_built_in_policy_holds() {
    assert_eq!(Current::open(None).unwrap().policy().version(), Policy::built_in().version());
    let missing = Current::open(Some("/nowhere/policy.json".into())).unwrap_err();
    assert!(format!("{missing:#}").starts_with("--policy: read /nowhere/policy.json: "), "{missing:#}");
}
