//! Every law's answer to one case, with its amount and its reason.

use crate::{
    acts, bridge,
    common::notice,
    format::owed as words,
    state::assessed::{Assessed, Regime},
    words::t,
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::compensation::Compensation;
use serde_json::Value;

/// The law's answer to these facts, from this computer.
///
/// # Errors
/// In words: the fact that cannot be read or be true.
pub async fn answer(facts: &Value) -> Result<Assessed, String> {
    let text = bridge::owed::assess(facts).await.map_err(|error| acts::explain(&error))?;
    serde_json::from_str(&text).map_err(|_| t("error.answer").to_owned())
}

/// A part that opens to all laws, asked when it is opened.
pub fn all(owed: &Compensation) -> AnyView {
    let facts = StoredValue::new(owed.facts.clone());
    let open = RwSignal::new(false);
    let answered = RwSignal::new(None::<Result<Assessed, String>>);
    let read = move || {
        answered.set(None);
        spawn_local(async move { answered.set(Some(answer(&facts.get_value()).await)) });
    };
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() && answered.with_untracked(Option::is_none) {
            read();
        }
    };
    view! {
        <div class="laws-more">
            <button type="button" class="link s" data-testid="all-laws" aria-expanded=move || open.get().to_string() on:click=toggle>
                {move || if open.get() { t("laws.hide") } else { t("laws.show") }}
            </button>
            {move || open.get().then(|| match answered.get() {
                None => notice::loading(3).into_any(),
                Some(Err(why)) => notice::failed(why, read).into_any(),
                Some(Ok(answer)) => list(&answer),
            })}
        </div>
    }
    .into_any()
}

/// The laws: what gives something first.
pub fn list(answer: &Assessed) -> AnyView {
    let rows: Vec<_> = answer.by_weight().into_iter().map(row).collect();
    view! {
        <table class="laws">
            <thead class="unseen">
                <tr><th scope="col">{t("laws.law")}</th><th scope="col">{t("laws.amount")}</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(regime: &Regime) -> impl IntoView + use<> {
    let why = regime.reasons.first().cloned().unwrap_or_default();
    let figure = regime.figure().unwrap_or_else(|| t("laws.depends").to_owned());
    let class = if regime.eligible { "law gives" } else { "law" };
    view! {
        <tr class=class data-testid="law">
            <th scope="row">
                {words::law(&regime.regime).to_owned()}
                <span class="s">{why}</span>
            </th>
            <td class="figure">
                {figure}
                {(regime.needs_review && regime.eligible).then(|| view! { <span class="tag warn">{t("laws.review")}</span> })}
            </td>
        </tr>
    }
}
