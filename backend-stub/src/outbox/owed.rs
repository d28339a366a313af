//! What other systems are told of a step of a compensation: that there is one, and what they are asked to do. Ids and sums,
//! and nobody's name.

use purser_contract::{
    compensation::{CompensationStatus as Status, Extra, ExtraKind},
    payload::{CompensationAct as Act, CompensationDecided},
};
use serde_json::{Value, json};

/// A passenger may be owed something, or it waits for approval.
pub const COMPENSATION_PROPOSED: &str = "purser.compensation.proposed.v1";
/// A supervisor said yes.
pub const COMPENSATION_APPROVED: &str = "purser.compensation.approved.v1";
/// A supervisor said no.
pub const COMPENSATION_REJECTED: &str = "purser.compensation.rejected.v1";
/// It was ordered.
pub const COMPENSATION_ISSUED: &str = "purser.compensation.issued.v1";
/// Somebody is to be told.
pub const NOTIFICATION_REQUESTED: &str = "purser.notification.requested.v1";
/// A voucher is to be made.
pub const VOUCHER_REQUESTED: &str = "purser.voucher.requested.v1";
/// Miles are to be credited.
pub const MILES_REQUESTED: &str = "purser.miles.requested.v1";
/// Somebody is to be let into a lounge.
pub const LOUNGE_REQUESTED: &str = "purser.lounge.requested.v1";
/// Money is to be paid.
pub const PAYMENT_REQUESTED: &str = "purser.payment.requested.v1";

/// One event out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Its type.
    pub kind: &'static str,
    /// What it says.
    pub data: Value,
}

impl Owed {
    /// Everything that a step tells, in order.
    #[must_use]
    pub fn of(decided: &CompensationDecided) -> Vec<Self> {
        let CompensationDecided { act, compensation, pay, give, notify, .. } = decided;
        let about = || {
            json!({"compensation_id": compensation.id, "disruption_id": compensation.disruption_id,
                "flight": compensation.flight, "date": compensation.date, "version": compensation.version})
        };
        let with = |more: Value| {
            let mut data = about();
            if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
                data.extend(more);
            }
            data
        };
        let state = || {
            with(
                json!({"regime": compensation.regime, "amount": compensation.amount, "issued": compensation.issued,
                "status": compensation.status, "policy_version": compensation.policy_version}),
            )
        };
        let mut told = Vec::new();
        let mut tell = |kind, data| told.push(Self { kind, data });
        match (act, compensation.status) {
            (Act::Approved, _) => tell(COMPENSATION_APPROVED, state()),
            (Act::Rejected, _) => tell(COMPENSATION_REJECTED, state()),
            (Act::Assessed | Act::Adjusted | Act::Undone, Status::Proposed | Status::PendingApproval) => {
                tell(COMPENSATION_PROPOSED, state());
            }
            (Act::Assessed | Act::Issued | Act::Adjusted | Act::Undone, _) => {}
        }
        if !pay.is_empty() || (*act == Act::Issued) {
            tell(COMPENSATION_ISSUED, state());
        }
        for sum in pay {
            tell(PAYMENT_REQUESTED, with(json!({"amount": sum, "regime": compensation.regime})));
        }
        for extra in give {
            tell(
                request(extra),
                with(json!({"what": extra.kind, "quantity": extra.quantity, "value": extra.value})),
            );
        }
        for notice in notify {
            let Ok(Value::Object(notice)) = serde_json::to_value(notice) else { continue };
            tell(NOTIFICATION_REQUESTED, with(Value::Object(notice)));
        }
        told
    }
}

fn request(extra: &Extra) -> &'static str {
    match extra.kind {
        ExtraKind::MealVoucher | ExtraKind::HotelVoucher | ExtraKind::TravelVoucher => VOUCHER_REQUESTED,
        ExtraKind::Miles => MILES_REQUESTED,
        ExtraKind::LoungeAccess => LOUNGE_REQUESTED,
    }
}
