//! What customers agreed to: where each consent stands, what it governs, and stating it.
//!
//! A purpose is *granted* when the customer gave it, or said nothing and its default grants it; it is *withheld* when they
//! refused or withdrew it. Whoever pursues a purpose (marketing, profiling, partner sharing) asks whether it is granted.
//! What agents see is hidden when the purpose that governs it is withheld, and comes back when it is given again: nothing
//! is deleted. Deliberately not here: erasure.

pub mod standing;
pub mod withheld;
pub mod request;
pub mod statement;
pub mod routes;
