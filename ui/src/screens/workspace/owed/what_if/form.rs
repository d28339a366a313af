//! The fields of "what if", each typed as its fact is: spans, numbers with their unit, choices.

use super::Trial;
use crate::{
    format::span,
    state::facts::{self, Field, Form, fields},
    words::t,
};
use leptos::prelude::*;
use serde_json::Value;

/// The fields that decide this kind of case, then the journey, then what only some laws ask.
pub fn groups(trial: Trial) -> impl IntoView {
    let kind = Memo::new(move |_| trial.facts.with(|facts| facts::disruption(facts).to_owned()));
    move || {
        trial.round.track();
        let [own, journey, abroad] = fields(&kind.get());
        // A case whose journey is not whole cannot be answered, so it is asked for at once.
        let whole = trial.facts.with_untracked(|facts| is_whole(facts, &journey));
        view! {
            <div class="fields" data-first="">{each(trial, own)}</div>
            <details open=!whole><summary>{t("what-if.journey")}</summary><div class="fields">{each(trial, journey)}</div></details>
            <details><summary>{t("what-if.abroad")}</summary><div class="fields">{each(trial, abroad)}</div></details>
        }
    }
}

fn each(trial: Trial, fields: Vec<Field>) -> Vec<AnyView> {
    fields.into_iter().map(|field| one(trial, field)).collect()
}

fn one(trial: Trial, field: Field) -> AnyView {
    let wrong = RwSignal::new(None::<&'static str>);
    let text = trial.facts.with_untracked(|facts| facts::shown(facts, &field));
    let typed = move |text: String| match facts::read(field.form, &text) {
        Ok(value) => {
            wrong.set(None);
            trial.set(field.path, value);
        }
        Err(key) => wrong.set(Some(key)),
    };
    let testid = format!("fact-{}", field.path);
    let input = match field.form {
        Form::Choice(choices) => {
            let options = choices.iter().map(|(value, key)| (*value, t(key))).collect();
            choice(&text, options, testid, typed)
        }
        Form::YesNo => choice(&text, vec![("true", t("facts.yes")), ("false", t("facts.no"))], testid, typed),
        Form::Day => entry("date", text, testid, wrong, typed),
        Form::Span | Form::Number(_) | Form::Code(_) => entry("text", text, testid, wrong, typed),
    };
    view! {
        <label class="fact">
            <span>{t(field.label)}</span>
            {input}
            {beside(trial, field)}
            {move || wrong.get().map(|key| view! { <span class="s bad-ink fact-wrong" role="alert">{t(key)}</span> })}
        </label>
    }
    .into_any()
}

/// The unit, or the span as it was understood.
fn beside(trial: Trial, field: Field) -> Option<AnyView> {
    match field.form {
        Form::Number(unit) => Some(view! { <span class="s">{t(unit)}</span> }.into_any()),
        Form::Span => Some(
            view! {
                <span class="s" aria-hidden="true">
                    {move || trial.facts.with(|facts| span::read(&facts::shown(facts, &field)).map(span::write))}
                </span>
            }
            .into_any(),
        ),
        Form::Choice(_) | Form::YesNo | Form::Code(_) | Form::Day => None,
    }
}

fn entry(
    kind: &'static str,
    text: String,
    testid: String,
    wrong: RwSignal<Option<&'static str>>,
    typed: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <input
            type=kind
            autocomplete="off"
            spellcheck="false"
            data-testid=testid
            aria-invalid=move || wrong.with(Option::is_some).to_string()
            prop:value=text
            on:input=move |event| typed(event_target_value(&event))
        />
    }
    .into_any()
}

/// A choice; what is known but not among the words is offered as it is.
fn choice(
    text: &str,
    mut options: Vec<(&'static str, &'static str)>,
    testid: String,
    typed: impl Fn(String) + 'static,
) -> AnyView {
    options.insert(0, ("", t("facts.unknown")));
    let own = (!options.iter().any(|(value, _)| *value == text)).then(|| text.to_owned());
    let mut lines: Vec<AnyView> = options
        .into_iter()
        .map(|(value, word)| {
            let on = value == text;
            view! { <option value=value selected=on>{word}</option> }.into_any()
        })
        .collect();
    if let Some(own) = own {
        let word = crate::format::labels::sentence_case(&own);
        lines.push(view! { <option value=own selected=true>{word}</option> }.into_any());
    }
    view! { <select data-testid=testid on:change=move |event| typed(event_target_value(&event))>{lines}</select> }
        .into_any()
}

/// Whether every one of these is said.
fn is_whole(facts: &Value, needed: &[Field]) -> bool {
    needed.iter().all(|one| !facts::shown(facts, one).is_empty())
}
