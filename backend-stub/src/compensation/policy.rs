//! What the airline does on top of the law: who must approve, and what it gives of its own.
//!
//! Deliberately not here: the law, and what becomes of a decision.

use purser_contract::{
    compensation::{CareDue, DisruptionKind, Extra, ExtraKind},
    payload::Money,
};
use rust_decimal::Decimal;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// What one passenger's case looks like to the airline.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Situation {
    pub kind: DisruptionKind,
    pub regime: Option<String>,
    pub amount: Option<Decimal>,
    pub currency: Option<String>,
    pub needs_review: bool,
    pub repeated: bool,
    /// Lower case.
    pub tier: Option<String>,
    pub cabin: Option<String>,
    pub cause: Option<String>,
    pub arrival_delay_min: Option<i64>,
    pub departure_delay_min: Option<i64>,
    pub distance_km: Option<i64>,
    pub care: CareDue,
    /// The facts happened; they are not what is expected.
    pub actual: bool,
    pub home_currency: String,
}

/// What the airline says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The version of the policy.
    pub version: String,
    /// How many supervisors must approve: 0 is automatic.
    pub approvals_needed: u32,
    /// Why a supervisor must look, in sentences.
    pub review: Vec<String>,
    /// What the airline gives of its own; none is issued yet.
    pub extras: Vec<Extra>,
    /// Templates of messages to the passenger.
    pub notifications: Vec<String>,
}

/// The airline's policy.
#[derive(Clone, Debug)]
pub struct Policy {
    version: String,
    limit: Decimal,
}

impl Policy {
    /// The policy that is built in.
    #[must_use]
    pub fn built_in() -> Self {
        Self { version: "built-in".to_owned(), limit: Decimal::from(600) }
    }

    /// A policy from a text: the sum up to which nobody must approve.
    ///
    /// # Errors
    /// When it is no number.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let limit: Decimal = text.trim().parse()?;
        Ok(Self { version: format!("limit-{limit}"), limit })
    }

    /// A policy from a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        Self::read(&std::fs::read_to_string(path)?)
    }

    /// The version that is stored with each decision.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the airline says to a case.
    #[must_use]
    pub fn rule(&self, situation: &Situation) -> Ruling {
        let amount = situation.amount.unwrap_or_default();
        let mut ruling = Ruling {
            version: self.version.clone(),
            approvals_needed: 0,
            review: Vec::new(),
            extras: Vec::new(),
            notifications: vec!["disruption-outcome".to_owned()],
        };
        if situation.needs_review {
            ruling.approvals_needed = 1;
            ruling.review.push("The law needs a person to look.".to_owned());
        }
        if situation.repeated {
            ruling.approvals_needed = 1;
        }
        if amount > self.limit {
            ruling.approvals_needed = 1;
            ruling.review.push(format!("{amount} is above what is approved without a person."));
        }
        if amount > Decimal::from(1_000) {
            ruling.approvals_needed = 2;
        }
        if situation.care.meals == Some(true) {
            ruling.extras.push(Extra {
                kind: ExtraKind::MealVoucher,
                quantity: 1,
                value: Some(Money { amount: "15.00".to_owned(), currency: situation.home_currency.clone() }),
                reason: "Meals while waiting.".to_owned(),
                issued: false,
            });
        }
        ruling
    }
}

/// The policy of now, built in or that of a file as it stands.
#[derive(Debug)]
pub struct Current {
    file: Option<PathBuf>,
    state: Mutex<Arc<Policy>>,
}

impl Current {
    /// Reads the file, when there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(file: Option<PathBuf>) -> anyhow::Result<Self> {
        let policy = match &file {
            Some(path) => Policy::load(path)?,
            None => Policy::built_in(),
        };
        Ok(Self { file, state: Mutex::new(Arc::new(policy)) })
    }

    /// The policy by which what begins now is ruled. A file that went wrong changes nothing.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policy) = self.file.as_deref().and_then(|path| Policy::load(path).ok()) {
            *state = Arc::new(policy);
        }
        Arc::clone(&state)
    }
}
