//! Recording contacts and finding them again.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::code::Codes;
#[cfg(feature = "ssr")]
use domain::error::{Fault, Refusal};
use domain::inquiry::{Blank, InquiryForm, InquiryView, ListPage, ListQuery, MatchQuery, Matches, Recorded};
use domain::merge::Choice;
use leptos::server;
#[cfg(feature = "ssr")]
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};

/// Everything the intake page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The form's surroundings.
    pub blank: Blank,
    /// The form: empty, a draft, or what was refused just before.
    pub form: InquiryForm,
    /// Why it was refused.
    pub error: Option<AppError>,
    /// What stands beside it.
    pub matches: Matches,
    /// The code lists that its choices and labels come from.
    pub codes: Codes,
}

/// The lists that the intake form shows.
#[cfg(feature = "ssr")]
pub(super) fn intake_codes() -> Codes {
    use domain::code::List::{CallerType, CareLevel, Category, Channel, OrganizationKind, Outcome, Sex, Urgency};
    crate::words::codes().only(&[Channel, CallerType, Category, Urgency, Outcome, Sex, CareLevel, OrganizationKind])
}

/// An intake form: empty, or the draft, or continuing a case.
///
/// # Errors
/// No such draft or case.
#[server(prefix = "/api", endpoint = "inquiry/intake")]
pub async fn intake_page(draft: String, case: String) -> Result<Intake, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let kept = crate::context::kept(&[RecordInquiry::url(), LookUp::url()]);
    let typed = kept.as_ref().map(|k| crate::ui::form_of_pairs::<InquiryForm>(&k.pairs));
    // A refused form was kept as a draft too, in case it is left; its own text goes first.
    let draft = crate::context::optional_id(&draft)?;
    let case = crate::context::optional_id(&case)?;
    let desk = crate::context::ports().inquiry;
    let mut blank = desk.blank(&actor, draft, case).await;
    if let (Some(id), Err(Fault::Refused(Refusal::AlreadyRecorded { .. }))) = (draft, &blank) {
        if typed.is_some() {
            // Sent a second time with other contents: what was typed is shown with the reason.
            blank = desk.blank(&actor, None, case).await;
        } else {
            // Back from the page after saving: the form's address leads to what became of it.
            crate::context::go(&format!("/inquiries/{id}"));
        }
    }
    let blank = crate::context::reply(blank)?;
    let form = typed.unwrap_or_else(|| blank.form.clone());
    if draft.is_none() && leptos::prelude::use_context::<crate::context::KeptForm>().is_none() {
        // The address carries the id from the start: going back shows the same form, not a second one.
        crate::context::name_new_form(&form);
    }
    let query = form.match_query();
    let matches = crate::context::reply(crate::context::ports().inquiry.matches(&actor, &query).await)?;
    Ok(Intake { blank, form, error: kept.map(|k| k.error), matches, codes: intake_codes() })
}

/// Records the form.
///
/// # Errors
/// Flaws, or the form was recorded before with other contents.
#[server(prefix = "/api", endpoint = "inquiry/record")]
pub async fn record_inquiry(form: InquiryForm) -> Result<Recorded, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let recorded = crate::context::reply(crate::context::ports().inquiry.record(&actor, &form).await)?;
    crate::context::go(&format!("/inquiries/{}?done=record", recorded.id));
    Ok(recorded)
}

/// Keeps the form and shows it again with whom it may be about; `link` names the patient to link.
/// For browsers without JavaScript.
///
/// # Errors
/// The draft could not be kept.
#[server(prefix = "/api", endpoint = "inquiry/look-up")]
pub async fn look_up(form: InquiryForm, #[server(default)] link: String, #[server(default)] draft_version: Option<i32>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let form = if link.is_empty() { form } else { form.linked_to(&link) };
    crate::context::reply(crate::context::ports().inquiry.keep_draft(&actor, &form, draft_version).await)?;
    crate::context::go(&format!("/inquiries/new?draft={}#patient", crate::context::id::<domain::id::InquiryId>(&form.id)?));
    Ok(())
}

/// Keeps the unfinished form over the version `draft_version` of it, or over whatever is there without it; answers the
/// version that it has now.
///
/// # Errors
/// Somebody else's draft, recorded already, or another page kept another state of it meanwhile.
#[server(prefix = "/api", endpoint = "inquiry/keep-draft")]
pub async fn keep_draft(form: InquiryForm, #[server(default)] draft_version: Option<i32>) -> Result<i32, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    crate::context::reply(crate::context::ports().inquiry.keep_draft(&actor, &form, draft_version).await)
}

/// Throws an unfinished form away.
///
/// # Errors
/// Not one's own.
#[server(prefix = "/api", endpoint = "inquiry/discard-draft")]
pub async fn discard_draft(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().inquiry.discard_draft(&actor, id).await)?;
    crate::context::go("/inquiries/new?done=discard");
    Ok(())
}

/// Earlier contacts and patients that fit what is typed.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "inquiry/matches")]
pub async fn find_matches(query: MatchQuery) -> Result<Matches, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().inquiry.matches(&actor, &query).await)
}

/// One page of the list.
///
/// # Errors
/// A filter that is no choice.
#[server(prefix = "/api", endpoint = "inquiry/list")]
pub async fn list(query: ListQuery) -> Result<ListPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().inquiry.list(&actor, &query).await)
}

/// One inquiry in full.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "inquiry/view")]
pub async fn inquiry(id: String) -> Result<InquiryView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().inquiry.inquiry(&actor, id).await)
}

/// One inquiry for paper.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "inquiry/sheet")]
pub async fn inquiry_sheet(id: String) -> Result<InquiryView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().inquiry.sheet(&actor, id).await)
}

/// Changes the contact's own fields.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "inquiry/edit")]
pub async fn edit_inquiry(id: String, version: i32, form: InquiryForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: domain::id::InquiryId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().inquiry.edit(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/inquiries/{id}?done=edit"));
    Ok(())
}

/// Voids an inquiry.
///
/// # Errors
/// No reason, or voided already.
#[server(prefix = "/api", endpoint = "inquiry/void")]
pub async fn void_inquiry(id: String, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: domain::id::InquiryId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().inquiry.void(&actor, id, &reason).await)?;
    crate::context::go(&format!("/inquiries/{id}?done=void"));
    Ok(())
}
