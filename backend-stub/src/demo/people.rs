//! Households and their members, each derived from its number alone.
//!
//! Deliberately not here: what they do. A household knows who lives in it, how they are called and reached, and
//! whether they belong to the loyalty programme.

use super::{
    culture::{Culture, Naming, Word},
    draw::{Draw, Stream, loyalty_number, phone_ending, turn},
    phone::{self, Spelling},
    world::World,
};
use purser_contract::payload::Name;

/// The most people in a household.
pub(super) const MOST: usize = 5;

/// Who lives together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    /// Two adults, each with their own telephone.
    Couple,
    /// Up to five people behind one telephone number.
    Shared,
    /// Parents with their own telephones, children who have none and travel on the parents' booking.
    Family,
}

/// What a member is, for fares and special services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Adult,
    Child,
    Infant,
}

/// One household.
#[derive(Clone, Debug)]
pub(super) struct Household {
    pub(super) index: u64,
    /// The running number of its first member.
    pub(super) first: u64,
    pub(super) kind: Kind,
    pub(super) culture: usize,
    pub(super) roles: [Role; MOST],
    pub(super) size: usize,
}

/// Standing in the Zephyr Club.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) number: String,
    pub(super) tier: &'static str,
    pub(super) balance: i64,
}

/// One customer.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) customer: u64,
    pub(super) role: Role,
    pub(super) name: Name,
    pub(super) language: &'static str,
    pub(super) email: Option<String>,
    /// Grouped as its country does; sources write it in the person's spelling.
    pub(super) phone: Option<String>,
    pub(super) spelling: Spelling,
    pub(super) card: Option<Card>,
    pub(super) idp_subject: Option<String>,
    /// A special service the person needs on every journey.
    pub(super) assistance: Option<&'static str>,
    /// The meal the person orders on every journey.
    pub(super) meal: Option<&'static str>,
}

impl Household {
    /// Household number `index`, whose first member is customer `first`, cut to `room` people.
    pub(super) fn new(world: &World, index: u64, first: u64, room: u64) -> Self {
        let mut draw = Draw::new(world.seed, Stream::Household, index);
        let culture = world.cultures.draw(&mut draw);
        let kind = match draw.below(100) {
            0..=57 => Kind::Single,
            58..=79 => Kind::Couple,
            80..=91 => Kind::Shared,
            _ => Kind::Family,
        };
        let mut roles = [Role::Adult; MOST];
        let (adults, size) = match kind {
            Kind::Single => (1, 1),
            Kind::Couple => (2, 2),
            Kind::Shared => {
                let size = 2 + draw.weighted([38, 28, 24, 10].into_iter());
                (1 + draw.below(size.min(3)), size)
            }
            Kind::Family => {
                let size = 2 + draw.weighted([10, 40, 38, 12].into_iter());
                (if size == 2 { 1 } else { 2 }, size)
            }
        };
        for role in roles.iter_mut().take(size).skip(adults) {
            *role = if draw.permille(220) { Role::Infant } else { Role::Child };
        }
        let size = size.min(usize::try_from(room).unwrap_or(MOST));
        Self { index, first, kind, culture, roles, size }
    }

    /// Where they live, as an airport of the network.
    pub(super) fn home<'w>(&self, world: &'w World) -> &'w str {
        let homes = &world.cultures.all[self.culture].homes;
        homes[turn(self.index, homes.len())]
    }

    /// All members in full.
    pub(super) fn people(&self, world: &World) -> Vec<Person> {
        (0..self.size).map(|place| self.person(world, place)).collect()
    }

    /// One member in full.
    pub(super) fn person(&self, world: &World, place: usize) -> Person {
        let culture = &world.cultures.all[self.culture];
        let customer = self.first + place as u64;
        let mut draw = Draw::new(world.seed, Stream::Person, customer);
        let role = self.roles[place];
        let female = self.female(place, &mut draw);
        let given = draw.pick(if female { &culture.female } else { &culture.male }).clone();
        let (family, family_slug) = self.family(world, culture, place, female);
        let shared = self.kind == Kind::Shared;
        let adult = role == Role::Adult;
        let card = (adult && draw.permille(650) || shared && role == Role::Child && draw.permille(200))
            .then(|| card(world.seed, customer, role, &mut draw));
        // A household behind one number often reads its mail together.
        let owner = if shared { self.first } else { customer };
        let email = if shared && self.index % 5 < 2 {
            Some(format!("family.{family_slug}{owner}@{}", domain(self.index)))
        } else {
            (adult && draw.permille(930))
                .then(|| format!("{}.{family_slug}{customer}@{}", given.slug, domain(customer)))
        };
        let phone =
            (shared || adult).then(|| phone::number(&culture.phones, owner, phone_ending(world.seed, owner)));
        let idp_subject = (adult && email.is_some() && draw.permille(180))
            .then(|| format!("auth0|{:012x}", (customer + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16));
        Person {
            customer,
            role,
            name: Name { given: given.text.to_owned(), family },
            language: culture.languages[draw.below(culture.languages.len())],
            email,
            phone,
            card,
            idp_subject,
            assistance: assistance(role, &mut draw),
            meal: meal(culture.code, role, &mut draw),
            spelling: Spelling::draw(&mut draw),
        }
    }

    /// The first two adults of a home are mostly a woman and a man.
    fn female(&self, place: usize, draw: &mut Draw) -> bool {
        match place {
            1 if self.roles[1] == Role::Adult && !draw.permille(120) => !self.index.is_multiple_of(2),
            0 => self.index.is_multiple_of(2),
            _ => draw.permille(500),
        }
    }

    /// The family name and its address form. Both partners' names are drawn from the household, so that all
    /// members agree on them.
    fn family(&self, world: &World, culture: &Culture, place: usize, female: bool) -> (String, String) {
        let mut draw = Draw::new(world.seed, Stream::Person, u64::MAX - self.index);
        let names: [&(Word, Word); 4] = std::array::from_fn(|_| draw.pick(&culture.family));
        let own_name = draw.permille(150);
        let form = |pair: &(Word, Word)| if female { pair.1.clone() } else { pair.0.clone() };
        let partner = place == 1 && self.roles[1] == Role::Adult && self.kind != Kind::Shared;
        let first = form(names[usize::from(partner && (own_name || culture.naming == Naming::Spanish))]);
        match culture.naming {
            Naming::Plain => (first.text.to_owned(), first.slug),
            Naming::Polish if female => (polish_feminine(first.text), first.slug),
            Naming::Polish => (first.text.to_owned(), first.slug),
            Naming::Spanish => {
                let child = self.roles[place] != Role::Adult;
                let second = names[if child { 1 } else { 2 + usize::from(partner) }];
                (format!("{} {}", first.text, second.0.text), first.slug)
            }
            Naming::Portuguese if own_name || self.index.is_multiple_of(2) => {
                (format!("{} {}", names[2].0.text, first.text), first.slug)
            }
            Naming::Portuguese => (first.text.to_owned(), first.slug),
        }
    }
}

fn polish_feminine(family: &str) -> String {
    match family.strip_suffix("ski").map(|stem| (stem, "ska")) {
        Some((stem, ending)) => format!("{stem}{ending}"),
        None => match family.strip_suffix("cki") {
            Some(stem) => format!("{stem}cka"),
            None => family.to_owned(),
        },
    }
}

fn card(seed: u64, customer: u64, role: Role, draw: &mut Draw) -> Card {
    let (tier, low, high) = match draw.below(1000) {
        _ if role != Role::Adult => ("Blue", 0, 6_000),
        0..=779 => ("Blue", 0, 35_000),
        780..=919 => ("Silver", 20_000, 90_000),
        920..=984 => ("Gold", 50_000, 240_000),
        _ => ("Platinum", 120_000, 900_000),
    };
    Card { number: loyalty_number(seed, customer), tier, balance: draw.long_tail(low, high) }
}

fn domain(index: u64) -> &'static str {
    ["example.org", "example.com", "example.net"][(index % 3) as usize]
}

fn assistance(role: Role, draw: &mut Draw) -> Option<&'static str> {
    (role == Role::Adult && draw.permille(22))
        .then(|| ["WCHR", "WCHS", "WCHC", "BLND", "DEAF", "MEDA", "WCHR", "WCHR"][draw.below(8)])
}

fn meal(culture: &str, role: Role, draw: &mut Draw) -> Option<&'static str> {
    if role == Role::Child {
        return draw.permille(200).then_some("CHML");
    }
    let often: &[(&str, u32)] = match culture {
        "in" => &[("AVML", 220), ("HNML", 90), ("VJML", 30)],
        "ar" | "tr" => &[("MOML", 260), ("DBML", 20)],
        "us" | "hu" => &[("KSML", 25), ("VGML", 45), ("GFML", 25)],
        _ => &[("VGML", 40), ("VLML", 30), ("GFML", 22), ("DBML", 8), ("KSML", 5), ("MOML", 5)],
    };
    if role != Role::Adult {
        return None;
    }
    let mut left = draw.between(0, 999);
    for (code, permille) in often {
        left -= i64::from(*permille);
        if left < 0 {
            return Some(code);
        }
    }
    None
}
