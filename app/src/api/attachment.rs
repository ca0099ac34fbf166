//! Files attached to a case. Their contents go over HTTP by themselves.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::attachment::CaseFiles;
use leptos::server;

/// What is attached to a case.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "attachments/of-case")]
pub async fn attachments(case: String) -> Result<CaseFiles, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let case = crate::context::id(&case)?;
    crate::context::reply(crate::context::ports().attachment.of_case(&actor, case).await)
}

/// Voids a file.
///
/// # Errors
/// No reason, or not of one's own desks.
#[server(prefix = "/api", endpoint = "attachments/void")]
pub async fn void_attachment(id: String, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let file = crate::context::id(&id)?;
    let case = crate::context::reply(crate::context::ports().attachment.void(&actor, file, &reason).await)?;
    crate::context::go(&format!("/cases/{case}?done=file-void"));
    Ok(())
}
