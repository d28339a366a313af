//! Purser's backend: events in, one customer out, and a pop to the agent's window before the second ring.
//!
//! The modules stand in data-flow order. Deliberately not here: the law (its own crate) and anything of a window.

pub mod config;
pub mod clock;
pub mod private;
pub mod db;
pub mod airports;
pub mod http;
pub mod auth;
pub mod ingest;
pub mod log;
pub mod projection;
pub mod customers;
pub mod identity;
pub mod consents;
pub mod protection;
pub mod audit;
pub mod outbox;
pub mod elsewhere;
pub mod webhooks;
pub mod compensation;
pub mod contacts;
pub mod flights;
pub mod journeys;
pub mod insight;
pub mod sharing;
pub mod risks;
pub mod realtime;
pub mod demo;
pub mod app;
pub mod router;
pub mod serve;
pub mod load;
