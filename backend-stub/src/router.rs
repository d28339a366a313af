//! The whole URL table, and what stands around every handler.

use crate::{
    app::AppState,
    audit::routes::get_customer_audit,
    compensation::{
        approvals::{get_compensation, list_compensations, post_approve, post_reject, post_undo},
        disruptions::routes::{get_disruption, list_disruptions, post_decide},
        routes::post_assess,
    },
    consents::routes::{get_customer_consents, put_customer_consents},
    customers::{
        decisions::{post_merge, post_unmerge},
        routes::{get_customer_360, get_customer_timeline, search_customers},
    },
    flights::routes::get_flight,
    http::{
        problem::{caught_panic, no_such_address, no_such_method},
        request_id, service, unread,
    },
    identity::routes::{dismiss_suggestion, get_customer_suggestions, restore_suggestion},
    ingest::routes::{LARGEST_BODY, post_events},
    protection::{
        export::post_export,
        routes::{get_erasure, post_erase},
    },
    realtime::connect_realtime,
    sharing::routes::{export_segment, list_segments},
    webhooks::routes::{
        create_webhook, delete_webhook, get_webhook, list_dead_letters, list_webhooks, redrive_dead_letters,
    },
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware,
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

/// The service's router.
pub fn router(app: AppState) -> Router {
    Router::new()
        .route("/v1/events", post(post_events))
        .route("/v1/customers", get(search_customers))
        .route("/v1/customers/{id}/360", get(get_customer_360))
        .route("/v1/customers/{id}/timeline", get(get_customer_timeline))
        .route("/v1/customers/{id}/consents", get(get_customer_consents).put(put_customer_consents))
        .route("/v1/webhooks", get(list_webhooks).post(create_webhook))
        .route("/v1/webhooks/{id}", get(get_webhook).delete(delete_webhook))
        .route("/v1/webhooks/{id}/dead-letters", get(list_dead_letters))
        .route("/v1/webhooks/{id}/dead-letters/redrive", post(redrive_dead_letters))
        .route("/v1/customers/{id}/merge", post(post_merge))
        .route("/v1/customers/{id}/unmerge", post(post_unmerge))
        .route("/v1/customers/{id}/suggestions", get(get_customer_suggestions))
        .route("/v1/customers/{id}/suggestions/dismiss", post(dismiss_suggestion))
        .route("/v1/customers/{id}/suggestions/restore", post(restore_suggestion))
        .route("/v1/customers/{id}/export", post(post_export))
        .route("/v1/customers/{id}/audit", get(get_customer_audit))
        .route("/v1/customers/{id}/erase", post(post_erase))
        .route("/v1/erasures/{id}", get(get_erasure))
        .route("/v1/segments", get(list_segments))
        .route("/v1/segments/{id}/export", post(export_segment))
        .route("/v1/flights/{flight}/{date}", get(get_flight))
        .route("/v1/entitlements/assess", post(post_assess))
        .route("/v1/compensations", get(list_compensations))
        .route("/v1/compensations/{id}", get(get_compensation))
        .route("/v1/compensations/{id}/approve", post(post_approve))
        .route("/v1/compensations/{id}/reject", post(post_reject))
        .route("/v1/compensations/{id}/undo", post(post_undo))
        .route("/v1/disruptions", get(list_disruptions))
        .route("/v1/disruptions/{id}", get(get_disruption))
        .route("/v1/disruptions/{id}/decide", post(post_decide))
        .route("/v1/realtime", get(connect_realtime))
        .route("/.well-known/jwks.json", get(service::get_jwks))
        .route("/healthz", get(service::get_health))
        .route("/readyz", get(service::get_readiness))
        .route("/metrics", get(service::get_metrics))
        .route("/openapi.json", get(service::get_openapi))
        .fallback(no_such_address)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(caught_panic))
        .layer(
            TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(service::log_response),
        )
        .layer(middleware::from_fn(unread::read_rest))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(app)
}

/// A request in the log: its method and the route's pattern, never the address itself, which may name a customer.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<axum::extract::MatchedPath>().map_or("-", |path| path.as_str());
    let id = request_id::current();
    tracing::debug_span!("request", method = %request.method(), route, id = id.as_deref().unwrap_or_default())
}

/// The description of the API, made from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(title = "Purser backend", description = "Events in, one customer out. Errors are RFC 9457 problem documents with a stable `code`."),
    paths(
        crate::ingest::routes::post_events,
        crate::customers::routes::search_customers,
        crate::customers::routes::get_customer_360,
        crate::customers::routes::get_customer_timeline,
        crate::consents::routes::get_customer_consents,
        crate::consents::routes::put_customer_consents,
        crate::webhooks::routes::list_webhooks,
        crate::webhooks::routes::create_webhook,
        crate::webhooks::routes::get_webhook,
        crate::webhooks::routes::delete_webhook,
        crate::webhooks::routes::list_dead_letters,
        crate::webhooks::routes::redrive_dead_letters,
        crate::customers::decisions::post_merge,
        crate::customers::decisions::post_unmerge,
        crate::identity::routes::get_customer_suggestions,
        crate::identity::routes::dismiss_suggestion,
        crate::identity::routes::restore_suggestion,
        crate::protection::export::post_export,
        crate::audit::routes::get_customer_audit,
        crate::protection::routes::post_erase,
        crate::protection::routes::get_erasure,
        crate::sharing::routes::list_segments,
        crate::sharing::routes::export_segment,
        crate::flights::routes::get_flight,
        crate::compensation::routes::post_assess,
        crate::realtime::connect_realtime,
        crate::compensation::approvals::list_compensations,
        crate::compensation::approvals::get_compensation,
        crate::compensation::approvals::post_approve,
        crate::compensation::approvals::post_reject,
        crate::compensation::approvals::post_undo,
        crate::compensation::disruptions::routes::list_disruptions,
        crate::compensation::disruptions::routes::get_disruption,
        crate::compensation::disruptions::routes::post_decide,
        service::get_health,
        service::get_readiness,
        service::get_metrics,
        service::get_jwks,
        service::get_openapi,
    ),
    modifiers(&Bearer)
)]
pub struct ApiDoc;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}
