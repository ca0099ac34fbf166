//! Who asks: read once from the cookie, before any page or server function sees the request.

use super::State;
use super::error_page::{of_fault, wants_page};
use super::forms;
use app::context::{Asking, Cookies, KeptForm, NoteRefusal, Now, PublicUrl};
use axum::extract::{ConnectInfo, Request, State as Extracted};
use axum::http::header::{COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::account::Actor;
use domain::ports::Origin;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// A token is 32 bytes in base64: anything else in the cookie is not ours.
const TOKEN_LENGTH: usize = 43;
/// Enough of a browser's name to tell two of them apart.
const BROWSER_CHARS: usize = 200;

/// What is known of a request before it is answered.
#[derive(Clone)]
pub struct Asked {
    /// The signed-in person.
    pub actor: Option<Actor>,
    /// From where.
    pub origin: Origin,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The form that was refused just before.
    pub kept: Option<KeptForm>,
    /// What was refused while this request was answered.
    pub refused: Refused,
}

/// The first thing in a request that its person may not do. It is written to the log before the answer goes out.
#[derive(Clone, Default)]
pub struct Refused(Arc<Mutex<Option<(Actor, String)>>>);

impl Refused {
    /// Notes it, unless something was noted before: a page asks several times for what it may not have.
    pub fn note(&self, actor: &Actor, path: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| (actor.clone(), path.to_owned()));
    }

    fn take(&self) -> Option<(Actor, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whether an open page asks by itself: it says so, or it is the stream that it listens to.
fn is_automatic(request: &Request) -> bool {
    request.headers().contains_key("x-madoguchi-live") || request.uri().path() == "/events"
}

/// The cookie's recipe. Behind TLS its name binds it to this host.
#[must_use]
pub const fn cookies(behind_tls: bool) -> Cookies {
    Cookies { name: if behind_tls { "__Host-madoguchi_session" } else { "madoguchi_session" }, secure: behind_tls }
}

/// The session's token, when the cookie could be one.
#[must_use]
pub fn token(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
        .filter(|value| value.len() == TOKEN_LENGTH && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
}

/// Where the request comes from. Only a proxy that we were told of is believed.
#[must_use]
pub fn origin(request: &Request, trusted_proxy: bool) -> Origin {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
    // The last address is the one that our own proxy saw; earlier ones are whatever the browser claimed.
    let told = request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    let told = told.and_then(|v| v.rsplit(',').next()).and_then(|v| v.trim().parse::<std::net::IpAddr>().ok()).map(|ip| ip.to_string());
    let browser = request.headers().get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Origin { from: told.filter(|_| trusted_proxy).or(peer).unwrap_or_default(), browser: browser.chars().take(BROWSER_CHARS).collect() }
}

/// Finds out who asks and puts it beside the request.
pub async fn identify(Extracted(state): Extracted<State>, mut request: Request, next: Next) -> Response {
    let origin = origin(&request, state.settings.trusted_proxy);
    let actor = match token(request.headers(), state.cookies().name) {
        Some(token) => {
            let found = if is_automatic(&request) { state.account.actor_of_page(&token, &origin).await } else { state.account.actor_of(&token, &origin).await };
            match found {
                Ok(actor) => actor,
                Err(fault) => return of_fault(&fault, wants_page(request.headers())),
            }
        }
        None => None,
    };
    if actor.is_some() {
        state.services.refresh_atlas().await;
    }
    let as_page = wants_page(request.headers());
    let refused = Refused::default();
    let kept = if *request.method() == Method::GET { forms::kept(&state, request.uri(), actor.as_ref()).await } else { None };
    request.extensions_mut().insert(Asked { actor, origin, now: state.services.now(), kept, refused: refused.clone() });
    let answer = next.run(request).await;
    if let Some((actor, path)) = refused.take()
        && let Err(fault) = state.account.note_refusal(&actor, &path).await
    {
        return of_fault(&fault, as_page);
    }
    answer
}

/// Gives a page or a server function what it may use.
pub fn provide(state: &State) {
    provide_context(state.ports.clone());
    provide_context(state.services.codes());
    provide_context(state.services.atlas.get());
    provide_context(state.cookies());
    provide_context(PublicUrl(state.settings.public_url.clone()));
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(nonce) = parts.extensions.get::<Nonce>() {
        provide_context(nonce.clone());
    }
    if let Some(asked) = parts.extensions.get::<Asked>().cloned() {
        provide_context(Asking(asked.actor));
        provide_context(Now(asked.now));
        provide_context(asked.origin);
        let refused = asked.refused;
        provide_context(NoteRefusal(Arc::new(move |actor, path| refused.note(actor, path))));
        if let Some(kept) = asked.kept {
            provide_context(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn with(headers: &[(&'static str, &[u8])]) -> Request {
        let mut request = Request::new(Body::empty());
        for (name, value) in headers {
            request.headers_mut().append(*name, axum::http::HeaderValue::from_bytes(value).unwrap());
        }
        request
    }

    #[test]
    fn only_a_cookie_that_could_be_a_token_is_looked_up() {
        let good = "A".repeat(43);
        let read = |value: &str| token(with(&[("cookie", value.as_bytes())]).headers(), "madoguchi_session");
        assert_eq!(read(&format!("a=b; madoguchi_session={good}; c")), Some(good.clone()));
        for bad in ["", ";;;=;", "madoguchi_session", "madoguchi_session=", "madoguchi_session=short", "xmadoguchi_session=x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(&format!("madoguchi_session={}'", "A".repeat(42))), None);
        assert_eq!(token(with(&[("cookie", b"madoguchi_session=\xff\xfe")]).headers(), "madoguchi_session"), None);
        assert_eq!(token(with(&[("cookie", b"\xff"), ("cookie", format!("madoguchi_session={good}").as_bytes())]).headers(), "madoguchi_session"), Some(good));
    }

    #[test]
    fn a_forwarded_address_counts_only_behind_a_proxy_of_ours_and_only_the_last() {
        let request = with(&[("x-forwarded-for", b"10.9.9.9, 203.0.113.7")]);
        assert_eq!(origin(&request, true).from, "203.0.113.7");
        assert_eq!(origin(&request, false).from, "");
        assert_eq!(origin(&with(&[("x-forwarded-for", b"<script>")]), true).from, "");
    }
}
