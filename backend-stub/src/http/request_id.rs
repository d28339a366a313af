//! One id for each request: in its log lines, in its answer's `x-request-id`, in its problem document.
//!
//! Deliberately not here: the tracing span of a request, which the router makes with [`current`].

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use std::sync::Arc;

/// The header, on the way in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A caller's own id is kept up to this length.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// The id of the request that this task is answering, when it is answering one.
#[must_use]
pub fn current() -> Option<Arc<str>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// Middleware: takes the caller's id when it is a plain word, else makes one, and says it in the answer.
pub async fn assign(request: Request, next: Next) -> Response {
    let id = request.headers().get(X_REQUEST_ID).and_then(plain_word).unwrap_or_else(fresh);
    let value = HeaderValue::from_str(&id);
    let mut response = CURRENT.scope(id, next.run(request)).await;
    if let Ok(value) = value {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// An id is written into logs, so it may not carry anything but letters, digits, `-`, `_` and `.`.
fn plain_word(value: &HeaderValue) -> Option<Arc<str>> {
    let text = value.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!text.is_empty() && text.len() <= LONGEST && text.bytes().all(plain)).then(|| Arc::from(text))
}

fn fresh() -> Arc<str> {
    let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
    Arc::from(id.simple().encode_lower(&mut uuid::Uuid::encode_buffer()) as &str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_taken_over() {
        for (given, taken) in
            [("req-7_a.b", true), ("", false), ("a b", false), ("a\tb", false), ("é", false)]
        {
            let value = HeaderValue::from_bytes(given.as_bytes()).unwrap();
            assert_eq!(plain_word(&value).is_some(), taken, "{given:?}");
        }
        assert!(plain_word(&HeaderValue::from_str(&"a".repeat(65)).unwrap()).is_none());
        assert_eq!(fresh().len(), 32);
    }
}
