//! What one law finds in one case: the decision with its citations, cheap to make and to compare. Sentences
//! stay templates until somebody reads them.
//!
//! Deliberately not here: JSON (`answer`).

use crate::amount::{Amount, Currency, Money};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Assistance while waiting; `None` where the law is silent or a fact is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// Meals and refreshments.
    pub meals: Option<bool>,
    /// Calls, messages.
    pub communications: Option<bool>,
    /// A hotel and the way to it.
    pub hotel: Option<bool>,
}

/// What kind of money it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A fixed sum for what happened.
    #[default]
    Compensation,
    /// Part of the price back, for a lower cabin.
    Reimbursement,
    /// The price back, for a journey not made.
    Refund,
    /// The fee for a bag that came late.
    BagFeeRefund,
    /// Proven damage, up to a limit.
    Liability,
}

/// A span in which the carrier must act, counted from the event, the claim or the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// How many; 0 is at once.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

/// What spans are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Hours,
    Days,
    BusinessDays,
}

/// Which way minutes count, with the word for each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `late`, or `early`.
    Late,
    /// `later`, or `earlier`.
    Later,
    /// `after`, or `before`.
    After,
    /// `before`, or `after`.
    Before,
}

impl Side {
    const fn word(self, over: bool) -> &'static str {
        match (self, over) {
            (Self::Late, true) => "late",
            (Self::Late, false) => "early",
            (Self::Later, true) => "later",
            (Self::Later, false) => "earlier",
            (Self::After, true) | (Self::Before, false) => "after",
            (Self::After, false) | (Self::Before, true) => "before",
        }
    }
}

/// A value that a sentence names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A span of time, in minutes.
    Minutes(i64),
    /// A span of time with the word that says on which side: `5 min early`, `3 h 00 min late`.
    Signed(i64, Side),
    /// A length, in metres.
    Metres(i64),
    /// A count: days, per cent, seats.
    Number(i64),
    /// Money.
    Money(Amount, Currency),
    /// A word of the law.
    Word(&'static str),
}

impl Value {
    /// So late against schedule, or so early.
    #[must_use]
    pub const fn late(minutes: i64) -> Self {
        Self::Signed(minutes, Side::Late)
    }

    /// So much later than the booked flight, or earlier.
    #[must_use]
    pub const fn later(minutes: i64) -> Self {
        Self::Signed(minutes, Side::Later)
    }

    /// As a customer reads it: `3 h 05 min`, `13 days 4 h`, `1500.1 km`, `250 EUR`.
    pub(crate) fn write(self, out: &mut String) {
        use std::fmt::Write as _;
        let _ = match self {
            Self::Minutes(minutes) => return span(minutes, out),
            Self::Signed(minutes, side) => {
                span(minutes.saturating_abs(), out);
                write!(out, " {}", side.word(minutes >= 0))
            }
            Self::Metres(metres) => {
                let tenths = metres.div_euclid(100);
                let rest = metres.rem_euclid(100);
                let _ = write!(out, "{}.{}", tenths / 10, tenths % 10);
                match (rest, rest % 10) {
                    (0, _) => write!(out, " km"),
                    (_, 0) => write!(out, "{} km", rest / 10),
                    _ => write!(out, "{rest:02} km"),
                }
            }
            Self::Number(number) => write!(out, "{number}"),
            Self::Money(amount, currency) => write!(out, "{amount} {currency}"),
            Self::Word(word) => write!(out, "{word}"),
        };
    }
}

/// From two days on in days, which people count notice in.
const IN_DAYS_FROM_MIN: i64 = 2 * 24 * 60;

fn span(minutes: i64, out: &mut String) {
    use std::fmt::Write as _;
    let (days, hours, rest) = (minutes / (24 * 60), minutes % (24 * 60) / 60, minutes % 60);
    let _ = match minutes {
        IN_DAYS_FROM_MIN.. if (hours, rest) == (0, 0) => write!(out, "{days} days"),
        IN_DAYS_FROM_MIN.. if rest == 0 => write!(out, "{days} days {hours} h"),
        IN_DAYS_FROM_MIN.. => write!(out, "{days} days {hours} h {rest:02} min"),
        ..60 => write!(out, "{minutes} min"),
        _ => write!(out, "{} h {rest:02} min", minutes / 60),
    };
}

/// A sentence with up to two values in the place of `{}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    template: &'static str,
    values: [Option<Value>; 2],
}

impl Reason {
    /// The sentence with its values.
    #[must_use]
    pub fn text(&self) -> Cow<'static, str> {
        let mut parts = self.template.split("{}");
        if self.values[0].is_none() {
            return Cow::Borrowed(self.template);
        }
        let mut out = String::with_capacity(self.template.len() + 24);
        out.push_str(parts.next().unwrap_or_default());
        for (part, value) in parts.zip(self.values) {
            if let Some(value) = value {
                value.write(&mut out);
            }
            out.push_str(part);
        }
        Cow::Owned(out)
    }
}

/// The decision of one law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The law reaches this case.
    pub applies: bool,
    /// Money is due.
    pub eligible: bool,
    /// How much is due; `None` when a fact that decides it is missing, or the figure is not known for sure.
    pub amount: Option<Amount>,
    /// In which currency.
    pub currency: Currency,
    /// Before any reduction that the carrier may make.
    pub base: Option<Amount>,
    /// The reduction, in per cent.
    pub reduction_pct: u8,
    /// The other figure, where the law is open or a fact is in doubt.
    pub alternative: Option<Amount>,
    /// What kind of money.
    pub kind: Kind,
    /// Per cent of a price, where the law counts so.
    pub percentage: Option<u16>,
    /// A limit cut the sum.
    pub capped: Option<bool>,
    /// Care due.
    pub care: Care,
    /// Refund, re-routing, or the choice.
    pub remedy: Option<&'static str>,
    /// By when it must be paid, or claimed.
    pub deadline: Option<&'static str>,
    /// The carrier's part of it, as a number.
    pub due_within: Option<Within>,
    /// What is paid back beside the amount.
    pub refund: Option<Money>,
    /// Article and judgment.
    pub basis: SmallVec<[&'static str; 6]>,
    /// The chain, in sentences.
    pub reasons: SmallVec<[Reason; 6]>,
    /// Facts that would decide it and are not there.
    pub missing: SmallVec<[&'static str; 2]>,
    /// A person must look.
    pub needs_review: bool,
    /// Which version of the law.
    pub ruleset: &'static str,
}

impl Finding {
    /// A law that applies, with nothing due yet.
    #[must_use]
    pub fn under(ruleset: &'static str, currency: Currency) -> Self {
        Self {
            applies: true,
            eligible: false,
            amount: Some(Amount::ZERO),
            currency,
            base: None,
            reduction_pct: 0,
            alternative: None,
            kind: Kind::Compensation,
            percentage: None,
            capped: None,
            care: Care::default(),
            remedy: None,
            deadline: None,
            due_within: None,
            refund: None,
            basis: SmallVec::new(),
            reasons: SmallVec::new(),
            missing: SmallVec::new(),
            needs_review: false,
            ruleset,
        }
    }

    /// A law that does not reach the case.
    #[must_use]
    pub fn outside(
        ruleset: &'static str,
        currency: Currency,
        basis: &'static str,
        why: &'static str,
    ) -> Self {
        let mut finding = Self::under(ruleset, currency).cite(basis).because(why);
        finding.applies = false;
        finding
    }

    /// Adds a citation, once.
    #[must_use]
    pub fn cite(mut self, basis: &'static str) -> Self {
        if !self.basis.contains(&basis) {
            self.basis.push(basis);
        }
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn because(mut self, template: &'static str) -> Self {
        self.reasons.push(Reason { template, values: [None, None] });
        self
    }

    /// Adds a sentence that names a value.
    #[must_use]
    pub fn because_of(mut self, template: &'static str, value: Value) -> Self {
        self.reasons.push(Reason { template, values: [Some(value), None] });
        self
    }

    /// Adds a sentence that names two values.
    #[must_use]
    pub fn because_of_both(mut self, template: &'static str, first: Value, second: Value) -> Self {
        self.reasons.push(Reason { template, values: [Some(first), Some(second)] });
        self
    }

    /// The carrier must act in this span.
    #[must_use]
    pub const fn due(mut self, text: &'static str, count: u16, unit: Unit) -> Self {
        self.deadline = Some(text);
        self.due_within = Some(Within { count, unit });
        self
    }

    /// Money is due.
    #[must_use]
    pub const fn pays(mut self, amount: Amount) -> Self {
        self.eligible = true;
        self.amount = Some(amount);
        self.base = Some(amount);
        self
    }

    /// Money is due; how much hangs on a fact that is missing.
    #[must_use]
    pub fn pays_unknown(mut self, fact: &'static str) -> Self {
        self.eligible = true;
        self.amount = None;
        self.missing(fact)
    }

    /// The carrier may halve it.
    #[must_use]
    pub fn halved(mut self) -> Self {
        self.amount = self.base.map(|base| base.percent(50));
        self.reduction_pct = 50;
        self
    }

    /// A person must look, and sees this other figure.
    #[must_use]
    pub const fn or_perhaps(mut self, alternative: Amount) -> Self {
        self.alternative = Some(alternative);
        self.needs_review = true;
        self
    }

    /// A person must look.
    #[must_use]
    pub const fn review(mut self) -> Self {
        self.needs_review = true;
        self
    }

    /// A fact that decides is not there.
    #[must_use]
    pub fn missing(mut self, fact: &'static str) -> Self {
        self.missing.push(fact);
        self.needs_review = true;
        self
    }
}
