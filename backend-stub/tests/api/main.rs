//! The backend through its real router, each test with a service and a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod test_app;
mod window;

mod announced;
mod auth;
mod consents;
mod customers;
mod entitlements;
mod events;
mod insight;
mod merge;
mod order;
mod realtime;
mod replay;
mod target;
mod webhooks;
