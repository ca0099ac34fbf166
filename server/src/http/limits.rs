//! What one request may cost: length of its address, size of its body, time; and what a panic becomes.

use super::State;
use super::error_page::{of_fault, refuse, wants_page};
use crate::service::error::new_ticket;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Extracted};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::error::Fault;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// No page of ours has a longer address.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Refuses what is too long, too large or takes too long.
pub async fn limit(Extracted(state): Extracted<State>, request: Request, next: Next) -> Response {
    let as_page = wants_page(request.headers());
    let address = request.uri().path_and_query().map_or(0, |p| p.as_str().len());
    if address > LONGEST_ADDRESS {
        return refuse(StatusCode::URI_TOO_LONG, as_page);
    }
    if !request.uri().path_and_query().is_none_or(|p| is_text(p.as_str())) {
        return refuse(StatusCode::BAD_REQUEST, as_page);
    }
    let ordinary = usize::try_from(state.settings.request_limit_kib).unwrap_or(usize::MAX).saturating_mul(1024);
    // A file is larger than any form; strangers have none to bring.
    let brings_file = request.uri().path() == super::sheets::UPLOAD && super::asked::token(request.headers(), state.cookies().name).is_some();
    let most = if brings_file { ordinary.max(super::sheets::UPLOAD_MAX) } else { ordinary };
    let time = Duration::from_secs(u64::from(state.settings.request_timeout_seconds));
    let answer = tokio::time::timeout(time, async move {
        match with_whole_body(request, most).await {
            Some(request) => next.run(request).await,
            None => refuse(StatusCode::PAYLOAD_TOO_LARGE, as_page),
        }
    });
    answer.await.unwrap_or_else(|_| {
        tracing::error!("a request took too long and was given up");
        refuse(StatusCode::SERVICE_UNAVAILABLE, as_page)
    })
}

/// Whether an address, taken out of its escapes, is text: whole UTF-8 without control characters (a pasted tab or line break may be).
fn is_text(address: &str) -> bool {
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(address).collect();
    String::from_utf8(bytes).is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')))
}

/// Reads the body at once, so that nothing further in meets half of it; `None` when it is too large.
async fn with_whole_body(request: Request, most: usize) -> Option<Request> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(request);
    }
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|l| l.to_str().ok()).and_then(|l| l.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return None;
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, most).await.ok()?;
    Some(Request::from_parts(parts, Body::from(bytes)))
}

/// Turns a panic into a page with a ticket. The text of the panic may quote what somebody typed, so it is not logged.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let as_page = wants_page(request.headers());
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        let ticket = new_ticket();
        tracing::error!(%ticket, "a request panicked");
        of_fault(&Fault::Internal { ticket }, as_page)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn broken() -> &'static str {
        panic!("相談 花子 090-1234-5678")
    }

    #[tokio::test]
    async fn a_panic_becomes_a_page_with_a_ticket_and_without_its_text() {
        let router = Router::new().route("/", get(broken)).layer(from_fn(catch_panic));
        let request = Request::get("/").header("accept", "text/html").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let text = String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
        assert!(text.contains("受付票番号") && !text.contains("花子"), "{text}");
    }
}
