//! One disruption in figures: passengers, what waits, what it costs, and a bar of how they stand. Live.

use crate::{
    format::{money, owed as words, when},
    state::disruptions::GROUPS,
    ui::Ui,
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::compensation::Disruption;

/// The card.
pub fn card(ui: Ui, one: &Disruption) -> AnyView {
    let today = ui.today.get_untracked();
    let title = format!(
        "{} · {} · {}",
        words::flight(&one.flight),
        words::route(one.from.as_deref(), one.to.as_deref()),
        words::what_happened(one)
    );
    let cause = one.cause.as_deref().map(crate::format::labels::sentence_case);
    let about = [
        Some(when::near_day(one.date, today)),
        Some(cause.unwrap_or_else(|| t("disruptions.no-cause").to_owned())),
        Some(fill("disruptions.opened", &[("time", &words::moment(one.opened_at, today))])),
    ];
    view! {
        <section class="card figures" aria-labelledby="disruption-title">
            <h2 class="title" id="disruption-title">{title}</h2>
            <p class="s">{about.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</p>
            <dl class="kpi">
                {figure(one.passengers.to_string(), fill("disruptions.of-them-connecting", &[("n", &one.connecting.to_string())]))}
                {figure(words::to_decide(one).to_string(), t("disruptions.waiting").to_owned())}
                {figure(money::totals(&one.total), t("disruptions.total").to_owned())}
                {figure(money::totals(&one.issued), t("disruptions.issued").to_owned())}
            </dl>
            {bar(one)}
            {legend(one)}
        </section>
    }
    .into_any()
}

fn figure(value: String, words: String) -> AnyView {
    view! { <div><dt class="s">{words}</dt><dd class="sum">{value}</dd></div> }.into_any()
}

/// The outcomes as parts of one bar; said in words by the legend, and to those who listen by its label.
pub fn bar(one: &Disruption) -> AnyView {
    let parts: Vec<_> = outcomes(one)
        .map(|(status, n)| view! { <i class=words::bar(status) style:flex-grow=n.to_string()></i> })
        .collect();
    let spoken: Vec<_> = outcomes(one).map(|(status, n)| format!("{n} {}", words::status(status))).collect();
    view! { <span class="bar" role="img" aria-label=spoken.join(", ")>{parts}</span> }.into_any()
}

fn legend(one: &Disruption) -> AnyView {
    let parts: Vec<_> = outcomes(one)
        .map(|(status, n)| {
            view! { <li><i class=words::bar(status) aria-hidden="true"></i>{format!("{n} {}", words::status(status))}</li> }
        })
        .collect();
    view! { <ul class="legend">{parts}</ul> }.into_any()
}

fn outcomes(
    one: &Disruption,
) -> impl Iterator<Item = (purser_contract::compensation::CompensationStatus, u32)> + '_ {
    GROUPS
        .into_iter()
        .filter_map(|status| Some((status, *one.outcomes.get(&status)?)))
        .filter(|(_, n)| *n > 0)
}
