//! One customer from many identifiers: matching, the record, the 360, the timeline, search.

pub mod mention;
pub mod matching;
pub mod record;
pub mod learn;
mod learn_disrupted;
pub mod learn_signs;
pub mod fold_in;
pub mod store;
pub mod gathered;
pub mod needs;
pub mod relationships;
pub mod view;
pub mod views;
pub mod decisions;
pub mod describe;
pub mod timeline;
pub mod search;
pub mod routes;
