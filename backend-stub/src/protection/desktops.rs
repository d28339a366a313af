//! The desktops that were ever connected: each is told what to remove until it has answered.
//!
//! Deliberately not here: the socket (`realtime::session`).

pub mod store;
