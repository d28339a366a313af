//! Flights as operations tell them.

pub mod record;
pub mod routes;
pub mod store;
