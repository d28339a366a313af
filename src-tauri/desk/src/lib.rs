//! The desktop without windows: settings, the realtime link, what a frame means, the encrypted cache, and the
//! [`Session`] that the shell drives. Modules stand in the order in which a call travels through them.
//!
//! Deliberately not here: anything of Tauri, and how things look.

mod apply;
mod backoff;
pub mod cache;
pub mod clock;
mod connection;
mod core;
pub mod doctor;
mod feed;
mod heard;
pub mod letter;
mod link;
mod refetch;
mod rest;
#[cfg(test)]
mod samples;
pub mod session;
pub mod settings;
mod stamps;
pub mod token;

pub use feed::{Told, UiStream};
pub use session::Session;
pub use settings::Settings;
pub use stamps::PopStamps;
