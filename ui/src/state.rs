//! What the window knows, and how it changes. Pure: no DOM, no bridge, no clock; times are passed in.

pub mod desk;
pub mod history;
pub mod palette;
pub mod reduce;
pub mod shared;
pub mod tab;
pub mod tabbar;
