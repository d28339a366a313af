//! Which page of a list: the parameters that every list takes.

use super::problem::ApiError;
use serde::Deserialize;

/// Items on a page when the caller does not say.
const PAGE: usize = 50;
/// Items on a page at most.
const LARGEST_PAGE: usize = 200;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// 1 to 200, 50 when absent.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// How many items the caller gets.
///
/// # Errors
/// `invalid-request` for none or too many.
pub fn limit(asked: Option<usize>) -> Result<usize, ApiError> {
    match asked.unwrap_or(PAGE) {
        limit @ 1..=LARGEST_PAGE => Ok(limit),
        _ => Err(ApiError::invalid_request(format!("limit: 1 to {LARGEST_PAGE}"))),
    }
}
