//! CloudEvents in: from bytes to checked, normalised events. Everything here is pure but the routes.

pub mod catalogue;
pub mod envelope;
pub mod modes;
pub mod normal;
pub mod routes;
