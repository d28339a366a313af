//! What customers are owed. The law itself is `purser-entitlement`; here is how others ask for it.
//!
//! Deliberately not here yet: awards and approvals.

pub mod assess;
pub mod policy;
pub mod routes;
