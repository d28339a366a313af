//! Breaks a letter into lines and pages. Pure, measuring by the typeface's own widths.
//!
//! Deliberately not here: drawing.

use super::legible::legible;
use purser_contract::ipc::Letter;
use ttf_parser::Face;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// What stands above the letter.
    Subject,
    /// The letter.
    Body,
}

impl Style {
    /// Points.
    pub(super) const fn size(self) -> f32 {
        match self {
            Self::Subject => 13.0,
            Self::Body => 10.5,
        }
    }

    /// From one line to the next, points.
    pub(super) const fn height(self) -> f32 {
        match self {
            Self::Subject => 18.0,
            Self::Body => 15.5,
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) style: Style,
    /// Room below it, points.
    pub(super) after: f32,
}

/// The typeface, for its widths.
pub(super) struct Typeface {
    regular: Face<'static>,
    semibold: Face<'static>,
}

impl Typeface {
    pub(super) fn read(regular: &'static [u8], semibold: &'static [u8]) -> Option<Self> {
        Some(Self { regular: Face::parse(regular, 0).ok()?, semibold: Face::parse(semibold, 0).ok()? })
    }

    fn face(&self, style: Style) -> &Face<'static> {
        match style {
            Style::Subject => &self.semibold,
            Style::Body => &self.regular,
        }
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        let face = self.face(style);
        let advance = |sign| face.glyph_index(sign).and_then(|glyph| face.glyph_hor_advance(glyph));
        let units: u32 = text.chars().filter_map(advance).map(u32::from).sum();
        // A line has some thousands of units: far within what f32 holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
        let units = units as f32;
        units * style.size() / f32::from(face.units_per_em())
    }
}

/// The letter's lines within a width.
pub(super) fn of(letter: &Letter, typeface: &Typeface, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let subject = std::iter::once((letter.subject.as_str(), Style::Subject));
    for (text, style) in subject.chain(letter.paragraphs.iter().map(|text| (text.as_str(), Style::Body))) {
        let text = legible(text, |sign| typeface.face(style).glyph_index(sign).is_some());
        let measure = |text: &str| typeface.width(text, style);
        let broken = text.split('\n').flat_map(|line| wrap(line, width, measure));
        lines.extend(broken.map(|text| Line { text, style, after: 0.0 }));
        if let Some(last) = lines.last_mut() {
            last.after = style.height() * 0.6;
        }
    }
    lines
}

/// Lines by page; every page takes at least one.
pub(super) fn pages(lines: Vec<Line>, height: f32) -> Vec<Vec<Line>> {
    let (mut pages, mut used) = (vec![Vec::new()], 0.0);
    for line in lines {
        if used + line.style.height() > height && used > 0.0 {
            pages.push(Vec::new());
            used = 0.0;
        }
        used += line.style.height() + line.after;
        if let Some(page) = pages.last_mut() {
            page.push(line);
        }
    }
    pages
}

/// Breaks at spaces, and inside a word that alone is too long.
fn wrap(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if measure(&longer) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for sign in word.chars() {
            line.push(sign);
            if measure(&line) > width && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, sign.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{Line, Style, pages, wrap};

    #[test]
    fn lines_are_full_and_no_longer() {
        let measure = |text: &str| f32::from(u16::try_from(text.chars().count()).unwrap());
        for (text, lines) in [
            ("", vec![""]),
            ("one two three", vec!["one two", "three"]),
            ("a EUR\u{a0}250.00 b", vec!["a", "EUR\u{a0}250.", "00 b"]),
            ("immeasurable", vec!["immeasur", "able"]),
        ] {
            let width = if text.contains("EUR") { 8.5 } else { 8.0 };
            assert_eq!(wrap(text, width, measure), lines, "{text}");
        }
    }

    #[test]
    fn a_page_is_turned_when_it_is_full() {
        let line = Line { text: "x".to_owned(), style: Style::Body, after: 0.0 };
        let turned = pages(vec![line; 7], Style::Body.height() * 3.0);
        assert_eq!(turned.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
        assert_eq!(pages(Vec::new(), 100.0).len(), 1);
    }
}
