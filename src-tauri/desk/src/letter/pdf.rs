//! A letter as a PDF: A4, as many pages as it takes, in the window's own typeface, with its title and language.
//!
//! The typeface has Latin, Greek and Cyrillic. What is written in other scripts is transcribed into Latin letters
//! (`legible`), so that a name never makes it fail. Deliberately not here: words, and where the file goes.

mod legible;
mod lines;

use krilla::{
    Document, SerializeSettings,
    geom::Point,
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    text::{Font, TextDirection},
};
use lines::{Line, Style, Typeface};
use purser_contract::ipc::Letter;

/// Both are read only when a letter is drawn.
const REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.otf");
const SEMIBOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.otf");

/// A4 in points.
const PAGE: (f32, f32) = (595.28, 841.89);
/// 25 mm.
const MARGIN: f32 = 70.87;
const PAGE_NUMBER: f32 = 9.0;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The typeface that is built in cannot be read.
    #[error("the typeface cannot be read")]
    Typeface,
    /// The document could not be written.
    #[error("the document cannot be written: {0}")]
    Document(String),
}

/// The typeface, for measuring and for drawing.
struct Drawn {
    regular: Font,
    semibold: Font,
}

/// Draws the letter.
///
/// # Errors
/// When the typeface cannot be read or the document not be written; neither hangs on the letter's words.
pub fn pdf(letter: &Letter) -> Result<Vec<u8>, LetterError> {
    let typeface = Typeface::read(REGULAR, SEMIBOLD).ok_or(LetterError::Typeface)?;
    let font = |data: &'static [u8]| Font::new(data.into(), 0).ok_or(LetterError::Typeface);
    let drawn = Drawn { regular: font(REGULAR)?, semibold: font(SEMIBOLD)? };
    let lines = lines::of(letter, &typeface, PAGE.0 - 2.0 * MARGIN);
    let pages = lines::pages(lines, PAGE.1 - 2.0 * MARGIN);
    let mut document = Document::new_with(SerializeSettings::default());
    let title = Metadata::new().title(letter.subject.clone()).language(letter.language.clone());
    document.set_metadata(title.creator("Purser".to_owned()));
    for (place, page) in pages.iter().enumerate() {
        let number = (pages.len() > 1).then(|| format!("{} / {}", place + 1, pages.len()));
        draw(&mut document, page, number.as_deref(), &drawn)?;
    }
    document.finish().map_err(|error| LetterError::Document(format!("{error:?}")))
}

fn draw(
    document: &mut Document,
    lines: &[Line],
    number: Option<&str>,
    drawn: &Drawn,
) -> Result<(), LetterError> {
    let size = PageSettings::from_wh(PAGE.0, PAGE.1);
    let size = size.ok_or_else(|| LetterError::Document("the size of the page".to_owned()))?;
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    surface.set_fill(Some(Fill::default()));
    let mut down = MARGIN;
    for line in lines {
        down += line.style.height();
        let font = match line.style {
            Style::Subject => &drawn.semibold,
            Style::Body => &drawn.regular,
        };
        let at = Point::from_xy(MARGIN, down);
        surface.draw_text(at, font.clone(), line.style.size(), &line.text, false, TextDirection::LeftToRight);
        down += line.after;
    }
    if let Some(number) = number {
        let at = Point::from_xy(MARGIN, PAGE.1 - MARGIN / 2.0);
        surface.draw_text(at, drawn.regular.clone(), PAGE_NUMBER, number, false, TextDirection::LeftToRight);
    }
    surface.finish();
    page.finish();
    Ok(())
}
