//! The journey strip: step by step, each with its time, its delay and who said so.

use crate::{
    common::{icon::icon, notice},
    format::{intl, labels, tone, when},
    ui::Ui,
    words::t,
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::{
    journey::{Journey, JourneyStep, StepState},
    view::Customer360,
};

/// The card.
pub fn card(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    view! {
        <section class="card" aria-label=t("journey.title")>
            {match &view.journey {
                Some(journey) => whole(ui, journey).into_any(),
                None => notice::empty_line(icondata_lu::LuPlane, t("journey.none")).into_any(),
            }}
        </section>
    }
}

fn whole(ui: Ui, journey: &Journey) -> impl IntoView + use<> {
    let zone = journey.route.first().map(|place| place.zone.as_str());
    let today = intl::local(ui.minute.get_untracked(), zone).date();
    let steps: Vec<_> = journey.steps.iter().map(|step| step_item(ui, step)).collect();
    view! {
        <div class="row">
            <h2 class="title route">
                {route(journey)}
                <span class="s">{format!("{} · {}", journey.pnr, when::near_day(journey.date, today))}</span>
            </h2>
            <span class=tone::journey(journey.status).tag()>{labels::journey(journey.status)}</span>
        </div>
        <ol class="strip" data-testid="journey-strip">{steps}</ol>
    }
}

/// `BUD → FRA → JFK`, with the cities for those who hover or listen.
fn route(journey: &Journey) -> impl IntoView + use<> {
    journey
        .route
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let city = place.city.clone();
            view! {
                {(index > 0).then(|| icon(icondata_lu::LuArrowRight))}
                <abbr data-tip=city.clone()>{place.iata.clone()}<span class="unseen">{format!(" {city} ")}</span></abbr>
            }
        })
        .collect_view()
}

fn step_item(ui: Ui, step: &JourneyStep) -> impl IntoView + use<> {
    let class = match step.state {
        StepState::Done => "step done",
        StepState::Now => "step now",
        StepState::Upcoming => "step",
        StepState::Failed => "step failed",
    };
    let zone = step.zone.as_deref();
    let today = intl::local(ui.minute.get_untracked(), zone).date();
    let time = step.at.map(|at| {
        let local = intl::local(at, zone);
        // The day is said only when it is another one.
        if local.date() == today { when::clock(local) } else { when::short(local, today) }
    });
    let late = step.delay_min.filter(|minutes| *minutes != 0);
    let detail = step.detail.clone();
    let has_source = step.source.is_some();
    view! {
        <li class=class data-testid="journey-step" aria-current=(step.state == StepState::Now).then_some("step")>
            <span
                class="step-body"
                tabindex=has_source.then_some("0")
                data-source=step.source.as_deref().map(|source| labels::source(source).to_owned())
                data-at=step.as_of.or(step.at).map(Timestamp::as_millisecond).map(|at| at.to_string())
            >
                <b>{step.label.clone()}</b>
                <span class="unseen">{format!(" {} ", labels::step(step.state))}</span>
                <span class="s">
                    {time}
                    {late.map(|minutes| view! { " "<span class=tone::delay(minutes)>{when::delay(minutes)}</span> })}
                </span>
                {(!detail.is_empty()).then(|| view! { <span class="s">{detail.clone()}</span> })}
            </span>
        </li>
    }
}
