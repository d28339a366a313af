//! Parts of a compensation that several screens show: how it stands, why, by when, what is added, what happened.

use crate::{
    common::icon::icon,
    format::{owed as words, tone::Tone},
    ui::Ui,
    words::t,
};
use jiff::civil::Date;
use leptos::prelude::*;
use purser_contract::compensation::{Compensation, CompensationStatus, CompensationStep, Deadline};

/// How it stands, in a tag.
pub fn tag(status: CompensationStatus) -> AnyView {
    view! { <span class=words::tone(status).tag()>{words::status(status)}</span> }.into_any()
}

/// Sentences, each with a mark.
pub fn sentences(list: &[String]) -> AnyView {
    let lines: Vec<_> = list
        .iter()
        .map(|line| view! { <li>{icon(icondata_lu::LuCheck)}<span>{line.clone()}</span></li> })
        .collect();
    view! { <ul class="why">{lines}</ul> }.into_any()
}

/// A heading over small print; nothing when there is none.
pub fn fine_print(title: &'static str, lines: &[String]) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        view! { <div class="print"><h3>{title}</h3><p class="two">{lines.join(" · ")}</p></div> }.into_any()
    })
}

/// The airline's own additions and what is due while waiting, each with whether it was ordered.
pub fn additions(owed: &Compensation) -> Option<AnyView> {
    let care = words::care(owed.care).map(|care| {
        view! { <li class="row"><span>{care}</span><span class="tag">{t("owed.care-now")}</span></li> }
    });
    let extras: Vec<_> = owed
        .extras
        .iter()
        .map(|extra| {
            let (class, word) =
                if extra.issued { ("tag good", t("owed.ordered")) } else { ("tag", t("owed.not-ordered")) };
            view! {
                <li class="row" data-tip=extra.reason.clone()>
                    <span>{words::extra(extra)}</span><span class=class>{word}</span>
                </li>
            }
        })
        .collect();
    let any = care.is_some() || !extras.is_empty();
    any.then(|| {
        view! { <div class="print"><h3>{t("owed.also")}</h3><ul class="list">{care}{extras}</ul></div> }
            .into_any()
    })
}

/// By when, with the article; red only when it was missed.
pub fn deadline(ui: Ui, due: &Deadline) -> AnyView {
    let (to_tag, to_say) = (due.clone(), due.clone());
    let basis = due.basis.clone();
    view! {
        <span
            class=move || words::urgency(&to_tag, ui.minute.get()).tag()
            data-tip=basis
            data-testid="deadline"
        >
            {move || words::deadline(&to_say, ui.minute.get(), ui.today.get())}
        </span>
    }
    .into_any()
}

/// The same in a table, whose head says what it is: the day alone, in colour once it is near.
pub fn due(ui: Ui, due: &Deadline) -> AnyView {
    let (to_tag, to_say) = (due.clone(), due.clone());
    let class = move || match words::urgency(&to_tag, ui.minute.get()) {
        Tone::Plain => "two",
        tone => tone.tag(),
    };
    view! {
        <span class=class data-testid="deadline" data-tip=move || words::deadline(&to_say, ui.minute.get(), ui.today.get())>
            {words::day_of(due, ui.today.get_untracked())}
        </span>
    }
    .into_any()
}

/// Every step, oldest first.
pub fn history(steps: &[CompensationStep], today: Date) -> AnyView {
    let lines: Vec<_> = steps
        .iter()
        .map(|step| {
            let note = step.note.clone().filter(|note| !note.is_empty());
            view! {
                <li>
                    <time>{words::moment(step.at, today)}</time>
                    <span>
                        <b>{words::status(step.status)}</b>
                        {format!(" · {} · {}", words::sum(step.status, &step.amount), step.by)}
                        {note.map(|note| view! { <span class="two">{note}</span> })}
                    </span>
                </li>
            }
        })
        .collect();
    view! { <ol class="steps">{lines}</ol> }.into_any()
}
