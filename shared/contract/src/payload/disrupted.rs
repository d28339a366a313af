//! What befell one passenger of a flight, as source systems say it; and what this service decided they are owed.
//!
//! Deliberately not here: flights and bags, which have their own types, and the decision itself.

use super::person::{CustomerRef, Money};
use crate::{
    CustomerId,
    compensation::{Compensation, DisruptionKind, Extra},
    payload::Channel,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// `purser.boarding.denied.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct BoardingDenied {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    pub flight: String,
    pub date: Date,
    /// They gave their seat up for something agreed.
    #[serde(default)]
    pub voluntary: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `purser.cabin.changed.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct CabinChanged {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    pub flight: String,
    pub date: Date,
    pub booked_cabin: String,
    pub flown_cabin: String,
}

/// `purser.compensation.decided.v1`: one step of one compensation. The step of the greatest version holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompensationDecided {
    /// Whose, by the id they had then.
    pub customer: CustomerId,
    /// What was done.
    pub act: CompensationAct,
    /// The supervisor, or `purser`.
    pub by: String,
    /// What it is from now on.
    pub compensation: Compensation,
    /// What was disrupted, as it was known then.
    pub disruption: DisruptionNote,
    /// Money that is ordered with this step and was not before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pay: Vec<Money>,
    /// What else is ordered with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub give: Vec<Extra>,
    /// Who is to be told, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify: Vec<Notice>,
}

/// What was done to a compensation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum CompensationAct {
    Assessed,
    Issued,
    Adjusted,
    Approved,
    Rejected,
    Undone,
}

/// What was disrupted, and whom it befell by their id alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisruptionNote {
    /// What went wrong for this passenger.
    pub kind: DisruptionKind,
    /// From, IATA.
    pub from: Option<String>,
    /// To, IATA.
    pub to: Option<String>,
    /// The carrier's stated cause.
    pub cause: Option<String>,
    /// Minutes late at arrival.
    pub arrival_delay_min: Option<i64>,
    /// The first word of it.
    pub opened_at: Timestamp,
    /// This passenger travels on from there.
    pub connecting: bool,
    /// The bag, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Whose it was when it was first decided: theirs it is again when they turn out to be somebody of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_for: Option<CustomerId>,
}

/// A message that another system is asked to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Notice {
    pub template: String,
    pub channel: Channel,
    /// BCP 47.
    pub language: String,
}
