//! Patients.

#[cfg(feature = "ssr")]
use crate::context::KeptForm;
use crate::error::AppError;
use domain::account::Desk;
#[cfg(feature = "ssr")]
use domain::account::Permission;
#[cfg(feature = "ssr")]
use domain::id::DeskId;
use domain::id::PatientId;
use domain::inquiry::PatientMatch;
use domain::merge::Choice;
#[cfg(feature = "ssr")]
use domain::patient::MergeOrder;
use domain::patient::{DuplicatePage, EndForm, EndView, MergeView, Patient, PatientForm, PatientPage, PatientQuery, PatientView, Suspect, UnmergeView};
use leptos::server;
use serde::{Deserialize, Serialize};

/// What the page needs that records a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPatient {
    /// The id of the record to be.
    pub id: PatientId,
    /// The desks to choose from.
    pub desks: Vec<Desk>,
    /// Who may be the same person.
    pub suspects: Vec<Suspect>,
    /// Today in Japan.
    pub today: chrono::NaiveDate,
}

/// The form that was refused just before, when it was posted to the function at `path`, and the desk it was for.
#[cfg(feature = "ssr")]
fn refused(path: &str) -> Option<(PatientForm, Option<DeskId>)> {
    let kept = leptos::prelude::use_context::<KeptForm>().filter(|k| k.path == path)?;
    let desk = kept.pairs.iter().find(|(name, _)| name == "desk").and_then(|(_, id)| id.parse().ok());
    Some((crate::ui::answered(&kept.pairs), desk))
}

/// One page of the list.
///
/// # Errors
/// Flaws of the address.
#[server(prefix = "/api", endpoint = "patient/list")]
pub async fn patient_list(query: PatientQuery) -> Result<PatientPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().patient.list(&actor, &query).await)
}

/// One patient in full; a record that was merged leads to the one that stands for the person.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/view")]
pub async fn one_patient(id: String) -> Result<PatientView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    let view = crate::context::reply(crate::context::ports().patient.view(&actor, id).await)?;
    if let Some(into) = view.patient.merged_into {
        crate::context::go(&format!("/patients/{into}?done=patient-merged"));
    }
    Ok(view)
}

/// The form of a new patient.
///
/// # Errors
/// The permission is lacking.
#[server(prefix = "/api", endpoint = "patient/new-page")]
pub async fn patient_to_record() -> Result<NewPatient, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let suspects = match refused("/api/patient/create") {
        Some((form, desk)) => crate::context::reply(crate::context::ports().patient.suspects(&actor, desk, &form, None).await)?,
        None => Vec::new(),
    };
    Ok(NewPatient { id: PatientId::new(), desks: actor.desks, suspects, today: domain::calendar::jst_date(crate::context::now()) })
}

/// Records a patient.
///
/// # Errors
/// Flaws, or somebody who looks alike is known.
#[server(prefix = "/api", endpoint = "patient/create")]
pub async fn create_patient(id: String, desk: String, form: PatientForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: PatientId = crate::context::id(&id)?;
    let desk = crate::context::id(&desk)?;
    crate::context::reply(crate::context::ports().patient.create(&actor, id, desk, &form).await)?;
    crate::context::go(&format!("/patients/{id}?done=patient-new"));
    Ok(())
}

/// The form of a known patient, and who looks alike when it was refused for that.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/edit-page")]
pub async fn patient_to_edit(id: String) -> Result<(Patient, Vec<Suspect>), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    let ports = crate::context::ports();
    let patient = crate::context::reply(ports.patient.patient(&actor, id).await)?;
    if let Some(into) = patient.merged_into {
        crate::context::go(&format!("/patients/{into}?done=patient-merged"));
    }
    let suspects = match refused("/api/patient/edit") {
        Some((form, _)) => crate::context::reply(ports.patient.suspects(&actor, None, &form, Some(id)).await)?,
        None => Vec::new(),
    };
    Ok((patient, suspects))
}

/// Changes a patient.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "patient/edit")]
pub async fn edit_patient(id: String, version: i32, form: PatientForm, #[server(default)] choice: Option<Choice>, #[server(default)] back: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: PatientId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.edit(&actor, id, version, &form).await)?;
    let page = if back.is_empty() { format!("/patients/{id}") } else { crate::address::back_to(&back) };
    crate::context::go(&format!("{page}{}done=patient", if page.contains('?') { '&' } else { '?' }));
    Ok(())
}

/// Records that may be one person.
///
/// # Errors
/// The permission is lacking.
#[server(prefix = "/api", endpoint = "patient/duplicates")]
pub async fn duplicates() -> Result<DuplicatePage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().patient.duplicates(&actor).await)
}

/// Says that two records are two people, or with an empty `distinct` takes that back.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/distinct")]
pub async fn set_distinct(a: String, b: String, #[server(default)] distinct: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (a, b) = (crate::context::id(&a)?, crate::context::id(&b)?);
    let distinct = distinct == "1";
    crate::context::reply(crate::context::ports().patient.set_distinct(&actor, a, b, distinct).await)?;
    crate::context::go(&format!("/patients/duplicates?done=distinct{}", if distinct { "" } else { "-undo" }));
    Ok(())
}

/// The patient, and who is found to be merged with them.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/merge-search")]
pub async fn merge_search(id: String, find: String) -> Result<(Patient, Vec<PatientMatch>), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    let ports = crate::context::ports();
    let patient = crate::context::reply(ports.patient.patient(&actor, id).await)?;
    let mut found = crate::context::reply(ports.patient.find(&actor, &find).await)?;
    found.retain(|m| m.patient.id != id);
    Ok((patient, found))
}

/// What a merge would do.
///
/// # Errors
/// Unknown, not of one's own desks, or merged already.
#[server(prefix = "/api", endpoint = "patient/merge-page")]
pub async fn merge_page(id: String, other: String) -> Result<MergeView, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, other) = (crate::context::id(&id)?, crate::context::id(&other)?);
    crate::context::reply(crate::context::ports().patient.merge_view(&actor, id, other).await)
}

/// Makes two records of one person one record.
///
/// # Errors
/// Flaws, or one of them changed or was merged meanwhile.
#[server(prefix = "/api", endpoint = "patient/merge")]
pub async fn merge_patients(id: String, version: i32, other: String, other_version: i32, form: PatientForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (survivor, absorbed) = (crate::context::id(&id)?, crate::context::id(&other)?);
    let order = MergeOrder { survivor, version, absorbed, absorbed_version: other_version };
    crate::context::reply(crate::context::ports().patient.merge(&actor, order, &form).await)?;
    crate::context::go(&format!("/patients/{survivor}?done=patient-merge"));
    Ok(())
}

/// What taking a merge back would do.
///
/// # Errors
/// Unknown, not of one's own desks, or taken back already.
#[server(prefix = "/api", endpoint = "patient/unmerge-page")]
pub async fn unmerge_page(merge: String) -> Result<UnmergeView, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let merge = crate::context::id(&merge)?;
    crate::context::reply(crate::context::ports().patient.unmerge_view(&actor, merge).await)
}

/// Takes a merge back.
///
/// # Errors
/// It was taken back already, or a later one stands in the way.
#[server(prefix = "/api", endpoint = "patient/unmerge")]
pub async fn unmerge_patients(merge: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let merge = crate::context::id(&merge)?;
    let survivor = crate::context::reply(crate::context::ports().patient.unmerge(&actor, merge).await)?;
    crate::context::go(&format!("/patients/{survivor}?done=patient-unmerge"));
    Ok(())
}

/// What 死亡・転出 would end.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "patient/end-page")]
pub async fn end_page(id: String) -> Result<EndView, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.end_view(&actor, id).await)
}

/// Records 死亡・転出 and closes the cases that were shown.
///
/// # Errors
/// Flaws, or something changed meanwhile.
#[server(prefix = "/api", endpoint = "patient/end")]
pub async fn end_patient(id: String, version: i32, form: EndForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let patient = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.end(&actor, patient, version, &form).await)?;
    crate::context::go(&format!("/patients/{patient}?done=patient-end"));
    Ok(())
}

/// Takes 死亡・転出 back.
///
/// # Errors
/// Something changed meanwhile.
#[server(prefix = "/api", endpoint = "patient/revive")]
pub async fn revive_patient(id: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let patient = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().patient.revive(&actor, patient, version).await)?;
    crate::context::go(&format!("/patients/{patient}?done=patient-revive"));
    Ok(())
}
