//! What the law gives a passenger whose flight, seat or bag went wrong: pure functions over plain facts, the
//! same natively and in WebAssembly, in the backend and in the desktop without one.
//!
//! Deliberately not here: IO, clocks, rates of exchange, and the airline's own policy. Not legal advice.

pub mod currencies;
pub mod amount;
pub mod codes;
pub mod countries;
pub mod airports;
pub mod territory;
pub mod vocabulary;
pub mod cause;
pub mod facts;
pub mod error;
mod reading;
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
pub use reading::read_facts;
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
    serde_json::to_string(&assessment)
        .map_err(|error| Problem::Unreadable(format!("cannot be answered: {error}")).at("."))
}
