//! The law's answer to the facts as typed, beside what was decided.

use super::Trial;
use crate::{
    common::{icon::icon, notice, owed as parts},
    format::{labels, money, owed as words},
    screens::workspace::owed::laws,
    state::assessed::{Assessed, Regime, differences},
    words::{fill, t},
};
use leptos::prelude::*;
use purser_contract::compensation::Compensation;

/// The answer. A fact that cannot be true is named in place of it.
pub fn view(trial: Trial, owed: Option<&Compensation>, changed: bool) -> AnyView {
    match trial.answer.get() {
        None => notice::loading(5).into_any(),
        Some(Err(why)) => refused(&why),
        Some(Ok(answer)) => view! {
            {figure(&answer, owed)}
            {changed.then(|| against(trial, &answer))}
            {answer.leading().map(reasons)}
            <h3 class="trial-laws">{t("laws.all")}</h3>
            {laws::list(&answer)}
        }
        .into_any(),
    }
}

/// `arrival_delay_min: is negative` as a sentence.
fn refused(why: &str) -> AnyView {
    let (field, problem) = why.split_once(": ").unwrap_or(("", why));
    let field = labels::sentence_case(field.trim_end_matches("_min"));
    let missing = problem.starts_with("missing field");
    let text = match (field.as_str(), missing) {
        ("" | ".", _) => problem.to_owned(),
        (field, true) => fill("what-if.missing", &[("field", field)]),
        (field, false) => format!("{field}: {problem}."),
    };
    view! { <p class="late" role="status" data-testid="what-if-refused">{icon(icondata_lu::LuCircleAlert)}<span>{text}</span></p> }.into_any()
}

fn figure(answer: &Assessed, owed: Option<&Compensation>) -> AnyView {
    let leading = answer.leading();
    let sum = leading.map_or_else(
        || "\u{2013}".to_owned(),
        |one| one.figure().unwrap_or_else(|| t("laws.depends").to_owned()),
    );
    let law = leading.filter(|one| one.eligible).map(|one| words::law(&one.regime).to_owned());
    let nothing = leading.is_none_or(|one| !one.eligible).then(|| t("what-if.nothing"));
    let stored = owed.map(|owed| {
        let same = leading.map_or(owed.amount.amount.starts_with("0"), |one| one.is(&owed.amount));
        let key = if same { "what-if.as-decided" } else { "what-if.decided" };
        fill(key, &[("amount", &money::amount(&owed.amount))])
    });
    view! {
        <p class="row"><span class="sum" data-testid="what-if-amount">{sum}</span><span class="s">{law}{nothing}</span></p>
        {stored.map(|text| view! { <p class="two" data-testid="what-if-decided">{text}</p> })}
    }
    .into_any()
}

/// What the other facts change, law by law.
fn against(trial: Trial, answer: &Assessed) -> AnyView {
    let lines = trial
        .before
        .with(|before| before.as_ref().map(|before| differences(before, answer)).unwrap_or_default());
    if lines.is_empty() {
        return view! { <p class="s" data-testid="what-if-same">{t("what-if.same")}</p> }.into_any();
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(law, was, is)| {
            view! {
                <li class="row">
                    <span>{words::law(&law).to_owned()}</span>
                    <span class="figure"><s class="s">{was}</s>" "{icon(icondata_lu::LuArrowRight)}" "<b>{is}</b></span>
                </li>
            }
        })
        .collect();
    view! { <ul class="list changes" data-testid="what-if-changes">{lines}</ul> }.into_any()
}

fn reasons(regime: &Regime) -> AnyView {
    let care = words::care(regime.care);
    view! {
        {parts::sentences(&regime.reasons)}
        <p class="s">{regime.legal_basis.join(" · ")}</p>
        {care.map(|care| parts::fine_print(t("owed.care"), &[care]))}
        {parts::fine_print(t("owed.would-change"), &regime.what_would_change_it)}
        {regime.deadline.clone().map(|due| parts::fine_print(t("owed.by-when"), &[due]))}
    }
    .into_any()
}
