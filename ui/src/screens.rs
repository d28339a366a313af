//! The screens of the rail, and the pages before one is signed in.

pub mod approvals;
pub mod customers;
pub mod disruptions;
pub mod settings;
pub mod sign_in;
pub mod workspace;
