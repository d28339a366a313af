//! How a text sounds: a lexicon of English words (VADER), asked only when the text is English. Pure.
//!
//! Of other languages it says which it seems to be, and that it does not know. What it says is in whole hundredths, so that
//! it is the same on every machine. Deliberately not here: what many texts together mean (`sentiment`).

use std::sync::LazyLock;
use vader_sentimental::SentimentIntensityAnalyzer;
use whatlang::{Info, Lang};

/// What judges texts, in words.
pub const MODEL: &str = "VADER lexicon for English; scores and stated moods as they are";

/// How one text, score or stated mood sounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// -100 to 100; nothing when it cannot be judged.
    pub score: Option<i8>,
    /// 0 to 100.
    pub confidence: u8,
    /// BCP 47; nothing when it is not clear, or there are no words.
    pub language: Option<&'static str>,
}

/// Of a text only the beginning is judged, characters.
const MOST_CHARACTERS: usize = 400;
/// From this score on a text is more than nothing, as the lexicon's authors take it.
const NOTABLE: f64 = 0.05;

static LEXICON: LazyLock<SentimentIntensityAnalyzer<'static>> =
    LazyLock::new(SentimentIntensityAnalyzer::new);

/// Judges a text.
#[must_use]
pub fn judge(text: &str) -> Judged {
    let text: String = text.chars().take(MOST_CHARACTERS).collect();
    let (language, certainty) = language(&text);
    if language != Some("en") || has_many_idioms(&text) {
        return Judged { language, ..Judged::default() };
    }
    let found = LEXICON.polarity_scores(&text);
    // Question marks alone are no mood.
    let compound = if found.pos + found.neg > 0.0 { found.compound } else { 0.0 };
    let compound = if compound.abs() < NOTABLE { 0.0 } else { compound };
    // Words that the lexicon knows are evidence; without any the text may still be an angry one.
    let evidence = if found.pos + found.neg > 0.0 { 0.6 + 0.4 * compound.abs() } else { 0.4 };
    Judged { score: hundredths(compound), confidence: share(certainty * evidence), language }
}

/// A survey's score from 0 to 10; another scale is not guessed.
#[must_use]
pub fn of_score(score: f64) -> Option<Judged> {
    (0.0..=10.0).contains(&score).then(|| Judged {
        score: hundredths((score - 5.0) / 5.0),
        confidence: 90,
        language: None,
    })
}

/// A mood that the source stated: a number from -1 to 1, or a word.
#[must_use]
pub fn of_statement(stated: &serde_json::Value) -> Option<Judged> {
    let score = match stated {
        serde_json::Value::Number(number) => number.as_f64().filter(|score| (-1.0..=1.0).contains(score))?,
        serde_json::Value::String(word) => match word.to_lowercase().as_str() {
            "positive" => 0.6,
            "neutral" => 0.0,
            "negative" => -0.6,
            _ => return None,
        },
        _ => return None,
    };
    Some(Judged { score: hundredths(score), confidence: 70, language: None })
}

#[expect(clippy::cast_possible_truncation, reason = "within -100 and 100")]
fn hundredths(score: f64) -> Option<i8> {
    score.is_finite().then(|| (score.clamp(-1.0, 1.0) * 100.0).round() as i8)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 100")]
fn share(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// The phrases that the lexicon takes as a whole. It looks for them in no particular order, so that of two the first found
/// would decide; a text with two is not judged.
const IDIOMS: [&str; 7] =
    ["the shit", "the bomb", "bad ass", "badass", "yeah right", "kiss of death", "to die for"];

fn has_many_idioms(text: &str) -> bool {
    let text = text.to_lowercase();
    IDIOMS.iter().filter(|idiom| text.contains(*idiom)).count() > 1
}

/// Words that are English and of no neighbouring language.
const ENGLISH: [&str; 44] = [
    "the", "my", "you", "your", "and", "are", "have", "not", "with", "this", "that", "they", "what", "where",
    "why", "when", "how", "can", "could", "would", "please", "thank", "thanks", "i'm", "it's", "don't",
    "from", "but", "our", "very", "there", "which", "does", "did", "again", "nobody", "still", "about",
    "flight", "them", "their", "been", "were", "because",
];

/// The language of a text, BCP 47, and how sure that is. Short texts say little about their letters, but English ones
/// nearly always have one of a few words.
fn language(text: &str) -> (Option<&'static str>, f64) {
    let found = whatlang::detect(text);
    let words =
        text.split(|letter: char| !letter.is_alphabetic() && letter != '\'').filter(|word| !word.is_empty());
    let (mut all, mut english) = (0, 0);
    for word in words {
        all += 1;
        english += u32::from(ENGLISH.contains(&word.to_lowercase().as_str()));
    }
    let sure = |info: &Info, least: f64| info.lang() == Lang::Eng && info.confidence() >= least;
    match found {
        Some(info) if info.is_reliable() => (code(info.lang()), 1.0),
        Some(_) if english >= 2 && english * 6 >= all => (Some("en"), 0.9),
        Some(info) if sure(&info, 0.5) || (english >= 1 && sure(&info, 0.2)) => (Some("en"), 0.8),
        Some(_) | None => (None, 0.0),
    }
}

/// The languages agents meet, by the detector's name for them.
fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Pol => "pl",
        Lang::Tur => "tr",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "no",
        Lang::Fin => "fi",
        Lang::Ell => "el",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_judged_and_nothing_else_is_guessed() {
        for (text, language, negative, positive) in [
            ("This is the third time I ask. It is a disgrace, I am furious.", Some("en"), true, false),
            ("Very friendly crew, thank you.", Some("en"), false, true),
            ("Thank you for finding my glasses!", Some("en"), false, true),
            ("My bag did not come out. What do I do now?", Some("en"), false, false),
            ("Where is my bag???", Some("en"), false, false),
            ("Mein Koffer ist weg und niemand hilft mir. Eine Katastrophe!", Some("de"), false, false),
            // "die" and "war" are among the saddest words of the English lexicon.
            ("Ich danke Ihnen sehr, die Crew war toll", None, false, false),
            ("Waar is mijn koffer? We wachten al een uur", None, false, false),
            ("没有人帮我", Some("zh"), false, false),
            ("никто мне не отвечает, где мой багаж", None, false, false),
            ("ok", None, false, false),
            ("", None, false, false),
            ("!!!", None, false, false),
            ("the bomb, the shit: that is what you are, my dear", Some("en"), false, false),
        ] {
            let found = judge(text);
            let is = (found.score.is_some_and(|s| s < -25), found.score.is_some_and(|s| s > 25));
            assert_eq!(is, (negative, positive), "{text}: {found:?}");
            assert!(
                found.language == language || (language.is_none() && found.language != Some("en")),
                "{text}: {found:?}"
            );
            assert_eq!(found.score.is_none(), found.confidence == 0, "{text}: {found:?}");
        }
    }

    #[test]
    fn scores_and_stated_moods_are_taken_as_they_are() {
        let score = |judged: Option<Judged>| judged.and_then(|judged| judged.score);
        for (given, expected) in
            [(0.0, Some(-100)), (5.0, Some(0)), (9.0, Some(80)), (11.0, None), (-1.0, None)]
        {
            assert_eq!(score(of_score(given)), expected, "{given}");
        }
        for (given, expected) in [
            (serde_json::json!(-0.82), Some(-82)),
            (serde_json::json!("Negative"), Some(-60)),
            (serde_json::json!(3), None),
            (serde_json::json!("meh"), None),
            (serde_json::json!({}), None),
        ] {
            assert_eq!(score(of_statement(&given)), expected, "{given}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged_the_same_twice(text in "\\PC{0,600}") {
            proptest::prop_assert_eq!(judge(&text), judge(&text));
        }
    }
}
