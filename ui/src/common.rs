//! Small parts that every screen uses.

pub mod age;
pub mod clipboard;
pub mod dialog;
pub mod icon;
pub mod notice;
pub mod owed;
pub mod phone;
pub mod rows;
pub mod tip;
pub mod undo;
