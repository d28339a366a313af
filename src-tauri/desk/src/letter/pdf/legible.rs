//! Text that the typeface can draw: what it has no glyph for is transcribed into Latin letters, as in a passport.
//!
//! Deliberately not here: which glyphs there are.

use deunicode::deunicode;

/// The text, with what `drawable` refuses transcribed; a sign that cannot be transcribed is left out.
pub(super) fn legible(text: &str, drawable: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut foreign = String::new();
    for sign in text.chars().chain(['\0']) {
        let own = sign == ' ' || sign == '\n' || sign == '\0' || (!sign.is_control() && drawable(sign));
        if !own {
            foreign.push(if sign.is_control() { ' ' } else { sign });
            continue;
        }
        if !foreign.is_empty() {
            let latin = deunicode(&foreign);
            let latin = latin.trim().replace("[?]", "");
            out.extend(latin.chars().filter(|sign| drawable(*sign)));
            foreign.clear();
        }
        if sign != '\0' {
            out.push(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn only_what_cannot_be_drawn_is_transcribed() {
        let drawable = |sign: char| (sign as u32) < 0x0500;
        for (text, legible_text) in [
            ("Zsófia Kovács, Ångström Łukasz", "Zsófia Kovács, Ångström Łukasz"),
            ("Αθηνά Иванова", "Αθηνά Иванова"),
            ("Dear 王伟,", "Dear Wang Wei,"),
            ("a\u{0007}b\u{200f}c", "abc"),
        ] {
            assert_eq!(legible(text, drawable), legible_text);
        }
        assert!(legible("Dear محمد,", drawable).is_ascii());
    }
}
