//! Who may be the same person although no rule may say so: candidates, evidence, points, and what supervisors decided.
//!
//! `blocks` (what a record may have in common with another, pure) → `store` (who has it too) → `evidence` (points for a
//! pair, pure) → `suggest` (the list, made when it is read). Deliberately not here: what links records by itself
//! (`customers::matching`).

pub mod rules;
pub mod likeness;
pub mod blocks;
pub mod evidence;
pub mod joining;
pub mod store;
pub mod suggest;
pub mod decisions;
pub mod routes;
