//! Values as people read them. Pure but for [`intl`], which asks the browser for local times.

pub mod age;
pub mod insight;
pub mod intl;
pub mod labels;
pub mod money;
pub mod owed;
pub mod span;
pub mod names;
pub mod phone;
pub mod tone;
pub mod when;
