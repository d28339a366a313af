//! One tab: a contact or a customer opened by search, and whom it shows.

use super::{history::History, shared::Shared};
use jiff::Timestamp;
use purser_contract::{
    ids::{ContactId, CustomerId},
    ipc::{CustomerBundle, OpenContact},
    realtime::{Contact, ContactNote, Match, Ringing},
    search::SearchItem,
    timeline::TimelineItem,
    view::Customer360,
};

/// What a tab is about. A contact keeps its tab whoever turns out to be calling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum TabKey {
    Contact(ContactId),
    Customer(CustomerId),
}

/// The contact of a tab.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the contract's fields, as they came")]
pub struct Call {
    pub contact: Contact,
    pub outcome: Match,
    pub matched_by: Option<String>,
    pub late: bool,
    pub answered_at: Option<Timestamp>,
    pub ended: Option<ContactNote>,
}

/// How far a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Stage {
    Ringing,
    Answered,
    Ended,
}

impl Call {
    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match (&self.ended, self.answered_at) {
            (Some(_), _) => Stage::Ended,
            (None, Some(_)) => Stage::Answered,
            (None, None) => Stage::Ringing,
        }
    }

    /// The same contact with nothing of who called.
    #[must_use]
    pub fn nameless(&self) -> Self {
        let mut call = self.clone();
        call.contact.from = None;
        call.contact.ivr = None;
        call.outcome = Match::Unknown;
        call.matched_by = None;
        call
    }

    /// The running time: ringing since it rang, talking since it was answered, and what it took once over.
    #[must_use]
    pub fn seconds(&self, now: Timestamp) -> i64 {
        let began = self.answered_at.unwrap_or(self.contact.rang_at);
        match &self.ended {
            Some(ContactNote { duration_s: Some(seconds), .. }) => {
                i64::try_from(*seconds).unwrap_or(i64::MAX)
            }
            Some(note) => note.at.duration_since(began).as_secs(),
            None => now.duration_since(began).as_secs(),
        }
    }
}

/// A customer whose view is here.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The view.
    pub view: Shared<Customer360>,
    /// The timeline read so far.
    pub history: History,
    /// When the view came from this machine's copy: as of when.
    pub cached_at: Option<Timestamp>,
}

impl Known {
    /// Whether this is newer than a view of the same customer. Versions of two customers cannot be compared.
    #[must_use]
    pub fn is_newer_than(&self, view: &Customer360) -> bool {
        self.view.id == view.id && self.view.version > view.version
    }

    /// Another view takes the place of this one, unless it is older; its timeline joins what was read, or replaces it
    /// where the customer consents to something else now: what is shown may be what is to be hidden. Whether it did.
    pub fn renew(
        &mut self,
        view: &Shared<Customer360>,
        timeline: Vec<TimelineItem>,
        next: Option<String>,
    ) -> bool {
        if self.is_newer_than(view) {
            return false;
        }
        if self.view.consents == view.consents {
            self.history.merge(timeline);
        } else {
            self.history = History::new(timeline, next.map(Some));
        }
        self.view = view.clone();
        true
    }
}

/// Whom a tab shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// The caller is unknown.
    Nobody,
    /// The agent is to choose.
    Several(Shared<Vec<SearchItem>>),
    /// Asked for.
    Loading {
        /// Whose view.
        id: CustomerId,
        /// Their name as the search gave it.
        name: String,
    },
    /// Could not be had.
    Failed {
        /// Whose view.
        id: CustomerId,
        /// Their name as the search gave it.
        name: String,
        /// In words.
        why: String,
    },
    /// Was erased while it was shown.
    Erased,
    /// Here.
    Known(Box<Known>),
}

impl Subject {
    /// The customer, once it is decided who.
    #[must_use]
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Nobody | Self::Several(_) | Self::Erased => None,
            Self::Loading { id, .. } | Self::Failed { id, .. } => Some(*id),
            Self::Known(known) => Some(known.view.id),
        }
    }

    fn candidates(&self) -> Option<Shared<Vec<SearchItem>>> {
        match self {
            Self::Several(candidates) => Some(candidates.clone()),
            Self::Nobody | Self::Loading { .. } | Self::Failed { .. } | Self::Erased | Self::Known(_) => None,
        }
    }

    /// What a bundle from the core shows.
    #[must_use]
    pub fn from_bundle(bundle: CustomerBundle) -> Self {
        Self::Known(Box::new(Known {
            view: Shared::new(bundle.customer_360),
            history: History::new(bundle.timeline, Some(bundle.timeline_next)),
            cached_at: bundle.cached_at,
        }))
    }
}

/// The lists under the journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Panel {
    #[default]
    Timeline,
    Bookings,
    Bags,
    Compensation,
}

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// What it is about.
    pub key: TabKey,
    /// The contact, unless the tab was opened by search.
    pub call: Option<Shared<Call>>,
    /// Who it may be, while and after the agent chooses: a wrong choice can be taken back.
    pub candidates: Option<Shared<Vec<SearchItem>>>,
    /// Whom it shows.
    pub subject: Subject,
    /// The list the agent last looked at.
    pub panel: Panel,
}

impl Tab {
    /// The tab of a contact as it rang.
    #[must_use]
    pub fn ringing(ringing: Ringing) -> Self {
        let (call, subject) = split(ringing);
        Self::of(call, subject)
    }

    /// The tab of a contact that was open before the window was.
    #[must_use]
    pub fn restored(open: OpenContact) -> Self {
        let (mut call, subject) = split(open.ringing);
        call.answered_at = open.answered_at;
        call.ended = open.ended;
        Self::of(call, subject)
    }

    fn of(call: Call, subject: Subject) -> Self {
        Self {
            key: TabKey::Contact(call.contact.id.clone()),
            call: Some(Shared::new(call)),
            candidates: subject.candidates(),
            subject,
            panel: Panel::default(),
        }
    }

    /// The tab of a customer opened by search, before the view is here.
    #[must_use]
    pub fn customer(id: CustomerId, name: String) -> Self {
        Self {
            key: TabKey::Customer(id),
            call: None,
            candidates: None,
            subject: Subject::Loading { id, name },
            panel: Panel::default(),
        }
    }

    /// Whether somebody is on the line in it now.
    #[must_use]
    pub fn on_the_line(&self) -> bool {
        self.call.as_ref().is_some_and(|call| call.stage() == Stage::Answered)
    }
}

/// The contact, and whom it is with.
#[must_use]
pub fn split(ringing: Ringing) -> (Call, Subject) {
    let subject = match (ringing.customer_360, ringing.candidates) {
        (Some(view), _) => Subject::Known(Box::new(Known {
            view: Shared::new(view),
            history: History::new(ringing.timeline, None),
            cached_at: None,
        })),
        (None, candidates) if candidates.is_empty() => Subject::Nobody,
        (None, candidates) => Subject::Several(Shared::new(candidates)),
    };
    let call = Call {
        contact: ringing.contact,
        outcome: ringing.outcome,
        matched_by: ringing.matched_by,
        late: ringing.late,
        answered_at: None,
        ended: None,
    };
    (call, subject)
}
