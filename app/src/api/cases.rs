//! Carrying a case on.

use crate::api::inquiry::Intake;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
#[cfg(feature = "ssr")]
use domain::cases::Whose;
use domain::cases::{CaseForm, CaseView, CloseForm, EntryForm};
use domain::inquiry::InquiryForm;
use domain::merge::Choice;
use leptos::server;
#[cfg(feature = "ssr")]
use leptos::server_fn::ServerFn;

/// One case in full.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "cases/view")]
pub async fn case(id: String) -> Result<CaseView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.case(&actor, id).await)
}

/// A number that grows with every change of the case.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "cases/changes")]
pub async fn case_changes(id: String) -> Result<i64, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.changes(&actor, id).await)
}

/// What the page needs that says whom a case is about: the chooser, and the case's version.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "cases/patient-page")]
pub async fn case_patient(id: String, find: String) -> Result<(Intake, i32), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    let ports = crate::context::ports();
    let version = crate::context::reply(ports.cases.case(&actor, id).await)?.version;
    let blank = crate::context::reply(ports.inquiry.blank(&actor, None, Some(id)).await)?;
    let kept = crate::context::kept(&[SetPatient::url()]);
    let mut form = kept.as_ref().map_or_else(|| blank.form.clone(), |k| crate::ui::form_of_pairs(&k.pairs));
    form.patient_search = find;
    let matches = crate::context::reply(ports.inquiry.matches(&actor, &form.match_query()).await)?;
    Ok((Intake { blank, form, error: kept.map(|k| k.error), matches, codes: super::inquiry::intake_codes() }, version))
}

/// Changes status, person in charge and next date.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "cases/edit")]
pub async fn edit_case(id: String, version: i32, form: CaseForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.edit(&actor, case, version, &form).await)?;
    crate::context::go(&format!("/cases/{case}?done=edit"));
    Ok(())
}

/// Adds an entry.
///
/// # Errors
/// Flaws, or the case is closed.
#[server(prefix = "/api", endpoint = "cases/entry")]
pub async fn add_entry(id: String, form: EntryForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.add_entry(&actor, case, &form).await)?;
    crate::context::go(&format!("/cases/{case}?done=entry"));
    Ok(())
}

/// Ends the case.
///
/// # Errors
/// No outcome, or it is closed already.
#[server(prefix = "/api", endpoint = "cases/close")]
pub async fn close_case(id: String, version: i32, form: CloseForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.close(&actor, case, version, &form).await)?;
    crate::context::go(&format!("/cases/{case}?done=close"));
    Ok(())
}

/// Opens the case again; `waiting` is the kept form that was refused because it was closed.
///
/// # Errors
/// No reason, or it is not closed.
#[server(prefix = "/api", endpoint = "cases/reopen")]
pub async fn reopen_case(id: String, version: i32, reason: String, #[server(default)] waiting: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.reopen(&actor, case, version, &reason).await)?;
    // What was typed before the case turned out to be closed is shown again.
    let is_id = !waiting.is_empty() && waiting.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let waiting = if is_id { format!("&kept={waiting}") } else { String::new() };
    crate::context::go(&format!("/cases/{case}?done=reopen{waiting}"));
    Ok(())
}

/// Voids the case.
///
/// # Errors
/// No reason, or it is voided already.
#[server(prefix = "/api", endpoint = "cases/void")]
pub async fn void_case(id: String, version: i32, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.void(&actor, case, version, &reason).await)?;
    crate::context::go(&format!("/cases/{case}?done=void"));
    Ok(())
}

/// Moves an inquiry to another case, or to a new one.
///
/// # Errors
/// No such case, the inquiry is voided, or it would become another person's and nobody said that this is meant.
#[server(prefix = "/api", endpoint = "cases/move-inquiry")]
pub async fn move_inquiry(inquiry: String, #[server(default)] case_number: String, #[server(default)] confirmed: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let inquiry = crate::context::id(&inquiry)?;
    let moved = crate::context::reply(crate::context::ports().cases.move_inquiry(&actor, inquiry, &case_number, &confirmed).await)?;
    let done = match moved.whose {
        Whose::Same => "move",
        Whose::Gained => "move-gained",
        Whose::Lost => "move-lost",
        Whose::Another => "move-another",
    };
    crate::context::go(&format!("/cases/{}?done={done}", moved.case));
    Ok(())
}

/// Links two cases of one patient.
///
/// # Errors
/// They are of different patients.
#[server(prefix = "/api", endpoint = "cases/link")]
pub async fn link_case(id: String, other: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    let other = crate::context::id(&other)?;
    crate::context::reply(crate::context::ports().cases.link(&actor, case, other).await)?;
    crate::context::go(&format!("/cases/{case}?done=link"));
    Ok(())
}

/// Says whom the case is about: the form's patient, or the known patient `link`.
///
/// # Errors
/// Flaws, or somebody else changed the case meanwhile.
#[server(prefix = "/api", endpoint = "cases/patient")]
pub async fn set_patient(id: String, version: i32, form: InquiryForm, #[server(default)] link: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let form = if link.is_empty() { form } else { form.linked_to(&link) };
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().cases.set_patient(&actor, case, version, &form).await)?;
    crate::context::go(&format!("/cases/{case}?done=patient"));
    Ok(())
}
