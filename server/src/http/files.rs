//! The built site: scripts and styles under `/pkg`, font and icons under `/assets`, as compressed by the build.

use axum::Router;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use leptos::config::LeptosOptions;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;

/// The name of the program's files in the site.
const OUTPUT_NAME: &str = "madoguchi";

/// Where the build noted the hashes in the names of its files: beside the program.
#[must_use]
pub fn hash_file() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.join("hash.txt")).filter(|path| path.is_file())
}

/// What leptos has to know of the site in `folder`.
#[must_use]
pub fn leptos_options(folder: &Path) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(folder.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        // Without the file, leptos would fail at the first page instead of serving plain names.
        .hash_files(hash_file().is_some())
        .build()
}

/// The style sheet's address.
#[must_use]
pub fn style_address() -> String {
    let hashes = hash_file().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let hash = hashes.lines().find_map(|line| line.trim().strip_prefix("css:").map(|hash| format!(".{}", hash.trim())));
    format!("/pkg/{OUTPUT_NAME}{}.css", hash.unwrap_or_default())
}

/// Serves both folders.
pub fn routes<S: Clone + Send + Sync + 'static>(options: &LeptosOptions) -> Router<S> {
    let root = PathBuf::from(options.site_root.to_string());
    let hashed = options.hash_files;
    let serve = |folder: &str| ServeDir::new(root.join(folder)).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    let pkg = Router::new()
        .fallback_service(serve("pkg"))
        .layer(from_fn(move |request, next| lasting(if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }, request, next)));
    let assets = Router::new().fallback_service(serve("assets")).layer(from_fn(|request, next| lasting("public, max-age=86400", request, next)));
    Router::new().nest("/pkg", pkg).nest("/assets", assets)
}

/// Says how long a file lasts; a missing one does not last at all.
async fn lasting(value: &'static str, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let value = if found { value } else { "no-store" };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(value));
    response
}
