//! What a customer writes and scores gets worse, word by word.

use super::{Facts, case, refs};
use crate::insight::days_before;
use purser_contract::insight::{Signal, SignalKind, Urgency};

/// The signal, when the newest judged words fell far enough and ended below nothing.
pub fn signal(facts: Facts<'_>) -> Option<Signal> {
    let rules = facts.rules.signals.falling_sentiment;
    let since = days_before(facts.now, rules.days);
    let lately = facts.record.moods.iter().filter(|mood| mood.at >= since);
    let judged: Vec<_> =
        lately.filter_map(|mood| Some((mood, i32::from(mood.score?)))).take(rules.last).collect();
    let ((newest, now), (_, then)) = (judged.first()?, judged.last()?);
    let falls = judged.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    if judged.len() < rules.last || !falls || *now >= 0 || then - now < rules.drop {
        return None;
    }
    let words: Vec<String> = judged.iter().rev().map(|(_, score)| decimal(*score)).collect();
    Some(Signal {
        id: case(SignalKind::FallingSentiment, &[]),
        kind: SignalKind::FallingSentiment,
        urgency: Urgency::Soon,
        title: "Their mood is falling".to_owned(),
        text: format!(
            "The last {} things they told us: {}, from -1 to 1.",
            judged.len(),
            words.join(", then ")
        ),
        advice: "Begin with what went wrong and what you will do about it; offer nothing for sale."
            .to_owned(),
        source: newest.source.clone(),
        as_of: newest.at,
        refs: refs(&[]),
    })
}

fn decimal(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}
