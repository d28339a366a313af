//! The journey strip: step by step, each with its airport's local time, its delay and who said so.

use crate::{
    common::{age, icon::icon, notice},
    format::{age::Kind, insight, intl, labels, tone, when},
    ui::Ui,
    words::t,
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::{
    Fact,
    journey::{Journey, JourneyStep, Place, Position, StepState},
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
    let steps: Vec<_> = journey.steps.iter().map(|step| step_item(ui, &journey.route, step)).collect();
    view! {
        <div class="row">
            <h2 class="title route">
                {route(journey)}
                <span class="s">
                    {format!("{} · {} · ", journey.pnr, when::near_day(journey.date, today))}
                    <span data-tip=t("lists.airports-time-why")>{t("lists.airports-time")}</span>
                </span>
            </h2>
            <span class=tone::journey(journey.status).tag()>{labels::journey(journey.status)}</span>
        </div>
        {journey.position.as_ref().map(|position| whereabouts(ui, position))}
        <ol class="strip" data-testid="journey-strip">{steps}</ol>
    }
}

/// Where the customer is now, what shows it, and as of when.
fn whereabouts(ui: Ui, position: &Fact<Position>) -> impl IntoView + use<> {
    view! {
        <p class="whereabouts" data-testid="whereabouts">
            {icon(icondata_lu::LuMapPin)}
            <b>{insight::position(&position.value)}</b>
            <span class="s cut">{position.value.because.clone()}</span>
            {age::of(ui, position, Kind::Moving)}
        </p>
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

fn step_item(ui: Ui, route: &[Place], step: &JourneyStep) -> impl IntoView + use<> {
    let class = match step.state {
        StepState::Done => "step done",
        StepState::Now => "step now",
        StepState::Upcoming => "step",
        StepState::Failed => "step failed",
    };
    let zone = zone_of(step, route);
    let today = intl::local(ui.minute.get_untracked(), zone).date();
    let time = step.at.map(|at| {
        let local = intl::local(at, zone);
        // The day is said only when it is another one.
        if local.date() == today { when::clock(local) } else { when::short(local, today) }
    });
    let late = step.delay_min.filter(|minutes| *minutes != 0);
    let detail = step.detail.clone();
    let place = route.iter().find(|place| Some(place.zone.as_str()) == zone);
    let has_source = step.source.is_some();
    view! {
        <li class=class data-testid="journey-step" aria-current=(step.state == StepState::Now).then_some("step")>
            <span
                class="step-body"
                tabindex=has_source.then_some("0")
                data-source=step.source.as_deref().map(|source| labels::source(source).to_owned())
                data-zone=zone.map(str::to_owned)
                data-place=place.map(|place| place.city.clone())
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

/// Whose clock says a step's time. A step at no airport goes by where the journey begins, as the journey's date does.
fn zone_of<'a>(step: &'a JourneyStep, route: &'a [Place]) -> Option<&'a str> {
    step.zone.as_deref().or_else(|| route.first().map(|place| place.zone.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_journey_has_an_airports_clock() {
        let place = Place { iata: "BUD".into(), city: "Budapest".into(), zone: "Europe/Budapest".into() };
        let check = |zone: Option<&str>, route: &[Place], expected: Option<&str>| {
            let step = serde_json::json!({ "kind": "booked", "label": "Booked", "detail": "", "state": "done",
                "at": null, "zone": zone, "delay_min": null, "source": null, "as_of": null });
            let step: JourneyStep = serde_json::from_value(step).unwrap();
            assert_eq!(zone_of(&step, route), expected);
        };
        let route = [place];
        check(Some("Europe/Berlin"), &route, Some("Europe/Berlin"));
        check(None, &route, Some("Europe/Budapest"));
        check(None, &[], None);
    }
}
