//! What the law gives a passenger whose flight, seat or bag went wrong: pure functions over plain facts, the
//! same natively and in WebAssembly, in the backend and in the desktop without one.
//!
//! Deliberately not here: IO, clocks, rates of exchange, and the airline's own policy. Not legal advice.

pub mod currencies;
pub mod amount;
pub mod codes;
pub mod airports;
pub mod territory;
pub mod vocabulary;
pub mod cause;
pub mod facts;
pub mod error;
mod check;
pub mod case;
pub mod finding;
pub mod regimes;
mod change;
pub mod answer;
pub mod words;

pub use answer::{Assessment, RegimeResult};
pub use case::Case;
pub use error::{FactError, Problem};
pub use facts::Facts;
pub use finding::Finding;
pub use regimes::{Regime, Settings};

/// The longest text of facts that is read, in bytes. A journey of fifty flights needs a tenth of it.
pub const LONGEST_TEXT: usize = 256 * 1024;

/// Decides one case under every regime.
///
/// # Errors
/// The first fact that cannot be true, named by its field. What the law denies is an answer, not an error.
pub fn assess(facts: &Facts, settings: &Settings) -> Result<Assessment, FactError> {
    let case = Case::new(facts)?;
    let findings: Vec<(Regime, Finding)> =
        Regime::ALL.iter().map(|regime| (*regime, regime.decide(&case, settings))).collect();
    let regimes = findings.iter().map(|one| {
        let changes = change::what_would_change(one.0, &one.1, &case, settings);
        let beside =
            findings.iter().filter(|other| answer::cumulative(one, other)).map(|(regime, _)| *regime);
        RegimeResult::of(one.0, &one.1, changes, beside.collect())
    });
    Ok(Assessment { regimes: regimes.collect(), best: answer::best(&findings) })
}

/// Reads the facts of one case from JSON.
///
/// # Errors
/// What is not JSON, of the wrong type, not in the vocabulary or not a field at all, named by its path.
pub fn read_facts(text: &str) -> Result<Facts, FactError> {
    if text.len() > LONGEST_TEXT {
        return Err(Problem::TooLarge.at("."));
    }
    if !text.trim_start().starts_with('{') {
        return Err(Problem::Unreadable("is not a JSON object".to_owned()).at("."));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let facts = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| unreadable(&error.path().to_string(), &error.inner().to_string()))?;
    deserializer.end().map_err(|error| Problem::Unreadable(error.to_string()).at("."))?;
    Ok(facts)
}

/// The reader's complaint at the field it is about, without the list of all the fields there are.
fn unreadable(path: &str, complaint: &str) -> FactError {
    let short = complaint.split(", expected one of").next().unwrap_or(complaint);
    let named = |lead: &str| Some(short.strip_prefix(lead)?.split('`').next()?.to_owned());
    let field = match path {
        "." | "?" => {
            named("missing field `").or_else(|| named("duplicate field `")).unwrap_or_else(|| ".".to_owned())
        }
        _ => path.to_owned(),
    };
    Problem::Unreadable(short.to_owned()).at(field)
}

/// Facts as JSON text in, the assessment as JSON text out: the one door for the command line, HTTP and the
/// desktop.
///
/// ```
/// let facts = r#"{"origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR",
///     "single_booking": true, "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 185}"#;
/// let answer = purser_entitlement::assess_json(facts, &purser_entitlement::Settings::default())?;
/// assert!(answer.contains(r#""regime":"EU261","applies":true,"eligible":true,"amount":250,"currency":"EUR""#));
/// # Ok::<(), purser_entitlement::FactError>(())
/// ```
///
/// # Errors
/// As [`read_facts`] and [`assess`].
pub fn assess_json(text: &str, settings: &Settings) -> Result<String, FactError> {
    let assessment = assess(&read_facts(text)?, settings)?;
    serde_json::to_string(&assessment).map_err(|error| Problem::Unreadable(error.to_string()).at("."))
}
