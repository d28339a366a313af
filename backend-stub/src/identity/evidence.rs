//! What speaks for and against two records being one person's, each with its words and points. Pure, and the same from
//! either side.
//!
//! Deliberately not here: finding the pairs.

use super::{
    blocks::{companions, mailbox},
    likeness::{self, Names, Spelled},
    rules::{Finding, Rules},
};
use crate::{
    contacts::pop::tail_key,
    customers::{
        record::{CustomerRecord, PassengerRecord},
        relationships::full,
    },
    ingest::{envelope::IdentifierKind, normal::fold},
};
use purser_contract::{
    CustomerId,
    payload::Name,
    suggestion::{Evidence, EvidenceKind},
};
use std::collections::{BTreeMap, BTreeSet};

/// A record, ready to be compared with others.
#[derive(Debug)]
pub struct Profile<'a> {
    id: CustomerId,
    record: &'a CustomerRecord,
    /// Names of before as they were written, with how they compare.
    names: Vec<(&'a Name, Spelled)>,
    companions: BTreeMap<String, Name>,
}

impl<'a> Profile<'a> {
    /// Of what of a record may be shown.
    #[must_use]
    pub fn of(id: CustomerId, record: &'a CustomerRecord) -> Self {
        let spelled = record.names.iter().map(|fact| (&fact.value, Spelled::of(&fact.value)));
        Self { id, record, names: spelled.collect(), companions: companions(id, record) }
    }

    fn values(&self, kind: IdentifierKind) -> BTreeSet<&'a str> {
        self.record.of_kind(kind.word()).map(|(value, _)| value.as_str()).collect()
    }
}

/// Everything that speaks for or against, the weightiest first.
#[must_use]
pub fn weigh(left: &Profile<'_>, right: &Profile<'_>, rules: &Rules) -> Vec<Evidence> {
    let found = [
        by_name(left, right, rules),
        by_birth_date(left, right),
        by_address(left, right, rules),
        by_phone(left, right),
        by_email(left, right, rules),
        by_companions(left, right),
        on_one_booking(left, right),
        apart(left, right, IdentifierKind::Loyalty),
        apart(left, right, IdentifierKind::IdpSubject),
    ];
    let worth = |(kind, finding, times, text): (EvidenceKind, Finding, i64, String)| Evidence {
        kind,
        text,
        points: rules.points(finding) * times,
    };
    let mut evidence: Vec<Evidence> =
        found.into_iter().flatten().map(worth).filter(|evidence| evidence.points != 0).collect();
    evidence.sort_by_key(|evidence| (std::cmp::Reverse(evidence.points.abs()), evidence.kind));
    evidence
}

/// What was found: how often it counts, and the words.
type Found = Option<(EvidenceKind, Finding, i64, String)>;

fn by_name(left: &Profile<'_>, right: &Profile<'_>, rules: &Rules) -> Found {
    let rank = |names: Names| match names {
        Names::Same => 1_000,
        Names::Alike(per_cent) => 500 + u32::from(per_cent),
        Names::GivenSame => 3,
        Names::Different => 2,
        Names::Unknown => 1,
    };
    let pairs = left.names.iter().flat_map(|one| right.names.iter().map(move |other| (one, other)));
    let compared =
        pairs.map(|(one, other)| (likeness::names(&one.1, &other.1, rules.names_alike_from), one.0, other.0));
    let (names, one, other) =
        compared.max_by_key(|(names, one, other)| (rank(*names), full(one), full(other)))?;
    let both = format!("“{}” and “{}”", short(one), short(other));
    let (finding, text) = match names {
        Names::Same if full(one) == full(other) => (Finding::NameSame, format!("Same name, {}", short(one))),
        Names::Same => (Finding::NameSame, format!("Same name in another spelling, {both}")),
        Names::Alike(per_cent) => (Finding::NameAlike, format!("Names {per_cent} % alike, {both}")),
        Names::GivenSame => (Finding::GivenNameSame, format!("Same given name, other family name, {both}")),
        Names::Different => (Finding::NameDifferent, format!("Different names, {both}")),
        Names::Unknown => return None,
    };
    Some((EvidenceKind::Name, finding, 1, text))
}

/// A name in words that fit on a line.
fn short(name: &Name) -> String {
    let whole = full(name);
    match whole.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

fn by_birth_date(left: &Profile<'_>, right: &Profile<'_>) -> Found {
    let one = left.record.birth_date.as_ref()?.value;
    let other = right.record.birth_date.as_ref()?.value;
    let (finding, text) = if one == other {
        (Finding::BirthDateSame, format!("Same birthday, {one}"))
    } else if likeness::dates_close(one, other) {
        (Finding::BirthDateClose, format!("Birthdays that may be one mistyped, {one} and {other}"))
    } else {
        (Finding::BirthDateDifferent, format!("Different birthdays, {one} and {other}"))
    };
    Some((EvidenceKind::BirthDate, finding, 1, text))
}

fn by_address(left: &Profile<'_>, right: &Profile<'_>, rules: &Rules) -> Found {
    let one = &left.record.address.as_ref()?.value;
    let other = &right.record.address.as_ref()?.value;
    let likeness = likeness::addresses(&fold(one), &fold(other));
    let (finding, text) = match likeness {
        100 => (Finding::AddressSame, format!("Same address, {one}")),
        alike if alike >= rules.addresses_alike_from => {
            (Finding::AddressAlike, format!("Addresses {alike} % alike, “{one}” and “{other}”"))
        }
        _ => return None,
    };
    Some((EvidenceKind::Address, finding, 1, text))
}

fn by_phone(left: &Profile<'_>, right: &Profile<'_>) -> Found {
    let (own, others) = (left.values(IdentifierKind::Phone), right.values(IdentifierKind::Phone));
    if let Some(same) = own.intersection(&others).next() {
        return Some((EvidenceKind::Phone, Finding::PhoneSame, 1, format!("Same phone number, {same}")));
    }
    let tails: BTreeMap<String, &str> =
        others.iter().filter_map(|phone| Some((tail_key(phone)?, *phone))).collect();
    let ends = own.iter().find_map(|phone| Some((*phone, *tails.get(&tail_key(phone)?)?)));
    let (one, other) = ends?;
    let text = format!("Phone numbers that end alike, {one} and {other}");
    Some((EvidenceKind::Phone, Finding::PhoneEndsSame, 1, text))
}

fn by_email(left: &Profile<'_>, right: &Profile<'_>, rules: &Rules) -> Found {
    let (own, others) = (left.values(IdentifierKind::Email), right.values(IdentifierKind::Email));
    if let Some(same) = own.intersection(&others).next() {
        return Some((EvidenceKind::Email, Finding::EmailSame, 1, format!("Same e-mail address, {same}")));
    }
    let boxes: BTreeMap<String, &str> =
        others.iter().filter_map(|email| Some((mailbox(email)?, *email))).collect();
    let own_box = |box_name: &String| !rules.common_mailboxes.contains(box_name);
    let alike = own.iter().find_map(|email| {
        let name = mailbox(email).filter(own_box)?;
        Some((*email, *boxes.get(&name)?))
    });
    let (one, other) = alike?;
    let text = format!("Same mailbox name, {one} and {other}");
    Some((EvidenceKind::Email, Finding::EmailMailboxSame, 1, text))
}

fn by_companions(left: &Profile<'_>, right: &Profile<'_>) -> Found {
    const MOST: usize = 2;
    let both = left.companions.iter().filter(|(sound, _)| right.companions.contains_key(*sound));
    let names: Vec<String> = both.map(|(_, name)| short(name)).take(MOST).collect();
    let times = i64::try_from(names.len()).ok().filter(|times| *times > 0)?;
    let text = format!("Both travelled with {}", names.join(" and "));
    Some((EvidenceKind::Companions, Finding::CompanionSame, times, text))
}

/// Two passengers of one booking are two persons.
fn on_one_booking(left: &Profile<'_>, right: &Profile<'_>) -> Found {
    let together = left.record.bookings.iter().find(|(pnr, booking)| {
        let people = booking.passengers.as_ref().map(|fact| fact.value.as_slice()).unwrap_or_default();
        let (one, other) = (place(left, people), place(right, people));
        right.record.bookings.contains_key(*pnr) && one.is_some() && other.is_some() && one != other
    });
    let text = format!("Two passengers of one booking, {}", together?.0.0);
    Some((EvidenceKind::SameBooking, Finding::SameBooking, 1, text))
}

fn place(profile: &Profile<'_>, people: &[PassengerRecord]) -> Option<usize> {
    people.iter().position(|person| person.customer_id == Some(profile.id)).or_else(|| {
        people.iter().position(|person| {
            person.customer_id.is_none()
                && person.name.as_ref().is_some_and(|name| profile.names.iter().any(|(own, _)| *own == name))
        })
    })
}

fn apart(left: &Profile<'_>, right: &Profile<'_>, kind: IdentifierKind) -> Found {
    let (own, others) = (left.values(kind), right.values(kind));
    let (one, other) = (own.first()?, others.first()?);
    let different = own.is_disjoint(&others);
    let (evidence, finding, text) = match kind {
        IdentifierKind::Loyalty => (
            EvidenceKind::Loyalty,
            Finding::LoyaltyDifferent,
            format!("Different loyalty numbers, {one} and {other}"),
        ),
        _ => (EvidenceKind::SignIn, Finding::SignInDifferent, "Different sign-ins".to_owned()),
    };
    different.then_some((evidence, finding, 1, text))
}
