//! What an agent should know before they speak: what went wrong, bags astray, what was said lately.
//!
//! Deliberately not here: what the customer is owed and what to offer; those come with their capabilities.

use super::{now, who::ViewInView};
use crate::{
    common::{
        age,
        icon::{icon, of_channel},
    },
    format::{age::Kind, labels},
    ui::Ui,
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::view::{BagStatus, Customer360, Direction};

/// Contacts shown.
const LATEST: usize = 4;

/// What needs the agent's eye at once.
pub fn urgent(ui: Ui, view: ViewInView) -> impl IntoView {
    view! {
        {move || view.get().map(|view| problems(ui, &view))}
        {move || view.get().map(|view| bags(ui, &view))}
    }
}

/// What was said before.
pub fn past(ui: Ui, view: ViewInView) -> impl IntoView {
    view! {
        {move || view.get().map(|view| contacts(ui, &view))}
        {move || view.get().map(|view| feedback(ui, &view))}
    }
}

fn problems(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    view.journey.as_ref().map(|journey| {
        let rows: Vec<_> = journey
            .problems
            .iter()
            .map(|problem| {
                view! {
                    <li class="problem">
                        <span class="bad-ink">{icon(icondata_lu::LuCircleAlert)}</span>
                        <div>
                            <p>{problem.value.clone()}</p>
                            <p class="s">
                                {labels::source(&problem.source).to_owned()}" · "
                                {age::of(ui, problem, Kind::Settled)}
                            </p>
                        </div>
                    </li>
                }
            })
            .collect();
        let fine = rows.is_empty().then(|| {
            view! {
                <p class="fine">
                    <span class="good-ink">{icon(icondata_lu::LuCheck)}</span>
                    {t("problems.none")}
                </p>
            }
        });
        view! {
            <section class="card" aria-label=t("problems.title")>
                <h2>{t("problems.title")}</h2>
                <ul class="list">{rows}</ul>
                {fine}
            </section>
        }
    })
}

fn bags(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let astray: Vec<_> = view
        .bags
        .iter()
        .filter(|bag| bag.status.value == BagStatus::Mishandled)
        .map(|bag| now::bag_row(ui, bag))
        .collect();
    (!astray.is_empty()).then(|| {
        view! {
            <section class="card" aria-label=t("bags.astray")>
                <h2>{t("bags.astray")}</h2>
                <ul class="list">{astray}</ul>
            </section>
        }
    })
}

fn contacts(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let rows: Vec<_> = view
        .interactions
        .iter()
        .take(LATEST)
        .map(|past| {
            let words = if past.summary.is_empty() { labels::channel(past.channel) } else { &past.summary };
            let by = match past.direction {
                Direction::Inbound => t("contacts.by-customer"),
                Direction::Outbound => t("contacts.by-us"),
            };
            let spoken = format!("{}, {by}", labels::channel(past.channel));
            view! {
                <li class="past">
                    <span class="ink-3" data-tip=spoken.clone()>{icon(of_channel(past.channel))}</span>
                    <span class="unseen">{spoken.clone()}</span>
                    <span class="cut" data-tip=words.to_owned()>{words.to_owned()}</span>
                    {age::age(ui, &past.source, past.at, Kind::Settled)}
                </li>
            }
        })
        .collect();
    let none = rows.is_empty().then(|| view! { <p class="s">{t("contacts.none")}</p> });
    view! {
        <section class="card" aria-label=t("contacts.title")>
            <h2>{t("contacts.title")}</h2>
            <ul class="list">{rows}</ul>
            {none}
        </section>
    }
}

fn feedback(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    view.feedback.first().map(|said| {
        let score = said.score.map(|score| fill("feedback.score", &[("score", &score.to_string())]));
        let head = [score, said.about.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let words = said.text.clone().filter(|text| !text.is_empty());
        view! {
            <section class="card" aria-label=t("feedback.title")>
                <div class="row">
                    <h2>{t("feedback.title")}</h2>
                    {age::age(ui, &said.source, said.at, Kind::Settled)}
                </div>
                <p class="feedback-head">{head}</p>
                {words.map(|words| view! { <blockquote class="say">{words}</blockquote> })}
            </section>
        }
    })
}
