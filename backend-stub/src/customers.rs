//! One customer from many identifiers: matching, the record, the 360, the timeline, search.

pub mod describe;
pub mod fold_in;
pub mod learn;
pub mod matching;
pub mod mention;
pub mod needs;
pub mod record;
pub mod relationships;
pub mod routes;
pub mod search;
pub mod store;
pub mod timeline;
pub mod view;
pub mod views;
