//! The contact tabs in the top bar: what each says, and which ones fit.

use super::{
    desk::Desk,
    tab::{Stage, Subject, Tab, TabKey},
};
use crate::{format::names, words::t};
use jiff::Timestamp;
use purser_contract::payload::Channel;

/// One tab as the bar shows it. Changes when its words change, not every second.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct TabLabel {
    pub title: String,
    pub channel: Option<Channel>,
    pub stage: Option<Stage>,
    pub late: bool,
    pub active: bool,
    /// The place for `Ctrl 1` to `Ctrl 9`, from 1.
    pub place: usize,
}

/// At most `room` tabs, in their order, always with the active one; and how many are not shown.
#[must_use]
pub fn visible(desk: &Desk, room: usize) -> (Vec<TabKey>, usize) {
    let active = desk.tabs.iter().position(|tab| Some(&tab.key) == desk.active.as_ref());
    let first_newest = desk.tabs.len().saturating_sub(room);
    let mut shown: Vec<usize> = (first_newest..desk.tabs.len()).collect();
    if let (Some(active), Some(first)) = (active, shown.first_mut())
        && active < *first
    {
        *first = active;
    }
    let hidden = desk.tabs.len() - shown.len();
    (shown.into_iter().map(|at| desk.tabs[at].key.clone()).collect(), hidden)
}

/// What a tab says.
#[must_use]
pub fn label(desk: &Desk, key: &TabKey) -> Option<TabLabel> {
    let at = desk.tabs.iter().position(|tab| tab.key == *key)?;
    let tab = &desk.tabs[at];
    Some(TabLabel {
        title: title(tab),
        channel: tab.call.as_ref().map(|call| call.contact.channel),
        stage: tab.call.as_ref().map(|call| call.stage()),
        late: tab.call.as_ref().is_some_and(|call| call.late),
        active: desk.active.as_ref() == Some(key),
        place: at + 1,
    })
}

/// The customer's name, else the caller's number, else the words for neither.
#[must_use]
pub fn title(tab: &Tab) -> String {
    match &tab.subject {
        Subject::Known(known) => names::of(&known.view),
        Subject::Loading { name, .. } | Subject::Failed { name, .. } => name.clone(),
        Subject::Erased => t("erased.tab").to_owned(),
        Subject::Nobody | Subject::Several(_) => tab
            .call
            .as_ref()
            .and_then(|call| call.contact.from.clone())
            .unwrap_or_else(|| t("caller.withheld").to_owned()),
    }
}

/// The running time of a tab's contact.
#[must_use]
pub fn seconds(desk: &Desk, key: &TabKey, now: Timestamp) -> Option<i64> {
    Some(desk.tab(key)?.call.as_ref()?.seconds(now))
}
