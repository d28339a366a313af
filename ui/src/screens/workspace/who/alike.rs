//! Other records that may be this person's, each with its evidence; and the merges that stand. Quiet until it is opened.
//!
//! Deliberately not here: deciding (`decide`).

use super::{
    ViewInView,
    decide::{Ask, Question, ask, why_not},
};
use crate::{
    acts,
    common::{age, icon::icon},
    format::{age::Kind, names},
    ui::Ui,
    words::{count, fill, t},
};
use leptos::{html, prelude::*};
use purser_contract::suggestion::{Evidence, Merge, Suggestion};
use std::collections::BTreeSet;

/// What lies open: the pairs' names. Outlives newer views of the customer.
type Opened = RwSignal<BTreeSet<String>>;

/// The card, when there is anything to say.
pub fn card(ui: Ui, view: ViewInView, question: RwSignal<Option<Question>>) -> impl IntoView {
    let opened: Opened = RwSignal::new(BTreeSet::new());
    // Rendered again only when something of its own changes.
    let shown = Memo::new(move |_| {
        let view = view.get()?;
        let any = !(view.suggestions.is_empty() && view.dismissed.is_empty() && view.merges.is_empty());
        any.then(|| (view.id, view.suggestions.clone(), view.dismissed.clone(), view.merges.clone()))
    });
    move || {
        shown.get().map(|(_, open, dismissed, merges)| {
            let title = if open.is_empty() { t("alike.title-none") } else { t("alike.title") };
            let open: Vec<_> = open.iter().map(|one| suggestion(ui, one, opened, question)).collect();
            let merges: Vec<_> = merges.into_iter().map(|merge| merged(ui, merge, question)).collect();
            view! {
                <section class="card alike" aria-label=title data-testid="suggestions">
                    <h2>{title}</h2>
                    <ul class="list">{open}{merges}</ul>
                    {(!dismissed.is_empty()).then(|| apart(ui, dismissed, opened, question))}
                </section>
            }
        })
    }
}

fn suggestion(
    ui: Ui,
    one: &Suggestion,
    opened: Opened,
    question: RwSignal<Option<Question>>,
) -> impl IntoView + use<> {
    let name = name(one);
    let sum =
        fill("alike.sum", &[("score", &one.score.to_string()), ("threshold", &one.threshold.to_string())]);
    let spoken = fill("alike.spoken", &[("who", &name), ("score", &one.score.to_string())]);
    let buttons =
        [Ask::Merge(one.clone()), Ask::Dismiss(one.clone())].map(|what| decision(ui, what, question));
    let (id, to_open) = (one.customer_id, name.clone());
    view! {
        <li data-testid="suggestion">
            {fold(one.id.clone(), opened, view! {
                <summary aria-label=spoken>
                    {icon(icondata_lu::LuChevronRight)}
                    <span class="alike-who">
                        <b>{name}</b>
                        {one.hint.clone().map(|hint| view! { <span class="s cut">{hint}</span> })}
                    </span>
                    <span class="tag" data-tip=sum.clone()>{fill("alike.points", &[("n", &one.score.to_string())])}</span>
                </summary>
            }, view! {
                <div class="alike-why">
                    <ul class="evidence">{one.evidence.iter().map(evidence).collect_view()}</ul>
                    <p class="s">{sum.clone()}</p>
                    <div class="alike-acts">
                        <button type="button" class="btn" on:click=move |_| acts::open_customer(ui, id, to_open.clone())>
                            {icon(icondata_lu::LuExternalLink)}{t("alike.open")}
                        </button>
                        {buttons}
                    </div>
                </div>
            })}
        </li>
    }
}

/// A part that opens and stays as the agent left it.
fn fold(id: String, opened: Opened, summary: impl IntoView, inner: impl IntoView) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let (at_first, key) = (opened.with_untracked(|opened| opened.contains(&id)), id);
    let toggled = move |_| {
        if let Some(details) = node.get_untracked() {
            opened.update(|opened| {
                if details.open() {
                    opened.insert(key.clone());
                } else {
                    opened.remove(&key);
                }
            });
        }
    };
    view! { <details node_ref=node open=at_first on:toggle=toggled>{summary}{inner}</details> }
}

fn evidence(one: &Evidence) -> impl IntoView + use<> {
    let (class, points) = if one.points < 0 {
        ("figure bad-ink", format!("−{}", -one.points))
    } else {
        ("figure good-ink", format!("+{}", one.points))
    };
    view! { <li class="row"><span>{one.text.clone()}</span><span class=class>{points}</span></li> }
}

/// A button that asks; one that may not be used stays reachable and says why.
fn decision(ui: Ui, what: Ask, question: RwSignal<Option<Question>>) -> impl IntoView {
    let why = why_not(ui);
    let (words, testid) = (what.verb(), what.testid());
    let press = move |_| match why.get_untracked() {
        Some(why) => acts::toast(ui, t(why).to_owned()),
        None => ask(ui, what.clone(), question),
    };
    view! {
        <button
            type="button"
            class="btn"
            data-testid=testid
            aria-disabled=move || why.get().is_some().to_string()
            data-tip=move || why.get().map(t)
            aria-description=move || why.get().map(t)
            on:click=press
        >
            {words}
        </button>
    }
}

fn merged(ui: Ui, merge: Merge, question: RwSignal<Option<Question>>) -> impl IntoView {
    let words = fill("alike.merged-by", &[("who", &merge.by)]);
    let reason = merge.reason.clone();
    view! {
        <li class="alike-merge" data-testid="merge-made">
            <span>
                {words}" "{age::age(ui, "supervisor", merge.at, Kind::Settled)}
                {reason.map(|reason| view! { <span class="s alike-reason">{format!("“{reason}”")}</span> })}
            </span>
            {decision(ui, Ask::Unmerge(merge), question)}
        </li>
    }
}

/// Those that a supervisor said are somebody else; folded away.
fn apart(
    ui: Ui,
    list: Vec<Suggestion>,
    opened: Opened,
    question: RwSignal<Option<Question>>,
) -> impl IntoView {
    let title = count("alike.dismissed.one", "alike.dismissed.other", list.len());
    let lines: Vec<_> = list
        .into_iter()
        .map(|one| {
            let dismissed = one.dismissed.clone();
            let who = name(&one);
            view! {
                <li class="alike-merge" data-testid="dismissed">
                    <span>
                        {who}
                        {dismissed.map(|word| view! {
                            <span class="s alike-reason">
                                {fill("alike.dismissed-by", &[("who", &word.by)])}
                                {word.reason.map(|reason| format!(": “{reason}”"))}
                            </span>
                        })}
                    </span>
                    {decision(ui, Ask::Restore(one), question)}
                </li>
            }
        })
        .collect();
    fold(
        "dismissed".to_owned(),
        opened,
        view! { <summary class="s">{icon(icondata_lu::LuChevronRight)}<span>{title}</span></summary> },
        view! {
            <ul class="list">{lines}</ul>
        },
    )
}

/// The other's name, in words.
pub fn name(one: &Suggestion) -> String {
    one.name.as_ref().map_or_else(|| t("name.unknown").to_owned(), names::full)
}
