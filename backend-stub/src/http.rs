//! What every HTTP answer shares: problems and request ids.

pub mod extract;
pub mod problem;
pub mod request_id;
