//! `/health/live` and `/health/ready`: for whoever watches the server. They tell nothing else.

use super::State;
use axum::extract::State as Extracted;
use axum::http::StatusCode;
use std::time::Duration;

/// The program runs.
pub async fn live() -> &'static str {
    "live"
}

/// The database answers and has the schema of this program.
pub async fn ready(Extracted(state): Extracted<State>) -> (StatusCode, &'static str) {
    let check = async { state.services.db.ping().await.is_ok() && crate::database::at_head(&state.services.db).await.unwrap_or(false) };
    match tokio::time::timeout(Duration::from_secs(2), check).await {
        Ok(true) if !state.stop.is_cancelled() => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
    }
}
