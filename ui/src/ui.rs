//! What every part of the window may reach: the state, the clock's ticks, and what lies open over the screen.

use crate::{
    clock,
    state::{desk::Desk, shared::Shared},
};
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;
use purser_contract::compensation::Compensation;
use std::time::Duration;

/// A case to try other facts on.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// Whose, in words.
    pub title: String,
    /// The facts to begin with.
    pub facts: serde_json::Value,
    /// What was decided on them; absent for a case that is only asked about.
    pub owed: Option<Shared<Compensation>>,
}

/// Handles only; copying it is free.
#[derive(Clone, Copy)]
pub struct Ui {
    /// The state.
    pub desk: RwSignal<Desk>,
    /// Ticks every second, for running times.
    pub second: RwSignal<Timestamp>,
    /// Ticks every minute, for ages.
    pub minute: Memo<Timestamp>,
    /// Ticks at midnight, for days.
    pub today: Memo<Date>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the key map is open.
    pub key_map: RwSignal<bool>,
    /// The compensation of which the letter is open.
    pub letter: RwSignal<Option<Shared<Compensation>>>,
    /// The case of which "what if" is open.
    pub what_if: RwSignal<Option<WhatIf>>,
    /// What narrows the rows of Approvals.
    pub approvals_filter: RwSignal<String>,
    /// A short word on what was just done.
    pub toast: RwSignal<Option<String>>,
}

impl Ui {
    /// Makes the handles and starts the clock.
    #[must_use]
    pub fn new() -> Self {
        let second = RwSignal::new(clock::now());
        let minute = Memo::new(move |_| {
            let now = second.get();
            Timestamp::from_second(now.as_second().div_euclid(60) * 60).unwrap_or(now)
        });
        let today = Memo::new(move |_| crate::format::intl::local(minute.get(), None).date());
        // The clock runs as long as the page.
        let _ = set_interval_with_handle(move || second.set(clock::now()), Duration::from_secs(1));
        Self {
            desk: RwSignal::new(Desk::default()),
            second,
            minute,
            today,
            palette: RwSignal::new(false),
            key_map: RwSignal::new(false),
            letter: RwSignal::new(None),
            what_if: RwSignal::new(None),
            approvals_filter: RwSignal::new(String::new()),
            toast: RwSignal::new(None),
        }
    }

    /// A part of the state that announces only its own changes.
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        pick: impl Fn(&Desk) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.desk.with(&pick))
    }
}

impl Default for Ui {
    fn default() -> Self {
        Self::new()
    }
}

/// The handles, inside any component.
#[must_use]
pub fn use_ui() -> Ui {
    expect_context()
}
