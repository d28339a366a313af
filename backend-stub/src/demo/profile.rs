//! What is known about people before they travel: loyalty, identity, preferences, consents.
//!
//! Deliberately not here: bookings and everything that follows from them.

use super::{
    draw::{Draw, Stream},
    particulars,
    people::{Household, Kind, Person, Role},
    refs,
    sheet::{Sheet, source},
    world::{DAY, World},
};
use purser_contract::payload::{
    Channel, ConsentIn, ConsentPurpose, ConsentState, IdentityLinked, LoyaltyIn, PreferenceIn,
};

/// The loyalty programme's name.
pub(super) const PROGRAMME: &str = "Zephyr Club";

const SEATS: [&str; 8] = [
    "Aisle",
    "Window",
    "Aisle, front",
    "Window, front",
    "Exit row",
    "Bulkhead",
    "Aisle, rear",
    "Window, right",
];
const ALLERGIES: [&str; 8] = [
    "Peanut allergy",
    "Tree nut allergy",
    "Shellfish allergy",
    "Sesame allergy",
    "Lactose intolerance",
    "Penicillin allergy",
    "Bee sting allergy, carries adrenaline",
    "Egg allergy",
];
const CONTACT_BY: [&str; 4] = ["SMS", "E-mail", "Phone", "Chat"];

/// Everything known about the members of one household.
pub(super) fn household(world: &World, household: &Household, sheet: &mut Sheet) {
    for person in household.people(world) {
        let mut draw = Draw::new(world.seed, Stream::Profile, person.customer);
        let mut known = loyalty(world, household, &person, &mut draw, sheet);
        known |= identity(world, &person, &mut draw, sheet);
        particulars::double(world, household, &person, sheet);
        known |= preferences(world, household, &person, &mut draw, sheet);
        known |= consents(world, &person, &mut draw, sheet);
        // Everybody is known to somebody; a family's children are by the family's booking.
        let travels = household.kind == Kind::Family && person.role != Role::Adult;
        if !known && !travels {
            let at = ago(world, &mut draw, 400);
            prefer(&person, "language", person.language, at, sheet);
        }
    }
}

/// A daytime moment up to so many days back, before the week of flights.
pub(super) fn ago(world: &World, draw: &mut Draw, days: i64) -> i64 {
    world.day(-draw.between(4, days)) + draw.between(6 * 3600, 20 * 3600)
}

fn loyalty(
    world: &World,
    household: &Household,
    person: &Person,
    draw: &mut Draw,
    sheet: &mut Sheet,
) -> bool {
    let Some(card) = &person.card else { return false };
    let at = ago(world, draw, 300);
    sheet.add(source::LOYALTY, "loyalty.updated", person.customer, at, || LoyaltyIn {
        customer: particulars::member(world, household, person),
        programme: Some(PROGRAMME.to_owned()),
        number: card.number.clone(),
        tier: Some(card.tier.to_owned()),
        balance: Some(card.balance),
    });
    true
}

fn identity(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) -> bool {
    if person.idp_subject.is_none() {
        return false;
    }
    let at = ago(world, draw, 500);
    sheet.add(source::IDENTITY, "identity.linked", person.customer, at, || IdentityLinked {
        customer: refs::linked(person),
    });
    true
}

fn preferences(
    world: &World,
    household: &Household,
    person: &Person,
    draw: &mut Draw,
    sheet: &mut Sheet,
) -> bool {
    if person.role != Role::Adult {
        return false;
    }
    let meal = person.meal.and_then(meal_in_words);
    let pronunciation = world.cultures.pronunciations.get(person.name.given.as_str()).copied();
    let stated = [
        ("language", 240, Some(person.language)),
        ("seat", 150, Some(*draw.pick(&SEATS))),
        ("meal", 700, meal),
        ("contact_by", 100, Some(*draw.pick(&CONTACT_BY))),
        ("home_airport", 60, Some(household.home(world))),
        ("pronunciation", 400, pronunciation),
        ("allergy", 14, Some(*draw.pick(&ALLERGIES))),
    ];
    let mut any = false;
    for (key, permille, value) in stated {
        let (says, at) = (draw.permille(permille), ago(world, draw, 350));
        if let (true, Some(value)) = (says, value) {
            prefer(person, key, value, at, sheet);
            any = true;
        }
    }
    any
}

fn prefer(person: &Person, key: &str, value: &str, at: i64, sheet: &mut Sheet) {
    let source = if key == "pronunciation" { source::CONTACT_CENTRE } else { source::LOYALTY };
    let id = format!("{}-{key}", person.customer);
    sheet.add(source, "preference.stated", id, at, || PreferenceIn {
        customer: refs::known(person),
        key: key.to_owned(),
        value: serde_json::Value::from(value),
    });
}

fn consents(world: &World, person: &Person, draw: &mut Draw, sheet: &mut Sheet) -> bool {
    if person.role != Role::Adult || !draw.permille(340) {
        return false;
    }
    let purposes = [
        (ConsentPurpose::Personalisation, 620, 760),
        (ConsentPurpose::Marketing, 520, 540),
        (ConsentPurpose::Service, 130, 930),
        (ConsentPurpose::Social, 130, 420),
        (ConsentPurpose::Profiling, 110, 480),
        (ConsentPurpose::PartnerSharing, 210, 260),
    ];
    let mut any = false;
    for (number, (purpose, asked, agrees)) in purposes.into_iter().enumerate() {
        if !draw.permille(asked) {
            continue;
        }
        let given = draw.permille(agrees);
        let channel = (purpose == ConsentPurpose::Marketing && draw.permille(350))
            .then(|| [Channel::Email, Channel::Sms][draw.below(2)]);
        let at = ago(world, draw, 600);
        let state = if given { ConsentState::Given } else { ConsentState::Refused };
        consent(person, purpose, channel, state, number, at, sheet);
        any = true;
        if given && draw.permille(90) {
            let later = at + (world.day(-3) - at) * draw.between(20, 90) / 100 / DAY * DAY;
            consent(person, purpose, channel, ConsentState::Withdrawn, number + 10, later, sheet);
        }
    }
    any
}

fn consent(
    person: &Person,
    purpose: ConsentPurpose,
    channel: Option<Channel>,
    state: ConsentState,
    number: usize,
    at: i64,
    sheet: &mut Sheet,
) {
    let id = format!("{}-{number}", person.customer);
    sheet.add(source::CONSENT, "consent.stated", id, at, || ConsentIn {
        customer: refs::known(person),
        purpose,
        channel,
        state,
        customer_id: None,
        stated_by: None,
    });
}

fn meal_in_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "VGML" => "Vegan",
        "VLML" => "Vegetarian",
        "AVML" => "Vegetarian, Indian",
        "HNML" => "Hindu",
        "VJML" => "Jain",
        "MOML" => "Halal",
        "KSML" => "Kosher",
        "GFML" => "Gluten-free",
        "DBML" => "Diabetic",
        _ => return None,
    })
}
