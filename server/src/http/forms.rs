//! Refused forms of browsers without JavaScript: kept for an hour, so that the page comes back with everything typed.
//!
//! The framework would put the error into the address. Here only the id of the kept form goes there: no text of a person.

use super::State;
use super::asked::{Asked, token};
use super::error_page::wants_page;
use app::context::KeptForm;
use app::error::AppError;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Extracted};
use axum::http::header::{CONTENT_TYPE, LOCATION, REFERER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::account::Actor;
use domain::error::{Fault, Refusal};
use domain::id::UserId;
use leptos::server_fn::error::ServerFnUrlError;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A stranger's form is kept only up to this size: sign-in forms are small, and a disk is not for strangers to fill.
const STRANGERS_BYTES: usize = 4 * 1024;
/// What the address is called that names a kept form.
const KEPT: &str = "kept";
/// Marks of an earlier answer, which do not belong to this one.
const OLD_MARKS: [&str; 4] = ["__err", "__path", KEPT, "done"];

/// A kept form as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    path: String,
    pairs: Vec<(String, String)>,
    error: AppError,
}

fn is_plain_form(request: &Request) -> bool {
    let form = request.headers().get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    *request.method() == Method::POST && form && wants_page(request.headers())
}

/// Secrets are typed anew; they are never stored.
fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "token"
}

/// Path and query of the page that the form stood on.
pub fn page_of(headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|r| r.to_str().ok()).and_then(|r| r.parse::<Uri>().ok());
    let (path, query) = referer.as_ref().map_or(("/", ""), |uri| (uri.path(), uri.query().unwrap_or_default()));
    let path = if path.starts_with('/') && !path.starts_with("//") { path } else { "/" };
    without_marks(path, query)
}

/// The page that the form of this server function stands on, for a browser that does not say where it comes from.
fn page_for(path: &str, body: &[u8]) -> String {
    let value = |wanted: &str| form_urlencoded::parse(body).find(|(name, _)| name == wanted).and_then(|(_, id)| Uuid::try_parse(&id).ok());
    let of = |folder: &str, id: Option<Uuid>, rest: &str| id.map_or_else(|| "/".to_owned(), |id| format!("/{folder}/{id}{rest}"));
    match path.strip_prefix("/api/").unwrap_or_default() {
        "account/sign-in" => "/sign-in".to_owned(),
        "account/accept" => form_urlencoded::parse(body)
            .find(|(name, _)| name == "token")
            .map_or_else(|| "/".to_owned(), |(_, token)| format!("/welcome/{}", form_urlencoded::byte_serialize(token.as_bytes()).collect::<String>())),
        "inquiry/record" | "inquiry/look-up" => value("form[id]").map_or_else(|| "/inquiries/new".to_owned(), |id| format!("/inquiries/new?draft={id}")),
        "inquiry/edit" => of("inquiries", value("id"), "/edit"),
        "inquiry/void" => of("inquiries", value("id"), ""),
        "cases/move-inquiry" => of("inquiries", value("inquiry"), ""),
        "cases/patient" => of("cases", value("id"), "/patient"),
        "physician/save" => of("physicians", value("id"), ""),
        "physician/absence" => of("physicians", value("physician"), ""),
        "physician/leave" => of("physicians", value("id"), "/leave"),
        "tenure/end" => of("patients", value("patient"), ""),
        "patient/edit" => of("patients", value("id"), "/edit"),
        "assignment/open" => of("cases", value("case"), "/matching/new"),
        other if other.starts_with("assignment/") => of("matching", value("id"), ""),
        "practice/accept" | "practice/decline" | "practice/ask" => of("offers", value("id"), ""),
        other if other.starts_with("practice/") => "/practice/absences".to_owned(),
        other if other.starts_with("cases/") => of("cases", value("id"), ""),
        other if other.starts_with("account/") => "/account".to_owned(),
        _ => "/".to_owned(),
    }
}

fn without_marks(path: &str, query: &str) -> String {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !OLD_MARKS.contains(&name.as_ref())) {
        rest.append_pair(&name, &value);
    }
    let rest = rest.finish();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") }
}

/// The framework's error in the address it would send the browser to.
fn error_in(location: &str) -> Option<AppError> {
    let query = location.split_once('?')?.1;
    let (_, error) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "__err")?;
    Some(ServerFnUrlError::<AppError>::decode_err(&error))
}

fn see(page: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(page).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// Runs the server function; when it refuses a plain form, keeps the form and sends the browser back to it.
pub async fn keep_refused(Extracted(state): Extracted<State>, request: Request, next: Next) -> Response {
    if !is_plain_form(&request) {
        return next.run(request).await;
    }
    let asked = request.extensions().get::<Asked>().cloned();
    let session = token(request.headers(), state.cookies().name);
    let path = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    // The size was limited before this.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let page = if parts.headers.contains_key(REFERER) { page_of(&parts.headers) } else { page_for(&path, &bytes) };
    // Without a Referer the framework would lose the error.
    if let Ok(referer) = HeaderValue::from_str(&format!("{}{page}", state.settings.public_url)) {
        parts.headers.insert(REFERER, referer);
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let location = response.headers().get(LOCATION).and_then(|l| l.to_str().ok());
    let Some(error) = location.and_then(error_in) else {
        return response;
    };
    // Somebody whose session ended while typing finds the form again after signing in.
    let owner = match (asked.and_then(|a| a.actor), session) {
        (Some(actor), _) => Some(actor.user_id),
        (None, Some(token)) => state.account.owner_of(&token).await,
        (None, None) => None,
    };
    let keeps = owner.is_some() || bytes.len() <= STRANGERS_BYTES;
    let pairs = form_urlencoded::parse(&bytes).into_owned().filter(|(name, _)| keeps && !is_secret(name)).collect();
    keep_for(&state, owner, Stored { path, pairs, error }, &page).await
}

/// Keeps what a person typed into the form of `path` and sends the browser back to `page`.
pub async fn keep(state: &State, owner: UserId, path: &str, pairs: Vec<(String, String)>, error: AppError, page: &str) -> Response {
    keep_for(state, Some(owner), Stored { path: path.to_owned(), pairs, error }, page).await
}

async fn keep_for(state: &State, owner: Option<UserId>, stored: Stored, page: &str) -> Response {
    let id = Uuid::now_v7();
    state.kept.keep(&state.services, id, owner, &stored_text(&stored)).await;
    see(&format!("{page}{}{KEPT}={id}", if page.contains('?') { '&' } else { '?' }))
}

fn stored_text(stored: &Stored) -> String {
    serde_json::to_string(stored).unwrap_or_default()
}

/// The form that the address names, if it is this person's.
pub async fn kept(state: &State, uri: &Uri, actor: Option<&Actor>) -> Option<KeptForm> {
    let query = uri.query()?;
    let (_, id) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == KEPT)?;
    let text = state.kept.find(&state.services, Uuid::try_parse(&id).ok()?, actor.map(|a| a.user_id)).await?;
    let stored: Stored = serde_json::from_str(&text).ok()?;
    // Whoever signed in again is not told any longer that they must.
    let back = actor.is_some() && stored.error == AppError::Fault(Fault::SignInRequired);
    let error = if back { AppError::Fault(Fault::Refused(Refusal::SignedInAgain)) } else { stored.error };
    Some(KeptForm { path: stored.path, pairs: stored.pairs, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_the_page_s_own_query_and_drops_old_marks() {
        let page = |referer: &'static str| page_of(&[(REFERER, HeaderValue::from_static(referer))].into_iter().collect());
        assert_eq!(page("http://desk/inquiries/new?case=1&kept=2&__err=x&__path=y&done=z"), "/inquiries/new?case=1");
        assert_eq!(page("http://desk/inquiries?q=%E9%80%8F%E6%9E%90"), "/inquiries?q=%E9%80%8F%E6%9E%90");
        assert_eq!(page("http://desk//evil.example/"), "/");
        assert_eq!(page("not an address at all"), "/");
        assert_eq!(page_of(&HeaderMap::new()), "/");
    }

    #[test]
    fn without_a_referer_the_way_back_is_the_page_of_the_form() {
        let id = "01900000-0000-7000-8000-000000000001";
        for (path, body, page) in [
            ("/api/account/sign-in", "login=x".to_owned(), "/sign-in".to_owned()),
            ("/api/account/accept", "token=a%2Fb".to_owned(), "/welcome/a%2Fb".to_owned()),
            ("/api/inquiry/record", format!("form%5Bid%5D={id}"), format!("/inquiries/new?draft={id}")),
            ("/api/cases/entry", format!("id={id}"), format!("/cases/{id}")),
            ("/api/cases/entry", "id=//evil.example".to_owned(), "/".to_owned()),
            ("/api/no/such", String::new(), "/".to_owned()),
        ] {
            assert_eq!(page_for(path, body.as_bytes()), page, "{path} {body}");
        }
    }

    #[test]
    fn the_error_is_read_from_where_the_framework_puts_it() {
        let error = AppError::Fault(domain::error::Fault::Forbidden);
        let address = ServerFnUrlError::new("/api/x", error.clone()).to_url("http://desk/page?a=b").unwrap();
        assert_eq!(error_in(address.as_str()), Some(error));
        assert_eq!(error_in("/inquiries/1?done=record"), None);
        assert_eq!(error_in("http://desk/?__err=!!"), Some(AppError::Malformed));
    }
}
