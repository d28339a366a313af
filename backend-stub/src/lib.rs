//! Purser's backend: events in, one customer out, and a pop to the agent's window before the second ring.
//!
//! The modules stand in data-flow order. Deliberately not here: the law (its own crate) and anything of a window.

pub mod airports;
pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod customers;
pub mod db;
pub mod demo;
pub mod flights;
pub mod http;
pub mod ingest;
pub mod journeys;
pub mod load;
pub mod log;
pub mod projection;
pub mod realtime;
pub mod router;
pub mod serve;
