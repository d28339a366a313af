//! The append-only event log: written in groups, one fsync for many, and replayed.

pub mod writer;
pub mod seal;
pub mod again;
pub mod group;
pub mod loading;
pub mod store;
pub mod replay;
