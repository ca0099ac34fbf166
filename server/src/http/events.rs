//! `/events`: hints to a signed-in page that something of its desks changed.

use super::State;
use super::asked::{Asked, token};
use super::error_page::refuse;
use axum::Extension;
use axum::extract::State as Extracted;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::account::Permission;
use domain::id::DeskId;
use futures::StreamExt;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

/// Proxies close a line that is silent for longer, and pages take it for lost after two of these and a half.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon a stream learns that its session ended.
const SESSION_CHECK: Duration = Duration::from_millis(1_500);
/// A page that fell behind asks for everything again.
const MISSED: &str = r#"{"slice":"all","id":"","version":0}"#;

/// Opens the stream; it ends with the session, and when the server stops.
pub async fn stream(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, headers: HeaderMap) -> Response {
    let (Some(actor), Some(token)) = (asked.actor, token(&headers, state.cookies().name)) else {
        return refuse(StatusCode::UNAUTHORIZED, false);
    };
    // Whoever does not read the desk's records learns that there may be something at the bell, and not which record changed.
    let reads = actor.may(Permission::InquiryRead);
    let desks: Vec<DeskId> = actor.desks.iter().map(|desk| desk.id).collect();
    let hints = BroadcastStream::new(state.services.hints.listen()).filter_map(move |hint| {
        let event = match hint {
            Ok(_) if !reads => Some(Event::default().data(MISSED)),
            Ok(hint) if hint.is_for(&desks) => Event::default().json_data(&hint).ok(),
            Ok(_) => None,
            Err(BroadcastStreamRecvError::Lagged(_)) => Some(Event::default().data(MISSED)),
        };
        std::future::ready(event.map(Ok::<_, Infallible>))
    });
    // The first bytes open the line at once, also through a proxy that waits for some.
    let hello = futures::stream::once(std::future::ready(Ok(Event::default().comment("open").retry(Duration::from_secs(2)))));
    let stream = hello.chain(hints).take_until(over(state, token));
    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).event(ping())).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Told when there is nothing else to tell. An event, not a comment: the page hears that the line is still there. It needs
/// some data, since browsers do not dispatch an event without.
fn ping() -> Event {
    Event::default().event("ping").data("1")
}

/// Waits until the session is over or the server stops.
async fn over(state: State, token: String) {
    let session_over = async {
        loop {
            tokio::time::sleep(SESSION_CHECK).await;
            if !state.account.is_alive(&token).await {
                return;
            }
        }
    };
    tokio::select! {
        () = state.stop.cancelled() => {}
        () = session_over => {}
    }
}
