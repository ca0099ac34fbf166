//! What goes out on paper.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::cases::CaseView;
use domain::paper::{FaxForm, FaxPage};
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
