//! What goes out on paper.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::cases::CaseView;
#[cfg(feature = "ssr")]
use domain::error::Fault;
use domain::paper::{ContactSheet, FaxForm, FaxPage, LetterPage};
use leptos::server;

/// ケース概要
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "paper/case")]
pub async fn case_sheet(id: String) -> Result<CaseView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().paper.case_sheet(&actor, id).await)
}

/// 連絡用FAX送付状: the form, or the sheet.
///
/// # Errors
/// Flaws, unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "paper/fax")]
pub async fn fax(id: String, form: FaxForm) -> Result<FaxPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().paper.fax(&actor, id, &form).await)
}

/// Notes in the case that the sheet was made, and shows it for printing.
///
/// # Errors
/// Flaws, or the case is closed.
#[server(prefix = "/api", endpoint = "paper/record-fax")]
pub async fn record_fax(id: String, form: FaxForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().paper.record_fax(&actor, case, &form).await)?;
    let mut address = leptos_router::params::ParamsMap::new();
    for (name, value) in form.pairs() {
        address.insert(name.to_owned(), value.to_owned());
    }
    address.insert("done".to_owned(), "fax".to_owned());
    crate::context::go(&format!("/cases/{case}/fax{}", address.to_query_string()));
    Ok(())
}

/// 依頼書 to the physician of a role.
///
/// # Errors
/// Not confirmed yet, unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "paper/letter")]
pub async fn letter(id: String, role: String) -> Result<LetterPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    let role = crate::context::reply(domain::assignment::Role::from_code(&role).ok_or(Fault::NotFound))?;
    crate::context::reply(crate::context::ports().paper.letter(&actor, id, role).await)
}

/// 連絡先 of a patient.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "paper/contacts")]
pub async fn contacts_for_print(id: String) -> Result<ContactSheet, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().paper.contacts(&actor, id).await)
}
