//! What travellers and the airline say about a journey while it happens and after it.
//!
//! Deliberately not here: conversations in the contact centre (`contacts`).

use super::{
    draw::Draw,
    fate::Fate,
    ground::Ride,
    operations::designator,
    people::Role,
    refs,
    sheet::{Sheet, source},
};
use purser_contract::payload::{Channel, FeedbackIn, MessageIn, OnboardCaseIn, RetailIn, SocialIn};
use serde_json::json;

const RETAIL: [(&str, &str); 6] = [
    ("Eau de parfum 50 ml", "72.00"),
    ("Headphones", "89.00"),
    ("Chocolate box", "14.50"),
    ("Model aircraft 1:200", "39.00"),
    ("Silk scarf", "55.00"),
    ("Sandwich and drink", "11.00"),
];
const CABIN_CASES: [(&str, &str); 6] = [
    ("Screen not working", "Seat reset twice without success; apologised, miles promised."),
    ("Special meal not on board", "Vegetarian meal was not loaded; offered salad and fruit."),
    ("Seat does not recline", "Passenger was moved two rows back."),
    ("Spilled drink on clothes", "Crew spilled coffee; cleaning voucher asked for."),
    ("Felt unwell", "Dizzy after take-off; water and rest, no doctor needed."),
    ("Dispute about overhead locker", "Settled by crew; bag stowed in the galley."),
];
const GOOD: [&str; 5] = [
    "Very friendly crew, thank you.",
    "Smooth from door to door.",
    "Boarding was quick and calm.",
    "Great food for an economy meal.",
    "They helped us with the children without being asked.",
];
const BAD: [&str; 5] = [
    "Nobody told us anything for an hour.",
    "We stood at the gate without a word.",
    "The app still showed on time.",
    "We lost the whole evening.",
    "I want to know what I am entitled to.",
];
const ABOUT: [&str; 4] = ["flight", "cabin crew", "boarding", "check-in"];

/// In the cabin: things bought, and things that went wrong.
pub(super) fn on_board(ride: &Ride<'_>, fate: &Fate, draw: &mut Draw, sheet: &mut Sheet) {
    if ride.person.role != Role::Adult {
        return;
    }
    let at = fate.off(ride.leg) + (ride.leg.arrives - ride.leg.departs) / 2;
    if draw.permille(45) {
        let (name, price) = draw.pick(&RETAIL);
        sheet.add(source::CABIN, "retail.purchased", &ride.key, at, || RetailIn {
            customer: refs::traveller(ride.person, &ride.trip.pnr),
            flight: Some(designator(ride.leg)),
            date: Some(ride.leg.date),
            items: vec![json!({"name": name, "price": {"amount": price, "currency": "EUR"}})],
        });
    }
    if draw.permille(6) {
        let (subject, text) = draw.pick(&CABIN_CASES);
        sheet.add(source::CABIN, "onboard.case-raised", &ride.key, at + 600, || OnboardCaseIn {
            customer: refs::traveller(ride.person, &ride.trip.pnr),
            flight: designator(ride.leg),
            date: ride.leg.date,
            seat: Some(ride.seat.clone()),
            subject: (*subject).to_owned(),
            text: Some((*text).to_owned()),
        });
    }
}

/// The airline tells travellers of a late or cancelled flight, and some write back or write to the world.
pub(super) fn disrupted(ride: &Ride<'_>, fate: &Fate, draw: &mut Draw, sheet: &mut Sheet) {
    let person = ride.person;
    if person.role != Role::Adult || person.phone.is_none() {
        return;
    }
    let (world, leg) = (ride.world, ride.leg);
    let before = fate.cancelled_before.or(fate.announced_before).unwrap_or(0);
    let told = leg.departs - before + 4 * 60;
    let thread = || Some(format!("T-{}", ride.key));
    let flight = designator(leg);
    sheet.add("/demo/notifications", "message.sent", &ride.key, told, || {
        let text = if fate.cancelled_before.is_some() {
            format!("Your flight {flight} is cancelled. We are looking for another way and will write again shortly.")
        } else {
            let clock = world.clock(leg.from, fate.off(leg));
            format!("Your flight {flight} is delayed and now leaves at {clock}. We are sorry.")
        };
        let customer = refs::writer(person, true);
        MessageIn { customer, channel: Channel::Sms, text: Some(text), thread: thread() }
    });
    if draw.permille(110) {
        let at = told + draw.between(3, 50) * 60;
        sheet.add("/demo/messaging", "message.received", &ride.key, at, || MessageIn {
            customer: refs::writer(person, true),
            channel: Channel::Sms,
            text: Some(
                draw.pick(&[
                    "And my connection?",
                    "Do I get a hotel?",
                    "Please call me back.",
                    "What about my bag?",
                ])
                .to_string(),
            ),
            thread: thread(),
        });
    }
    if person.email.is_some() && draw.permille(40) {
        let at = told + draw.between(20, 200) * 60;
        sheet.add(source::SOCIAL, "social.mentioned", &ride.key, at, || SocialIn {
            customer: refs::writer(person, false),
            network: Some(["Mastodon", "Instagram", "X", "Facebook"][draw.below(4)].to_owned()),
            text: Some(format!("@zephyrair {flight} again… {}", draw.pick(&BAD))),
            sentiment: Some(json!(-(draw.between(30, 95) as f64) / 100.0)),
        });
    }
}

/// The survey after the journey.
pub(super) fn afterwards(ride: &Ride<'_>, fate: &Fate, draw: &mut Draw, sheet: &mut Sheet) {
    if ride.person.role != Role::Adult || !draw.permille(130) {
        return;
    }
    let late = fate.arrival_delay > 30;
    let score = if late { draw.between(0, 6) } else { draw.between(5, 10) };
    let at = fate.on(ride.leg) + draw.between(2, 30) * 3600;
    let wordy = draw.permille(550);
    sheet.add(source::SURVEY, "feedback.received", &ride.key, at, || FeedbackIn {
        customer: refs::traveller(ride.person, &ride.trip.pnr),
        score: Some(score as f64),
        text: wordy.then(|| (*draw.pick(if score <= 6 { &BAD } else { &GOOD })).to_owned()),
        about: Some(format!("{} {}", draw.pick(&ABOUT), designator(ride.leg))),
    });
}
