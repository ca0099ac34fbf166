//! HTTP: the router and its layers. Everything here is driven by `oneshot` in tests; only [`crate::serve`] opens a port.

mod asked;
mod attachments;
mod audit_csv;
mod error_page;
mod events;
mod files;
mod forms;
mod guard;
mod headers;
mod health;
mod kept;
mod limits;
mod sheets;
mod trace;

pub use files::{hash_file, leptos_options};
pub use kept::{KeptForms, lifetime as kept_form_lifetime};

use crate::config::Settings;
use crate::service::Services;
use crate::service::account::AccountService;
use app::context::{Cookies, Ports};
use axum::Router;
use axum::extract::{FromRef, Request, State as Extracted};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// What answering a request takes.
#[derive(Clone)]
pub struct State {
    /// The use cases.
    pub ports: Ports,
    /// Sessions, for the guard.
    pub account: AccountService,
    /// Database, clock and hints.
    pub services: Services,
    /// The settings.
    pub settings: Arc<Settings>,
    /// The built site.
    pub leptos: LeptosOptions,
    /// Refused forms of browsers without JavaScript.
    pub kept: KeptForms,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}

impl State {
    /// Puts together what the router needs.
    #[must_use]
    pub fn new(services: Services, account: AccountService, settings: Settings, stop: CancellationToken) -> Self {
        let leptos = leptos_options(&settings.site);
        let ports = crate::service::ports(&services, &account);
        Self { ports, account, services, settings: Arc::new(settings), leptos, kept: KeptForms::default(), stop }
    }

    fn cookies(&self) -> Cookies {
        asked::cookies(self.settings.behind_tls())
    }
}

impl FromRef<State> for LeptosOptions {
    fn from_ref(state: &State) -> Self {
        state.leptos.clone()
    }
}

/// Everything the server answers.
pub fn router(state: State) -> Router {
    error_page::use_style(files::style_address());
    let outer = state.clone();
    let files = Router::new().route(attachments::ADDRESS, post(attachments::take)).route("/attachments/{id}", get(attachments::send));
    let asking = Router::new().route("/events", get(events::stream)).merge(files).merge(application(&state)).layer(from_fn_with_state(state.clone(), asked::identify));
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/health/jobs", get(health::jobs))
        .merge(files::routes(&state.leptos))
        .merge(asking)
        .layer(from_fn_with_state(outer.clone(), guard::own_site_only))
        .layer(from_fn_with_state(outer.clone(), limits::limit))
        .layer(from_fn(limits::catch_panic))
        .layer(from_fn_with_state(outer, headers::protect))
        .layer(from_fn(trace::log))
        .with_state(state)
}

/// The application's pages, found out once.
///
/// While the framework looks for them, no resource of any page in the whole process begins to load, and one that was asked for
/// meanwhile never ends: nothing may be rendered at the same time. The first router waits for it, every later one finds it done.
fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| generate_route_list(app::App)).clone()
}

/// Pages and server functions, which share the guard, the kept forms and the compression.
fn application(state: &State) -> Router<State> {
    let pages = routes();
    let context = {
        let state = state.clone();
        move || asked::provide(&state)
    };
    let shell = {
        let options = state.leptos.clone();
        move || app::shell(options.clone())
    };
    Router::new()
        .leptos_routes_with_context(state, pages, context, shell)
        .route("/admin/audit/csv", get(audit_csv::download))
        .merge(sheets::routes())
        .fallback(missing)
        .layer(from_fn_with_state(state.clone(), forms::keep_refused))
        .layer(from_fn(guard::pages))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_text))
}

/// Only what is made anew for each request is compressed here; files come compressed from the build.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).is_some_and(|t| t.starts_with("text/html") || t.starts_with("application/json"))
}

/// An address that leads nowhere: the application's own page says so, with the way back.
async fn missing(Extracted(state): Extracted<State>, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return error_page::refuse(StatusCode::NOT_FOUND, error_page::wants_page(request.headers()));
    }
    let options = state.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(move || asked::provide(&state), move || app::shell(options.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
