//! The identity card: the face, the name and how to say it, standing, how they are reached, what they need.

use super::insight::{self, Opened};
use crate::{
    common::{age, icon::icon, phone::phone},
    format::{age::Kind, intl, labels, money, names, tone, when},
    screens::workspace::call,
    state::tab::Call,
    ui::Ui,
    words::{fill, t},
};
use jiff::Timestamp;
use leptos::prelude::*;
use purser_contract::{
    Fact,
    view::{Customer360, Interaction, Need},
};

/// The card.
pub fn card(
    ui: Ui,
    view: &Customer360,
    call: Option<&Call>,
    cached: Option<Timestamp>,
    opened: Opened,
) -> impl IntoView + use<> {
    let name = names::of(view);
    view! {
        <div class="card" data-testid="identity-card">
            <div class="id">
                <div class="face" aria-hidden="true">{names::initials(&name)}</div>
                <div>
                    <h1 class="title" data-testid="pop-customer-name">{name}</h1>
                    {manner(view)}
                </div>
            </div>
            <div class="tags">
                {standing(view)}
                {call.map(call::match_tag)}
                {insight::segments(view)}
            </div>
            {cached.map(|at| copy_note(ui, at))}
            {needs(ui, &view.needs)}
            <dl class="facts">{reach(ui, view, call)}{rest(ui, view, call)}</dl>
            {insight::lines(ui, view, opened)}
        </div>
    }
}

/// How to say the name, and the language.
fn manner(view: &Customer360) -> impl IntoView + use<> {
    let said = view.customer.pronunciation.as_ref().map(|said| said.value.clone());
    let speaks = view
        .customer
        .language
        .as_ref()
        .map(|language| fill("identity.speaks", &[("language", &intl::language(&language.value))]));
    let words = said.into_iter().chain(speaks).collect::<Vec<_>>().join(" · ");
    (!words.is_empty()).then(|| view! { <p class="s">{words}</p> })
}

fn standing(view: &Customer360) -> impl IntoView + use<> {
    view.customer.loyalty.as_ref().map(|loyalty| {
        let tier = loyalty.value.tier.clone().unwrap_or_default();
        let words =
            [tier.as_str(), &loyalty.value.number].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>();
        view! { <span class=tone::tier(&tier).tag()>{words.join(" · ")}</span> }
    })
}

fn copy_note(ui: Ui, at: Timestamp) -> impl IntoView {
    let words =
        move || fill("identity.copy", &[("time", &when::short(intl::local(at, None), ui.today.get()))]);
    view! { <p class="late">{icon(icondata_lu::LuHistory)}<span>{words}</span></p> }
}

/// What the customer needs stands before everything else about them.
fn needs(ui: Ui, needs: &[Need]) -> impl IntoView + use<> {
    (!needs.is_empty()).then(|| {
        let lines: Vec<_> = needs
            .iter()
            .map(|need| {
                view! {
                    <li>
                        <span>{need.text.value.clone()}</span>
                        <span class="s">{code(need)}" "{age::of(ui, &need.text, Kind::Standing)}</span>
                    </li>
                }
            })
            .collect();
        view! {
            <div class="need" role="group" aria-label=t("identity.needs")>
                {icon(icondata_lu::LuTriangleAlert)}
                <ul>{lines}</ul>
            </div>
        }
    })
}

/// A special service code; a preference's key says nothing that its text does not.
fn code(need: &Need) -> Option<String> {
    need.code.bytes().all(|letter| letter.is_ascii_uppercase()).then(|| need.code.clone())
}

fn reach(ui: Ui, view: &Customer360, call: Option<&Call>) -> impl IntoView + use<> {
    let ids = &view.customer.identifiers;
    let from = call.and_then(|call| call.contact.from.as_deref());
    let own = from.and_then(|from| ids.phone.iter().chain(&ids.email).find(|known| known.value == from));
    let calling = call.map(|call| {
        view! {
            <dt>{t("identity.calling-from")}</dt>
            <dd>{call::caller(call)}{own.map(|known| age::of(ui, known, Kind::Standing))}</dd>
        }
    });
    let is_caller = |known: &&Fact<String>| Some(known.value.as_str()) != from;
    let phones: Vec<_> = ids
        .phone
        .iter()
        .filter(is_caller)
        .map(|known| {
            view! { <dt>{t("identity.phone")}</dt><dd>{phone(&known.value)}{age::of(ui, known, Kind::Standing)}</dd> }
        })
        .collect();
    let emails: Vec<_> = ids
        .email
        .iter()
        .filter(is_caller)
        .map(|known| {
            view! {
                <dt>{t("identity.email")}</dt>
                <dd><span class="cut" data-tip=known.value.clone()>{known.value.clone()}</span>{age::of(ui, known, Kind::Standing)}</dd>
            }
        })
        .collect();
    (calling, phones, emails)
}

fn rest(ui: Ui, view: &Customer360, call: Option<&Call>) -> impl IntoView + use<> {
    let miles = view.customer.loyalty.as_ref().and_then(|loyalty| {
        let balance = loyalty.value.balance?;
        let programme = loyalty.value.programme.clone().unwrap_or_else(|| t("identity.points").to_owned());
        Some(view! {
            <dt>{programme}</dt>
            <dd>{money::points(balance)}{age::of(ui, loyalty, Kind::Standing)}</dd>
        })
    });
    let born = view.customer.birth_date.as_ref().map(|born| {
        let today = ui.today.get_untracked();
        view! { <dt>{t("identity.born")}</dt><dd>{when::day(born.value, today)}{age::of(ui, born, Kind::Settled)}</dd> }
    });
    let lives = view.customer.address.as_ref().map(|at| {
        view! { <dt>{t("identity.address")}</dt><dd><span>{at.value.clone()}</span>{age::of(ui, at, Kind::Standing)}</dd> }
    });
    let last = last_contact(view, call).map(|last| {
        let summary = last.summary.clone();
        let channel = labels::channel(last.channel);
        let words = if summary.is_empty() { channel.to_owned() } else { format!("{channel}, {summary}") };
        view! {
            <dt>{t("identity.last-contact")}</dt>
            <dd><span class="cut" data-tip=words.clone()>{words.clone()}</span>{age::age(ui, &last.source, last.at, Kind::Settled)}</dd>
        }
    });
    (miles, born, lives, last)
}

/// The newest contact that is not the one in view.
fn last_contact<'a>(view: &'a Customer360, call: Option<&Call>) -> Option<&'a Interaction> {
    let this = call.map(|call| &call.contact.id);
    view.interactions.iter().find(|past| this.is_none() || past.contact_id.as_ref() != this)
}
