//! Taking spreadsheets in. The file itself is posted to an address of its own, since no server function takes one.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::sheet::{ImportView, Start};
use leptos::server;

/// What was brought before, and for which desks one can bring something.
///
/// # Errors
/// No permission.
#[server(prefix = "/api", endpoint = "sheets/imports")]
pub async fn imports() -> Result<Start, AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    crate::context::reply(crate::context::ports().sheets.imports(&actor).await)
}

/// One import in full.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "sheets/import")]
pub async fn one_import(id: String) -> Result<ImportView, AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().sheets.import(&actor, id).await)
}

/// Says which column is which field and begins the look at every row.
///
/// # Errors
/// A required column is missing, or the import is in another state by now.
#[server(prefix = "/api", endpoint = "sheets/check")]
pub async fn check_import(id: String, version: i32, #[server(default)] columns: Vec<String>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    let import = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().sheets.check(&actor, import, version, &columns).await)?;
    crate::context::go(&format!("/admin/import/{import}"));
    Ok(())
}

/// Begins to take it in.
///
/// # Errors
/// Some rows are wrong, or the import is in another state by now.
#[server(prefix = "/api", endpoint = "sheets/run")]
pub async fn run_import(id: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    let import = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().sheets.run(&actor, import, version).await)?;
    crate::context::go(&format!("/admin/import/{import}"));
    Ok(())
}

/// Takes it back.
///
/// # Errors
/// No reason, or something of it was changed since.
#[server(prefix = "/api", endpoint = "sheets/undo")]
pub async fn undo_import(id: String, version: i32, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    let import = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().sheets.undo(&actor, import, version, &reason).await)?;
    crate::context::go(&format!("/admin/import/{import}?done=undo-import"));
    Ok(())
}

/// Throws the file away.
///
/// # Errors
/// The import is in another state by now.
#[server(prefix = "/api", endpoint = "sheets/discard")]
pub async fn discard_import(id: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DataImport)?;
    let import = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().sheets.discard(&actor, import, version).await)?;
    crate::context::go("/admin/import?done=discard-import");
    Ok(())
}
