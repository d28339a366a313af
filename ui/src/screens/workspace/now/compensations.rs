//! Every compensation with its steps, newest first.

use crate::{
    common::{icon::icon, notice, owed as parts},
    format::{owed as words, when},
    screens::workspace::{owed, who::ViewInView},
    state::{shared::Shared, tab::Panel},
    ui::Ui,
    words::t,
};
use leptos::prelude::*;
use purser_contract::compensation::Compensation;

/// The panel.
pub fn panel(ui: Ui, view: ViewInView) -> impl IntoView {
    let all = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.compensations.clone())));
    view! {
        <div id="list-panel" class="scroll" role="tabpanel" tabindex="0" aria-labelledby=super::labelled_by(Panel::Compensation)>
            {move || all.get().map(|all| {
                if all.is_empty() {
                    return notice::empty(icondata_lu::LuScale, t("compensations.none"), t("compensations.none-hint")).into_any();
                }
                all.into_iter().map(|owed| item(ui, &Shared::new(owed))).collect_view().into_any()
            })}
        </div>
    }
}

fn item(ui: Ui, owed: &Shared<Compensation>) -> AnyView {
    let today = ui.today.get_untracked();
    let way = owed.journey.as_ref().map(|ends| words::route(Some(&ends.from), Some(&ends.to)));
    let pnr = owed.pnr.as_ref().map(ToString::to_string);
    let about = [way, Some(when::near_day(owed.date, today)), pnr];
    view! {
        <article class="booking" data-testid="compensation-item">
            <div class="row">
                <h3>
                    {words::flight(&owed.flight)}
                    <span class="s">{about.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
                </h3>
                <span class="owed-state"><b class="figure">{words::sum(owed.status, &owed.amount)}</b>{parts::tag(owed.status)}</span>
            </div>
            <p class="two">{words::standing(owed, today)}</p>
            <p class="s">{format!("{} · {}", words::law_of(owed), owed.legal_basis.join(" · "))}</p>
            {parts::history(&owed.history, today)}
            {acts(ui, owed)}
        </article>
    }
    .into_any()
}

/// The same as in the panel of the newest, without its keys: those are about the newest.
fn acts(ui: Ui, owed: &Shared<Compensation>) -> AnyView {
    let (to_write, to_try) = (owed.clone(), owed.clone());
    view! {
        <div class="owed-acts">
            <button type="button" class="btn small" on:click=move |_| ui.letter.set(Some(to_write.clone()))>{icon(icondata_lu::LuMail)}{t("owed.letter")}</button>
            <button type="button" class="btn small" on:click=move |_| ui.what_if.set(Some(owed::what_if_of(&to_try)))>{icon(icondata_lu::LuSlidersHorizontal)}{t("owed.what-if")}</button>
        </div>
    }
    .into_any()
}
