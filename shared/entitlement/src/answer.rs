//! The answer as everybody reads it: one result a regime, and which is best.
//!
//! Deliberately not here: deciding (`regimes`) and the search for what would change it (`change`).

use crate::{
    amount::{Amount, Currency, Money},
    finding::{Care, Finding, Kind, Within},
    regimes::Regime,
    words,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Text of the program, or of the sender after it was read back.
type Text = Cow<'static, str>;

/// What one regime gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegimeResult {
    /// Which law.
    pub regime: Regime,
    /// It reaches the case.
    pub applies: bool,
    /// Money is due.
    pub eligible: bool,
    /// How much: 0 when nothing is due, null when it is due but the figure hangs on a missing or unsettled
    /// fact.
    pub amount: Option<Amount>,
    /// In which currency.
    pub currency: Currency,
    /// The carrier's permitted reduction that is already in `amount`, in per cent.
    pub reduction_pct: u8,
    /// Before that reduction.
    pub base_amount: Option<Amount>,
    /// The other figure, where the law is open.
    pub alternative_amount: Option<Amount>,
    /// What kind of money.
    pub kind: Kind,
    /// Care due while waiting.
    pub care: Care,
    /// Refund, re-routing, or the choice.
    pub refund_or_reroute: Option<Text>,
    /// What is paid back beside the amount.
    pub refund_amount: Option<Money>,
    /// Per cent of a price, where the law counts so.
    pub percentage: Option<u16>,
    /// A limit cut the sum.
    pub capped: Option<bool>,
    /// By when it must be paid, or claimed.
    pub deadline: Option<Text>,
    /// The carrier's part of it, as a number.
    pub due_within: Option<Within>,
    /// Article and judgment.
    pub legal_basis: Vec<Text>,
    /// The chain, in sentences a customer can read.
    pub reasons: Vec<Text>,
    /// The nearest facts that would change the result.
    pub what_would_change_it: Vec<Text>,
    /// A person must look before money moves.
    pub needs_review: bool,
    /// Facts that would decide it and are not there.
    pub missing_facts: Vec<Text>,
    /// Which version of the law.
    pub ruleset: Text,
    /// Regimes whose money may be had as well as this one's.
    pub cumulative_with: Vec<Regime>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// One entry a regime, always all of them, in a fixed order.
    pub regimes: Vec<RegimeResult>,
    /// The regime that gives the passenger most; null when none gives anything.
    pub best: Option<Regime>,
}

impl RegimeResult {
    /// The finding of a regime, in words.
    #[must_use]
    pub fn of(regime: Regime, finding: &Finding, change: Vec<Text>, cumulative_with: Vec<Regime>) -> Self {
        let mut reasons: Vec<Text> = finding.reasons.iter().map(crate::finding::Reason::text).collect();
        if !finding.missing.is_empty() {
            reasons.push(Cow::Owned(words::needed(finding.missing.iter().copied())));
        }
        Self {
            regime,
            applies: finding.applies,
            eligible: finding.eligible,
            amount: finding.amount,
            currency: finding.currency,
            reduction_pct: finding.reduction_pct,
            base_amount: finding.base,
            alternative_amount: finding.alternative,
            kind: finding.kind,
            care: finding.care,
            refund_or_reroute: finding.remedy.map(Cow::Borrowed),
            refund_amount: finding.refund,
            percentage: finding.percentage,
            capped: finding.capped,
            deadline: finding.deadline.map(Cow::Borrowed),
            due_within: finding.due_within,
            legal_basis: finding.basis.iter().map(|basis| Cow::Borrowed(*basis)).collect(),
            reasons,
            what_would_change_it: change,
            needs_review: finding.needs_review,
            missing_facts: finding.missing.iter().map(|fact| Cow::Borrowed(*fact)).collect(),
            ruleset: Cow::Borrowed(finding.ruleset),
            cumulative_with,
        }
    }
}

/// Thousandths of a euro that one unit is roughly worth. Only for saying which of two currencies' sums is
/// larger, never for paying: the law's sums are paid as they stand.
const fn rough_value(currency: Currency) -> i64 {
    match currency.as_bytes() {
        b"GBP" => 1_150,
        b"XDR" => 1_220,
        b"USD" => 900,
        b"CAD" => 650,
        b"ILS" => 250,
        b"SAR" => 240,
        b"BRL" => 160,
        b"INR" => 11,
        b"AUD" => 580,
        _ => 1_000,
    }
}

/// The finding that gives most; of equals the first. A sum that is known stands before any that is not.
#[must_use]
pub fn best(findings: &[(Regime, Finding)]) -> Option<Regime> {
    let worth = |finding: &Finding| {
        let amount = finding.amount.or(finding.base).unwrap_or(Amount::ZERO);
        let about = i128::from(amount.thousandths()) * i128::from(rough_value(finding.currency));
        (finding.amount.is_some(), about)
    };
    let eligible = findings.iter().filter(|(_, finding)| finding.eligible);
    eligible.rev().max_by_key(|(_, finding)| worth(finding)).map(|(regime, _)| *regime)
}

/// Whether the money of two regimes may be had together. Damage proven under the Convention comes on top of a
/// fixed sum, less that sum (Art. 12 of Regulation 261/2004); a refund of an unused or lower fare is no
/// compensation. All else excludes.
#[must_use]
pub fn cumulative(one: &(Regime, Finding), other: &(Regime, Finding)) -> bool {
    let both = one.1.eligible && other.1.eligible && one.0 != other.0;
    let kinds = (one.1.kind, other.1.kind);
    both && match kinds {
        (Kind::Liability, Kind::Liability) => false,
        (Kind::Liability, _) | (_, Kind::Liability) => true,
        (Kind::BagFeeRefund, _) | (_, Kind::BagFeeRefund) => true,
        (Kind::Refund, Kind::Compensation) | (Kind::Compensation, Kind::Refund) => true,
        (Kind::Compensation | Kind::Reimbursement | Kind::Refund, _) => false,
    }
}
