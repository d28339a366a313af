//! Letters word by word for each status and language, and what must hold of every letter.

mod de;
mod drawn;
mod en;
mod fr;

use super::{Language, figures, letter};
use proptest::prelude::*;
use purser_contract::{
    compensation::{
        CareDue, Compensation, CompensationId, CompensationStatus, CompensationStep, Deadline, DisruptionId,
        Extra, ExtraKind, JourneyEnds,
    },
    ids::CustomerId,
    payload::Money,
};
use serde_json::json;
use uuid::Uuid;

const STATUSES: [CompensationStatus; 7] = [
    CompensationStatus::NothingDue,
    CompensationStatus::Proposed,
    CompensationStatus::PendingApproval,
    CompensationStatus::Approved,
    CompensationStatus::Issued,
    CompensationStatus::Rejected,
    CompensationStatus::Adjusted,
];
const LANGUAGES: [&str; 3] = ["en", "de", "fr"];
const DISRUPTIONS: [&str; 12] = [
    "delay",
    "cancellation",
    "denied_boarding",
    "missed_connection",
    "downgrade",
    "brought_forward",
    "diversion_other_region",
    "return_to_departure",
    "baggage_delay",
    "baggage_lost",
    "baggage_damage",
    "renumbered",
];
const REGIMES: [&str; 12] = [
    "EU261",
    "UK261",
    "MC99",
    "US_DOT",
    "CA_APPR",
    "TR_SHY",
    "BR_ANAC400",
    "IN_DGCA",
    "SA_GACA",
    "IL_ASL",
    "AU",
    "XX",
];

fn money(amount: &str, currency: &str) -> Money {
    Money { amount: amount.to_owned(), currency: currency.to_owned() }
}

fn extra(kind: ExtraKind, quantity: u32, value: Option<Money>, issued: bool) -> Extra {
    Extra { kind, quantity, value, reason: "With our apologies.".to_owned(), issued }
}

/// A delay from Budapest to London with care, vouchers and miles.
fn compensation(status: CompensationStatus) -> Compensation {
    let amount = if status == CompensationStatus::NothingDue { "0.00" } else { "250.00" };
    let issued = match status {
        CompensationStatus::Issued => vec![money("250.00", "EUR")],
        CompensationStatus::Adjusted => vec![money("400.00", "EUR")],
        _ => Vec::new(),
    };
    let note = (status == CompensationStatus::Rejected).then(|| "Ticket 220-123, 2026.".to_owned());
    let step = CompensationStep {
        at: "2026-09-16T08:00:00Z".parse().unwrap(),
        by: "s1".to_owned(),
        status,
        amount: money(amount, "EUR"),
        note,
    };
    let basis = ["Art. 7(1)(a)", "C-402/07 Sturgeon", "C-474/22"].map(str::to_owned).to_vec();
    let deadline = Deadline {
        what: "payment".to_owned(),
        due_at: "2026-10-01T00:00:00Z".parse().unwrap(),
        basis: "Art. 7(3)".to_owned(),
        met: false,
    };
    Compensation {
        id: CompensationId(Uuid::nil()),
        customer_id: CustomerId(Uuid::nil()),
        passenger: "Zsófia Kovács".to_owned(),
        pnr: serde_json::from_value(json!("QX7PLM")).unwrap(),
        flight: "QX417".to_owned(),
        date: "2026-09-15".parse().unwrap(),
        journey: Some(JourneyEnds { from: "BUD".to_owned(), to: "LHR".to_owned() }),
        disruption_id: DisruptionId(Uuid::nil()),
        regime: (status != CompensationStatus::NothingDue).then(|| "EU261".to_owned()),
        amount: money(amount, "EUR"),
        issued,
        status,
        care: CareDue { meals: Some(true), communications: Some(true), hotel: Some(false) },
        extras: vec![
            extra(ExtraKind::MealVoucher, 0, Some(money("15.00", "EUR")), true),
            extra(ExtraKind::Miles, 2_500, None, false),
        ],
        reasons: vec!["The flight reached its destination 3 h 25 min late.".to_owned()],
        legal_basis: if status == CompensationStatus::NothingDue { Vec::new() } else { basis },
        what_would_change_it: Vec::new(),
        review: Vec::new(),
        approvals_needed: 0,
        approvals: Vec::new(),
        deadlines: vec![deadline],
        policy_version: "Standard policy 1 #000000000000".to_owned(),
        ruleset: None,
        facts: json!({"origin": "BUD", "destination": "LHR", "disruption": "delay", "arrival_delay_min": 205,
            "distance_km": 1489.5}),
        history: vec![step],
        version: 1,
    }
}

/// The letter as one text.
fn written(status: CompensationStatus, language: &str) -> String {
    let letter = letter(&compensation(status), language);
    format!("{}\n\n{}", letter.subject, letter.paragraphs.join("\n\n"))
}

#[test]
fn the_language_is_the_customers_or_english() {
    for (asked, language, greeting) in [
        ("en", "en", "Dear"),
        ("en-GB", "en", "Dear"),
        ("de-AT", "de", "Guten Tag"),
        ("DE_ch", "de", "Guten Tag"),
        ("fr-CA", "fr", "Bonjour"),
        ("hu", "en", "Dear"),
        ("", "en", "Dear"),
    ] {
        let letter = letter(&compensation(CompensationStatus::Issued), asked);
        assert_eq!(letter.language, language);
        assert!(letter.paragraphs[0].starts_with(greeting), "{asked}");
    }
}

#[test]
fn figures_are_as_the_language_writes_them() {
    use Language::{English, French, German};
    for (amount, currency, language, text) in [
        ("250", "EUR", English, "EUR\u{a0}250.00"),
        ("1250.5", "EUR", German, "1.250,50\u{a0}EUR"),
        ("1250.50", "CAD", French, "1\u{202f}250,50\u{a0}CAD"),
        ("150000", "JPY", English, "JPY\u{a0}150,000"),
        ("9.99", "JPY", English, "JPY\u{a0}9.99"),
    ] {
        assert_eq!(figures::sum(&money(amount, currency), language), text);
    }
    let first = "2026-03-01".parse().unwrap();
    for (language, day, hours) in [
        (English, "1 March 2026", "1\u{a0}hour and 1\u{a0}minute"),
        (German, "1. März 2026", "1\u{a0}Stunde und 1\u{a0}Minute"),
        (French, "1er mars 2026", "1\u{a0}heure et 1\u{a0}minute"),
    ] {
        assert_eq!(
            (figures::date(first, language).as_str(), figures::span(61, language).as_str()),
            (day, hours)
        );
    }
    assert_eq!(figures::span(1_560, German), "26\u{a0}Stunden");
    assert_eq!(figures::span(45, French), "45\u{a0}minutes");
}

#[test]
fn places_are_named_and_joined_as_the_language_does() {
    let from_to = |from: &str, to: &str, language| {
        let mut compensation = compensation(CompensationStatus::Issued);
        compensation.journey = Some(JourneyEnds { from: from.to_owned(), to: to.to_owned() });
        letter(&compensation, language).paragraphs[1].clone()
    };
    for (from, to, language, words) in [
        ("ATH", "MUC", "en", "from Athens (ATH) to Munich (MUC)"),
        ("ATH", "MUC", "de", "von Athen (ATH) nach München (MUC)"),
        ("ATH", "CAI", "fr", "d’Athènes (ATH) au Caire (CAI)"),
        ("CAI", "CDG", "fr", "du Caire (CAI) à Paris (CDG)"),
        ("AAA", "QQQ", "fr", "de AAA à QQQ"),
        ("AAA", "QQQ", "de", "von AAA nach QQQ"),
    ] {
        let told = from_to(from, to, language);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn why_nothing_is_due_is_said() {
    let about = |change: &dyn Fn(&mut Compensation)| {
        let mut compensation = compensation(CompensationStatus::NothingDue);
        change(&mut compensation);
        letter(&compensation, "en").paragraphs[2].clone()
    };
    let short = about(&|one| one.facts["arrival_delay_min"] = json!(170));
    assert!(short.contains("2\u{a0}hours and 50\u{a0}minutes"), "{short}");
    let early = about(&|one| one.facts = json!({"disruption": "cancellation", "notice_min": 30_000}));
    assert!(early.contains("two weeks"), "{early}");
    let weather = about(&|one| one.legal_basis.push("Art. 5(3)".to_owned()));
    assert!(weather.contains("extraordinary"), "{weather}");
    let unsaid = about(&|_| {});
    assert!(unsaid.contains("every law"), "{unsaid}");
}

/// Words that only one of the languages has.
const TELLING: [(&str, [&str; 7]); 3] = [
    ("en", [" the ", " and ", " your ", " you ", " flight ", " delay", " voucher"]),
    ("de", [" der ", " und ", " Ihr ", " nicht ", " Flug ", " wir ", " haben "]),
    ("fr", [" le ", " et ", " votre ", " vous ", " vol ", " nous ", " de "]),
];

fn cases() -> impl Strategy<Value = Compensation> {
    let amounts = (0_u32..3_000_000, 0_u32..3_000_000);
    let picks = (0..STATUSES.len(), 0..DISRUPTIONS.len(), 0..REGIMES.len());
    (picks, amounts, 0_i64..3_000, any::<[Option<bool>; 3]>(), any::<[bool; 5]>()).prop_map(
        |((status, disruption, regime), (owed, issued), late, care, given)| {
            let mut one = compensation(STATUSES[status]);
            let decimal = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
            one.amount = money(&decimal(owed), "EUR");
            one.issued = (issued % 3 > 0).then(|| money(&decimal(issued), "EUR")).into_iter().collect();
            one.regime = given[4].then(|| REGIMES[regime].to_owned());
            one.facts["disruption"] = json!(DISRUPTIONS[disruption]);
            one.facts["arrival_delay_min"] = json!(late);
            one.care = CareDue { meals: care[0], communications: care[1], hotel: care[2] };
            one.extras = vec![
                extra(ExtraKind::MealVoucher, 0, Some(money("12.50", "EUR")), given[0]),
                extra(ExtraKind::HotelVoucher, 0, None, given[1]),
                extra(ExtraKind::TravelVoucher, 0, Some(money("1100", "USD")), given[2]),
                extra(ExtraKind::Miles, 12_500, None, given[3]),
                extra(ExtraKind::LoungeAccess, 1, None, given[3]),
            ];
            one
        },
    )
}

proptest! {
    #[test]
    fn every_letter_is_whole_and_in_one_language(one in cases(), language in 0..LANGUAGES.len()) {
        use CompensationStatus::{Adjusted, Issued, NothingDue};
        let tag = LANGUAGES[language];
        let here = Language::of(tag);
        let written = letter(&one, tag);
        let text = format!("{}\n{}", written.subject, written.paragraphs.join("\n"));
        for wrong in ["{", "}", "  ", " .", " ,", "()", "..", "None", "Some"] {
            prop_assert!(!text.contains(wrong), "{wrong:?} in {text}");
        }
        for (other, words) in TELLING.iter().filter(|(other, _)| *other != tag) {
            for word in words {
                prop_assert!(!text.contains(word), "{word:?} of {other} in {text}");
            }
        }
        let mut sums: Vec<&Money> = one.extras.iter().filter_map(|extra| extra.value.as_ref()).collect();
        if one.status != NothingDue && one.amount.amount.parse::<f64>().unwrap() > 0.0 {
            sums.push(&one.amount);
            if matches!(one.status, Issued | Adjusted) {
                sums.extend(&one.issued);
            }
        }
        for sum in sums {
            let sum = figures::sum(sum, here);
            prop_assert!(text.contains(&sum), "{sum} is not in {text}");
        }
        prop_assert!(text.contains("Zsófia Kovács") && text.contains("QX417"));
    }

    #[test]
    fn what_is_only_expected_is_not_promised(mut one in cases(), language in 0..LANGUAGES.len()) {
        one.status = CompensationStatus::Proposed;
        let written = letter(&one, LANGUAGES[language]);
        for promise in ["have ordered the payment", "you are owed EUR", "haben Sie Anspruch", "angewiesen", "vous avez droit à un", "ordonné le paiement"] {
            prop_assert!(!written.paragraphs.iter().any(|text| text.contains(promise)), "{written:?}");
        }
    }

    #[test]
    fn whatever_a_case_holds_a_letter_is_written(passenger in "\\PC*", flight in "\\PC{0,8}", amount in "\\PC{0,12}", facts in "\\PC*") {
        let mut one = compensation(CompensationStatus::Issued);
        (one.passenger, one.flight, one.amount.amount) = (passenger, flight, amount);
        one.facts = json!(facts);
        for tag in LANGUAGES {
            prop_assert!(letter(&one, tag).paragraphs.len() >= 3);
        }
    }
}
