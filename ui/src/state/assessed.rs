//! The law's answer as the window reads it, and what differs between two of them.
//!
//! Deliberately not here: the law; the desktop core answers (`command::ASSESS`).

use crate::format::money;
use purser_contract::{compensation::CareDue, payload::Money};
use serde::Deserialize;
use serde_json::Number;

/// What all laws give.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Assessed {
    /// One a law, always all of them.
    pub regimes: Vec<Regime>,
    /// The one that gives most.
    pub best: Option<String>,
}

/// What one law gives; the fields that the window shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the contract's page of results names them")]
pub struct Regime {
    pub regime: String,
    pub applies: bool,
    pub eligible: bool,
    pub amount: Option<Number>,
    pub currency: String,
    #[serde(default)]
    pub alternative_amount: Option<Number>,
    pub care: CareDue,
    #[serde(default)]
    pub deadline: Option<String>,
    pub legal_basis: Vec<String>,
    pub reasons: Vec<String>,
    pub what_would_change_it: Vec<String>,
    pub needs_review: bool,
}

impl Assessed {
    /// The law that gives most; else the first that reaches the case, which says why it gives nothing.
    #[must_use]
    pub fn leading(&self) -> Option<&Regime> {
        let best = self.regimes.iter().find(|regime| Some(&regime.regime) == self.best.as_ref());
        best.or_else(|| self.regimes.iter().find(|regime| regime.applies))
    }

    /// Laws that give something first, then those that reach the case, then the others.
    #[must_use]
    pub fn by_weight(&self) -> Vec<&Regime> {
        let mut all: Vec<&Regime> = self.regimes.iter().collect();
        all.sort_by_key(|one| (Some(&one.regime) != self.best.as_ref(), !one.eligible, !one.applies));
        all
    }
}

impl Regime {
    /// `EUR 600.00`, both figures where the law is open, a dash for nothing; none where the figure hangs on a fact.
    #[must_use]
    pub fn figure(&self) -> Option<String> {
        if !self.eligible {
            return Some("\u{2013}".to_owned());
        }
        let text = |number: &Number| {
            let amount = money::decimal(&number.to_string());
            money::amount(&Money { amount, currency: self.currency.clone() })
        };
        let amount = text(self.amount.as_ref()?);
        Some(match &self.alternative_amount {
            Some(other) => format!("{amount} / {}", text(other)),
            None => amount,
        })
    }

    /// The same amount as money stored elsewhere.
    #[must_use]
    pub fn is(&self, money: &Money) -> bool {
        let own = self.amount.as_ref().map_or_else(|| "0".to_owned(), Number::to_string);
        let own = money::decimal(&own);
        own == money::decimal(&money.amount) && (own == "0.00" || self.currency == money.currency)
    }
}

/// What is otherwise in `after`: the law, its figure before and its figure then.
#[must_use]
pub fn differences(before: &Assessed, after: &Assessed) -> Vec<(String, String, String)> {
    let unknown = || "?".to_owned();
    let figure = |regime: &Regime| regime.figure().unwrap_or_else(unknown);
    after
        .regimes
        .iter()
        .filter_map(|then| {
            let was = before.regimes.iter().find(|was| was.regime == then.regime)?;
            let (was, is) = (figure(was), figure(then));
            (was != is).then(|| (then.regime.clone(), was, is))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn regime(code: &str, amount: &Value) -> Value {
        json!({ "regime": code, "applies": true, "eligible": *amount != json!(0), "amount": amount, "currency": "EUR",
            "reduction_pct": 0, "base_amount": null, "alternative_amount": null, "kind": "compensation",
            "care": { "meals": true, "communications": true, "hotel": null }, "legal_basis": ["Art. 7"],
            "reasons": ["Late."], "what_would_change_it": [], "needs_review": false, "ruleset": "x" })
    }

    fn answer(best: Option<&str>, regimes: &[Value]) -> Assessed {
        serde_json::from_value(json!({ "regimes": regimes, "best": best })).unwrap()
    }

    #[test]
    fn the_law_that_gives_most_leads_and_one_that_gives_nothing_still_says_why() {
        let some = answer(
            Some("MC99"),
            &[regime("AU", &json!(0)), regime("EU261", &json!(250)), regime("MC99", &json!(600.5))],
        );
        assert_eq!(some.leading().map(|one| one.regime.as_str()), Some("MC99"));
        let order: Vec<_> = some.by_weight().iter().map(|one| one.regime.clone()).collect();
        assert_eq!(order, ["MC99", "EU261", "AU"]);
        assert_eq!(some.leading().and_then(Regime::figure).as_deref(), Some("EUR\u{a0}600.50"));
        let none = answer(None, &[regime("EU261", &json!(0))]);
        assert_eq!(none.leading().and_then(Regime::figure).as_deref(), Some("\u{2013}"));
        let open = answer(Some("US_DOT"), &[regime("US_DOT", &json!(null))]);
        assert_eq!(open.leading().and_then(Regime::figure), None, "the figure hangs on a fact");
    }

    #[test]
    fn only_what_differs_is_named() {
        let before = answer(Some("EU261"), &[regime("EU261", &json!(600)), regime("AU", &json!(0))]);
        let after = answer(Some("EU261"), &[regime("EU261", &json!(300)), regime("AU", &json!(0))]);
        let expected = ("EU261".to_owned(), "EUR\u{a0}600.00".to_owned(), "EUR\u{a0}300.00".to_owned());
        assert_eq!(differences(&before, &after), [expected]);
        assert_eq!(differences(&before, &before), []);
        let money = |amount: &str| Money { amount: amount.into(), currency: "EUR".into() };
        assert!(before.regimes[0].is(&money("600.00")) && !after.regimes[0].is(&money("600.00")));
        assert!(before.regimes[1].is(&Money { amount: "0.00".into(), currency: "GBP".into() }));
    }
}
