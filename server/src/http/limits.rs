//! What one request may cost: length of its address, size of its body, time; and what a panic becomes.

use super::State;
use super::attachments::ADDRESS;
use super::error_page::{of_fault, refuse, refuse_late, wants_page};
use crate::service::error::new_ticket;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Extracted};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::error::Fault;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// No page of ours has a longer address.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// A body that trickles in for longer is given up.
const SLOWEST_BODY: Duration = Duration::from_secs(30);

/// A file may take so long over a slow line.
const FILE_TIME: Duration = Duration::from_secs(600);

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
    if let Some(plain) = plain_path(request.uri()) {
        return moved(&plain);
    }
    if *request.method() == Method::POST && request.uri().path().starts_with("/api/") && !is_form(request.headers()) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, as_page);
    }
    let ordinary = usize::try_from(state.settings.request_limit_kib).unwrap_or(usize::MAX).saturating_mul(1024);
    // A spreadsheet is larger than any form; strangers have none to bring.
    let brings_sheet = request.uri().path() == super::sheets::UPLOAD && super::asked::token(request.headers(), state.cookies().name).is_some();
    let most = if brings_sheet { ordinary.max(super::sheets::UPLOAD_MAX) } else { ordinary };
    let is_file = *request.method() == Method::POST && request.uri().path() == ADDRESS;
    let time = if is_file { FILE_TIME } else { Duration::from_secs(u64::from(state.settings.request_timeout_seconds)) };
    // A slow body gets its own answer, before the time for everything is over.
    let answer = tokio::time::timeout(time + Duration::from_millis(100), async move {
        // A file is never in memory as a whole, and has limits of its own.
        if is_file {
            return next.run(request).await;
        }
        match tokio::time::timeout(SLOWEST_BODY.min(time), with_whole_body(request, most)).await {
            Ok(Some(request)) => method_page(next.run(request).await, as_page),
            Ok(None) => refuse(StatusCode::PAYLOAD_TOO_LARGE, as_page),
            Err(_) => refuse(StatusCode::REQUEST_TIMEOUT, as_page),
        }
    });
    answer.await.unwrap_or_else(|_| {
        tracing::error!("a request took too long and was given up");
        refuse_late(as_page)
    })
}

/// An answer that says only that nothing is here for this method becomes a page.
fn method_page(response: Response, as_page: bool) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED { refuse(StatusCode::METHOD_NOT_ALLOWED, as_page) } else { response }
}

/// Whether the body is a form's: what every page of ours posts, with or without script.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/form-data")
}

/// The one way of writing an address that ends in slashes or climbs through folders; `None` for one that is written so.
fn plain_path(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        match part.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let plain = format!("/{}", parts.join("/"));
    (plain != path).then(|| uri.query().map_or_else(|| plain.clone(), |query| format!("{plain}?{query}")))
}

/// Sends on to the same page under its own address, with the same method.
fn moved(plain: &str) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Ok(location) = HeaderValue::from_str(plain) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
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
        assert!(text.contains("問い合わせ番号") && !text.contains("花子"), "{text}");
    }
}
