//! What every HTTP answer shares: problems, request ids, extractors; and the service's own addresses.

pub mod extract;
pub mod page;
pub mod problem;
pub mod idempotency;
pub mod request_id;
pub mod service;
pub mod describe;
pub mod unread;
