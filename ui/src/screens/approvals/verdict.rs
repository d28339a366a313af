//! A supervisor's word: approve, reject with a note, and for ten seconds take it back.

use crate::{
    acts::approvals as acts,
    common::{icon::icon, undo},
    format::{money, owed as words},
    frame::dispatch,
    keys::{self, Action},
    state::{
        approvals::{Undo, waits},
        desk::Desk,
        shared::Shared,
    },
    ui::Ui,
    words::{fill, t},
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use purser_contract::{
    compensation::{Compensation, CompensationStatus},
    ipc::{Connection, Verdict},
};

/// How far the word is.
#[derive(Clone, Copy)]
struct Word {
    ui: Ui,
    /// The note is being written.
    rejecting: RwSignal<bool>,
    note: RwSignal<String>,
    busy: RwSignal<bool>,
}

/// The buttons, the note, and what went wrong.
pub fn panel(ui: Ui, row: &Shared<Compensation>) -> AnyView {
    let id = row.id;
    let begun = ui.desk.with_untracked(|desk| desk.approvals.draft(id).map(str::to_owned));
    let word = Word {
        ui,
        rejecting: RwSignal::new(begun.is_some()),
        note: RwSignal::new(begun.unwrap_or_default()),
        busy: RwSignal::new(false),
    };
    let failure =
        ui.part(move |desk| desk.approvals.conflict.clone().filter(|(of, _)| *of == id).map(|(_, why)| why));
    let (first, second) = (row.clone(), row.clone());
    let open = waits(row);
    view! {
        <div class="verdict">
            {undo_bar(ui)}
            {open.then_some(move || if word.rejecting.get() { note(word, first.clone()) } else { choice(word, second.clone()) })}
            {move || failure.get().map(|why| view! {
                <p class="late" role="alert" data-testid="conflict">{icon(icondata_lu::LuTriangleAlert)}<span>{why}</span></p>
            })}
        </div>
    }
    .into_any()
}

/// What approving does, said before it is done.
fn consequence(row: &Compensation) -> String {
    let amount = money::amount(&row.amount);
    match (row.status, row.approvals_needed) {
        _ if words::is_open(row.status, &row.amount) => t("approvals.pays-nothing-yet").to_owned(),
        (CompensationStatus::PendingApproval, 2..) => fill("approvals.first-of-two", &[("amount", &amount)]),
        _ => fill("approvals.pays", &[("amount", &amount)]),
    }
}

fn choice(word: Word, row: Shared<Compensation>) -> AnyView {
    let away = word.ui.part(|desk: &Desk| desk.connection != Connection::Live);
    let consequence = consequence(&row);
    let id = row.id;
    let approve = move |_| say(word, row.clone(), Verdict::Approve { note: None });
    view! {
        <p class="s">{consequence}</p>
        <div class="owed-acts">
            <button
                type="button"
                class="btn p"
                data-act="approve"
                data-testid="approve"
                prop:disabled=move || word.busy.get() || away.get()
                on:click=approve
            >
                {icon(icondata_lu::LuCheck)}
                {t("approvals.approve")}
                {keys::label_of(Action::Approve).map(|keys| view! { <kbd>{keys}</kbd> })}
            </button>
            <button
                type="button"
                class="btn"
                data-act="reject"
                data-testid="reject"
                prop:disabled=move || word.busy.get() || away.get()
                on:click=move |_| {
                    acts::write(word.ui, id, word.note.get_untracked());
                    word.rejecting.set(true);
                }
            >
                {t("approvals.reject")}
                {keys::label_of(Action::Reject).map(|keys| view! { <kbd>{keys}</kbd> })}
            </button>
        </div>
    }
    .into_any()
}

fn note(word: Word, row: Shared<Compensation>) -> AnyView {
    let id = row.id;
    let cancel = move || {
        acts::discard(word.ui, id);
        word.rejecting.set(false);
    };
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // The field is there, so it takes the focus.
            let _ = field.focus();
        }
    });
    let ready = move || !word.busy.get() && word.note.with(|note| !note.trim().is_empty());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if ready() {
            let note = word.note.get_untracked().trim().to_owned();
            say(word, row.clone(), Verdict::Reject { note });
        }
    };
    view! {
        <form on:submit=send on:keydown=move |event| if event.key() == "Escape" { cancel() }>
            <label class="decide-reason">
                <span>{t("approvals.note")}</span>
                <textarea
                    rows="2"
                    maxlength="500"
                    required
                    data-testid="reject-note"
                    node_ref=field
                    placeholder=t("approvals.note-example")
                    prop:value=word.note
                    on:input=move |event| {
                        let note = event_target_value(&event);
                        acts::write(word.ui, id, note.clone());
                        word.note.set(note);
                    }
                ></textarea>
            </label>
            <div class="owed-acts">
                <button type="submit" class="btn p" data-testid="reject-confirm" prop:disabled=move || !ready()>{t("approvals.reject-now")}</button>
                <button type="button" class="btn" on:click=move |_| cancel()>{t("decide.cancel")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn say(word: Word, row: Shared<Compensation>, verdict: Verdict) {
    word.busy.set(true);
    spawn_local(async move {
        acts::decide(word.ui, &row, &verdict).await;
        // Once another row is in view, the signals of this one are gone.
        word.busy.try_set(false);
        request_animation_frame(dispatch::focus_list);
    });
}

/// For ten seconds, wherever the supervisor is by then.
fn undo_bar(ui: Ui) -> impl IntoView {
    let said = ui.part(|desk| desk.approvals.undo.clone());
    move || {
        said.get().map(|made: Undo| {
            let words = if made.rejected { t("approvals.rejected") } else { t("approvals.approved-first") };
            undo::bar(words.to_owned(), move || acts::undo(ui, &made))
        })
    }
}
