//! CloudEvents in: from bytes to checked, normalised events. Everything here is pure but the routes.

pub mod modes;
pub mod envelope;
pub mod catalogue;
pub mod normal;
pub mod routes;
