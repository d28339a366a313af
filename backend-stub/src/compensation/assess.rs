//! `purser-backend assess`: one case a line in, one answer a line out, as `POST /v1/entitlements/assess` gives it.
//!
//! Deliberately not here: the law.

use anyhow::{Context, Result};
use purser_entitlement::{FactError, LONGEST_TEXT, Settings, assess_json};
use serde_json::json;
use std::io::{BufRead, Read, Write};

/// Answers every line of `input`; a line with wrong facts is answered with `{"error":…}`. Gives back how many were wrong.
///
/// # Errors
/// When `input` cannot be read or `output` cannot be written.
pub fn lines(mut input: impl BufRead, mut output: impl Write, law: &Settings) -> Result<usize> {
    let mut wrong = 0;
    let mut line = Vec::new();
    while next_line(&mut input, &mut line)? {
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        let answer = assess_json(&text, law).unwrap_or_else(|error| {
            wrong += 1;
            refusal(&error)
        });
        writeln!(output, "{answer}").context("write to stdout")?;
    }
    output.flush().context("write to stdout")?;
    Ok(wrong)
}

/// Reads a line without keeping more of it than can be facts.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool> {
    line.clear();
    let most = LONGEST_TEXT as u64 + 1;
    let read = input.by_ref().take(most).read_until(b'\n', line).context("read stdin")?;
    if read as u64 == most && line.last() != Some(&b'\n') {
        input.skip_until(b'\n').context("read stdin")?;
    }
    Ok(read > 0)
}

fn refusal(error: &FactError) -> String {
    json!({"error": {"field": error.field, "detail": error.to_string()}}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_answer() {
        let good = r#"{"origin":"CDG","destination":"FCO","operating_carrier":"AF","carrier_country":"FR","single_booking":true,"event_date":"2026-09-15","disruption":"delay","arrival_delay_min":185}"#;
        let long = format!("{{\"origin\":\"{}\"}}", "x".repeat(LONGEST_TEXT * 2));
        let input = format!("{good}\n\n{{\"origin\":1}}\n{long}\nnot json\n{good}");
        let mut output = Vec::new();
        let wrong = lines(input.as_bytes(), &mut output, &Settings::default()).unwrap();
        let answers: Vec<serde_json::Value> = String::from_utf8(output)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!((wrong, answers.len()), (3, 5));
        assert_eq!((&answers[0], answers[0]["best"].as_str()), (&answers[4], Some("EU261")));
        assert_eq!(answers[1]["error"]["field"], "origin");
        assert!(answers[2]["error"]["detail"].as_str().unwrap().contains("larger"));
    }
}
