//! Whose newer views a socket gets: the customers its window lists, and those of its live contacts. Pure.

use purser_contract::{ContactId, CustomerId};
use std::collections::{HashMap, HashSet, VecDeque};

/// The most customers a window may list.
pub(super) const LISTED: usize = 50;
/// The most live contacts remembered; a platform may forget to end some.
const LIVE: usize = 32;

/// What one socket watches, and what it showed last.
#[derive(Debug, Default)]
pub(super) struct Watched {
    listed: HashSet<CustomerId>,
    /// Oldest first.
    live: VecDeque<(ContactId, CustomerId)>,
    /// The entity tag of the view sent last.
    shown: HashMap<CustomerId, String>,
}

/// What changed, for the hub.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) begun: Vec<CustomerId>,
    pub(super) ended: Vec<CustomerId>,
}

impl Watched {
    pub(super) fn contains(&self, id: CustomerId) -> bool {
        self.listed.contains(&id) || self.live.iter().any(|(_, customer)| *customer == id)
    }

    /// The window's list, replacing the one before.
    pub(super) fn list(&mut self, ids: impl IntoIterator<Item = CustomerId>) -> Change {
        let before = self.all();
        self.listed = ids.into_iter().collect();
        self.change_since(&before)
    }

    /// A contact with exactly this customer rings.
    pub(super) fn rings(&mut self, contact: ContactId, customer: CustomerId) -> Change {
        let before = self.all();
        self.live.retain(|(held, _)| *held != contact);
        self.live.push_back((contact, customer));
        if self.live.len() > LIVE {
            self.live.pop_front();
        }
        self.change_since(&before)
    }

    /// A contact is over.
    pub(super) fn over(&mut self, contact: &ContactId) -> Change {
        let before = self.all();
        self.live.retain(|(held, _)| held != contact);
        self.change_since(&before)
    }

    /// Remembers what was shown; says whether it differs from the last time.
    pub(super) fn show(&mut self, id: CustomerId, etag: &str) -> bool {
        if self.shown.get(&id).is_some_and(|shown| shown == etag) {
            return false;
        }
        self.shown.insert(id, etag.to_owned());
        true
    }

    fn all(&self) -> HashSet<CustomerId> {
        self.listed.iter().copied().chain(self.live.iter().map(|(_, customer)| *customer)).collect()
    }

    fn change_since(&mut self, before: &HashSet<CustomerId>) -> Change {
        let after = self.all();
        self.shown.retain(|id, _| after.contains(id));
        let mut change = Change {
            begun: after.difference(before).copied().collect(),
            ended: before.difference(&after).copied().collect(),
        };
        change.begun.sort_unstable();
        change.ended.sort_unstable();
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<const N: usize>(numbers: [u128; N]) -> Vec<CustomerId> {
        numbers.map(|n| CustomerId(uuid::Uuid::from_u128(n))).to_vec()
    }

    #[test]
    fn a_customer_is_watched_while_listed_or_on_the_line() {
        let mut watched = Watched::default();
        let contact = ContactId::from("c");
        let one = ids([1])[0];
        let change = |begun, ended| Change { begun, ended };
        assert_eq!(watched.list(ids([1, 2])), change(ids([1, 2]), vec![]));
        assert_eq!(watched.rings(contact.clone(), one), change(vec![], vec![]));
        assert_eq!(watched.list(ids([3])), change(ids([3]), ids([2])));
        assert!(watched.contains(one), "still on the line");
        assert_eq!(watched.over(&contact), change(vec![], ids([1])));
        assert_eq!(watched.over(&contact), change(vec![], vec![]));
        assert!(!watched.contains(one));
    }

    #[test]
    fn the_same_view_is_shown_once_until_it_was_closed() {
        let mut watched = Watched::default();
        let one = ids([1])[0];
        watched.list([one]);
        assert_eq!(
            [watched.show(one, "a"), watched.show(one, "a"), watched.show(one, "b")],
            [true, false, true]
        );
        watched.list([]);
        watched.list([one]);
        assert!(watched.show(one, "b"));
    }

    #[test]
    fn contacts_that_never_end_are_bounded() {
        let mut watched = Watched::default();
        for n in 0..100_u128 {
            watched.rings(ContactId(n.to_string()), ids([n])[0]);
        }
        assert_eq!(watched.all().len(), LIVE);
        assert!(watched.contains(ids([99])[0]));
    }
}
