//! Patients.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::patient::{Patient, PatientForm};
use leptos::server;

/// One patient.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/view")]
pub async fn patient_view(id: String) -> Result<Patient, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.patient(&actor, id).await)
}

/// Changes a patient.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "patient/edit")]
pub async fn edit_patient(id: String, version: i32, form: PatientForm, #[server(default)] back: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.edit(&actor, id, version, &form).await)?;
    crate::context::go(&crate::context::back_to(&back));
    Ok(())
}
