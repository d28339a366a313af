//! What the law gives one passenger: Regulation 261/2004 alone, all laws with what would change them, and what the airline's
//! policy says. Beside the first, in the same run and on the same cases, the same articles as a zen-engine decision table.
//!
//! The table is given distance, countries and cause already looked up; our side looks them up while it is measured.
//! Deliberately not here: HTTP, and what becomes of a compensation.

mod cases;

use crate::table::{self, Goal, Row, say};
use anyhow::{Context, Result, anyhow, ensure};
use cases::{Compared, compared, situations};
use clap::Args;
use purser_backend::compensation::policy::Policy;
use purser_entitlement::{Case, Facts, Regime, Settings, assess};
use std::{hint::black_box, path::Path, time::Instant};
use zen_engine::{Decision, Variable, model::GraphContent};

const TABLE: &str = include_str!("entitlement/eu261.json");

/// How much of it.
#[derive(Args, Clone)]
pub struct Options {
    /// How many cases are decided in each round
    #[arg(long, default_value_t = 100_000)]
    times: usize,
    /// How many rounds; the middle one counts
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { times: 100_000, rounds: 7 }
    }
}

/// Measures and prints.
pub async fn measure(target: &Path, options: &Options) -> Result<()> {
    let compared = compared()?;
    let decision = table()?;
    agree(&compared, &decision).await?;
    say(&format!("entitlement: {} cases on which both agree, {} times", compared.len(), options.times));
    let settings = Settings::default();
    let facts: Vec<&Facts> = compared.iter().map(|case| &case.facts).collect();
    let law = middle(options, options.times, |n| {
        let case = Case::new(facts[n % facts.len()]);
        if let Ok(case) = case {
            black_box(Regime::Eu261.decide(&case, &settings));
        }
    });
    let mut tables = Vec::new();
    for _ in 0..options.rounds {
        let began = Instant::now();
        for n in 0..options.times {
            let context = compared[n % compared.len()].context.shallow_clone();
            black_box(decision.evaluate(context).await.map_err(|error| anyhow!("{error}"))?);
        }
        tables.push(each(began, options.times));
    }
    let beside = middle_of(tables);
    let fewer = (options.times / 20).max(1);
    let all = middle(options, fewer, |n| {
        black_box(assess(facts[n % facts.len()], &settings).ok());
    });
    let policy = Policy::built_in();
    let situations = situations();
    let ruled = middle(options, fewer, |n| {
        black_box(policy.rule(&situations[n % situations.len()]));
    });
    table::publish(
        target,
        "entitlement",
        &[
            Row::new("EU 261 alone, decided and cited", law, "ns").goal(Goal::AtMost(1_000.0)).limit(beside),
            Row::new("  times as fast as the same rules in zen-engine", beside / law, "×")
                .goal(Goal::AtLeast(5.0)),
            Row::new("all laws, with reasons and what would change", all, "ns").goal(Goal::AtMost(50_000.0)),
            Row::new("the airline's policy, one case ruled", ruled, "ns").goal(Goal::AtMost(100_000.0)),
        ],
    )
}

fn table() -> Result<Decision> {
    let graph: GraphContent = serde_json::from_str(TABLE).context("the table of the benchmark")?;
    let mut decision = Decision::from(graph);
    decision.compile();
    decision.validate().map_err(|error| anyhow!("the table of the benchmark: {error}"))?;
    Ok(decision)
}

/// Both sides decide the same, or the comparison says nothing.
async fn agree(compared: &[Compared], decision: &Decision) -> Result<()> {
    for one in compared {
        let case = Case::new(&one.facts).map_err(|error| anyhow!("{error}"))?;
        let finding = Regime::Eu261.decide(&case, &Settings::default());
        let ours = finding.amount.map_or(-1, |amount| amount.thousandths() / 1_000);
        let answer = decision.evaluate(one.context.deep_clone()).await.map_err(|error| anyhow!("{error}"))?;
        let theirs = answer.result.dot("amount");
        ensure!(
            theirs == Some(Variable::Number(ours.into())),
            "the two sides do not agree: {ours} and {theirs:?} for {:?}",
            one.facts
        );
    }
    Ok(())
}

/// Nanoseconds for each.
fn each(began: Instant, times: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below what f64 counts exactly")]
    let times = times as f64;
    began.elapsed().as_secs_f64() * 1e9 / times
}

fn middle(options: &Options, times: usize, mut work: impl FnMut(usize)) -> f64 {
    let rounds = (0..options.rounds).map(|_| {
        let began = Instant::now();
        (0..times).for_each(&mut work);
        each(began, times)
    });
    middle_of(rounds.collect())
}

fn middle_of(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_unstable_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}
