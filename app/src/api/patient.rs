//! Patients.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::audit::Change;
use domain::merge::Choice;
use domain::patient::{Patient, PatientForm};
use leptos::server;

/// One patient, with what was changed.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/view")]
pub async fn patient_view(id: String) -> Result<(Patient, Vec<Change>), AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    let ports = crate::context::ports();
    let patient = crate::context::reply(ports.patient.patient(&actor, id).await)?;
    Ok((patient, crate::context::reply(ports.patient.history(&actor, id).await)?))
}

/// Changes a patient.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "patient/edit")]
pub async fn edit_patient(id: String, version: i32, form: PatientForm, #[server(default)] choice: Option<Choice>, #[server(default)] back: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: domain::id::PatientId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.edit(&actor, id, version, &form).await)?;
    let page = if back.is_empty() { format!("/patients/{id}/edit") } else { crate::address::back_to(&back) };
    crate::context::go(&format!("{page}{}done=patient", if page.contains('?') { '&' } else { '?' }));
    Ok(())
}
