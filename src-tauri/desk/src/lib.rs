//! The desktop without windows: settings, the realtime link, what a frame means, the encrypted cache, and the
//! [`Session`] that the shell drives. Modules stand in the order in which a call travels through them.
//!
//! Deliberately not here: anything of Tauri, and how things look.

pub mod clock;
pub mod settings;
pub mod token;
mod backoff;
mod connection;
mod link;
mod apply;
pub mod cache;
mod rest;
mod stamps;
mod feed;
mod core;
mod refetch;
pub mod session;
pub mod doctor;
#[cfg(test)]
mod samples;

pub use feed::{Told, UiStream};
pub use session::Session;
pub use settings::Settings;
pub use stamps::PopStamps;
