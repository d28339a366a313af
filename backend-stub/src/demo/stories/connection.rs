//! Zsófia Kovács flies from Budapest to New York today with her husband and their infant. Her first flight left
//! 1 h 50 late, the connection at Frankfurt left without them, one bag was not loaded, and they are rebooked.
//!
//! Deliberately not here: the flights; they are told with all others.

use super::{
    CONNECTION, Caller,
    cast::{by_name, on_booking, passenger},
    flights::{FIRST, INSTEAD, MISSED},
    page::{On, Page},
};
use crate::demo::sheet::source;
use purser_contract::payload::{
    Channel, ConsentPurpose, ConsentState, PassengerIn, SecurityDelay, ServiceIn, ServiceKind,
};
use serde_json::json;

/// Her husband, with a telephone and a card of his own.
const HUSBAND: Caller = Caller {
    given: "Bence",
    family: "Kovács",
    loyalty: "ZX1002",
    phone: "+36 30 765 4321",
    email: "bence.kovacs@example.org",
    pnr: "Q7KX2M",
    language: "hu",
};
const HER_BAG: &str = "0220417733";
const HIS_BAG: &str = "0220417734";
const COMPANY: &str = "Danubius Kft.";

/// The whole story.
pub(super) fn write(page: &mut Page<'_>) {
    background(page);
    earlier_journeys(page);
    let booked = page.days_ago(69, 10, 24);
    let total = ("2614.80", Some(COMPANY));
    let first = page.segment(&On(FIRST, 0), "economy");
    let missed = page.segment(&On(MISSED, 0), "economy");
    let sold = page.booking(CONNECTION.pnr, booked, family(), vec![first.clone(), missed], total);
    page.tell(source::RESERVATION, "booking.created", booked, sold);
    yesterday(page);
    morning(page);
    let instead = page.segment(&On(INSTEAD, 0), "economy");
    let changed = page.booking(CONNECTION.pnr, booked, family(), vec![first, instead], total);
    let at = page.minutes(-30);
    page.tell(source::RESERVATION, "booking.changed", at, changed);
}

fn family() -> Vec<PassengerIn> {
    let pnr = CONNECTION.pnr;
    vec![
        passenger(on_booking(CONNECTION, pnr), "2202417733101", &["INFT Lili, 8 months", "VLML"]),
        passenger(on_booking(HUSBAND, pnr), "2202417733102", &[]),
        passenger(by_name("Lili", "Kovács", pnr), "2202417733103", &["INF", "BBML"]),
    ]
}

fn background(page: &mut Page<'_>) {
    page.loyalty(CONNECTION, "Gold", 84_210, 2);
    page.loyalty(HUSBAND, "Blue", 6_150, 40);
    page.prefers(
        CONNECTION,
        320,
        &[
            ("language", "hu"),
            ("languages", "Hungarian, English"),
            ("seat", "Aisle, front"),
            ("meal", "Vegetarian"),
            ("contact_by", "SMS"),
            ("home_airport", "BUD"),
            ("pronunciation", "ZHOH-fee-uh KOH-vahtch"),
        ],
    );
    page.prefers(CONNECTION, 3, &[("allergy", "Peanut allergy")]);
    page.consents(CONNECTION, ConsentPurpose::Personalisation, ConsentState::Given, 210);
    page.consents(CONNECTION, ConsentPurpose::Service, ConsentState::Given, 210);
    page.consents(CONNECTION, ConsentPurpose::PartnerSharing, ConsentState::Given, 210);
    page.consents(CONNECTION, ConsentPurpose::PartnerSharing, ConsentState::Withdrawn, 16);
    let at = page.days_ago(18, 16, 5);
    page.feedback(at, CONNECTION, 9.0, "lounge Budapest");
}

/// Two journeys for the company, flown and done.
fn earlier_journeys(page: &mut Page<'_>) {
    for (pnr, days, total, to) in [("T4HC7V", 19, "388.40", "FRA"), ("U9DK5A", 132, "412.10", "LHR")] {
        let booked = page.days_ago(days + 20, 12, 30);
        let segments = vec![
            page.flown("ZX402", ("BUD", to), page.days_ago(days, 8, 15)),
            page.flown("ZX407", (to, "BUD"), page.days_ago(days - 2, 16, 40)),
        ];
        let going = vec![passenger(on_booking(CONNECTION, pnr), "2202417700001", &["VLML"])];
        let booking = page.booking(pnr, booked, going, segments, (total, Some(COMPANY)));
        page.tell(source::RESERVATION, "booking.created", booked, booking);
    }
}

fn yesterday(page: &mut Page<'_>) {
    let at = page.days_ago(4, 9, 20);
    page.contact(at, CONNECTION, Channel::Voice, ("stroller", "will call back"), 240);
    let at = page.days_ago(4, 9, 40);
    let words = "Thank you for the friendly call. I hope that you can help us with the stroller.";
    page.message("message.received", at, CONNECTION, Channel::Email, words);
    let at = page.days_ago(2, 11, 5);
    let words = "I am still waiting for your answer about the stroller, and I am a little worried.";
    page.message("message.received", at, CONNECTION, Channel::Email, words);
    let at = page.days_ago(1, 18, 40);
    page.contact(at, CONNECTION, Channel::Chat, ("stroller", "unsolved"), 412);
    let words =
        "Nobody answers me for three days, I am very disappointed. May the stroller come to the gate or not?";
    page.message("message.received", at + 95, CONNECTION, Channel::Chat, words);
}

/// From check-in to the moment the connection was missed.
fn morning(page: &mut Page<'_>) {
    let pnr = CONNECTION.pnr;
    let (she, he) = (|| on_booking(CONNECTION, pnr), || on_booking(HUSBAND, pnr));
    let (first, missed) = (On(FIRST, 0), On(MISSED, 0));
    let at = page.minutes(-363);
    for flight in [&first, &missed] {
        page.check_in(at, she(), pnr, flight, ("14C", 1));
        page.check_in(at, he(), pnr, flight, ("14D", 1));
        page.check_in(at, by_name("Lili", "Kovács", pnr), pnr, flight, ("", 0));
    }
    let at = page.minutes(-345);
    page.bag("bag.checked", at, she(), HER_BAG, &first, ("BUD", None));
    page.bag("bag.checked", at + 40, he(), HIS_BAG, &first, ("BUD", None));
    let at = page.minutes(-324);
    let queue = SecurityDelay { airport: "BUD".to_owned(), terminal: Some("2A".to_owned()), wait_min: 14 };
    page.tell(source::SECURITY, "security.delayed", at, queue);
    let at = page.minutes(-290);
    page.tell(
        source::GROUND,
        "service.provided",
        at,
        ServiceIn {
            customer: she(),
            kind: ServiceKind::Lounge,
            details: Some(json!({"airport": "BUD", "lounge": "Zephyr Lounge Budapest"})),
        },
    );
    let at = page.minutes(-188);
    page.bag("bag.loaded", at, she(), HER_BAG, &first, ("BUD", None));
    page.bag("bag.loaded", at, he(), HIS_BAG, &first, ("BUD", None));
    let at = page.minutes(-34);
    page.bag("bag.mishandled", at, she(), HER_BAG, &missed, ("FRA", Some("not loaded, held for ZX84")));
}
