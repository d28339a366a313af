//! Signals as quiet banners: what is going on, why, and what to do about it.

use super::who::ViewInView;
use crate::{
    common::{age, icon::icon},
    format::{age::Kind, insight},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::insight::Signal;

/// The banners, the most urgent first.
pub fn banners(ui: Ui, view: ViewInView) -> impl IntoView {
    move || {
        let signals = view.with(|view| view.as_ref().map(|view| view.signals.clone())).unwrap_or_default();
        (!signals.is_empty()).then(|| {
            let banners: Vec<_> = signals.iter().map(|signal| banner(ui, signal)).collect();
            view! { <ul class="signals" aria-label=t("signal.title")>{banners}</ul> }
        })
    }
}

fn banner(ui: Ui, signal: &Signal) -> impl IntoView + use<> {
    view! {
        <li class=insight::banner(signal.urgency) data-testid="signal">
            {icon(insight::picture(signal.kind))}
            <div>
                <p class="signal-title">
                    <span class="unseen">{format!("{}: ", insight::urgency(signal.urgency))}</span>
                    <b>{signal.title.clone()}</b>
                    {age::age(ui, &signal.source, signal.as_of, Kind::Settled)}
                </p>
                <p class="s">{signal.text.clone()}</p>
                <p class="signal-advice">{icon(icondata_lu::LuArrowRight)}<span>{signal.advice.clone()}</span></p>
            </div>
        </li>
    }
}
