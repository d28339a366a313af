//! The letter as a PDF.

use super::{LANGUAGES, compensation};
use crate::letter::{letter, pdf};
use purser_contract::{compensation::CompensationStatus, ipc::Letter};

/// Objects of the type of one page; `/Pages` is the list of them.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf).replace("/Type /Page", "/Type/Page");
    text.match_indices("/Type/Page").filter(|(at, found)| !text[at + found.len()..].starts_with('s')).count()
}

fn has(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn a_letter_is_one_page_that_says_its_title_and_language() {
    for tag in LANGUAGES {
        let letter = letter(&compensation(CompensationStatus::Adjusted), tag);
        let drawn = pdf(&letter).unwrap();
        assert!(drawn.starts_with(b"%PDF-1.") && drawn.len() < 150_000, "{}", drawn.len());
        assert_eq!(pages(&drawn), 1, "{tag}");
        assert!(has(&drawn, &format!("({tag})")) && has(&drawn, "/Title"), "{tag}");
        assert_eq!(drawn, pdf(&letter).unwrap(), "the same letter is the same file");
    }
}

#[test]
fn a_long_letter_takes_the_pages_it_needs() {
    let paragraph = "Wir prüfen den Fall. ".repeat(60);
    let letter =
        Letter { language: "de".to_owned(), subject: "Ihr Flug".to_owned(), paragraphs: vec![paragraph; 12] };
    assert!((3..6).contains(&pages(&pdf(&letter).unwrap())));
}

#[test]
fn no_name_makes_it_fail() {
    for name in [
        "Ångström Łukasz",
        "Αθηνά",
        "Иванова",
        "محمد",
        "王伟",
        "山田",
        "😀",
        "\u{0}\u{7}\u{200f}",
        "x\u{301}",
        "",
    ] {
        let mut one = compensation(CompensationStatus::Issued);
        one.passenger = name.to_owned();
        assert!(pdf(&letter(&one, "fr")).is_ok(), "{name}");
    }
    let empty = Letter { language: String::new(), subject: String::new(), paragraphs: Vec::new() };
    assert!(pdf(&empty).is_ok());
}
