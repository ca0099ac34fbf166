//! The outbox, its words, and the jobs, for the administration.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
#[cfg(feature = "ssr")]
use domain::error::Fault;
#[cfg(feature = "ssr")]
use domain::notice::MailPurpose;
use domain::notice::{JobTurn, MailPage, MailQuery, MailView, TemplateForm, TemplateLine, TemplateView};
use leptos::server;

/// A page of the outbox.
///
/// # Errors
/// The address cannot be read.
#[server(prefix = "/api", endpoint = "mail/page")]
pub async fn mails(query: MailQuery) -> Result<MailPage, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().mail.mails(&actor, &query).await)
}

/// One e-mail in full.
///
/// # Errors
/// There is none.
#[server(prefix = "/api", endpoint = "mail/one")]
pub async fn mail(id: String) -> Result<MailView, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().mail.mail(&actor, id).await)
}

/// Sends a test and shows what the relay said.
///
/// # Errors
/// Not an address, or this house sends no e-mail.
#[server(prefix = "/api", endpoint = "mail/test")]
pub async fn test_mail(test_address: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let id = crate::context::reply(crate::context::ports().mail.test(&actor, &test_address).await)?;
    crate::context::go(&format!("/admin/mail/{id}?done=mail-test"));
    Ok(())
}

/// Puts an e-mail into the outbox once more.
///
/// # Errors
/// It stands otherwise by now.
#[server(prefix = "/api", endpoint = "mail/resend")]
pub async fn resend_mail(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let mail = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().mail.resend(&actor, mail).await)?;
    crate::context::go(&format!("/admin/mail/{mail}?done=mail-resend"));
    Ok(())
}

/// Takes an e-mail out of the outbox.
///
/// # Errors
/// It does not wait any more.
#[server(prefix = "/api", endpoint = "mail/cancel")]
pub async fn cancel_mail(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let mail = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().mail.cancel(&actor, mail).await)?;
    crate::context::go(&format!("/admin/mail/{mail}?done=mail-cancel"));
    Ok(())
}

/// Says that e-mails to a person arrive again.
///
/// # Errors
/// There is no such person.
#[server(prefix = "/api", endpoint = "mail/confirm")]
pub async fn confirm_address(user: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let user = crate::context::id(&user)?;
    crate::context::reply(crate::context::ports().mail.confirm(&actor, user).await)?;
    crate::context::go("/admin/mail?done=reachable");
    Ok(())
}

/// Every template.
///
/// # Errors
/// Lacking permission.
#[server(prefix = "/api", endpoint = "mail/templates")]
pub async fn mail_templates() -> Result<Vec<TemplateLine>, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().mail.templates(&actor).await)
}

/// Reads the purpose of an address.
#[cfg(feature = "ssr")]
fn purpose_of(code: &str) -> Result<MailPurpose, AppError> {
    crate::context::reply(MailPurpose::from_code(code).ok_or(Fault::NotFound))
}

/// One template, with the preview of what is typed or of what holds.
///
/// # Errors
/// There is none.
#[server(prefix = "/api", endpoint = "mail/template")]
pub async fn mail_template(purpose: String, typed: Option<TemplateForm>) -> Result<TemplateView, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let purpose = purpose_of(&purpose)?;
    crate::context::reply(crate::context::ports().mail.template(&actor, purpose, typed.as_ref()).await)
}

/// Changes a template, or with `preview` shows what it would look like: such a form comes back as it was typed.
///
/// # Errors
/// Flaws, or somebody else changed it meanwhile.
#[server(prefix = "/api", endpoint = "mail/save-template")]
pub async fn save_mail_template(purpose: String, version: i32, form: TemplateForm, #[server(default)] preview: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let which = purpose_of(&purpose)?;
    if preview == "1" {
        crate::context::reply(form.parse().map_err(Fault::from))?;
        return crate::context::reply(Err(Fault::Refused(domain::error::Refusal::Preview)));
    }
    crate::context::reply(crate::context::ports().mail.save_template(&actor, which, version, &form).await)?;
    crate::context::go(&format!("/admin/mail/templates/{}?done=template", which.code()));
    Ok(())
}

/// Takes the delivered words back.
///
/// # Errors
/// Somebody else changed it meanwhile.
#[server(prefix = "/api", endpoint = "mail/reset-template")]
pub async fn reset_mail_template(purpose: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let which = purpose_of(&purpose)?;
    crate::context::reply(crate::context::ports().mail.reset_template(&actor, which, version).await)?;
    crate::context::go(&format!("/admin/mail/templates/{}?done=template-reset", which.code()));
    Ok(())
}

/// The jobs and their last turns.
///
/// # Errors
/// Lacking permission.
#[server(prefix = "/api", endpoint = "mail/jobs")]
pub async fn jobs() -> Result<Vec<JobTurn>, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().mail.jobs(&actor).await)
}
