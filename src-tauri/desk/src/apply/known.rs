//! What the desktop knows in memory: the open contacts, those closed a while ago, the customers on the screen.

use super::{Change, is_on};
use purser_contract::{
    ContactId, CustomerId, FlightKey, ipc::OpenContact, timeline::TimelineItem, view::Customer360,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many closed contacts are remembered, so that a frame delivered twice does not open a tab again.
const MAX_CLOSED: usize = 200;
/// More views than this are kept only while they are on the screen.
const MAX_OPENED: usize = 60;
/// How many of the erased are remembered: far more than are erased while one reading is under way.
const MAX_ERASED: usize = 2_000;

/// A contact in a tab, and the number of the frame that opened it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KnownContact {
    pub(crate) seq: u64,
    pub(crate) open: OpenContact,
}

/// A customer as last learned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opened {
    pub(crate) view: Customer360,
    pub(crate) timeline: Vec<TimelineItem>,
    pub(crate) timeline_next: Option<String>,
}

/// Everything known. Changed only by [`Known::fold`] and [`Known::watch`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    /// Open contacts, in the order in which they rang.
    pub(crate) contacts: Vec<KnownContact>,
    /// Closed ones with the number of their ring, oldest first.
    pub(crate) closed: VecDeque<(ContactId, u64)>,
    /// Views of the customers on the screen.
    pub(crate) opened: BTreeMap<CustomerId, Opened>,
    /// What the window says is on the screen.
    pub(crate) watched: Vec<CustomerId>,
    /// The number of the last durable frame processed.
    pub(crate) processed: u64,
    /// Who was erased since the program started, oldest first: a view of theirs that was on its way comes too late. Not
    /// kept for longer; nothing is on its way when the program starts, and the backend knows them no more.
    pub(crate) erased: VecDeque<CustomerId>,
}

impl KnownContact {
    pub(crate) fn id(&self) -> &ContactId {
        &self.open.ringing.contact.id
    }

    pub(super) fn is_of(&self, customer: CustomerId) -> bool {
        self.open.ringing.customer_360.as_ref().is_some_and(|view| view.id == customer)
    }
}

impl Opened {
    /// Whether this tells more than `had`. Versions of two different customers cannot be compared.
    pub(super) fn is_news_to(&self, had: &Self) -> bool {
        self.view.id != had.view.id
            || self.view.version > had.view.version
            || (self.view.version == had.view.version && self != had)
    }
}

impl Known {
    /// The open contacts.
    pub(crate) fn tabs(&self) -> BTreeSet<ContactId> {
        self.contacts.iter().map(|contact| contact.id().clone()).collect()
    }

    /// The open contact of this id.
    pub(crate) fn contact(&self, id: &ContactId) -> Option<&KnownContact> {
        self.contacts.iter().find(|contact| contact.id() == id)
    }

    /// Whether this customer was erased.
    pub(crate) fn is_erased(&self, id: CustomerId) -> bool {
        self.erased.contains(&id)
    }

    /// Whether the ring numbered `seq` was processed before.
    pub(super) fn heard(&self, id: &ContactId, seq: u64) -> bool {
        self.contact(id).is_some_and(|contact| contact.seq == seq)
            || self.closed.iter().any(|(closed, ring)| closed == id && *ring == seq)
    }

    /// Contacts to close for lack of room: those that are over first, then by age.
    pub(super) fn dispensable(&self, count: usize) -> Vec<ContactId> {
        let over = self.contacts.iter().filter(|contact| contact.open.ended.is_some());
        let lasting = self.contacts.iter().filter(|contact| contact.open.ended.is_none());
        over.chain(lasting).take(count).map(|contact| contact.id().clone()).collect()
    }

    /// A view with the newest of its timeline, joined to the older part that is known.
    ///
    /// A push brings the first page only. When it overlaps with what is known, the older items and their cursor
    /// still continue it; when it does not, only the page is certain.
    pub(super) fn newer(&self, id: CustomerId, view: Customer360, timeline: Vec<TimelineItem>) -> Opened {
        let Some(had) = self.opened.get(&id) else { return Opened { view, timeline, timeline_next: None } };
        // Under other consents, what is known may hold what is hidden now.
        if had.view.consents != view.consents {
            return Opened { view, timeline, timeline_next: None };
        }
        let fresh: BTreeSet<&str> = timeline.iter().map(|item| item.id.as_str()).collect();
        if !had.timeline.iter().any(|item| fresh.contains(item.id.as_str())) {
            return Opened { view, timeline, timeline_next: None };
        }
        let older: Vec<_> =
            had.timeline.iter().filter(|item| !fresh.contains(item.id.as_str())).cloned().collect();
        let timeline = timeline.into_iter().chain(older).collect();
        Opened { view, timeline, timeline_next: had.timeline_next.clone() }
    }

    /// The customers on the screen: watched, or in a contact's tab.
    pub(crate) fn shown(&self) -> Vec<CustomerId> {
        let in_tabs = self.contacts.iter().filter_map(|contact| contact.open.ringing.customer_360.as_ref());
        let ids: BTreeSet<CustomerId> =
            self.watched.iter().copied().chain(in_tabs.map(|view| view.id)).collect();
        ids.into_iter().collect()
    }

    /// Those of them whose view shows this flight.
    pub(super) fn customers_on(&self, flight: &FlightKey) -> Vec<CustomerId> {
        let in_tabs = |id: &CustomerId| {
            self.contacts
                .iter()
                .filter_map(|contact| contact.open.ringing.customer_360.as_ref())
                .find(|view| view.id == *id)
        };
        let view = |id: &CustomerId| self.opened.get(id).map(|opened| &opened.view).or_else(|| in_tabs(id));
        self.shown().into_iter().filter(|id| view(id).is_some_and(|view| is_on(view, flight))).collect()
    }

    /// All that the cache holds of this, as changes, for one that missed some.
    pub(crate) fn whole(&self) -> Vec<Change> {
        let closed = self.closed.iter().map(|(id, _)| Change::CloseContact(id.clone()));
        let open = self.contacts.iter().map(|contact| Change::PutContact(Box::new(contact.clone())));
        let opened =
            self.opened.iter().map(|(id, opened)| Change::PutCustomer(*id, Box::new(opened.clone())));
        closed.chain(open).chain(opened).collect()
    }

    /// Takes over changes, in their order.
    pub(crate) fn fold(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::PutContact(contact) => self.put_contact(contact),
                Change::CloseContact(id) => self.close_contact(id),
                Change::PutCustomer(id, opened) => {
                    self.opened.insert(*id, opened.as_ref().clone());
                    if self.opened.len() > MAX_OPENED {
                        let shown: BTreeSet<CustomerId> = self.shown().into_iter().collect();
                        self.opened.retain(|kept, _| kept == id || shown.contains(kept));
                    }
                }
                Change::Erase(ids, _) => {
                    self.watched.retain(|id| !ids.contains(id));
                    self.opened.retain(|id, opened| !ids.contains(id) && !ids.contains(&opened.view.id));
                    self.erased.retain(|id| !ids.contains(id));
                    self.erased.extend(ids);
                    self.erased.drain(..self.erased.len().saturating_sub(MAX_ERASED));
                }
                Change::Processed(seq) => self.processed = *seq,
            }
        }
    }

    /// The window shows these now; views of others are let go, so that memory stays small.
    pub(crate) fn watch(&mut self, customers: Vec<CustomerId>) {
        self.watched = customers;
        let shown: BTreeSet<CustomerId> = self.shown().into_iter().collect();
        self.opened.retain(|id, _| shown.contains(id));
    }

    fn put_contact(&mut self, contact: &KnownContact) {
        self.closed.retain(|(id, _)| id != contact.id());
        match self.contacts.iter_mut().find(|known| known.id() == contact.id()) {
            Some(known) => *known = contact.clone(),
            None => self.contacts.push(contact.clone()),
        }
    }

    fn close_contact(&mut self, id: &ContactId) {
        let Some(index) = self.contacts.iter().position(|contact| contact.id() == id) else { return };
        let contact = self.contacts.remove(index);
        self.closed.push_back((contact.id().clone(), contact.seq));
        if self.closed.len() > MAX_CLOSED {
            self.closed.pop_front();
        }
        let shown: BTreeSet<CustomerId> = self.shown().into_iter().collect();
        self.opened.retain(|id, _| shown.contains(id));
    }
}
