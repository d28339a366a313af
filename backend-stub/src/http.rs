//! What every HTTP answer shares: problems, request ids, extractors; and the service's own addresses.

pub mod extract;
pub mod problem;
pub mod request_id;
pub mod service;
