//! Organizations and their people.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::directory::{ContactForm, DirectoryPage, DirectoryQuery, OrganizationForm, OrganizationLine, OrganizationView, RetireForm, Suggestions};
use domain::district::Places;
use domain::merge::Choice;
use leptos::server;
use serde::{Deserialize, Serialize};

/// What the page for a new organization shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrganization {
    /// The form, with the id of the record to be.
    pub form: OrganizationForm,
    /// Organizations that may be the same, when the form was refused for them.
    pub similar: Vec<OrganizationLine>,
    /// The districts to choose from.
    pub places: Places,
}

/// The form of the last try, when it was one of organizations.
#[cfg(feature = "ssr")]
fn refused() -> Option<OrganizationForm> {
    leptos::prelude::use_context::<crate::context::KeptForm>().filter(|k| k.path.contains("/directory/")).map(|k| crate::ui::form_of_pairs(&k.pairs))
}

/// One page of the directory.
///
/// # Errors
/// A filter that is no choice.
#[server(prefix = "/api", endpoint = "directory/list")]
pub async fn directory(query: DirectoryQuery) -> Result<DirectoryPage, AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    crate::context::reply(crate::context::ports().directory.list(&actor, &query).await)
}

/// One organization in full.
///
/// # Errors
/// Unknown.
#[server(prefix = "/api", endpoint = "directory/view")]
pub async fn organization(id: String) -> Result<OrganizationView, AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().directory.organization(&actor, id).await)
}

/// One organization to be changed, and those that may be the same when the last try was refused for them.
///
/// # Errors
/// Unknown.
#[server(prefix = "/api", endpoint = "directory/to-edit")]
pub async fn organization_to_edit(id: String) -> Result<(OrganizationView, Vec<OrganizationLine>), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let id = crate::context::id(&id)?;
    let ports = crate::context::ports();
    let similar = match refused() {
        Some(form) => crate::context::reply(ports.directory.similar(&actor, &form).await)?,
        None => Vec::new(),
    };
    let similar = similar.into_iter().filter(|o| o.id != id).collect();
    Ok((crate::context::reply(ports.directory.organization(&actor, id).await)?, similar))
}

/// The form of a new organization, filled with what an inquiry tells of it.
///
/// # Errors
/// The person may not add one.
#[server(prefix = "/api", endpoint = "directory/blank")]
pub async fn blank_organization(name: String, caller_type: String) -> Result<NewOrganization, AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let ports = crate::context::ports();
    let kind = if caller_type.is_empty() { "" } else { domain::directory::kind_of_caller(&caller_type) };
    let form = OrganizationForm { id: domain::id::OrganizationId::new().to_string(), organization_name: name, organization_kind: kind.to_owned(), ..OrganizationForm::default() };
    let similar = match refused() {
        Some(form) => crate::context::reply(ports.directory.similar(&actor, &form).await)?,
        None => Vec::new(),
    };
    Ok(NewOrganization { form, similar, places: crate::context::reply(ports.district.places(&actor).await)? })
}

/// Records an organization.
///
/// # Errors
/// Flaws, or it may be there already.
#[server(prefix = "/api", endpoint = "directory/add")]
pub async fn add_organization(form: OrganizationForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let id = crate::context::reply(crate::context::ports().directory.add(&actor, &form).await)?;
    crate::context::go(&format!("/directory/{id}?done=organization"));
    Ok(())
}

/// Changes an organization.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "directory/edit")]
pub async fn edit_organization(id: String, version: i32, form: OrganizationForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: domain::id::OrganizationId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().directory.edit(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/directory/{id}?done=edit"));
    Ok(())
}

/// Says that everything is right today.
///
/// # Errors
/// It changed since it was seen.
#[server(prefix = "/api", endpoint = "directory/confirm")]
pub async fn confirm_organization(id: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let id: domain::id::OrganizationId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().directory.confirm(&actor, id, version).await)?;
    crate::context::go(&format!("/directory/{id}?done=confirmed"));
    Ok(())
}

/// Takes an organization out of use.
///
/// # Errors
/// No reason, or it changed since it was seen.
#[server(prefix = "/api", endpoint = "directory/retire")]
pub async fn retire_organization(id: String, version: i32, form: RetireForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let id: domain::id::OrganizationId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().directory.retire(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/directory/{id}?done=retired"));
    Ok(())
}

/// Takes an organization back into use.
///
/// # Errors
/// It changed since it was seen.
#[server(prefix = "/api", endpoint = "directory/restore")]
pub async fn restore_organization(id: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let id: domain::id::OrganizationId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().directory.restore(&actor, id, version).await)?;
    crate::context::go(&format!("/directory/{id}?done=restored"));
    Ok(())
}

/// Adds a person to an organization, or changes one.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "directory/contact")]
pub async fn save_contact(id: String, contact: String, version: i32, form: ContactForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let (id, contact): (domain::id::OrganizationId, _) = (crate::context::id(&id)?, crate::context::id(&contact)?);
    crate::context::reply(crate::context::ports().directory.save_contact(&actor, id, contact, version, &form).await)?;
    crate::context::go(&format!("/directory/{id}?done=contact#people"));
    Ok(())
}

/// Organizations that fit a typed 所属機関.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "directory/suggest")]
pub async fn suggest_organizations(typed: String) -> Result<Suggestions, AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    crate::context::reply(crate::context::ports().directory.suggest(&actor, &typed).await)
}

/// Records an organization by its name alone, while the intake form is open.
///
/// # Errors
/// The name is empty or too long.
#[server(prefix = "/api", endpoint = "directory/add-by-name")]
pub async fn add_by_name(name: String, caller_type: String) -> Result<Suggestions, AppError> {
    let actor = crate::context::actor(Permission::DirectoryWrite)?;
    crate::context::reply(crate::context::ports().directory.add_by_name(&actor, &name, &caller_type).await)
}
