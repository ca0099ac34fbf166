//! What every answer carries: the policy of what a page may load, and the other protecting headers.

use super::State;
use axum::extract::{Request, State as Extracted};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leptos::nonce::Nonce;

/// Always the same.
const FIXED: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // "same-origin" keeps the Referer that a form without JavaScript needs to come back.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
];

/// A nonce nobody can guess, for one document.
fn fresh_nonce() -> Option<String> {
    let mut bytes = [0_u8; 18];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

fn policy(nonce: Option<&str>) -> String {
    let script = nonce.map(|n| format!(" 'nonce-{n}'")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )
}

/// Mints the nonce before the page is made and sets the headers after.
pub async fn protect(Extracted(state): Extracted<State>, mut request: Request, next: Next) -> Response {
    let nonce = fresh_nonce();
    if let Some(nonce) = &nonce {
        request.extensions_mut().insert(Nonce::from_value(nonce.as_str()));
    }
    let mut response = next.run(request).await;
    set(response.headers_mut(), nonce.as_deref(), state.settings.behind_tls());
    response
}

fn set(headers: &mut HeaderMap, nonce: Option<&str>, behind_tls: bool) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let is_document = headers.get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).is_some_and(|t| t.starts_with("text/html"));
    // A file that is handed out allows itself nothing at all.
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(nonce.filter(|_| is_document)))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if behind_tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // Files say themselves how long they last; everything else is somebody's data.
    if is_document || !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
