//! What the command palette offers: customers found, open tabs, and commands, narrowed by what is typed.

use super::desk::{Desk, Screen};
use super::tab::TabKey;
use super::tabbar;
use crate::{
    keys::{self, Action},
    words::{fill, t},
};
use purser_contract::{ids::CustomerId, ipc::Theme, realtime::Presence, search::SearchItem};

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Run {
    Customer { id: CustomerId, name: String },
    Tab(TabKey),
    Theme(Theme),
    Presence(Presence),
    Act(Action),
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Entry {
    pub run: Run,
    pub title: String,
    pub detail: String,
    pub keys: Option<String>,
}

/// Most commands shown while something is typed.
const MOST: usize = 8;

/// How well a command's title answers what is typed: `None` for not at all, less is better. Every typed word must
/// begin a word of the title, or its letters must all occur in order.
#[must_use]
pub fn fit(title: &str, typed: &str) -> Option<usize> {
    let title = title.to_lowercase();
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Some(0);
    }
    if title.starts_with(&typed) {
        return Some(1);
    }
    let begins =
        |word: &str| title.split_whitespace().any(|part| part.trim_start_matches('(').starts_with(word));
    if typed.split_whitespace().all(begins) {
        return Some(2);
    }
    let mut letters = title.chars();
    let in_order = typed.chars().filter(|c| !c.is_whitespace()).all(|c| letters.by_ref().any(|l| l == c));
    (in_order && typed.chars().count() > 2).then_some(3)
}

/// The commands that make sense now, best first.
#[must_use]
pub fn commands(desk: &Desk, typed: &str) -> Vec<Entry> {
    let typed = typed.trim_start_matches('>');
    let mut fitting: Vec<_> = every_command(desk)
        .into_iter()
        .filter_map(|entry| fit(&entry.title, typed).map(|rank| (rank, entry)))
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    let most = if typed.is_empty() { usize::MAX } else { MOST };
    fitting.into_iter().take(most).map(|(_, entry)| entry).collect()
}

fn every_command(desk: &Desk) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (index, tab) in desk.tabs.iter().enumerate().filter(|(_, tab)| Some(&tab.key) != desk.active.as_ref())
    {
        entries.push(Entry {
            title: fill("command.tab", &[("who", &tabbar::title(tab))]),
            run: Run::Tab(tab.key.clone()),
            detail: String::new(),
            keys: u8::try_from(index + 1).ok().and_then(|place| keys::label_of(Action::Tab(place))),
        });
    }
    let mut act = |action: Action, title: &str| {
        entries.push(Entry {
            run: Run::Act(action),
            title: title.to_owned(),
            detail: String::new(),
            keys: keys::label_of(action),
        });
    };
    if desk.view().is_some() {
        act(Action::CopyPnr, t("key.copy-pnr"));
        act(Action::CopyPhone, t("key.copy-phone"));
        act(Action::CopyEmail, t("key.copy-email"));
        act(Action::ShowTimeline, t("key.timeline"));
        act(Action::ShowBookings, t("key.bookings"));
        act(Action::ShowBags, t("key.bags"));
        act(Action::ShowCompensation, t("key.compensation"));
    }
    if desk.active.is_some() {
        act(Action::CloseTab, t("key.close-tab"));
    }
    for (screen, action, title, may) in [
        (Screen::Workspace, Action::GoWorkspace, t("key.workspace"), true),
        (Screen::Customers, Action::GoCustomers, t("key.customers"), true),
        (Screen::Approvals, Action::GoApprovals, t("key.approvals"), desk.supervises()),
        (Screen::Disruptions, Action::GoDisruptions, t("key.disruptions"), desk.supervises()),
        (Screen::Settings, Action::GoSettings, t("key.settings"), true),
    ] {
        if may && desk.screen != screen {
            act(action, title);
        }
    }
    act(Action::KeyMap, t("key.map"));
    entries.extend(presences(desk.presence));
    entries.extend(themes(desk.theme));
    entries
}

fn presences(now: Presence) -> impl Iterator<Item = Entry> {
    [Presence::Available, Presence::Busy, Presence::AfterCall, Presence::Away]
        .into_iter()
        .filter(move |presence| *presence != now)
        .map(|presence| Entry {
            title: fill("command.presence", &[("state", crate::format::labels::presence(presence))]),
            run: Run::Presence(presence),
            detail: String::new(),
            keys: None,
        })
}

fn themes(now: Theme) -> impl Iterator<Item = Entry> {
    [
        (Theme::Light, t("command.theme-light")),
        (Theme::Dark, t("command.theme-dark")),
        (Theme::System, t("command.theme-system")),
    ]
    .into_iter()
    .filter(move |(theme, _)| *theme != now)
    .map(|(theme, title)| Entry {
        run: Run::Theme(theme),
        title: title.to_owned(),
        detail: String::new(),
        keys: None,
    })
}

/// A found customer as a line: what tells them apart stands in the detail.
#[must_use]
pub fn customer(item: &SearchItem) -> Entry {
    let name = crate::format::names::full(&item.name);
    Entry {
        detail: detail(item),
        run: Run::Customer { id: item.id, name: name.clone() },
        title: name,
        keys: None,
    }
}

/// Tier, loyalty number or address or number, and the journey.
fn detail(item: &SearchItem) -> String {
    let ids = &item.identifiers;
    let known_by = ids.loyalty.first().or(ids.email.first()).or(ids.phone.first()).or(ids.pnr.first());
    [item.tier.as_ref(), known_by, item.hint.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_words_find_commands() {
        for (title, typed, expected) in [
            ("Copy booking reference", "", Some(0)),
            ("Copy booking reference", "copy b", Some(1)),
            ("Copy booking reference", "ref co", Some(2)),
            ("Copy booking reference", "cbr", Some(3)),
            ("Copy booking reference", "xyz", None),
            ("Dark theme", "da", Some(1)),
            ("Set presence: Away", "aw", Some(2)),
            ("Go to Settings", "zs", None),
        ] {
            assert_eq!(fit(title, typed), expected, "{typed:?} in {title:?}");
        }
    }

    #[test]
    fn only_commands_that_do_something_are_offered() {
        let desk = Desk::default();
        let all = commands(&desk, "");
        let has = |run: &Run| all.iter().any(|entry| entry.run == *run);
        assert!(!has(&Run::Act(Action::CopyPnr)), "nobody is in view");
        assert!(!has(&Run::Act(Action::CloseTab)), "no tab is open");
        assert!(!has(&Run::Theme(Theme::System)), "it is so already");
        assert!(!has(&Run::Act(Action::GoApprovals)), "nobody supervises");
        assert!(has(&Run::Act(Action::GoCustomers)) && !has(&Run::Act(Action::GoWorkspace)));
        assert_eq!(commands(&desk, ">dark")[0].run, Run::Theme(Theme::Dark));
    }
}
