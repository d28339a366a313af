//! Segments given to partners, anonymised: `traits` (who a customer is, in few words) → `anonymous` (nobody stands alone) →
//! `table` (CSV, NDJSON). The three are pure; `gather` goes through the customers.
//!
//! Only who gave `partner-sharing` and lets themselves be profiled is in it. No row is anybody's: there are no identifiers and
//! no names, and each combination stands at least [`anonymous::LEAST`] times. Deliberately not here: who belongs to a segment
//! (`insight::segments`).

pub mod traits;
pub mod anonymous;
pub mod table;
pub mod gather;
pub mod store;
pub mod routes;
