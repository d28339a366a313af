//! The persons an event speaks of, normalised: what matching takes.

use crate::ingest::{
    catalogue::Event,
    envelope::{Identifier, IdentifierKind, identifiers},
    normal,
};
use jiff::civil::Date;
use purser_contract::payload::{AddressIn, CustomerRef, Name};

/// A person as one event speaks of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mention {
    /// The name given, titles and all.
    pub name: Option<Name>,
    /// The name folded; there is one exactly when there is a name.
    pub key: Option<NameKey>,
    /// Usable identifiers.
    pub identifiers: Vec<Identifier>,
    /// The birthday.
    pub birth_date: Option<Date>,
    /// Where they live, on one line.
    pub address: Option<String>,
    /// The event says that all these identifiers are one person (`purser.identity.linked.v1`).
    pub explicit: bool,
    /// Somebody stood here who was erased; their place in the event is kept and nothing else.
    pub erased: bool,
}

/// A name folded for comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    given: String,
    family: String,
}

/// Words that airlines glue to given names.
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "mstr", "chd", "inf", "dr"];

impl NameKey {
    /// The key of a name, or nothing when it has no letters.
    #[must_use]
    pub fn of(name: &Name) -> Option<Self> {
        let mut given: Vec<String> = normal::fold(&name.given).split(' ').map(str::to_owned).collect();
        while given.len() > 1 && given.last().is_some_and(|word| TITLES.contains(&word.as_str())) {
            given.pop();
        }
        let key = Self { given: given.join(" "), family: normal::fold(&name.family) };
        (!key.given.is_empty() || !key.family.is_empty()).then_some(key)
    }

    /// Whether both can be the same person's: families equal, and given names equal, or one is the beginning of the
    /// other's words, or one is missing.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        let family = self.family == other.family || self.family.is_empty() || other.family.is_empty();
        let (short, long) = if self.given.len() <= other.given.len() {
            (&self.given, &other.given)
        } else {
            (&other.given, &self.given)
        };
        let given = short.is_empty() || short == long || long.starts_with(&format!("{short} "));
        family && given
    }

    /// Whether both have the same family name.
    #[must_use]
    pub fn same_family(&self, other: &Self) -> bool {
        !self.family.is_empty() && self.family == other.family
    }

    /// Whether a family name is there: a booking reference identifies only together with one.
    #[must_use]
    pub fn has_family(&self) -> bool {
        !self.family.is_empty()
    }
}

/// The persons of an event, in the order it names them.
#[must_use]
pub fn mentions(event: &Event, home: &str) -> Vec<Mention> {
    let one = |customer: &CustomerRef| vec![mention(customer, home)];
    match event {
        Event::ContactRinging(_)
        | Event::ContactAnswered(_)
        | Event::ContactEnded(_)
        | Event::Flight(..)
        | Event::SecurityDelayed(_)
        | Event::MergeDecided(_)
        | Event::UnmergeDecided(_)
        | Event::DifferenceDecided(_)
        | Event::ErasureDecided(_)
        | Event::CompensationDecided(_)
        | Event::Unknown => Vec::new(),
        Event::Booking(_, booking) => booking
            .passengers
            .iter()
            .map(|passenger| {
                if passenger.erased {
                    return Mention { erased: true, ..Mention::default() };
                }
                with(mention(&passenger.customer, home), IdentifierKind::Pnr, Some(&booking.pnr))
            })
            .collect(),
        Event::OrderPlaced(order) | Event::AncillaryPurchased(order) => one(&order.customer),
        Event::SearchPerformed(search) | Event::BookingAbandoned(search) => one(&search.customer),
        Event::LoyaltyUpdated(loyalty) => {
            vec![with(mention(&loyalty.customer, home), IdentifierKind::Loyalty, Some(&loyalty.number))]
        }
        Event::IdentityLinked(linked) => vec![Mention { explicit: true, ..mention(&linked.customer, home) }],
        Event::SocialMentioned(social) => one(&social.customer),
        Event::CheckinCompleted(checkin) | Event::SeatChanged(checkin) => {
            vec![with(mention(&checkin.customer, home), IdentifierKind::Pnr, checkin.pnr.as_deref())]
        }
        Event::Bag(_, bag) => {
            let owner = bag.customer.as_ref().map(|customer| mention(customer, home)).unwrap_or_default();
            let owner = match bag.customer {
                Some(_) => with(owner, IdentifierKind::Pnr, bag.pnr.as_deref()),
                None => owner,
            };
            vec![with(owner, IdentifierKind::Bag, Some(&bag.tag))]
        }
        Event::BoardingDenied(denied) => {
            vec![with(mention(&denied.customer, home), IdentifierKind::Pnr, denied.pnr.as_deref())]
        }
        Event::CabinChanged(changed) => {
            vec![with(mention(&changed.customer, home), IdentifierKind::Pnr, changed.pnr.as_deref())]
        }
        Event::ServiceProvided(service) => one(&service.customer),
        Event::Passage(_, passage) => {
            vec![with(mention(&passage.customer, home), IdentifierKind::Pnr, passage.pnr.as_deref())]
        }
        Event::RetailPurchased(retail) => one(&retail.customer),
        Event::OnboardCaseRaised(case) => one(&case.customer),
        Event::FeedbackReceived(feedback) => one(&feedback.customer),
        Event::PreferenceStated(preference) => one(&preference.customer),
        Event::MessageReceived(message) | Event::MessageSent(message) => one(&message.customer),
        Event::ConsentStated(consent) => {
            one(&consent.customer).into_iter().filter(|mention| !mention.identifiers.is_empty()).collect()
        }
    }
}

fn mention(customer: &CustomerRef, home: &str) -> Mention {
    let key = customer.name.as_ref().and_then(NameKey::of);
    let name = customer.name.clone().filter(|_| key.is_some());
    Mention {
        name,
        key,
        identifiers: identifiers(customer, home),
        birth_date: customer.birth_date,
        address: customer.address.as_ref().and_then(AddressIn::line),
        explicit: false,
        erased: false,
    }
}

fn with(mut mention: Mention, kind: IdentifierKind, value: Option<&str>) -> Mention {
    if let Some(value) = value {
        let identifier = Identifier { kind, value: value.to_owned() };
        if !mention.identifiers.contains(&identifier) {
            mention.identifiers.push(identifier);
        }
    }
    mention
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_across_spellings_and_not_across_people() {
        let key =
            |given: &str, family: &str| NameKey::of(&Name { given: given.into(), family: family.into() });
        for (a, b, agree) in [
            (("Zsófia", "Kovács"), ("ZSOFIA MRS", "KOVACS"), true),
            (("Zsófia Anna", "Kovács"), ("Zsófia", "Kovács"), true),
            (("Zsófia", "Kovács"), ("Bence", "Kovács"), false),
            (("Zsófia", "Kovács"), ("Zsófia", "Nagy"), false),
            (("", "Kovács"), ("Zsófia", "Kovács"), true),
            (("Jo", "Lee"), ("Joan", "Lee"), false),
        ] {
            let (left, right) = (key(a.0, a.1).unwrap(), key(b.0, b.1).unwrap());
            assert_eq!(left.agrees(&right), agree, "{a:?} {b:?}");
            assert_eq!(right.agrees(&left), agree, "symmetry of {a:?} {b:?}");
        }
        assert!(key("", " . ").is_none());
    }
}
