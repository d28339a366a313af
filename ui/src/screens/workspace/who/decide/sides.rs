//! The two records of a merge side by side, and what one of them will have.
//!
//! Deliberately not here: deciding.

use crate::{
    acts, bridge,
    common::notice,
    format::{intl, names, when},
    state::desk::Desk,
    ui::Ui,
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{Fact, ids::CustomerId, view::Customer360};

/// Both records side by side, and what will be one.
pub fn both(ui: Ui, other: CustomerId) -> impl IntoView {
    let own = ui.desk.with_untracked(Desk::view);
    let there = RwSignal::new(None::<Result<Customer360, String>>);
    let read = move || {
        there.set(None);
        spawn_local(async move {
            let answer = bridge::open_customer(other).await;
            there.set(Some(answer.map(|bundle| bundle.customer_360).map_err(|error| acts::explain(&error))));
        });
    };
    read();
    move || {
        let own = own.clone()?;
        Some(match there.get() {
            None => notice::loading(3).into_any(),
            Some(Err(why)) => notice::failed(why, read).into_any(),
            Some(Ok(other)) => view! {
                <div class="sides">{side(ui, &own)}{side(ui, &other)}</div>
                <p class="two">{joined(&own, &other)}</p>
            }
            .into_any(),
        })
    }
}

fn side(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let who = names::of(view);
    let ids = &view.customer.identifiers;
    let list =
        |facts: &[Fact<String>]| facts.iter().map(|fact| fact.value.as_str()).collect::<Vec<_>>().join(", ");
    let last = view
        .interactions
        .first()
        .map(|last| when::short(intl::local(last.at, None), ui.today.get_untracked()));
    let rows: Vec<_> = [
        (t("identifier.loyalty"), list(&ids.loyalty)),
        (t("identifier.email"), list(&ids.email)),
        (t("identity.phone"), list(&ids.phone)),
        (
            t("identity.born"),
            view.customer.birth_date.as_ref().map(|born| born.value.to_string()).unwrap_or_default(),
        ),
        (
            t("identity.address"),
            view.customer.address.as_ref().map(|at| at.value.clone()).unwrap_or_default(),
        ),
        (t("decide.bookings"), view.bookings.len().to_string()),
        (t("identity.last-contact"), last.unwrap_or_default()),
    ]
    .into_iter()
    .map(|(word, value)| {
        let value = if value.is_empty() { "–".to_owned() } else { value };
        view! { <dt>{word}</dt><dd>{value}</dd> }
    })
    .collect();
    view! {
        <section class="side" aria-label=who.clone()>
            <h3>{who.clone()}</h3>
            <dl class="facts">{rows}</dl>
        </section>
    }
}

/// What one record will have after it.
fn joined(own: &Customer360, other: &Customer360) -> String {
    let ids = |view: &Customer360| {
        let ids = &view.customer.identifiers;
        ids.loyalty.len() + ids.email.len() + ids.phone.len() + ids.idp_subject.len()
    };
    let sum = |a: usize, b: usize| (a + b).to_string();
    fill(
        "decide.joined",
        &[
            ("ids", &sum(ids(own), ids(other))),
            ("bookings", &sum(own.bookings.len(), other.bookings.len())),
            ("contacts", &sum(own.interactions.len(), other.interactions.len())),
        ],
    )
}
