//! Every pair of colours that carries text is legible: WCAG 2.2 AA, computed from the design tokens.

use std::collections::HashMap;

type Tokens = HashMap<String, [f64; 3]>;

/// The colours of the first block that opens with `head`, over those of `base`.
fn tokens(style: &str, head: &str, base: &Tokens) -> Tokens {
    let start = style.find(head).expect("the block is there") + head.len();
    let block = style[start..].split('}').next().expect("a block has an end");
    let mut found = base.clone();
    for declaration in block.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim().trim_start_matches("--"), value.trim());
        if let Some(hex) = value.strip_prefix('#').filter(|hex| hex.len() == 6) {
            let channel =
                |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")) / 255.0;
            found.insert(name.to_owned(), [channel(0), channel(2), channel(4)]);
        }
    }
    found
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_is_legible_in_every_theme() {
    let style = include_str!("../styles/tokens.css");
    let light = tokens(style, "\n:root {", &Tokens::new());
    let dark = tokens(style, "\n[data-theme=\"dark\"] {", &light);
    let more = style.find("prefers-contrast").map(|at| &style[at..]).unwrap();
    let light_more = tokens(more, ":root {", &light);
    let dark_more = tokens(more, "[data-theme=\"dark\"] {", &dark);
    let on_grounds = ["ink", "ink-2", "ink-3", "accent", "good", "warn", "bad"];
    let grounds = ["surface", "ground", "sunken"];
    let pairs = on_grounds.iter().flat_map(|ink| grounds.iter().map(move |ground| (*ink, *ground))).chain([
        ("accent-ink", "accent"),
        ("accent", "accent-soft"),
        ("ink-3", "accent-soft"),
        ("good", "good-soft"),
        ("warn", "warn-soft"),
        ("ink-2", "warn-soft"),
        ("ink-3", "warn-soft"),
        ("bad", "bad-soft"),
        ("gold", "gold-soft"),
    ]);
    for (ink, ground) in pairs {
        for (theme, colours) in
            [("light", &light), ("dark", &dark), ("light, more", &light_more), ("dark, more", &dark_more)]
        {
            let ratio = contrast(colours[ink], colours[ground]);
            assert!(ratio >= 4.5, "{ink} on {ground} is {ratio:.2} in {theme}");
        }
    }
}
