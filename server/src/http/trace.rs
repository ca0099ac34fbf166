//! One log line a request: method, path without ids, status, time. Never a query string, an address or a name.

use crate::service::error::new_ticket;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The path as the log may keep it: words of ours stay, everything else could be somebody's.
#[must_use]
pub fn masked(path: &str) -> String {
    let masked: Vec<&str> = path
        .split('/')
        .map(|part| {
            let ours = part.len() <= 24 && part.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_' || c == '.');
            let file = path.starts_with("/pkg/") || path.starts_with("/assets/");
            if ours || file { part } else { "{…}" }
        })
        .collect();
    masked.join("/")
}

/// Logs the request and names it, so that lines of one request are found together.
pub async fn log(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = new_ticket();
    let method = request.method().clone();
    let path = masked(request.uri().path());
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let latency_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if path.starts_with("/pkg/") || path.starts_with("/assets/") || path.starts_with("/health/") {
            tracing::debug!(%method, path, status, latency_ms, "answered");
        } else {
            tracing::info!(%method, path, status, latency_ms, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn ids_tokens_and_words_of_people_are_not_in_the_log() {
        for (path, expected) in [
            ("/", "/"),
            ("/inquiries/01900000-0000-7000-8000-000000000000/edit", "/inquiries/{…}/edit"),
            ("/welcome/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", "/welcome/{…}"),
            ("/%E4%BD%90%E8%97%A4", "/{…}"),
            ("/09012345678", "/{…}"),
            ("/pkg/madoguchi.AbC123.js", "/pkg/madoguchi.AbC123.js"),
            ("/api/account/sign-in", "/api/account/sign-in"),
        ] {
            assert_eq!(masked(path), expected);
        }
    }
}
