//! The append-only event log: written in groups, one fsync for many, and replayed.

pub mod group;
pub mod replay;
pub mod store;
pub mod writer;
