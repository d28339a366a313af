//! How a customer feels lately: their newest judged words and scores, newer and surer ones counting more. Pure.
//!
//! Deliberately not here: judging a single text (`mood`).

use super::{days_before, mood::MODEL};
use crate::customers::record::MoodRecord;
use jiff::Timestamp;
use purser_contract::insight::{Mood, Sentiment, SentimentPart, Trend};

/// What was said longer ago than this says nothing about today, days.
const LATELY: u32 = 90;
/// Weights of the newest, the one before, and so on; older ones are shown and do not count.
const WEIGHTS: [i64; 6] = [6, 5, 4, 3, 2, 1];
/// A mood is more than neutral from here on, hundredths.
const NOTABLE: i64 = 25;
/// A trend is more than steady from here on, hundredths.
const TURN: i64 = 30;

/// See the module; nothing when nothing was said lately. `moods` are newest first.
#[must_use]
pub fn sentiment(moods: &[MoodRecord], now: Timestamp) -> Option<Sentiment> {
    let since = days_before(now, LATELY);
    let lately: Vec<&MoodRecord> = moods.iter().filter(|mood| mood.at >= since).collect();
    let newest = lately.first()?;
    let weighed = || lately.iter().zip(WEIGHTS);
    let all: i64 = weighed().map(|(_, weight)| weight).sum();
    let sure: i64 = weighed().map(|(mood, weight)| weight * i64::from(mood.confidence)).sum();
    let sum: i64 = weighed()
        .map(|(mood, weight)| weight * i64::from(mood.confidence) * i64::from(mood.score.unwrap_or(0)))
        .sum();
    let score = (sure > 0).then(|| rounded(sum, sure));
    Some(Sentiment {
        mood: mood(score),
        score: score.map(hundredths),
        confidence: hundredths(rounded(sure, all)),
        trend: trend(&lately),
        model: MODEL.to_owned(),
        parts: lately.iter().map(|mood| part(mood)).collect(),
        as_of: newest.at,
    })
}

fn part(known: &MoodRecord) -> SentimentPart {
    let score = known.score.map(i64::from);
    SentimentPart {
        at: known.at,
        source: known.source.clone(),
        channel: known.channel,
        mood: mood(score),
        score: score.map(hundredths),
        confidence: hundredths(i64::from(known.confidence)),
        language: known.language.clone(),
    }
}

fn mood(score: Option<i64>) -> Mood {
    match score {
        None => Mood::Unknown,
        Some(score) if score <= -NOTABLE => Mood::Negative,
        Some(score) if score >= NOTABLE => Mood::Positive,
        Some(_) => Mood::Neutral,
    }
}

/// The newest judged word against the mean of up to three before it.
fn trend(lately: &[&MoodRecord]) -> Trend {
    let scores: Vec<i64> = lately.iter().filter_map(|mood| mood.score).map(i64::from).take(4).collect();
    let Some((newest, before)) = scores.split_first().filter(|(_, before)| !before.is_empty()) else {
        return Trend::Unknown;
    };
    let count = i64::try_from(before.len()).unwrap_or(1);
    match newest - rounded(before.iter().sum(), count) {
        turn if turn <= -TURN => Trend::Falling,
        turn if turn >= TURN => Trend::Rising,
        _ => Trend::Steady,
    }
}

/// The quotient of whole numbers, to the nearest.
fn rounded(sum: i64, count: i64) -> i64 {
    (2 * sum + count).div_euclid(2 * count)
}

#[expect(clippy::cast_precision_loss, reason = "within -100 and 100")]
fn hundredths(number: i64) -> f64 {
    number as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(days: u32, score: Option<i8>, confidence: u8) -> MoodRecord {
        let at = days_before("2026-11-20T12:00:00Z".parse().unwrap(), days);
        MoodRecord { at, source: "messages".to_owned(), channel: None, score, confidence, language: None }
    }

    #[test]
    fn newer_and_surer_words_count_more() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        for (moods, expected, confidence, trend) in [
            (vec![said(1, Some(-80), 90)], (Mood::Negative, Some(-0.8)), 0.9, Trend::Unknown),
            (vec![said(1, None, 0)], (Mood::Unknown, None), 0.0, Trend::Unknown),
            // 6·90·(-80) and 5·90·80 over 11·90
            (
                vec![said(1, Some(-80), 90), said(2, Some(80), 90)],
                (Mood::Neutral, Some(-0.07)),
                0.9,
                Trend::Falling,
            ),
            (
                vec![said(1, Some(-80), 30), said(2, Some(80), 90)],
                (Mood::Positive, Some(0.34)),
                0.57,
                Trend::Falling,
            ),
            // What cannot be judged makes it less sure and nothing else.
            (
                vec![said(1, None, 0), said(2, Some(60), 90)],
                (Mood::Positive, Some(0.6)),
                0.41,
                Trend::Unknown,
            ),
            (
                vec![said(1, Some(40), 90), said(2, Some(0), 90)],
                (Mood::Neutral, Some(0.22)),
                0.9,
                Trend::Rising,
            ),
        ] {
            let found = sentiment(&moods, now).unwrap();
            assert_eq!((found.mood, found.score), expected, "{moods:?}");
            assert_eq!((found.confidence, found.trend), (confidence, trend), "{moods:?}");
            assert_eq!(found.parts.len(), moods.len());
        }
        assert_eq!(sentiment(&[said(91, Some(80), 90)], now), None, "long ago");
        assert_eq!(sentiment(&[], now), None);
    }
}
