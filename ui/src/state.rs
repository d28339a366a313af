//! What the window knows, and how it changes. Pure: no DOM, no bridge, no clock; times are passed in.

pub mod approvals;
pub mod assessed;
#[cfg(test)]
pub(crate) mod call_cast;
pub mod desk;
pub mod disruptions;
pub mod facts;
pub mod history;
#[cfg(test)]
pub(crate) mod owed_cast;
pub mod palette;
pub mod reduce;
pub mod shared;
pub mod tab;
pub mod tabbar;
pub mod windowed;
