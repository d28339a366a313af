//! What customers are owed. The law itself is `purser-entitlement`; here is how others ask for it.
//!
//! Deliberately not here yet: awards, approvals and the airline's own policy.

pub mod assess;
pub mod routes;
