//! The customer's letter: preview in their language, copy, PDF.
//!
//! Deliberately not here: the letter's words; the desktop core writes them.

use crate::{
    acts, bridge,
    common::{dialog, icon::icon, notice},
    format::owed as words,
    state::{desk::Desk, shared::Shared},
    ui::Ui,
    words::{fill, t},
};
use leptos::{prelude::*, task::spawn_local};
use purser_contract::{compensation::Compensation, ipc::Letter};

const LANGUAGES: [(&str, &str); 3] = [("en", "letter.en"), ("de", "letter.de"), ("fr", "letter.fr")];

type Read = RwSignal<Option<Result<Letter, String>>>;

/// The dialog, open while a compensation is named.
pub fn dialog(ui: Ui) -> impl IntoView {
    let open = Memo::new(move |_| ui.letter.with(Option::is_some));
    let inside = move || ui.letter.get().map(|owed| preview(ui, &owed));
    dialog::dialog("sheet ask letter", "letter-title", open, move || ui.letter.set(None), inside)
}

/// The language the customer speaks, where the letter knows it.
fn language_of(desk: &Desk, owed: &Compensation) -> &'static str {
    let view = desk.view().filter(|view| view.id == owed.customer_id);
    let spoken = view.and_then(|view| view.customer.language.as_ref().map(|spoken| spoken.value.clone()));
    let spoken = spoken.unwrap_or_default();
    LANGUAGES.iter().find(|(code, _)| spoken.starts_with(code)).map_or("en", |(code, _)| code)
}

fn preview(ui: Ui, owed: &Shared<Compensation>) -> AnyView {
    let (customer, id) = (owed.customer_id, owed.id);
    let language = RwSignal::new(ui.desk.with_untracked(|desk| language_of(desk, owed)));
    let letter: Read = RwSignal::new(None);
    let read = move || {
        letter.set(None);
        let wanted = language.get_untracked();
        spawn_local(async move {
            let answer = bridge::owed::letter(customer, id, wanted).await;
            if language.get_untracked() == wanted {
                letter.set(Some(answer.map_err(|error| acts::explain(&error))));
            }
        });
    };
    read();
    let save = move |_| {
        spawn_local(async move {
            let answer = bridge::owed::letter_pdf(customer, id, language.get_untracked()).await;
            let said = match answer {
                Ok(path) => fill("letter.saved", &[("path", &path)]),
                Err(error) => acts::explain(&error),
            };
            acts::toast(ui, said);
        });
    };
    let title = fill("letter.title", &[("who", &owed.passenger), ("flight", &words::flight(&owed.flight))]);
    view! {
        <div class="sheet-head">
            <h2 id="letter-title" class="title">{title}</h2>
            <button type="button" class="tab-close" aria-label=t("dialog.close") on:click=move |_| ui.letter.set(None)>{icon(icondata_lu::LuX)}</button>
        </div>
        {languages(language, read)}
        {move || page(letter.get(), read)}
        <div class="decide-acts">
            <button type="button" class="btn" data-testid="letter-copy" on:click=move |_| copy(ui, letter)>{icon(icondata_lu::LuCopy)}{t("letter.copy")}</button>
            <button type="button" class="btn p" data-testid="letter-pdf" on:click=save>{icon(icondata_lu::LuFileDown)}{t("letter.pdf")}</button>
        </div>
    }
    .into_any()
}

fn languages(language: RwSignal<&'static str>, read: impl Fn() + Copy + 'static) -> AnyView {
    let choices: Vec<_> = LANGUAGES
        .into_iter()
        .map(|(code, name)| {
            let on = move || language.get() == code;
            view! {
                <label class="choice small" class:on=on>
                    <input
                        type="radio"
                        name="letter-language"
                        class="unseen"
                        prop:checked=on
                        on:change=move |_| {
                            language.set(code);
                            read();
                        }
                    />
                    <span lang=code>{t(name)}</span>
                </label>
            }
        })
        .collect();
    view! { <div class="choices" role="radiogroup" aria-label=t("letter.language")>{choices}</div> }
        .into_any()
}

fn page(letter: Option<Result<Letter, String>>, again: impl Fn() + 'static) -> AnyView {
    match letter {
        None => notice::loading(6).into_any(),
        Some(Err(why)) => notice::failed(why, again).into_any(),
        Some(Ok(letter)) => {
            let paragraphs: Vec<_> =
                letter.paragraphs.iter().map(|text| view! { <p>{text.clone()}</p> }).collect();
            view! {
                <article class="paper scroll" lang=letter.language.clone() tabindex="0" data-testid="letter">
                    <h3>{letter.subject.clone()}</h3>
                    {paragraphs}
                </article>
            }
            .into_any()
        }
    }
}

fn copy(ui: Ui, letter: Read) {
    let text = letter.with_untracked(|letter| match letter {
        Some(Ok(letter)) => Some(format!("{}\n\n{}", letter.subject, letter.paragraphs.join("\n\n"))),
        _ => None,
    });
    let Some(text) = text else { return };
    spawn_local(async move {
        let key =
            if crate::common::clipboard::write(&text).await { "letter.copied" } else { "letter.copy-failed" };
        acts::toast(ui, t(key).to_owned());
    });
}
