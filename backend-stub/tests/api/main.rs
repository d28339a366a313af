//! The backend through its real router, each test with a service and a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/database.rs"]
mod database;
mod test_app;
mod window;

mod announced;
mod approvals;
mod audit;
mod auth;
mod compensations;
mod disrupted;
mod consents;
mod customers;
mod crowd;
mod entitlements;
mod erase;
mod events;
mod fuzz;
mod identity;
mod insight;
mod journey;
mod load;
mod merge;
mod openapi;
mod order;
mod realtime;
mod replay;
mod sharing;
mod target;
mod together;
mod town;
mod unplanned;
mod webhooks;
