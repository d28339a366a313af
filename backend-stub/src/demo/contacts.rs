//! Conversations before today: calls, chats, e-mails and messages in the contact centre, and what people wrote
//! about the airline without a journey behind it.
//!
//! Deliberately not here: the call of today; that is `stories`'s demonstration call. Earlier contacts rang in a queue
//! and not at an agent's desk, so loading them pops nothing.

use super::{
    draw::{Draw, Stream},
    people::{Household, Person, Role},
    refs,
    sheet::{Sheet, source},
    world::{DAY, World, stamp},
};
use purser_contract::payload::{
    Channel, ContactRinging, ContactUpdate, FeedbackIn, Ivr, MessageIn, SocialIn,
};
use serde_json::json;

const INTENTS: [(&str, &str); 8] = [
    ("change booking", "rebooked"),
    ("bag", "bag traced"),
    ("refund", "refund requested"),
    ("special assistance", "assistance added"),
    ("seat", "seat assigned"),
    ("loyalty", "miles credited"),
    ("check-in", "solved"),
    ("complaint", "unsolved"),
];
const LETTERS: [&str; 6] = [
    "Could I have the receipt for my last flight?",
    "My miles are still missing after three weeks.",
    "Is the stroller part of the baggage allowance?",
    "Please confirm the wheelchair to the gate.",
    "How do I add my frequent flyer number?",
    "Thank you for finding my glasses!",
];

/// What each adult of a household had to say.
pub(super) fn household(world: &World, household: &Household, sheet: &mut Sheet) {
    for person in household.people(world).iter().filter(|person| person.role == Role::Adult) {
        let mut draw = Draw::new(world.seed, Stream::Contact, person.customer);
        if draw.permille(55) {
            contact(world, person, &mut draw, sheet);
        }
        if draw.permille(50) {
            letter(world, person, &mut draw, sheet);
        }
        if draw.permille(45) {
            opinion(world, person, &mut draw, sheet);
        }
    }
}

/// Some time in the last forty days, today included; what is still to come is not written down yet.
fn before(world: &World, draw: &mut Draw) -> i64 {
    world.day(1) - draw.between(0, 40 * DAY)
}

fn contact(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) {
    let by_phone = person.phone.clone();
    let by_email = person.email.clone();
    let (channel, from) = match draw.below(10) {
        0..=5 => (Channel::Voice, by_phone.or(by_email)),
        6..=7 => (Channel::Chat, by_email.or(by_phone)),
        8 => (Channel::Email, by_email.or(by_phone)),
        _ => (Channel::Sms, by_phone.or(by_email)),
    };
    let contact_id = format!("c{:09}", person.customer);
    let rang = before(world, draw);
    let answered = rang + draw.long_tail(4, 600);
    let talked = draw.between(40, 1_500);
    let (intent, disposition) = *draw.pick(&INTENTS);
    let agent = format!("zx-agent-{:03}", draw.between(1, 240));
    sheet.add(source::CONTACT_CENTRE, "contact.ringing", &contact_id, rang, || ContactRinging {
        contact_id: contact_id.clone(),
        channel,
        from: from.map(|from| from.replace(' ', "")),
        to: (channel == Channel::Voice).then(|| "+49692200220".to_owned()),
        agent_id: None,
        queue: Some(["general", "loyalty", "baggage", "groups"][draw.below(4)].to_owned()),
        ivr: Some(Ivr {
            intent: Some(intent.to_owned()),
            language: Some(person.language.to_owned()),
            authenticated: Some(person.card.is_some() && draw.permille(400)),
            pnr: None,
        }),
    });
    let update = |at: i64, duration_s, disposition| ContactUpdate {
        contact_id: contact_id.clone(),
        agent_id: Some(agent.clone()),
        at: Some(stamp(at)),
        duration_s,
        disposition,
    };
    sheet.add(source::CONTACT_CENTRE, "contact.answered", &contact_id, answered, || {
        update(answered, None, None)
    });
    let ended = answered + talked;
    sheet.add(source::CONTACT_CENTRE, "contact.ended", &contact_id, ended, || {
        update(ended, Some(talked.unsigned_abs()), Some(disposition.to_owned()))
    });
}

fn letter(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) {
    let at = before(world, draw);
    let by_phone = person.email.is_none();
    let channel = if by_phone { Channel::Sms } else { [Channel::Email, Channel::Chat][draw.below(2)] };
    let thread = format!("M-{}", person.customer);
    let message = |text: &str| MessageIn {
        customer: refs::writer(person, by_phone),
        channel,
        text: Some(text.to_owned()),
        thread: Some(thread.clone()),
    };
    let key = format!("letter-{}", person.customer);
    let text = *draw.pick(&LETTERS);
    sheet.add("/demo/messaging", "message.received", &key, at, || message(text));
    let replied = at + draw.long_tail(600, 3 * DAY);
    if replied <= world.now && draw.permille(800) {
        let reply = "Thank you for writing to us. We have taken care of it.";
        sheet.add("/demo/messaging", "message.sent", &key, replied, || message(reply));
    }
}

fn opinion(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) {
    let at = before(world, draw);
    let key = format!("opinion-{}", person.customer);
    let score = draw.between(0, 10);
    if draw.permille(350) {
        let text = if score > 5 {
            "Zephyr Air, that was a lovely flight ✈"
        } else {
            "Zephyr Air's hotline: 40 minutes of music"
        };
        sheet.add(source::SOCIAL, "social.mentioned", &key, at, || SocialIn {
            customer: refs::writer(person, false),
            network: Some(["Mastodon", "Instagram", "X", "Facebook"][draw.below(4)].to_owned()),
            text: Some(text.to_owned()),
            sentiment: Some(json!((score - 5) as f64 / 5.0)),
        });
    } else {
        let about =
            ["lounge Frankfurt", "lounge Budapest", "app", "contact centre", "website"][draw.below(5)];
        sheet.add(source::SURVEY, "feedback.received", &key, at, || FeedbackIn {
            customer: refs::known(person),
            score: Some(score as f64),
            text: None,
            about: Some(about.to_owned()),
        });
    }
}
