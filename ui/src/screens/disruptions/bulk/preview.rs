//! What a word for many would do, as the backend says, with the note and the word itself.

use super::{Step, Word, decide};
use crate::{
    format::money,
    frame::dispatch,
    words::{count, fill, t},
};
use leptos::{ev::SubmitEvent, prelude::*};
use purser_contract::compensation::{BulkDecision, BulkOutcome, BulkVerdict};

/// The forecast, the note, and the button that makes it so.
pub fn form(word: Word, verdict: BulkVerdict, outcome: &BulkOutcome) -> AnyView {
    let rejects = verdict == BulkVerdict::Reject;
    let affected = outcome.affected.clone();
    let n = affected.len();
    let ready =
        move || n > 0 && !word.busy.get() && (!rejects || word.note.with(|note| !note.trim().is_empty()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if ready() {
            let note = word.note.get_untracked().trim().to_owned();
            let decision = BulkDecision {
                decision: verdict,
                // Those that were shown, whoever came to wait since.
                compensations: Some(affected.clone()),
                note: (!note.is_empty()).then_some(note),
                preview: false,
            };
            decide(word, decision);
        }
    };
    // A rejection begins with its note; an approval is a key away once it was read.
    let first = if rejects { "[data-testid=bulk-note]" } else { "[data-testid=bulk-confirm]" };
    request_animation_frame(move || {
        dispatch::focus(first);
    });
    let verb = if rejects {
        count("bulk.reject-one", "bulk.reject-n", n)
    } else {
        count("bulk.approve-one", "bulk.approve-n", n)
    };
    view! {
        <form class="preview" data-testid="bulk-preview" on:submit=send on:keydown=move |event| if event.key() == "Escape" { word.step.set(Step::Nothing) }>
            {what_happens(rejects, outcome)}
            <label class="decide-reason">
                <span>{if rejects { t("bulk.note-needed") } else { t("bulk.note") }}</span>
                <textarea
                    rows="2"
                    maxlength="500"
                    data-testid="bulk-note"
                    prop:value=word.note
                    on:input=move |event| word.note.set(event_target_value(&event))
                ></textarea>
            </label>
            <div class="decide-acts">
                <button type="button" class="btn" on:click=move |_| word.step.set(Step::Nothing)>{t("decide.cancel")}</button>
                <button type="submit" class="btn p" data-testid="bulk-confirm" prop:disabled=move || !ready()>{verb}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The backend's own forecast, in sentences.
fn what_happens(rejects: bool, outcome: &BulkOutcome) -> AnyView {
    let n = |n: u32| usize::try_from(n).unwrap_or(0);
    let mut lines = Vec::new();
    if rejects {
        lines.push(count("bulk.will-reject-one", "bulk.will-reject", outcome.affected.len()));
    } else {
        if outcome.issued > 0 {
            lines.push(count("bulk.will-issue-one", "bulk.will-issue", n(outcome.issued)));
        }
        if outcome.waiting_for_second > 0 {
            lines.push(count("bulk.will-wait-one", "bulk.will-wait", n(outcome.waiting_for_second)));
        }
        lines.push(fill("bulk.cost", &[("total", &money::totals(&outcome.total))]));
    }
    let left = (!outcome.left.is_empty()).then(|| {
        let mut reasons: Vec<(String, usize)> = Vec::new();
        for one in &outcome.left {
            match reasons.iter_mut().find(|(reason, _)| *reason == one.reason) {
                Some((_, n)) => *n += 1,
                None => reasons.push((one.reason.clone(), 1)),
            }
        }
        let lines: Vec<_> =
            reasons.into_iter().map(|(reason, n)| view! { <li>{format!("{n} × {reason}")}</li> }).collect();
        view! { <p class="two">{count("bulk.left-one", "bulk.left", outcome.left.len())}</p><ul class="s">{lines}</ul> }
    });
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    view! { <h3>{t("bulk.preview")}</h3><ul class="forecast">{lines}</ul>{left} }.into_any()
}
