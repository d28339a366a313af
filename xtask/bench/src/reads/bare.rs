//! Axum and nothing else: no token, no lookup, the same bytes to everybody.

use anyhow::Result;
use axum::{
    Router,
    http::header::{CONTENT_TYPE, ETAG},
    routing::get,
};
use std::io::Write as _;
use tokio::net::TcpListener;

/// Serves until it is killed.
pub async fn serve(bytes: usize) -> Result<()> {
    let body: &'static str = String::leak("x".repeat(bytes));
    let answer = move || async move { ([(CONTENT_TYPE, "application/json"), (ETAG, "\"1\"")], body) };
    let router = Router::new().route("/v1/customers/{id}/360", get(answer));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout().lock(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, router).await?;
    Ok(())
}
