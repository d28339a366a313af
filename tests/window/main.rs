//! The flows in the real window: the built desktop against the built backend, driven through WebDriver.
//!
//! Deliberately not here: rules and looks; those have faster tests where they live. Each flow has its own data
//! folders and ports. Needs `WebKitWebDriver` and a display; without them the flows fail, unless
//! `PURSER_TEST_WINDOW=optional` says that this is allowed.
#![cfg(target_os = "linux")]

mod backend;
mod flows;
mod programs;
mod screen;
