//! Small parts that every screen uses.

pub mod age;
pub mod clipboard;
pub mod icon;
pub mod notice;
pub mod phone;
pub mod tip;
