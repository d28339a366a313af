//! When people were born and where they live, and the records that other systems hold of the same people under another
//! spelling: what an agent is told may be one person.
//!
//! Deliberately not here: deciding that; the doubles share no identifier that would join them by itself.

use super::{
    draw::{Draw, Stream},
    people::{Household, Person, Role},
    profile::ago,
    refs,
    sheet::{Sheet, source},
    world::World,
};
use jiff::civil::{Date, date};
use purser_contract::payload::{
    AddressIn, CustomerRef, IdentifiersIn, LoyaltyIn, Name, OneOrMany, PreferenceIn,
};

const STREETS: &str = include_str!("../../data/streets.csv");
/// A partner airline's programme, whose members are not told apart from ours by name or number.
const PARTNER: &str = "Meridian Miles";

/// By everything but the identity provider's subject, with the birthday and the address, where they were given.
pub(super) fn member(world: &World, household: &Household, person: &Person) -> CustomerRef {
    let mut draw = Draw::new(world.seed, Stream::Particulars, person.customer);
    let (born, gave) = (birth_date(person.role, &mut draw), draw.permille(640));
    let lives = draw.permille(380);
    CustomerRef {
        birth_date: born.filter(|_| gave),
        address: address(world, household).filter(|_| lives),
        ..refs::known(person)
    }
}

fn birth_date(role: Role, draw: &mut Draw) -> Option<Date> {
    let year = match role {
        Role::Adult => draw.between(1944, 2004),
        Role::Child => draw.between(2014, 2022),
        Role::Infant => 2025,
    };
    let (month, day) = (draw.between(1, 12), draw.between(1, 28));
    Some(date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
}

/// The household's; everybody in it has the same.
fn address(world: &World, household: &Household) -> Option<AddressIn> {
    let mut draw = Draw::new(world.seed, Stream::Particulars, u64::MAX - household.index);
    let code = world.cultures.all[household.culture].code;
    let street = STREETS.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix(','))?;
    let home = world.schedule.place(household.home(world))?;
    Some(AddressIn::Parts {
        street: Some(street.replace('#', &draw.between(1, 180).to_string())),
        postal_code: Some(draw.between(10_000, 99_999).to_string()),
        city: Some(world.schedule.places[usize::from(home)].city.clone()),
        country: None,
    })
}

/// Of a few people another system holds a second record.
pub(super) fn double(world: &World, household: &Household, person: &Person, sheet: &mut Sheet) {
    let mut draw = Draw::new(world.seed, Stream::Double, person.customer);
    if person.role != Role::Adult || !draw.permille(9) {
        return;
    }
    let known = member(world, household, person);
    let name = Some(respelled(&person.name, &mut draw));
    let at = ago(world, &mut draw, 200);
    let one = |text: String| Some(OneOrMany::One(text));
    let moved = person
        .email
        .as_ref()
        .and_then(|email| email.split_once('@'))
        .map(|(local, _)| format!("{local}@mail.example"));
    // Another number, and the same telephone: the rules refuse to join these.
    let carded = person.card.is_some() && person.phone.is_some() && draw.permille(500);
    let phone = known.identifiers.phone.clone();
    if carded {
        let number = format!("MM{:08}", person.customer * 7_919 % 100_000_000);
        let identifiers = IdentifiersIn { phone, ..IdentifiersIn::default() };
        let customer = CustomerRef { name, identifiers, birth_date: known.birth_date, address: None };
        sheet.add(source::LOYALTY, "loyalty.updated", format!("{}-partner", person.customer), at, || {
            LoyaltyIn { customer, programme: Some(PARTNER.to_owned()), number, tier: None, balance: None }
        });
    } else if let Some(email) = moved {
        let identifiers = IdentifiersIn { email: one(email), ..IdentifiersIn::default() };
        let customer =
            CustomerRef { name, identifiers, birth_date: known.birth_date, address: known.address };
        sheet.add(
            source::BOOKING_ENGINE,
            "preference.stated",
            format!("{}-account", person.customer),
            at,
            || PreferenceIn { customer, key: "seat".to_owned(), value: "Aisle".into() },
        );
    }
}

/// As somebody heard it, or as another system writes it.
fn respelled(name: &Name, draw: &mut Draw) -> Name {
    let plain = |text: &str| deunicode::deunicode(text);
    let heard = |text: &str| {
        let text = plain(text);
        let swaps = [
            ("ph", "f"),
            ("ck", "k"),
            ("ou", "u"),
            ("ei", "ai"),
            ("y", "i"),
            ("c", "k"),
            ("ss", "s"),
            ("w", "v"),
        ];
        let swap = swaps.iter().find(|(from, _)| text.contains(from));
        swap.map_or_else(|| text.clone(), |(from, to)| text.replacen(from, to, 1))
    };
    match draw.below(4) {
        0 => Name { given: plain(&name.given), family: plain(&name.family) },
        1 => Name { given: heard(&name.given), family: plain(&name.family) },
        2 => Name { given: plain(&name.given), family: heard(&name.family) },
        // Family name first, as in the forms of half the world.
        _ => Name { given: name.family.clone(), family: name.given.clone() },
    }
}
