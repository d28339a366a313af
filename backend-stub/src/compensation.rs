//! What customers are owed. The law itself is `purser-entitlement`; here is how others ask for it.
//!
//! A flight that is cancelled, late or diverted, a passenger who is denied boarding or sits in a lower cabin, a bag that goes
//! astray: each leaves a row (`watch`), one task looks at everybody concerned (`decider`), builds the facts (`case`), asks
//! the law and the policy (`outcome`), and writes the step that follows from what stood before (`award`) as an event of the
//! log (`decided`). Deliberately not here: paying, and writing to anybody.

pub mod approvals;
pub mod assess;
pub mod award;
pub mod case;
pub mod catching_up;
pub mod claimed;
pub mod decided;
pub mod decider;
pub mod disruptions;
pub mod money;
pub mod outcome;
pub mod policy;
pub mod route;
pub mod routes;
pub mod store;
pub mod subject;
pub mod supervision;
pub mod watch;
