//! The people around the customer as a small graph: who is tied to them, and by how many bookings. The arrow keys walk
//! from one to the next, Enter opens whoever has a record of their own.
//!
//! Drawn with attributes only; the list under it says the same in words. Deliberately not here: ties between the others.

use crate::{
    acts,
    format::{labels, names},
    ui::Ui,
    words::{count, fill, t},
};
use leptos::{ev::KeyboardEvent, prelude::*};
use purser_contract::{
    ids::CustomerId,
    view::{Customer360, Relationship, RelationshipKind},
};
use wasm_bindgen::JsCast;
use web_sys::SvgElement;

/// How many are drawn; the list has them all.
const MOST: usize = 7;
/// Of the drawing, in its own units.
const WIDTH: f64 = 264.0;
const HEIGHT: f64 = 132.0;

/// The drawing; a single tie is not worth one.
pub fn graph(ui: Ui, view: &Customer360) -> impl IntoView + use<> {
    let ties: Vec<Relationship> = view.relationships.iter().take(MOST).cloned().collect();
    (ties.len() > 1).then(|| {
        let at = RwSignal::new(0_usize);
        let count = ties.len();
        let own = names::initials(&names::of(view));
        let lines: Vec<_> =
            ties.iter().enumerate().map(|(index, tie)| edge(tie, place(index, count))).collect();
        let nodes: Vec<_> =
            ties.iter().enumerate().map(|(index, tie)| node(ui, tie, index, count, at)).collect();
        view! {
            <svg
                class="graph"
                id="people-graph"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                role="group"
                aria-label=t("graph.label")
                data-testid="relationship-graph"
            >
                {lines}
                <g class="graph-own" aria-hidden="true">
                    <circle cx=WIDTH / 2.0 cy=HEIGHT / 2.0 r="19"></circle>
                    <text x=WIDTH / 2.0 y=HEIGHT / 2.0 + 4.0>{own}</text>
                </g>
                {nodes}
            </svg>
        }
    })
}

/// On an ellipse around the customer, beginning at the left, clockwise.
fn place(index: usize, count: usize) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let turn = std::f64::consts::PI * (1.0 + 2.0 * index as f64 / count as f64);
    (WIDTH / 2.0 + 98.0 * turn.cos(), HEIGHT / 2.0 - 6.0 + 42.0 * turn.sin())
}

fn edge(tie: &Relationship, (x, y): (f64, f64)) -> impl IntoView + use<> {
    let class = if tie.on_this_journey { "graph-edge here" } else { "graph-edge" };
    let width = f64::from(tie.bookings.value.clamp(1, 5)).mul_add(0.5, 0.75);
    view! { <line class=class x1=WIDTH / 2.0 y1=HEIGHT / 2.0 x2=x y2=y stroke-width=width></line> }
}

fn node(
    ui: Ui,
    tie: &Relationship,
    index: usize,
    count: usize,
    at: RwSignal<usize>,
) -> impl IntoView + use<> {
    let (x, y) = place(index, count);
    let (id, name) = (tie.customer_id, tie.name.clone());
    let open = move || open(ui, id, &name);
    let on_key = open.clone();
    let class = match (tie.kind, id.is_some()) {
        (RelationshipKind::Corporate, _) => "graph-node company",
        (_, true) => "graph-node known",
        (_, false) => "graph-node",
    };
    view! {
        <g
            class=class
            role=if id.is_some() { "button" } else { "img" }
            tabindex=move || if at.get() == index { "0" } else { "-1" }
            data-node=index.to_string()
            data-testid="relationship-node"
            data-tip=format!("{}\n{}", tie.name, tie.because)
            aria-label=spoken(tie)
            on:focus=move |_| at.set(index)
            on:click=move |_| open()
            on:keydown=move |event| walk(&event, index, count, &on_key)
        >
            <circle cx=x cy=y r="14"></circle>
            <text x=x y=y + 3.5>{initials(tie)}</text>
            <text class="graph-name" x=x y=y + 26.0>{short(tie)}</text>
        </g>
    }
}

fn open(ui: Ui, id: Option<CustomerId>, name: &str) {
    if let Some(id) = id {
        acts::open_customer(ui, id, name.to_owned());
    }
}

fn walk(event: &KeyboardEvent, index: usize, count: usize, open: &impl Fn()) {
    let next = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (index + 1) % count,
        "ArrowLeft" | "ArrowUp" => (index + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Enter" | " " => {
            event.prevent_default();
            return open();
        }
        _ => return,
    };
    event.prevent_default();
    let found = document().query_selector(&format!("#people-graph [data-node=\"{next}\"]")).ok().flatten();
    if let Some(Err(error)) =
        found.and_then(|node| node.dyn_into::<SvgElement>().ok()).map(|node| node.focus())
    {
        leptos::logging::warn!("the next person could not be focused: {error:?}");
    }
}

fn spoken(tie: &Relationship) -> String {
    let bookings = usize::try_from(tie.bookings.value).unwrap_or(usize::MAX);
    let bookings = count("graph.booking", "graph.bookings", bookings);
    let who = [("who", tie.name.as_str()), ("tie", labels::relationship(tie.kind)), ("bookings", &bookings)];
    fill(if tie.customer_id.is_some() { "graph.spoken-open" } else { "graph.spoken" }, &who)
}

/// The first letters of the first and the last word.
fn initials(tie: &Relationship) -> String {
    let mut words = tie.name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A given name, or the company's first words, as far as there is room.
fn short(tie: &Relationship) -> String {
    const ROOM: usize = 12;
    let text = match tie.kind {
        RelationshipKind::Corporate => tie.name.as_str(),
        _ => tie.name.split_whitespace().next().unwrap_or_default(),
    };
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_place_inside_and_a_short_name() {
        for count in 2..=MOST {
            for index in 0..count {
                let (x, y) = place(index, count);
                assert!(
                    (14.0..=WIDTH - 14.0).contains(&x) && (14.0..=HEIGHT - 28.0).contains(&y),
                    "{index} of {count}: {x} {y}"
                );
            }
        }
        let tie = |name: &str, kind: &str| -> Relationship {
            serde_json::from_value(
                serde_json::json!({"kind": kind, "name": name, "customer_id": null, "on_this_journey": false,
                "bookings": {"value": 1, "source": "s", "as_of": "2026-11-20T00:00:00Z"}}),
            )
            .unwrap()
        };
        for (name, kind, letters, shown) in [
            ("Bence Kovács", "family", "BK", "Bence"),
            ("Danubius Kft.", "corporate", "DK", "Danubius Kf…"),
            ("Madonna", "companion", "M", "Madonna"),
            ("", "companion", "", ""),
        ] {
            let tie = tie(name, kind);
            assert_eq!((initials(&tie).as_str(), short(&tie).as_str()), (letters, shown));
        }
    }
}
