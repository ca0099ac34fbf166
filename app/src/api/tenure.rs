//! Who looks after a patient, and until when.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::assignment::PatientPhysicians;
#[cfg(feature = "ssr")]
use domain::error::Fault;
use leptos::server;

/// Who looks after a patient now, later and before.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "tenure/physicians")]
pub async fn physicians_of_patient(patient: String) -> Result<PatientPhysicians, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let patient = crate::context::id(&patient)?;
    crate::context::reply(crate::context::ports().assignment.physicians(&actor, patient).await)
}

/// The same of whom a case is about; none while nobody is linked.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "tenure/case")]
pub async fn physicians_of_case(case: String) -> Result<Option<PatientPhysicians>, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let case = crate::context::id(&case)?;
    // The case page says itself what is wrong with the case: no status is set.
    Ok(crate::context::ports().assignment.case_physicians(&actor, case).await?)
}

/// Ends the assignment of whoever holds a role.
///
/// # Errors
/// Flaws, or nobody holds the role.
#[server(prefix = "/api", endpoint = "tenure/end")]
pub async fn end_tenure(patient: String, match_role: String, assignment_end_on: String, assignment_end: String, assignment_note: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let patient: domain::id::PatientId = crate::context::id(&patient)?;
    let role = crate::context::reply(domain::assignment::Role::from_code(&match_role).ok_or(Fault::NotFound))?;
    let done = crate::context::ports().assignment.end(&actor, patient, role, &assignment_end_on, &assignment_end, &assignment_note).await;
    crate::context::reply(done)?;
    crate::context::go(&format!("/patients/{patient}?done=tenure-ended#physicians"));
    Ok(())
}
