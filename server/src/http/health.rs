//! `/health/live`, `/health/ready` and `/health/jobs`: for whoever watches the server. They tell nothing else.

use super::State;
use crate::jobs::standing;
use axum::Json;
use axum::extract::State as Extracted;
use axum::http::StatusCode;
use domain::notice::{JobState, JobTurn};
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

/// The jobs and their last turns; 503 as soon as one of them failed or is late.
pub async fn jobs(Extracted(state): Extracted<State>) -> (StatusCode, Json<Vec<JobTurn>>) {
    let Ok(Ok(turns)) = tokio::time::timeout(Duration::from_secs(2), standing(&state.services)).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Vec::new()));
    };
    let bad = turns.iter().any(|turn| matches!(turn.state, JobState::Failed | JobState::Late));
    (if bad { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }, Json(turns))
}
