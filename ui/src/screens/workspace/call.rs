//! The contact itself: on this call, how the caller was matched, and that it rang late.

use crate::{
    common::{icon::icon, phone::phone},
    format::{intl, labels, tone::Tone, when},
    state::{
        desk::Desk,
        shared::Shared,
        tab::{Call, Stage},
    },
    ui::Ui,
    words::{fill, t},
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::{payload::Channel, realtime::Match};

/// The contact in view, if the tab is one.
pub type InView = Memo<Option<Shared<Call>>>;

/// The tag that says how the caller was matched.
pub fn match_tag(call: &Call) -> impl IntoView + use<> {
    let tone = match call.outcome {
        Match::Exact => Tone::Good,
        Match::Several => Tone::Warn,
        Match::Unknown => Tone::Plain,
    };
    let words = labels::matched(call.outcome, call.matched_by.as_deref());
    view! { <span class=tone.tag() data-testid="pop-match">{words}</span> }
}

/// The caller's number or address, or that it is withheld.
pub fn caller(call: &Call) -> impl IntoView + use<> {
    let words = match (&call.contact.from, call.contact.channel) {
        (Some(number), Channel::Voice | Channel::Sms) => phone(number).into_any(),
        (Some(address), Channel::Chat | Channel::Email | Channel::Social) => address.clone().into_any(),
        (None, _) => t("caller.withheld").into_any(),
    };
    view! { <span data-testid="pop-caller">{words}</span> }
}

fn time(ui: Ui, at: Timestamp) -> String {
    when::short(intl::local(at, None), ui.today.get())
}

/// A line above everything when the contact reached the window only after a reconnect.
pub fn late(ui: Ui, call: InView) -> impl IntoView {
    move || {
        call.get().filter(|call| call.late).map(|call| {
            view! {
                <p class="late">
                    {icon(icondata_lu::LuHistory)}
                    {fill("call.late", &[("time", &time(ui, call.contact.rang_at))])}
                </p>
            }
        })
    }
}

/// The identity card's place while nobody is known.
pub fn caller_card(ui: Ui, call: InView) -> impl IntoView {
    move || {
        call.get().map(|call| {
            let title = match call.outcome {
                Match::Unknown => t("unknown.title"),
                Match::Several => t("several.who"),
                Match::Exact => t("column.who"),
            };
            view! {
                <div class="card" data-testid="identity-card">
                    <div class="id">
                        <span class="face" aria-hidden="true">{icon(icondata_lu::LuUserRound)}</span>
                        <div>
                            <p class="title">{caller(&call)}</p>
                            <p class="s">{title}</p>
                        </div>
                    </div>
                    <div class="tags">{match_tag(&call)}</div>
                    <p class="s pad">{move || fill("call.rang", &[("time", &time(ui, call.contact.rang_at))])}</p>
                </div>
            }
        })
    }
}

/// "On this call": what the voice menu and the platform know.
pub fn panel(ui: Ui, call: InView) -> impl IntoView {
    let decided = ui.part(|desk| desk.active_tab().is_some_and(|tab| tab.subject.customer().is_some()));
    move || {
        call.get().map(|call| {
            view! {
                <section class="card call" aria-label=t("call.title")>
                    <div class="row">
                        <h2>{labels::channel(call.contact.channel)}</h2>
                        {stage_tag(call.stage())}
                    </div>
                    <p class="title lead">{intent(&call)}</p>
                    {proof(&call)}
                    <dl class="facts">{facts(ui, &call)}</dl>
                    {move || decided.get().then(|| view! {
                        <button type="button" class="link s pad" on:click=move |_| ui.desk.update(Desk::reconsider)>
                            {t("call.somebody-else")}
                        </button>
                    })}
                </section>
            }
        })
    }
}

fn stage_tag(stage: Stage) -> impl IntoView {
    match stage {
        Stage::Ringing => view! { <span class="tag warn">{t("stage.ringing")}</span> },
        Stage::Answered => view! { <span class="tag good">{t("stage.answered")}</span> },
        Stage::Ended => view! { <span class="tag">{t("stage.ended")}</span> },
    }
}

fn intent(call: &Call) -> String {
    let intent = call.contact.ivr.as_ref().and_then(|ivr| ivr.intent.as_deref());
    intent.map_or_else(|| t("call.no-intent").to_owned(), labels::sentence_case)
}

/// Whether the caller proved who they are: the one thing to do before anything is told.
fn proof(call: &Call) -> impl IntoView + use<> {
    let proven = call.contact.ivr.as_ref().and_then(|ivr| ivr.authenticated);
    let (class, picture, words) = match proven {
        Some(true) => ("proof good-ink", icondata_lu::LuShieldCheck, t("call.proven")),
        Some(false) => ("proof warn-ink", icondata_lu::LuShieldAlert, t("call.not-proven")),
        None => ("proof", icondata_lu::LuShieldAlert, t("call.proof-unknown")),
    };
    view! { <p class=class>{icon(picture)}<span>{words}</span></p> }
}

fn facts(ui: Ui, call: &Call) -> Vec<impl IntoView + use<>> {
    let ivr = call.contact.ivr.clone().unwrap_or_default();
    let matched = match (call.outcome, &call.matched_by) {
        (Match::Unknown, _) => t("match.nobody").to_owned(),
        (Match::Exact | Match::Several, by) => labels::identifier(by.as_deref()).to_owned(),
    };
    let ended = call.ended.as_ref();
    [
        (t("call.language"), ivr.language.as_deref().map(intl::language)),
        (t("call.keyed-in"), ivr.pnr),
        (t("call.queue"), call.contact.queue.clone()),
        (t("call.dialled"), call.contact.to.clone()),
        (t("call.matched-by"), Some(matched)),
        (t("call.rang-at"), Some(time(ui, call.contact.rang_at))),
        (t("call.answered-at"), call.answered_at.map(|at| time(ui, at))),
        (t("call.ended-at"), ended.map(|note| time(ui, note.at))),
        (t("call.disposition"), ended.and_then(|note| note.disposition.clone())),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> }))
    .collect()
}
