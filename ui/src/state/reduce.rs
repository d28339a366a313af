//! What the core reports, applied to the window's state: (state, event, moment) → state and reactions.
//!
//! The rule that matters most: a pop never takes the screen from an agent who is typing or talking. And the core tells
//! everything again when the window begins to listen or was too slow: what is known already changes nothing, says nothing
//! and takes no screen.

use super::{
    desk::{Desk, Phase},
    history::History,
    shared::Shared,
    tab::{Call, Known, Subject, Tab, TabKey, split},
};
use crate::{
    format::{labels, names},
    words::fill,
};
use jiff::Timestamp;
use purser_contract::{
    ids::{ContactId, CustomerId},
    ipc::{Bootstrap, CustomerBundle, UiEvent},
    realtime::{ContactNote, Ringing},
};

/// What the reducer must know of the world when an event comes.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The clock.
    pub now: Timestamp,
    /// Whether the agent's caret is in a field.
    pub typing: bool,
}

/// What must be done outside the state after an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Say when the contact has been painted.
    Painted(ContactId),
    /// Tell the core that this ended contact's tab was put away.
    Close(ContactId),
    /// Read the supervisors' lists again, where one is shown.
    Reread,
}

/// Ended contacts kept in tabs; the oldest beyond that are put away.
pub const ENDED_KEPT: usize = 8;

/// The window starts, or starts again after signing in.
pub fn start(desk: &mut Desk, bootstrap: Bootstrap) {
    desk.version = bootstrap.version;
    desk.connection = bootstrap.connection;
    desk.theme = bootstrap.theme;
    desk.presence = bootstrap.presence;
    desk.phase = match bootstrap.agent {
        Some(agent) => Phase::Ready(agent),
        None => Phase::SignedOut(bootstrap.sign_in_problem),
    };
    desk.tabs = bootstrap.contacts.into_iter().map(Tab::restored).collect();
    let talking = desk.tabs.iter().rev().find(|tab| tab.on_the_line());
    desk.active = talking.or(desk.tabs.last()).map(|tab| tab.key.clone());
}

/// One event from the core.
pub fn apply(desk: &mut Desk, event: UiEvent, moment: Moment) -> Vec<Reaction> {
    match event {
        UiEvent::Connection(connection) => {
            desk.connection = connection;
            Vec::new()
        }
        UiEvent::Ringing(ringing) => ring(desk, *ringing, moment),
        UiEvent::Answered(note) => answer(desk, &note, moment),
        UiEvent::Ended(note) => end(desk, note),
        UiEvent::Customer { id, bundle } => {
            newer_view(desk, id, *bundle);
            Vec::new()
        }
        UiEvent::Compensations(changed) => {
            desk.approvals.told(&changed);
            desk.disruptions.told(&changed.disruption);
            Vec::new()
        }
        // What came as a hint may be missing: the supervisors' lists are older than they look.
        UiEvent::Missed => {
            desk.approvals.changed = true;
            desk.disruptions.changed = true;
            vec![Reaction::Reread]
        }
        UiEvent::Closed(id) => {
            desk.close(&TabKey::Contact(id));
            Vec::new()
        }
        UiEvent::Erased(ids) => {
            desk.erase(&ids);
            Vec::new()
        }
    }
}

/// Whether a tab may come to the front by itself.
fn may_take_the_screen(desk: &Desk, moment: Moment) -> bool {
    !moment.typing && !desk.active_tab().is_some_and(Tab::on_the_line)
}

fn ring(desk: &mut Desk, ringing: Ringing, moment: Moment) -> Vec<Reaction> {
    let contact = ringing.contact.id.clone();
    let key = TabKey::Contact(contact.clone());
    if desk.tab(&key).is_none_or(|tab| tells_more(tab, &ringing)) {
        desk.said = announcement(&ringing);
        if let Some(view) = &ringing.customer_360 {
            desk.remember(view, moment.now);
        }
    }
    if let Some(tab) = desk.tab_mut(&key) {
        better_match(tab, ringing);
    } else {
        let take = may_take_the_screen(desk, moment);
        desk.tabs.push(Tab::ringing(ringing));
        if take || desk.active.is_none() {
            desk.activate(&key);
        }
    }
    vec![Reaction::Painted(contact)]
}

/// Whether a ring is more than the contact's tab shows: another ring, another customer, or somebody to choose from.
fn tells_more(tab: &Tab, ringing: &Ringing) -> bool {
    let again = tab.call.as_ref().is_none_or(|call| call.contact.rang_at != ringing.contact.rang_at);
    let more = match &ringing.customer_360 {
        Some(view) => tab.subject.customer() != Some(view.id),
        None => !ringing.candidates.is_empty() && tab.subject == Subject::Nobody,
    };
    again || more
}

/// A contact that is open rang again with more: what was chosen, answered or ended stays.
fn better_match(tab: &mut Tab, ringing: Ringing) {
    let (mut call, subject) = split(ringing);
    // One that is over and rings again begins anew.
    let goes_on =
        |before: &&Shared<Call>| before.ended.is_none() || before.contact.rang_at == call.contact.rang_at;
    if let Some(before) = tab.call.as_ref().filter(goes_on) {
        call.answered_at = before.answered_at;
        call.ended.clone_from(&before.ended);
        call.late |= before.late;
    }
    tab.call = Some(Shared::new(call));
    if let Subject::Several(candidates) = &subject {
        tab.candidates = Some(candidates.clone());
    }
    match (&mut tab.subject, subject) {
        (Subject::Known(known), Subject::Known(newer)) if known.view.id == newer.view.id => {
            let items = newer.history.items.iter().map(|item| (**item).clone()).collect();
            known.renew(&newer.view, items, None);
        }
        // Somebody else was chosen and is being read.
        (Subject::Loading { id, .. }, Subject::Known(newer)) if *id != newer.view.id => {}
        (
            Subject::Known(_) | Subject::Loading { .. } | Subject::Erased,
            Subject::Nobody | Subject::Several(_),
        ) => {}
        (subject, newer) => *subject = newer,
    }
}

fn announcement(ringing: &Ringing) -> String {
    let matched = labels::matched(ringing.outcome, ringing.matched_by.as_deref());
    let who = ringing.customer_360.as_ref().map(names::of).or_else(|| ringing.contact.from.clone());
    let channel = labels::channel(ringing.contact.channel);
    match who {
        Some(who) => fill("say.contact-from", &[("channel", channel), ("who", &who), ("match", &matched)]),
        None => fill("say.contact", &[("channel", channel), ("match", &matched)]),
    }
}

fn change_call(desk: &mut Desk, id: &ContactId, change: impl FnOnce(&mut Call)) {
    if let Some(tab) = desk.tab_mut(&TabKey::Contact(id.clone()))
        && let Some(call) = &tab.call
    {
        let mut newer = Call::clone(call);
        change(&mut newer);
        tab.call = Some(Shared::new(newer));
    }
}

fn answer(desk: &mut Desk, note: &ContactNote, moment: Moment) -> Vec<Reaction> {
    let call = desk.tab(&TabKey::Contact(note.contact_id.clone())).and_then(|tab| tab.call.clone());
    if call.is_some_and(|call| call.answered_at == Some(note.at)) {
        return Vec::new();
    }
    let take = may_take_the_screen(desk, moment);
    change_call(desk, &note.contact_id, |call| call.answered_at = Some(note.at));
    if take {
        desk.activate(&TabKey::Contact(note.contact_id.clone()));
    }
    Vec::new()
}

fn end(desk: &mut Desk, note: ContactNote) -> Vec<Reaction> {
    let id = note.contact_id.clone();
    change_call(desk, &id, |call| call.ended = Some(note));
    put_away(desk)
}

/// The oldest ended contacts beyond what is kept leave, but never the one in view.
fn put_away(desk: &mut Desk) -> Vec<Reaction> {
    let ended: Vec<TabKey> = desk
        .tabs
        .iter()
        .filter(|tab| tab.call.as_ref().is_some_and(|call| call.ended.is_some()))
        .filter(|tab| Some(&tab.key) != desk.active.as_ref())
        .map(|tab| tab.key.clone())
        .collect();
    let leaving = ended.len().saturating_sub(ENDED_KEPT);
    let mut reactions = Vec::new();
    for key in ended.into_iter().take(leaving) {
        desk.close(&key);
        if let TabKey::Contact(id) = key {
            reactions.push(Reaction::Close(id));
        }
    }
    reactions
}

/// A newer view goes to every tab that shows the customer; an older one goes nowhere.
fn newer_view(desk: &mut Desk, watched: CustomerId, bundle: CustomerBundle) {
    let view = Shared::new(bundle.customer_360);
    for tab in &mut desk.tabs {
        let shows = tab.subject.customer();
        if shows != Some(watched) && shows != Some(view.id) {
            continue;
        }
        if let Subject::Known(known) = &mut tab.subject {
            if known.renew(&view, bundle.timeline.clone(), bundle.timeline_next.clone()) {
                known.cached_at = bundle.cached_at;
            }
        } else {
            tab.subject = Subject::Known(Box::new(Known {
                view: view.clone(),
                history: History::new(bundle.timeline.clone(), bundle.timeline_next.clone().map(Some)),
                cached_at: bundle.cached_at,
            }));
        }
    }
}

#[cfg(test)]
#[path = "reduce_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "reduce_again_tests.rs"]
mod again_tests;
