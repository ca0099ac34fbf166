//! Who may come in: no posts from other sites, no pages without the permission they need.

use super::State;
use super::asked::Asked;
use super::error_page::{refuse, refuse_foreign, refuse_looking, wants_page};
use app::access::{Access, required};
use axum::extract::{Request, State as Extracted};
use axum::http::header::{HOST, LOCATION, ORIGIN, REFERER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What somebody may still do who looks at the pages as another role sees them: stop looking, or leave. Everything else that is
/// no mere reading is refused here, whatever it is and whoever checks it later.
const WAYS_BACK: [&str; 2] = ["/api/admin/view-as-oneself", "/api/account/sign-out"];

fn text(headers: &HeaderMap, name: impl axum::http::header::AsHeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Scheme and host of an address, without what follows.
fn site(address: &str) -> &str {
    let start = address.find("://").map_or(0, |i| i + 3);
    let end = address.get(start..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(address.len(), |i| start + i);
    address.get(..end).unwrap_or(address)
}

/// Whether the request was made by a page of ours (or by a program, which says so by telling nothing else). Ours is what
/// the settings call so; where they say nothing, whatever host the browser itself asked.
#[must_use]
pub fn is_own(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let ours = |address: &str| {
        let site = site(address);
        let host = text(headers, HOST).unwrap_or_default();
        match public_url {
            Some(public_url) => site.eq_ignore_ascii_case(public_url),
            None => !host.is_empty() && site.split_once("://").is_some_and(|(_, h)| h.eq_ignore_ascii_case(host)),
        }
    };
    if text(headers, "sec-fetch-site").is_some_and(|value| !matches!(value, "same-origin" | "none")) {
        return false;
    }
    // Both are checked when both are there: what one header allows, the other may still deny.
    match (text(headers, ORIGIN), text(headers, REFERER)) {
        (Some(origin), _) => ours(origin),
        (None, Some(referer)) => ours(referer),
        (None, None) => headers.contains_key("sec-fetch-site"),
    }
}

/// Refuses what changes something and comes from elsewhere.
pub async fn own_site_only(Extracted(state): Extracted<State>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_own(request.headers(), state.settings.public_url_is_set.then_some(state.settings.public_url.as_str())) {
        return next.run(request).await;
    }
    tracing::warn!("a request from another site was refused");
    refuse_foreign(wants_page(request.headers()))
}

/// Lets only those see a page who may, before anything of it is made. Server functions ask for themselves.
pub async fn pages(mut request: Request, next: Next) -> Response {
    let looking = request.extensions().get::<Asked>().and_then(|asked| asked.actor.as_ref()).is_some_and(|actor| actor.read_only);
    if looking && !matches!(*request.method(), Method::GET | Method::HEAD) && !WAYS_BACK.contains(&request.uri().path()) {
        return refuse_looking(wants_page(request.headers()));
    }
    let path = request.uri().path();
    let Access::Needs(permission) = required(path) else {
        return next.run(request).await;
    };
    if path.starts_with("/api/") {
        return next.run(request).await;
    }
    let actor = request.extensions().get::<Asked>().and_then(|asked| asked.actor.clone());
    match actor {
        Some(actor) if actor.may(permission) => next.run(request).await,
        Some(actor) => {
            if let Some(asked) = request.extensions().get::<Asked>() {
                asked.refused.note(&actor, request.uri().path());
            }
            if *request.method() != Method::GET {
                return refuse(StatusCode::FORBIDDEN, true);
            }
            // The application's own page says so, with the header and the way on.
            *request.uri_mut() = Uri::from_static("/forbidden");
            next.run(request).await
        }
        None => to_sign_in(&request),
    }
}

fn to_sign_in(request: &Request) -> Response {
    to_sign_in_at(request.uri().path_and_query().map_or("/", |p| p.as_str()))
}

/// The way to the sign-in page and from there to `wanted`.
pub fn to_sign_in_at(wanted: &str) -> Response {
    // "//host" would leave the site when it comes back as an address.
    let wanted = if wanted.starts_with("//") || wanted.starts_with("/api/") { "/" } else { wanted };
    let next: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let mut response = StatusCode::FOUND.into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/sign-in?next={next}")) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let map = headers.iter().map(|(n, v)| (axum::http::HeaderName::from_static(n), HeaderValue::from_static(v))).collect();
        assert_eq!(is_own(&map, Some("https://desk.example")), expected, "{headers:?}");
    }

    #[test]
    fn where_nobody_said_the_address_the_host_that_was_asked_is_ours() {
        let own = |origin: &'static str, host: &'static str| {
            let map = [(ORIGIN, HeaderValue::from_static(origin)), (HOST, HeaderValue::from_static(host))].into_iter().collect();
            is_own(&map, None)
        };
        assert!(own("http://desk.local:4000", "desk.local:4000"));
        assert!(!own("http://127.0.0.1:3000", "127.0.0.1:4000"), "another program of the same computer");
        assert!(!own("https://evil.example", "desk.local:4000"));
    }

    #[test]
    fn only_our_own_pages_post() {
        check(&[("sec-fetch-site", "same-origin"), ("origin", "https://desk.example")], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://desk.example")], false);
        check(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false);
        check(&[("origin", "https://DESK.example")], true);
        check(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")], false);
        check(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:4000")], false);
        check(&[("origin", "null"), ("host", "null")], false);
        check(&[("referer", "https://desk.example/inquiries/new?a=b")], true);
        check(&[("referer", "https://desk.example.evil.example/")], false);
        check(&[("referer", "https://evil.example/?https://desk.example")], false);
        check(&[("origin", "null"), ("referer", "https://desk.example/")], false);
        check(&[], false);
    }
}
