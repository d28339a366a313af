//! The window's contents: what an agent sees and does, drawn by Leptos and compiled to WebAssembly.
//!
//! Deliberately not here: the network, the cache and the rules. Everything comes through [`bridge`] from the
//! desktop core; [`state`] decides purely what it means for the screen, and the rest draws it.

pub mod acts;
pub mod app;
pub mod bridge;
pub mod clock;
pub mod common;
pub mod format;
pub mod frame;
pub mod keys;
pub mod screens;
pub mod state;
pub mod theme;
pub mod ui;
pub mod words;
