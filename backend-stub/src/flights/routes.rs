//! `GET /v1/flights/{carrier+number}/{date}`.

use crate::{
    app::AppState,
    auth::RequireAgent,
    http::{extract::Path, problem::ApiError},
    ingest::normal,
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use purser_contract::{FlightKey, Problem, journey::FlightView};

/// One flight with the newest word on everything.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/flights/{flight}/{date}", tag = "flights", security(("bearer" = [])),
    params(("flight" = String, Path, description = "carrier and number, such as ZX402"),
        ("date" = String, Path, description = "local date of departure, such as 2026-11-20")),
    responses((status = 200, body = FlightView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_flight(
    _: RequireAgent,
    State(app): State<AppState>,
    Path((flight, date)): Path<(String, String)>,
) -> Result<Json<FlightView>, ApiError> {
    let designator = normal::designator(&flight)
        .ok_or_else(|| ApiError::invalid_request("flight: expected carrier and number, such as ZX402"))?;
    let date: Date = date.parse().map_err(|_| ApiError::invalid_request("date: expected YYYY-MM-DD"))?;
    let found = app.views.flight(&FlightKey::new(&designator, date)).await?;
    found.map(Json).ok_or_else(|| ApiError::not_found("no such flight on this date"))
}
