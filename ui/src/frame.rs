//! What stands around every screen: the rail, the top bar, keys, and what is said aloud.

pub mod dispatch;
pub mod keymap;
pub mod pill;
pub mod presence;
pub mod rail;
pub mod say;
pub mod search;
pub mod tabs;
pub mod topbar;
