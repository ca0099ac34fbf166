//! The home page.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::today::TodayView;
use leptos::server;

/// What waits now.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "today/view")]
pub async fn today() -> Result<TodayView, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().today.today(&actor).await)
}
