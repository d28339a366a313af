//! The root: hands out the shared handles, starts the core's stream, and shows the page that fits how things stand.

use crate::{
    acts,
    common::tip::Tip,
    frame::{dispatch, keymap::KeyMap, rail::Rail, say::Say, topbar::TopBar},
    screens::{
        approvals::Approvals,
        customers::Customers,
        disruptions::Disruptions,
        settings::Settings,
        sign_in::{SignIn, StartFailed, Starting},
        workspace::{
            Workspace,
            owed::{letter, what_if},
        },
    },
    state::desk::{Phase, Screen},
    theme,
    ui::{Ui, use_ui},
    words::t,
};
use leptos::prelude::*;

/// The window.
#[component]
pub fn App() -> impl IntoView {
    let ui = Ui::new();
    provide_context(ui);
    let chosen = ui.part(|desk| desk.theme);
    Effect::new(move |_| theme::show(chosen.get()));
    theme::follow_system(move || theme::show(chosen.get_untracked()));
    dispatch::listen(ui);
    acts::watch_open_customers(ui);
    acts::start(ui);

    let phase = ui.part(|desk| desk.phase.clone());
    view! {
        {move || match phase.get() {
            Phase::Starting => view! { <Starting/> }.into_any(),
            Phase::Failed(why) => view! { <StartFailed why/> }.into_any(),
            Phase::SignedOut(problem) => view! { <SignIn problem/> }.into_any(),
            Phase::Ready(_) => view! { <Frame/> }.into_any(),
        }}
        <aside aria-label=t("frame.hints")><Tip/></aside>
        <Say/>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let ui = use_ui();
    let screen = ui.part(|desk| desk.screen);
    view! {
        <a class="skip" href="#main">{t("frame.skip")}</a>
        <div class="frame">
            <Rail/>
            <TopBar/>
            {move || match screen.get() {
                Screen::Workspace => view! { <Workspace/> }.into_any(),
                Screen::Customers => view! { <Customers/> }.into_any(),
                Screen::Approvals => view! { <Approvals/> }.into_any(),
                Screen::Disruptions => view! { <Disruptions/> }.into_any(),
                Screen::Settings => view! { <Settings/> }.into_any(),
            }}
        </div>
        <KeyMap/>
        {letter::dialog(ui)}
        {what_if::dialog(ui)}
    }
}
