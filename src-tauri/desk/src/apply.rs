//! What a frame means: a pure function from what is known and a frame to changes and words for the window.
//!
//! A [`Change`] is folded into [`Known`] here and into SQL by the cache, so that memory and file cannot disagree.
//! Deliberately not here: IO and clocks.

mod known;

pub(crate) use known::{Known, KnownContact, Opened};

use purser_contract::{
    ContactId, CustomerId, FlightKey,
    ipc::{CustomerBundle, OpenContact, UiEvent},
    realtime::{ConsentChanged, ContactNote, CustomerChanged, Erase, FrameBody, Match, Ringing, ServerFrame},
    view::Customer360,
};

/// More tabs than this help nobody: the oldest one that is over, else the oldest, is closed, and the window told.
pub(crate) const MAX_OPEN: usize = 40;

/// One change of what is known, durable in one transaction with the others of its frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// A contact is new or different.
    PutContact(Box<KnownContact>),
    /// Its tab is closed; that it was there is remembered for a while.
    CloseContact(ContactId),
    /// A customer's view as just learned.
    PutCustomer(CustomerId, Box<Opened>),
    /// These customers were erased; the number is what the backend is answered with.
    Erase(Vec<CustomerId>, i64),
    /// All durable frames up to this one are processed.
    Processed(u64),
}

impl Change {
    /// Who is erased by it.
    pub(crate) fn erased(&self) -> &[CustomerId] {
        match self {
            Self::Erase(ids, _) => ids,
            Self::PutContact(_) | Self::CloseContact(_) | Self::PutCustomer(..) | Self::Processed(_) => &[],
        }
    }
}

/// What a frame leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Applied {
    /// To be committed together.
    pub(crate) changes: Vec<Change>,
    /// To be told to the window. A `Ringing` here is always the frame's own, unchanged.
    pub(crate) events: Vec<UiEvent>,
    /// Customers to be read again.
    pub(crate) refetch: Vec<CustomerId>,
}

/// What `frame` means to somebody who knows `known`.
pub(crate) fn apply(known: &Known, frame: ServerFrame) -> Applied {
    let seq = frame.seq;
    match frame.body {
        FrameBody::ContactRinging(ringing) => ring(known, seq, *ringing),
        FrameBody::ContactAnswered(note) => answer(known, seq, note),
        FrameBody::ContactEnded(note) => end(known, seq, note),
        FrameBody::CustomerChanged(changed) => change_customer(known, *changed),
        FrameBody::ConsentChanged(changed) => change_consent(known, *changed),
        FrameBody::FlightChanged(flight) => {
            Applied { refetch: known.customers_on(&flight.id), ..Applied::default() }
        }
        // Nothing of it is kept: the cache holds customers, and theirs come with their views.
        FrameBody::CompensationChanged(changed) => {
            Applied { events: vec![UiEvent::Compensations(changed)], ..Applied::default() }
        }
        FrameBody::Erase(erase) => self::erase(known, erase),
        FrameBody::Resync(_) => {
            Applied { events: vec![UiEvent::Missed], refetch: known.shown(), ..Applied::default() }
        }
    }
}

fn ring(known: &Known, seq: u64, ringing: Ringing) -> Applied {
    if known.heard(&ringing.contact.id, seq) {
        return processed(seq);
    }
    let mut changes = Vec::with_capacity(4);
    let mut events = Vec::with_capacity(2);
    // The same contact under another number is a better match while it lasts, and a new ring after its end.
    let answered_at = known
        .contact(&ringing.contact.id)
        .filter(|contact| contact.open.ended.is_none())
        .and_then(|contact| contact.open.answered_at);
    if known.contact(&ringing.contact.id).is_none() && known.contacts.len() >= MAX_OPEN {
        for id in known.dispensable(known.contacts.len() + 1 - MAX_OPEN) {
            changes.push(Change::CloseContact(id.clone()));
            events.push(UiEvent::Closed(id));
        }
    }
    if let Some(view) = &ringing.customer_360 {
        let opened = known.newer(view.id, view.clone(), ringing.timeline.clone());
        changes.push(Change::PutCustomer(view.id, Box::new(opened)));
    }
    events.push(UiEvent::Ringing(Box::new(ringing.clone())));
    let open = OpenContact { ringing, answered_at, ended: None };
    changes.push(Change::PutContact(Box::new(KnownContact { seq, open })));
    changes.push(Change::Processed(seq));
    Applied { changes, events, refetch: Vec::new() }
}

fn answer(known: &Known, seq: u64, note: ContactNote) -> Applied {
    let Some(contact) = known.contact(&note.contact_id) else { return processed(seq) };
    if contact.open.answered_at == Some(note.at) {
        return processed(seq);
    }
    let mut contact = contact.clone();
    contact.open.answered_at = Some(note.at);
    Applied {
        changes: vec![Change::PutContact(Box::new(contact)), Change::Processed(seq)],
        events: vec![UiEvent::Answered(note)],
        refetch: Vec::new(),
    }
}

fn end(known: &Known, seq: u64, note: ContactNote) -> Applied {
    let Some(contact) = known.contact(&note.contact_id) else { return processed(seq) };
    if contact.open.ended.as_ref().is_some_and(|ended| ended.at == note.at) {
        return processed(seq);
    }
    let mut contact = contact.clone();
    contact.open.ended = Some(note.clone());
    Applied {
        changes: vec![Change::PutContact(Box::new(contact)), Change::Processed(seq)],
        events: vec![UiEvent::Ended(note)],
        refetch: Vec::new(),
    }
}

fn change_customer(known: &Known, changed: CustomerChanged) -> Applied {
    let CustomerChanged { id, customer_360: view, timeline } = changed;
    learn(known, id, known.newer(id, view, timeline))
}

/// What is shown is replaced at once, older lines of the timeline too: they may be what is hidden now. Reading again
/// brings back those that are not.
fn change_consent(known: &Known, changed: ConsentChanged) -> Applied {
    let ConsentChanged { id, customer_360: view, timeline } = changed;
    let mut applied = learn(known, id, Opened { view, timeline, timeline_next: None });
    applied.refetch.push(id);
    applied
}

/// Nothing of the erased may stay, nor of the contacts they are in but that there is one.
fn erase(known: &Known, erase: Erase) -> Applied {
    let erased: Vec<CustomerId> = erase.erasures.into_iter().flat_map(|erasure| erasure.customers).collect();
    let mut changes = Vec::new();
    for contact in &known.contacts {
        let open = without(contact, &erased);
        changes
            .extend(open.map(|open| Change::PutContact(Box::new(KnownContact { seq: contact.seq, open }))));
    }
    changes.push(Change::Erase(erased.clone(), erase.through));
    Applied { changes, events: vec![UiEvent::Erased(erased)], refetch: Vec::new() }
}

/// The contact without those who were erased; nothing when they are not in it.
fn without(contact: &KnownContact, erased: &[CustomerId]) -> Option<OpenContact> {
    let mut open = contact.open.clone();
    let ringing = &mut open.ringing;
    let candidates = ringing.candidates.len();
    ringing.candidates.retain(|candidate| !erased.contains(&candidate.id));
    if ringing.customer_360.as_ref().is_some_and(|view| erased.contains(&view.id)) {
        ringing.customer_360 = None;
        ringing.timeline.clear();
        ringing.candidates.clear();
        ringing.outcome = Match::Unknown;
        ringing.matched_by = None;
        ringing.contact.from = None;
        ringing.contact.ivr = None;
        return Some(open);
    }
    (open.ringing.candidates.len() < candidates).then_some(open)
}

/// A newer view of a customer, pushed or read: nothing when it is no news, or of somebody who was erased since it was made.
pub(crate) fn learn(known: &Known, id: CustomerId, opened: Opened) -> Applied {
    let erased = known.is_erased(id) || known.is_erased(opened.view.id);
    if erased || known.opened.get(&id).is_some_and(|had| !opened.is_news_to(had)) {
        return Applied::default();
    }
    let mut changes = Vec::new();
    let tabs = known.contacts.iter().filter(|contact| contact.is_of(id) || contact.is_of(opened.view.id));
    for contact in tabs {
        let mut contact = contact.clone();
        contact.open.ringing.timeline.clone_from(&opened.timeline);
        contact.open.ringing.customer_360 = Some(opened.view.clone());
        changes.push(Change::PutContact(Box::new(contact)));
    }
    let bundle = Box::new(opened.bundle());
    changes.push(Change::PutCustomer(id, Box::new(opened)));
    Applied { changes, events: vec![UiEvent::Customer { id, bundle }], refetch: Vec::new() }
}

/// The agent says who the caller of a contact is: `opened` under the id `chosen`, or what is known of them since.
pub(crate) fn choose(known: &Known, contact: &ContactId, chosen: CustomerId, opened: &Opened) -> Vec<Change> {
    let Some(contact) = known.contact(contact) else { return Vec::new() };
    if known.is_erased(chosen) || known.is_erased(opened.view.id) {
        return Vec::new();
    }
    let opened = known.opened.get(&chosen).unwrap_or(opened);
    let mut contact = contact.clone();
    contact.open.ringing.outcome = Match::Exact;
    contact.open.ringing.matched_by = Some("agent".to_owned());
    contact.open.ringing.customer_360 = Some(opened.view.clone());
    contact.open.ringing.timeline.clone_from(&opened.timeline);
    vec![Change::PutContact(Box::new(contact))]
}

/// A durable frame that changes nothing, but is done with.
fn processed(seq: u64) -> Applied {
    Applied { changes: vec![Change::Processed(seq)], ..Applied::default() }
}

/// Whether a view shows this flight.
fn is_on(view: &Customer360, flight: &FlightKey) -> bool {
    view.bookings.iter().any(|booking| booking.segments.iter().any(|segment| segment.key == *flight))
}

impl Opened {
    /// As the window gets it.
    pub(crate) fn bundle(&self) -> CustomerBundle {
        CustomerBundle {
            customer_360: self.view.clone(),
            timeline: self.timeline.clone(),
            timeline_next: self.timeline_next.clone(),
            cached_at: None,
        }
    }
}

#[cfg(test)]
mod tests;
