//! What is concluded about the customer: segments as chips, value and sentiment in one line each, and how they came about
//! on demand.
//!
//! Whether a line is open is the agent's choice and outlives newer views, so that nothing jumps while they read.

use crate::{
    common::age,
    format::{age::Kind, insight, labels, money},
    ui::Ui,
    words::{fill, t},
};
use leptos::{ev::Event, prelude::*};
use purser_contract::{
    insight::{CustomerSegment, CustomerValue, Sentiment, SentimentPart, ValueInput},
    view::Customer360,
};
use wasm_bindgen::JsCast;

/// Which lines the agent opened.
#[derive(Clone, Copy)]
pub struct Opened {
    value: RwSignal<bool>,
    sentiment: RwSignal<bool>,
}

impl Opened {
    /// None yet.
    pub fn none() -> Self {
        Self { value: RwSignal::new(false), sentiment: RwSignal::new(false) }
    }
}

/// The segments, each with why.
pub fn segments(view: &Customer360) -> impl IntoView + use<> {
    view.segments.iter().map(segment).collect_view()
}

fn segment(segment: &CustomerSegment) -> impl IntoView + use<> {
    let why = segment.because.join("\n");
    view! {
        <span class="tag chip" tabindex="0" data-testid="segment" data-tip=why.clone()>
            {segment.name.clone()}
            <span class="unseen">{format!(": {why}")}</span>
        </span>
    }
}

/// Value and sentiment.
pub fn lines(ui: Ui, view: &Customer360, opened: Opened) -> impl IntoView + use<> {
    let value = view.value.as_ref().map(|known| value(known, opened.value));
    let sentiment = view.sentiment.as_ref().map(|known| sentiment(ui, known, opened.sentiment));
    (value.is_some() || sentiment.is_some()).then(|| view! { <div class="insights">{value}{sentiment}</div> })
}

/// Remembers that a line was opened or closed.
fn toggled(event: &Event, opened: RwSignal<bool>) {
    let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let open = details.is_some_and(|details| details.has_attribute("open"));
    if opened.get_untracked() != open {
        opened.set(open);
    }
}

fn value(known: &CustomerValue, opened: RwSignal<bool>) -> impl IntoView + use<> {
    let spent = known.spend.first().map(|spent| fill("value.spent", &[("sum", &money::amount(spent))]));
    let inputs: Vec<_> = known.inputs.iter().map(input).collect();
    view! {
        <details data-testid="value" open=opened.get_untracked() on:toggle=move |event| toggled(&event, opened)>
            <summary>
                <span class="insight-name">{t("value.title")}</span>
                <span class="figure"><b>{known.score}</b><span class="s">{t("value.of")}</span></span>
                <span class="s cut">{spent.unwrap_or_else(|| t("value.nothing-spent").to_owned())}</span>
            </summary>
            <dl class="insight-more">{inputs}</dl>
            <p class="s">{known.formula.clone()}</p>
        </details>
    }
}

fn input(input: &ValueInput) -> impl IntoView + use<> {
    let name = match input.name.as_str() {
        "spend" => t("value.spend"),
        "tier" => t("value.tier"),
        "frequency" => t("value.frequency"),
        other => other,
    };
    let name = name.to_owned();
    view! {
        <dt>{name}</dt>
        <dd>
            <span>{input.is.clone()}</span>
            <span class="figure">{format!("{} / {}", input.points, input.weight)}</span>
        </dd>
    }
}

fn sentiment(ui: Ui, known: &Sentiment, opened: RwSignal<bool>) -> impl IntoView + use<> {
    let parts: Vec<_> = known.parts.iter().take(6).map(|one| part(ui, one)).collect();
    let newest = known.parts.first().map(|newest| newest.source.clone()).unwrap_or_default();
    let sure = fill(
        "sentiment.confidence",
        &[("part", &insight::percent(known.confidence)), ("model", &known.model)],
    );
    view! {
        <details data-testid="sentiment" open=opened.get_untracked() on:toggle=move |event| toggled(&event, opened)>
            <summary>
                <span class="insight-name">{t("sentiment.title")}</span>
                <span class=insight::mood_tone(known.mood).tag()>{insight::sentiment(known)}</span>
                {age::age(ui, &newest, known.as_of, Kind::Settled)}
            </summary>
            <dl class="insight-more">{parts}</dl>
            <p class="s">{sure}</p>
        </details>
    }
}

fn part(ui: Ui, part: &SentimentPart) -> impl IntoView + use<> {
    let what = part.channel.map(|on| labels::channel(on).to_owned());
    let what = what.unwrap_or_else(|| labels::sentence_case(labels::source(&part.source)));
    let sure = match part.score {
        Some(score) => fill(
            "sentiment.part",
            &[("score", &insight::score(score)), ("part", &insight::percent(part.confidence))],
        ),
        None => t("sentiment.not-judged").to_owned(),
    };
    view! {
        <dt>{what}</dt>
        <dd><span class="figure">{sure}</span>{age::age(ui, &part.source, part.at, Kind::Settled)}</dd>
    }
}
