//! The airline's own policy: who must approve, what it gives of its own, what it writes to the customer. Decision tables in
//! a file (JSON Decision Model), evaluated by zen-engine; the built-in ones are such a file too.
//!
//! Whatever goes wrong, a supervisor looks: a case for which no row is written, a row that cannot be evaluated, an
//! answer that makes no sense. Deliberately not here: the law, and acting on a ruling.

mod answer;
mod check;
mod current;
mod rows;
mod tables;
#[cfg(test)]
mod tests;

pub use current::Current;

use answer::Answer;
use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt;
use purser_contract::compensation::{CareDue, DisruptionKind, Extra};
use rows::Rows;
use rust_decimal::Decimal;
use std::{path::Path, sync::LazyLock};
use tables::Table;
use zen_engine::{Decision, Variable};

/// The built-in file.
pub const BUILT_IN: &str = include_str!("../../data/policy.json");

/// What is known about one passenger's case when it is ruled.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the tables ask for them by these names")]
pub struct Situation {
    pub kind: DisruptionKind,
    /// The law that gives most.
    pub regime: Option<String>,
    /// What the law gives; none counts as 0.
    pub amount: Option<Decimal>,
    pub currency: Option<String>,
    pub needs_review: bool,
    /// The passenger has claimed for this before.
    pub repeated: bool,
    /// In small letters.
    pub tier: Option<String>,
    pub cabin: Option<String>,
    pub cause: Option<String>,
    pub arrival_delay_min: Option<i64>,
    pub departure_delay_min: Option<i64>,
    pub distance_km: Option<i64>,
    pub care: CareDue,
    /// The facts are what happened, not what is expected.
    pub actual: bool,
    pub home_currency: String,
}

/// What the policy says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The version of the policy.
    pub version: String,
    /// 0 automatic, 1 a supervisor, 2 two of them.
    pub approvals_needed: u32,
    /// Why a supervisor must look, in sentences.
    pub review: Vec<String>,
    /// What the airline gives of its own; none issued yet.
    pub extras: Vec<Extra>,
    /// Templates of notifications.
    pub notifications: Vec<String>,
}

/// A checked policy, ready to rule.
#[derive(Clone, Debug)]
pub struct Policy {
    version: String,
    decision: Decision,
    rows: Rows,
}

impl Policy {
    /// The built-in policy.
    #[must_use]
    pub fn built_in() -> Self {
        static KNOWN: LazyLock<Policy> =
            LazyLock::new(|| Policy::read(BUILT_IN).expect("the built-in policy is checked by the tests"));
        KNOWN.clone()
    }

    /// The policy of a file.
    ///
    /// # Errors
    /// When it cannot be read or says something wrong; one line that names the file, the table and the row.
    pub fn load(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("--policy: read {}", path.display()))?;
        Self::read(&text).map_err(|error| anyhow!("--policy: {}: {error:#}", path.display()))
    }

    /// The policy of a text.
    ///
    /// # Errors
    /// One line that names the table and the row.
    pub fn read(text: &str) -> Result<Self> {
        let checked = check::check(text)?;
        let (decision, rows) = (Decision::from(checked.graph), checked.rows);
        Ok(Self { version: checked.version, decision, rows })
    }

    /// The file's name and version, and a hash of all that it says.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Rules one case.
    #[must_use]
    pub fn rule(&self, situation: &Situation) -> Ruling {
        let mut ruling = Ruling {
            version: self.version.clone(),
            approvals_needed: 0,
            review: Vec::new(),
            extras: Vec::new(),
            notifications: Vec::new(),
        };
        let environment = environment(situation);
        // Tables alone wait for nothing, so the answer is there at once.
        let Some(Ok(response)) = self.decision.evaluate(environment.clone()).now_or_never() else {
            return ruling.doubted("The policy could not be evaluated.".to_owned());
        };
        let answers = response.result;
        let approval = answers.dot(Table::Approval.key()).unwrap_or(Variable::Null);
        environment.dot_insert(Table::Approval.key(), approval);
        let mut isolate = self.rows.isolate(environment);
        for (table, rows) in self.rows.tables() {
            let said = match answers.dot(table.key()) {
                None | Some(Variable::Null) => Vec::new(),
                Some(Variable::Array(rows)) => rows.borrow().iter().map(Variable::shallow_clone).collect(),
                Some(row) => vec![row],
            };
            if let Some(row) = rows.failing(&mut isolate) {
                ruling = ruling.doubted(format!(
                    "Row {row} of the policy's table “{}” could not be evaluated for this case.",
                    rows.name
                ));
            }
            if said.is_empty() && rows.needs_a_row() {
                ruling =
                    ruling.doubted(format!("The policy's table “{}” has no row for this case.", rows.name));
            }
            for row in said {
                ruling = match answer::read(table, &row) {
                    Ok(answer) => ruling.with(answer),
                    Err(wrong) => ruling.doubted(format!("The policy's table “{}”: {wrong}.", rows.name)),
                };
            }
        }
        ruling
    }
}

impl Ruling {
    fn with(mut self, answer: Answer) -> Self {
        match answer {
            Answer::Approvals(needed, reason) => {
                self.approvals_needed = self.approvals_needed.max(needed);
                if needed > 0 {
                    self.review.extend(reason);
                }
            }
            Answer::Gives(extra) => self.extras.push(extra),
            Answer::Template(name) if self.notifications.contains(&name) => {}
            Answer::Template(name) => self.notifications.push(name),
            Answer::Nothing => {}
        }
        self
    }

    /// Something of the policy does not work here: a supervisor must look.
    fn doubted(mut self, why: String) -> Self {
        self.approvals_needed = self.approvals_needed.max(1);
        self.review.push(why);
        self
    }
}

/// The case as the tables see it.
fn environment(situation: &Situation) -> Variable {
    let text = |value: Option<&str>| value.map_or(Variable::Null, |value| Variable::String(value.into()));
    let number =
        |value: Option<i64>| value.map_or(Variable::Null, |value| Variable::Number(Decimal::from(value)));
    let yes = |value: Option<bool>| value.map_or(Variable::Null, Variable::Bool);
    let all = Variable::empty_object();
    for (field, value) in [
        ("kind", text(Some(kind_name(situation.kind)))),
        ("regime", text(situation.regime.as_deref())),
        ("amount", Variable::Number(situation.amount.unwrap_or(Decimal::ZERO))),
        ("currency", text(situation.currency.as_deref())),
        ("needs_review", Variable::Bool(situation.needs_review)),
        ("repeated", Variable::Bool(situation.repeated)),
        ("tier", text(situation.tier.as_deref())),
        ("cabin", text(situation.cabin.as_deref())),
        ("cause", text(situation.cause.as_deref())),
        ("arrival_delay_min", number(situation.arrival_delay_min)),
        ("departure_delay_min", number(situation.departure_delay_min)),
        ("distance_km", number(situation.distance_km)),
        ("care.meals", yes(situation.care.meals)),
        ("care.communications", yes(situation.care.communications)),
        ("care.hotel", yes(situation.care.hotel)),
        ("actual", Variable::Bool(situation.actual)),
        ("home_currency", text(Some(&situation.home_currency))),
    ] {
        all.dot_insert(field, value);
    }
    all
}

const fn kind_name(kind: DisruptionKind) -> &'static str {
    match kind {
        DisruptionKind::Cancellation => "cancellation",
        DisruptionKind::Delay => "delay",
        DisruptionKind::Diversion => "diversion",
        DisruptionKind::DeniedBoarding => "denied_boarding",
        DisruptionKind::Downgrade => "downgrade",
        DisruptionKind::Baggage => "baggage",
    }
}
