//! Physicians: what each of them takes on, and when they are away.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::merge::Choice;
use domain::physician::{AbsenceForm, LeavingForm, LeavingView, PhysicianForm, PhysicianPage, PhysicianQuery, PhysicianView};
use leptos::server;

/// One page of the physicians.
///
/// # Errors
/// A filter that is no choice.
#[server(prefix = "/api", endpoint = "physician/list")]
pub async fn physicians(query: PhysicianQuery) -> Result<PhysicianPage, AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    crate::context::reply(crate::context::ports().physician.list(&actor, &query).await)
}

/// One physician in full, or a person of the directory who may become one.
///
/// # Errors
/// Unknown.
#[server(prefix = "/api", endpoint = "physician/view")]
pub async fn physician(id: String) -> Result<PhysicianView, AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().physician.physician(&actor, id).await)
}

/// Writes the profile of a physician.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "physician/save")]
pub async fn save_physician(id: String, version: i32, form: PhysicianForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: domain::id::PhysicianId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().physician.save(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/physicians/{id}?done=physician"));
    Ok(())
}

/// Enters an absence.
///
/// # Errors
/// Flaws.
#[server(prefix = "/api", endpoint = "physician/absence")]
pub async fn add_absence(physician: String, absence: String, form: AbsenceForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let (id, absence): (domain::id::PhysicianId, _) = (crate::context::id(&physician)?, crate::context::id(&absence)?);
    crate::context::reply(crate::context::ports().physician.add_absence(&actor, id, absence, &form).await)?;
    crate::context::go(&format!("/physicians/{id}?done=absence#absences"));
    Ok(())
}

/// Withdraws an absence.
///
/// # Errors
/// It changed since it was seen.
#[server(prefix = "/api", endpoint = "physician/withdraw-absence")]
pub async fn withdraw_absence(absence: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let absence = crate::context::id(&absence)?;
    let id = crate::context::reply(crate::context::ports().physician.withdraw_absence(&actor, absence, version).await)?;
    crate::context::go(&format!("/physicians/{id}?done=absence-withdrawn#absences"));
    Ok(())
}

/// The patients of a physician who leaves, and what can become of each.
///
/// # Errors
/// Unknown, or no physician.
#[server(prefix = "/api", endpoint = "physician/leaving")]
pub async fn leaving(id: String) -> Result<LeavingView, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().physician.leaving(&actor, id).await)
}

/// A physician leaves: everything that was decided happens, or nothing does.
///
/// # Errors
/// Flaws: somebody is not decided about; or something changed meanwhile.
#[server(prefix = "/api", endpoint = "physician/leave")]
pub async fn leave_physician(id: String, version: i32, #[server(default)] form: LeavingForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: domain::id::PhysicianId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().physician.leave(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/physicians/{id}?done=left"));
    Ok(())
}
