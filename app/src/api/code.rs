//! The administration of the code lists.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::code::{CodeForm, CodeListView};
#[cfg(feature = "ssr")]
use domain::code::{Codes, List};
use leptos::server;
use serde::{Deserialize, Serialize};

/// One list in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeListLine {
    /// Its name in the address.
    pub name: String,
    /// How many choices it offers today.
    pub offered: u32,
    /// The first few of them.
    pub sample: Vec<String>,
}

#[cfg(feature = "ssr")]
fn line(codes: &Codes, list: List) -> CodeListLine {
    let offered = u32::try_from(codes.choices(list).count()).unwrap_or(u32::MAX);
    CodeListLine { name: list.name().to_owned(), offered, sample: codes.choices(list).take(5).map(|i| i.label.clone()).collect() }
}

/// Every list.
///
/// # Errors
/// Not an administrator.
#[server(prefix = "/api", endpoint = "code/lists")]
pub async fn code_lists() -> Result<Vec<CodeListLine>, AppError> {
    let _actor = crate::context::actor(Permission::Administer)?;
    let codes = crate::words::codes();
    Ok(List::ALL.iter().map(|list| line(&codes, *list)).collect())
}

#[cfg(feature = "ssr")]
fn named(name: &str) -> Result<List, AppError> {
    crate::context::reply(List::from_name(name).ok_or(domain::error::Fault::NotFound))
}

/// One list with everything that ever was in it.
///
/// # Errors
/// Not an administrator, or no such list.
#[server(prefix = "/api", endpoint = "code/view")]
pub async fn code_list(name: String) -> Result<CodeListView, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let list = named(&name)?;
    crate::context::reply(crate::context::ports().code.list(&actor, list).await)
}

/// Changes a list that was seen at `version`.
///
/// # Errors
/// Flaws, or somebody else changed it meanwhile.
#[server(prefix = "/api", endpoint = "code/change")]
pub async fn change_code(name: String, version: i32, form: CodeForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let list = named(&name)?;
    crate::context::reply(crate::context::ports().code.change(&actor, list, version, &form).await)?;
    let at = if form.code.is_empty() { String::new() } else { format!("#code-{}", form.code.replace('/', "-")) };
    crate::context::go(&format!("/admin/codes/{}?done=edit{at}", list.name()));
    Ok(())
}
