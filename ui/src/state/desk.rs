//! The whole of the window's state, and what the agent's own acts change in it.
//!
//! Deliberately not here: what the core reports (`reduce`).

use super::{
    approvals::Approvals,
    disruptions::Disruptions,
    history::{History, Load},
    shared::Shared,
    tab::{Known, Panel, Subject, Tab, TabKey},
};
use crate::words::t;
use jiff::Timestamp;
use purser_contract::{
    ids::CustomerId,
    ipc::{Agent, Connection, CustomerBundle, Theme},
    realtime::Presence,
    search::{Page, SearchItem},
    timeline::TimelineItem,
    view::Customer360,
};

/// Whether the window can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Phase {
    Starting,
    Failed(String),
    SignedOut(Option<String>),
    Ready(Agent),
}

/// The places in the rail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Screen {
    #[default]
    Workspace,
    Customers,
    Approvals,
    Disruptions,
    Settings,
}

/// A customer seen since the window opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Recent {
    pub id: CustomerId,
    pub name: String,
    pub tier: Option<String>,
    pub seen_at: Timestamp,
}

/// How many recent customers are kept.
pub const RECENT: usize = 12;

/// Everything the window knows.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Desk {
    pub phase: Phase,
    pub version: String,
    pub connection: Connection,
    pub presence: Presence,
    pub theme: Theme,
    pub screen: Screen,
    pub tabs: Vec<Tab>,
    pub active: Option<TabKey>,
    pub recent: Vec<Recent>,
    pub approvals: Approvals,
    pub disruptions: Disruptions,
    /// The last thing said to screen readers.
    pub said: String,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            phase: Phase::Starting,
            version: String::new(),
            connection: Connection::Reconnecting { since: Timestamp::UNIX_EPOCH, retry_at: None },
            presence: Presence::default(),
            theme: Theme::default(),
            screen: Screen::default(),
            tabs: Vec::new(),
            active: None,
            recent: Vec::new(),
            approvals: Approvals::default(),
            disruptions: Disruptions::default(),
            said: String::new(),
        }
    }
}

impl Desk {
    /// The tab in view.
    #[must_use]
    pub fn active_tab(&self) -> Option<&Tab> {
        self.active.as_ref().and_then(|key| self.tab(key))
    }

    /// A tab by its key.
    #[must_use]
    pub fn tab(&self, key: &TabKey) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.key == *key)
    }

    pub(super) fn tab_mut(&mut self, key: &TabKey) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|tab| tab.key == *key)
    }

    /// The customer in view, when their view is here.
    #[must_use]
    pub fn view(&self) -> Option<Shared<Customer360>> {
        match &self.active_tab()?.subject {
            Subject::Known(known) => Some(known.view.clone()),
            Subject::Nobody
            | Subject::Several(_)
            | Subject::Loading { .. }
            | Subject::Failed { .. }
            | Subject::Erased => None,
        }
    }

    /// Whether who is signed in decides for others: supervisors and admins do.
    #[must_use]
    pub fn supervises(&self) -> bool {
        matches!(&self.phase, Phase::Ready(agent) if matches!(agent.role.as_str(), "supervisor" | "admin"))
    }

    /// Whether the agent has somebody on the line.
    #[must_use]
    pub fn on_a_call(&self) -> bool {
        self.tabs.iter().any(Tab::on_the_line)
    }

    /// The customers open in tabs, each once: the core watches these.
    #[must_use]
    pub fn watched(&self) -> Vec<CustomerId> {
        let mut ids: Vec<_> = self.tabs.iter().filter_map(|tab| tab.subject.customer()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Shows a tab, and the workspace with it.
    pub fn activate(&mut self, key: &TabKey) {
        if self.tab(key).is_some() {
            self.active = Some(key.clone());
            self.screen = Screen::Workspace;
        }
    }

    /// Shows the tab `step` places to the right, around the end.
    pub fn step_tab(&mut self, step: isize) {
        let Some(len) = isize::try_from(self.tabs.len()).ok().filter(|len| *len > 0) else { return };
        let at = self.tabs.iter().position(|tab| Some(&tab.key) == self.active.as_ref());
        let at = at.and_then(|at| isize::try_from(at).ok()).unwrap_or(if step > 0 { -1 } else { 0 });
        let to = usize::try_from((at + step).rem_euclid(len)).unwrap_or(0);
        let key = self.tabs[to].key.clone();
        self.activate(&key);
    }

    /// Removes a tab; its right neighbour, else its left one, takes the view when it had it.
    pub fn close(&mut self, key: &TabKey) {
        let Some(at) = self.tabs.iter().position(|tab| tab.key == *key) else { return };
        self.tabs.remove(at);
        if self.active.as_ref() == Some(key) {
            self.active = self.tabs.get(at).or(self.tabs.last()).map(|tab| tab.key.clone());
        }
    }

    /// Opens a customer's own tab, or goes to the tab that shows them already. Says whether the view must be asked for.
    pub fn open_customer(&mut self, id: CustomerId, name: String) -> bool {
        if let Some(tab) = self.tabs.iter().find(|tab| tab.subject.customer() == Some(id)) {
            let key = tab.key.clone();
            let failed = matches!(tab.subject, Subject::Failed { .. });
            self.activate(&key);
            if failed {
                self.await_customer(&key, id, name);
            }
            return failed;
        }
        let tab = Tab::customer(id, name);
        self.active = Some(tab.key.clone());
        self.screen = Screen::Workspace;
        self.tabs.push(tab);
        true
    }

    /// The view for a tab was asked for.
    pub fn await_customer(&mut self, key: &TabKey, id: CustomerId, name: String) {
        if let Some(tab) = self.tab_mut(key) {
            tab.subject = Subject::Loading { id, name };
        }
    }

    /// The view of `asked` came for a tab, or did not. Where the tab shows somebody else by now, or nobody, or somebody who
    /// was erased, it is late and dropped; so is a view older than the one that came meanwhile.
    pub fn opened(
        &mut self,
        key: &TabKey,
        asked: CustomerId,
        answer: Result<CustomerBundle, String>,
        now: Timestamp,
    ) {
        let Some(tab) = self.tab_mut(key).filter(|tab| tab.subject.customer() == Some(asked)) else { return };
        match (answer, &tab.subject) {
            (Ok(bundle), Subject::Known(known)) if known.is_newer_than(&bundle.customer_360) => {}
            (Ok(bundle), _) => tab.subject = Subject::from_bundle(bundle),
            (Err(why), Subject::Loading { id, name }) => {
                tab.subject = Subject::Failed { id: *id, name: name.clone(), why };
            }
            (Err(_), _) => {}
        }
        if let Subject::Known(known) = &tab.subject {
            let view = known.view.clone();
            self.remember(&view, now);
        }
    }

    /// Nothing of these customers stays: their tabs say so, and nobody is named any more.
    pub fn erase(&mut self, erased: &[CustomerId]) {
        self.recent.retain(|recent| !erased.contains(&recent.id));
        let mut gone = false;
        for tab in &mut self.tabs {
            let of = |candidates: &Shared<Vec<SearchItem>>| {
                let left: Vec<SearchItem> =
                    candidates.iter().filter(|one| !erased.contains(&one.id)).cloned().collect();
                Shared::new(left)
            };
            tab.candidates = tab.candidates.as_ref().map(of);
            if let Subject::Several(candidates) = &tab.subject {
                tab.subject = Subject::Several(of(candidates));
            }
            if tab.subject.customer().is_some_and(|id| erased.contains(&id)) {
                tab.subject = Subject::Erased;
                tab.call = tab.call.as_ref().map(|call| Shared::new(call.nameless()));
                gone = true;
            }
        }
        if gone {
            // It may have been their name that was said last.
            self.said = t("erased.title").to_owned();
        }
    }

    /// Puts a customer first among the recent ones.
    pub fn remember(&mut self, view: &Customer360, now: Timestamp) {
        self.recent.retain(|recent| recent.id != view.id);
        let tier = view.customer.loyalty.as_ref().and_then(|loyalty| loyalty.value.tier.clone());
        let name = crate::format::names::of(view);
        self.recent.insert(0, Recent { id: view.id, name, tier, seen_at: now });
        self.recent.truncate(RECENT);
    }

    /// The agent finds that it is somebody else: back to the candidates, else to the search.
    pub fn reconsider(&mut self) {
        if let Some(key) = self.active.clone()
            && let Some(tab) = self.tab_mut(&key)
            && tab.call.is_some()
        {
            tab.subject = tab.candidates.clone().map_or(Subject::Nobody, Subject::Several);
        }
    }

    /// Shows another list under the journey.
    pub fn show_panel(&mut self, panel: Panel) {
        if let Some(key) = self.active.clone()
            && let Some(tab) = self.tab_mut(&key)
        {
            tab.panel = panel;
        }
    }

    /// The cursor and customer to read the next timeline page with, and marks it as being read.
    pub fn begin_page(&mut self, key: &TabKey) -> Option<(CustomerId, Option<String>)> {
        let known = self.known_mut(key)?;
        let cursor = known.history.wants()?;
        known.history.load = Load::Busy;
        Some((known.view.id, cursor))
    }

    /// A timeline page came, or did not.
    pub fn page_loaded(&mut self, key: &TabKey, answer: Result<Page<TimelineItem>, String>) {
        if let Some(known) = self.known_mut(key) {
            known.history.loaded(answer);
        }
    }

    fn known_mut(&mut self, key: &TabKey) -> Option<&mut Known> {
        match &mut self.tab_mut(key)?.subject {
            Subject::Known(known) => Some(known),
            Subject::Nobody
            | Subject::Several(_)
            | Subject::Loading { .. }
            | Subject::Failed { .. }
            | Subject::Erased => None,
        }
    }

    /// The timeline in view.
    #[must_use]
    pub fn history(&self) -> Option<&History> {
        match &self.active_tab()?.subject {
            Subject::Known(known) => Some(&known.history),
            Subject::Nobody
            | Subject::Several(_)
            | Subject::Loading { .. }
            | Subject::Failed { .. }
            | Subject::Erased => None,
        }
    }
}

#[cfg(test)]
mod tests;
