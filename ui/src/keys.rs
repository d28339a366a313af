//! The one table of keys. The key map, the hints on buttons and the dispatcher all read it; a test finds collisions.
//!
//! Deliberately not here: what an action does (`frame::dispatch`).

use crate::words::t;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Action {
    Palette,
    KeyMap,
    FindHere,
    Tab(u8),
    NextTab,
    PreviousTab,
    CloseTab,
    Choose(u8),
    FocusWho,
    FocusNow,
    FocusDo,
    ShowTimeline,
    ShowBookings,
    ShowBags,
    ShowCompensation,
    Letter,
    WhatIf,
    CopyPnr,
    CopyPhone,
    CopyEmail,
    OpenBooking,
    GoWorkspace,
    GoCustomers,
    GoApprovals,
    GoDisruptions,
    GoSettings,
    NextRow,
    PreviousRow,
    Approve,
    Reject,
    Undo,
    OpenRow,
}

/// When a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Always, also while typing.
    Everywhere,
    /// Not while the caret is in a field: a plain letter or digit.
    NotTyping,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Binding {
    pub ctrl: bool,
    pub alt: bool,
    /// `KeyboardEvent.key`, letters in lower case. Shift is part of the character and not asked for.
    pub key: &'static str,
    pub scope: Scope,
    pub action: Action,
}

const fn ctrl(key: &'static str, action: Action) -> Binding {
    Binding { ctrl: true, alt: false, key, scope: Scope::Everywhere, action }
}

const fn alt(key: &'static str, action: Action) -> Binding {
    Binding { ctrl: false, alt: true, key, scope: Scope::Everywhere, action }
}

const fn function(key: &'static str, action: Action) -> Binding {
    Binding { ctrl: false, alt: false, key, scope: Scope::Everywhere, action }
}

const fn plain(key: &'static str, action: Action) -> Binding {
    Binding { ctrl: false, alt: false, key, scope: Scope::NotTyping, action }
}

/// Every key the window knows, in the order of the key map.
pub const BINDINGS: [Binding; 51] = [
    ctrl("k", Action::Palette),
    plain("/", Action::FindHere),
    plain("?", Action::KeyMap),
    function("F1", Action::KeyMap),
    ctrl("1", Action::Tab(1)),
    ctrl("2", Action::Tab(2)),
    ctrl("3", Action::Tab(3)),
    ctrl("4", Action::Tab(4)),
    ctrl("5", Action::Tab(5)),
    ctrl("6", Action::Tab(6)),
    ctrl("7", Action::Tab(7)),
    ctrl("8", Action::Tab(8)),
    ctrl("9", Action::Tab(9)),
    ctrl("PageDown", Action::NextTab),
    ctrl("PageUp", Action::PreviousTab),
    ctrl("w", Action::CloseTab),
    plain("1", Action::Choose(1)),
    plain("2", Action::Choose(2)),
    plain("3", Action::Choose(3)),
    plain("4", Action::Choose(4)),
    plain("5", Action::Choose(5)),
    plain("6", Action::Choose(6)),
    plain("7", Action::Choose(7)),
    plain("8", Action::Choose(8)),
    plain("9", Action::Choose(9)),
    function("F2", Action::FocusWho),
    function("F3", Action::FocusNow),
    function("F4", Action::FocusDo),
    alt("1", Action::ShowTimeline),
    alt("2", Action::ShowBookings),
    alt("3", Action::ShowBags),
    alt("4", Action::ShowCompensation),
    alt("l", Action::Letter),
    alt("i", Action::WhatIf),
    function("F6", Action::CopyPnr),
    function("F7", Action::CopyPhone),
    function("F8", Action::CopyEmail),
    function("F9", Action::OpenBooking),
    alt("w", Action::GoWorkspace),
    alt("c", Action::GoCustomers),
    alt("a", Action::GoApprovals),
    alt("d", Action::GoDisruptions),
    alt("s", Action::GoSettings),
    plain("j", Action::NextRow),
    plain("ArrowDown", Action::NextRow),
    plain("k", Action::PreviousRow),
    plain("ArrowUp", Action::PreviousRow),
    plain("a", Action::Approve),
    plain("r", Action::Reject),
    plain("u", Action::Undo),
    plain("o", Action::OpenRow),
];

/// The action of a key press, if any.
#[must_use]
pub fn find(key: &str, ctrl: bool, alt: bool, typing: bool) -> Option<Action> {
    BINDINGS
        .iter()
        .find(|b| b.ctrl == ctrl && b.alt == alt && b.key.eq_ignore_ascii_case(key))
        .filter(|b| b.scope == Scope::Everywhere || !typing)
        .map(|b| b.action)
}

/// How a binding is written on a key cap: `Ctrl K`.
#[must_use]
pub fn label(binding: &Binding) -> String {
    let key = match binding.key {
        "PageDown" => "PgDn".to_owned(),
        "PageUp" => "PgUp".to_owned(),
        "ArrowDown" => "\u{2193}".to_owned(),
        "ArrowUp" => "\u{2191}".to_owned(),
        key => key.to_uppercase(),
    };
    match (binding.ctrl, binding.alt) {
        (true, _) => format!("Ctrl {key}"),
        (false, true) => format!("Alt {key}"),
        (false, false) => key,
    }
}

/// The key cap of an action, by its first binding.
#[must_use]
pub fn label_of(action: Action) -> Option<String> {
    BINDINGS.iter().find(|b| b.action == action).map(label)
}

/// One line of the key map: what it does and its keys; the numbered ones as one line.
#[must_use]
pub fn map() -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    for binding in &BINDINGS {
        let words = describe(binding.action);
        let keys = match binding.action {
            Action::Tab(1) => "Ctrl 1 – 9".to_owned(),
            Action::Choose(1) => "1 – 9".to_owned(),
            Action::Tab(_) | Action::Choose(_) => continue,
            _ => label(binding),
        };
        match lines.iter_mut().find(|(known, _)| *known == words) {
            Some((_, known)) => {
                known.push_str(" · ");
                known.push_str(&keys);
            }
            None => lines.push((words, keys)),
        }
    }
    lines
}

/// What an action does, in words.
#[must_use]
pub fn describe(action: Action) -> &'static str {
    match action {
        Action::Palette => t("key.palette"),
        Action::KeyMap => t("key.map"),
        Action::FindHere => t("key.find"),
        Action::Tab(_) => t("key.tab"),
        Action::NextTab => t("key.next-tab"),
        Action::PreviousTab => t("key.previous-tab"),
        Action::CloseTab => t("key.close-tab"),
        Action::Choose(_) => t("key.choose"),
        Action::FocusWho => t("key.who"),
        Action::FocusNow => t("key.now"),
        Action::FocusDo => t("key.do"),
        Action::ShowTimeline => t("key.timeline"),
        Action::ShowBookings => t("key.bookings"),
        Action::ShowBags => t("key.bags"),
        Action::ShowCompensation => t("key.compensation"),
        Action::Letter => t("key.letter"),
        Action::WhatIf => t("key.what-if"),
        Action::CopyPnr => t("key.copy-pnr"),
        Action::CopyPhone => t("key.copy-phone"),
        Action::CopyEmail => t("key.copy-email"),
        Action::OpenBooking => t("key.open-booking"),
        Action::GoWorkspace => t("key.workspace"),
        Action::GoCustomers => t("key.customers"),
        Action::GoApprovals => t("key.approvals"),
        Action::GoDisruptions => t("key.disruptions"),
        Action::GoSettings => t("key.settings"),
        Action::NextRow => t("key.next-row"),
        Action::PreviousRow => t("key.previous-row"),
        Action::Approve => t("key.approve"),
        Action::Reject => t("key.reject"),
        Action::Undo => t("key.undo"),
        Action::OpenRow => t("key.open-row"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_actions_share_a_key() {
        let mut seen = HashSet::new();
        for b in &BINDINGS {
            assert!(seen.insert((b.ctrl, b.alt, b.key.to_lowercase())), "{} is bound twice", label(b));
        }
    }

    #[test]
    fn a_plain_character_is_text_while_typing() {
        assert_eq!(find("?", false, false, false), Some(Action::KeyMap));
        assert_eq!(find("?", false, false, true), None);
        assert_eq!(find("1", false, false, true), None);
        assert_eq!(find("1", true, false, true), Some(Action::Tab(1)));
        assert_eq!(find("K", true, false, true), Some(Action::Palette));
        assert_eq!(find("F6", false, false, true), Some(Action::CopyPnr));
        assert_eq!(find("F6", true, false, false), None);
        for b in BINDINGS.iter().filter(|b| b.scope == Scope::Everywhere && !b.ctrl && !b.alt) {
            assert!(b.key.starts_with('F') && b.key.len() > 1, "{} would swallow text", b.key);
        }
    }

    #[test]
    fn the_map_has_one_line_for_each_thing() {
        let map = map();
        assert!(map.contains(&("Show the keyboard map", "? · F1".into())), "{map:?}");
        assert!(map.iter().any(|(_, keys)| keys == "1 – 9"));
        assert!(map.len() < BINDINGS.len());
    }
}
