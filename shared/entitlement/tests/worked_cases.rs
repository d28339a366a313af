//! The worked cases: facts in, what regulation, guidance or judgment gives.
//!
//! Deliberately not here: words. Reasons and citations may be said better; figures may not change.

use purser_entitlement::{Settings, assess_json};
use serde_json::Value;

const CASES: &str = include_str!("worked_cases.json");

/// What differs from the expected result, empty when nothing does.
fn differences(case: &Value) -> Vec<String> {
    let answer = match assess_json(&case["input"].to_string(), &Settings::default()) {
        Ok(text) => serde_json::from_str::<Value>(&text).expect("the answer is JSON"),
        Err(error) => return vec![error.to_string()],
    };
    let results = answer["regimes"].as_array().expect("a list of regimes");
    let result =
        results.iter().find(|result| result["regime"] == case["regime"]).expect("the regime is listed");
    let expected = &case["expected"];
    let mut wrong = Vec::new();
    let mut compare = |name: &str, expected: &Value, found: &Value| {
        let same = match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) => (expected - found).abs() < 0.001,
            _ => expected == found,
        };
        if !same {
            wrong.push(format!("{name}: expected {expected}, found {found}"));
        }
    };
    compare("applies", &expected["regime_applies"], &result["applies"]);
    for name in ["eligible", "amount", "currency", "reduction_pct"] {
        compare(name, &expected[name], &result[name]);
    }
    for name in ["percentage", "capped", "kind"] {
        if let Some(expected) = expected.get(name) {
            compare(name, expected, &result[name]);
        }
    }
    // Null in the cases means that the source says nothing about it.
    for name in ["meals", "communications", "hotel"].iter().filter(|name| !expected["care"][**name].is_null())
    {
        compare(name, &expected["care"][*name], &result["care"][*name]);
    }
    if let Some(refund) = expected.get("refund_amount") {
        compare("refund_amount", &refund["amount"], &result["refund_amount"]["amount"]);
    }
    if case["certainty"] == "uncertain" || expected["needs_review"] == true {
        compare("needs_review", &Value::Bool(true), &result["needs_review"]);
    } else if case["certainty"] == "high" {
        compare("needs_review", &Value::Bool(false), &result["needs_review"]);
    }
    if result["reasons"].as_array().is_none_or(Vec::is_empty) {
        wrong.push("no reason".to_owned());
    }
    if result["legal_basis"].as_array().is_none_or(Vec::is_empty) {
        wrong.push("no legal basis".to_owned());
    }
    wrong
}

#[test]
fn every_worked_case_gives_what_its_source_says() {
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("the cases are JSON");
    assert_eq!(cases.len(), 177);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let differences = differences(case);
            (!differences.is_empty())
                .then(|| format!("{} {}: {}", case["id"], case["title"], differences.join("; ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
