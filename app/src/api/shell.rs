//! What every page needs: who is signed in, and the form that was refused just before.

use crate::error::AppError;
use domain::account::{Desk, Permission, Role};
use domain::admin::OwnSettings;
#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
use leptos::server;
use serde::{Deserialize, Serialize};

/// The signed-in person, as the frame of the page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Desks.
    pub desks: Vec<Desk>,
    /// What the roles allow.
    pub permissions: Vec<Permission>,
    /// How the person wants the pages.
    pub settings: OwnSettings,
    /// Looks at the pages as another role sees them.
    pub looking: bool,
    /// How many notices are unread.
    pub unread: i64,
}

impl Me {
    /// Whether the person may do it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// A refused form, shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The server function it was posted to.
    pub path: String,
    /// What was typed, without secrets.
    pub pairs: Vec<(String, String)>,
    /// Why it was refused.
    pub error: AppError,
}

impl Kept {
    /// What was posted under `name`, if this is the refused form of `path`.
    #[must_use]
    pub fn value(&self, path: &str, name: &str) -> Option<&str> {
        if self.path != path {
            return None;
        }
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Who is signed in; nobody is an answer too.
///
/// # Errors
/// The server was not reached.
#[server(prefix = "/api", endpoint = "shell/me")]
pub async fn who_am_i() -> Result<Option<Me>, AppError> {
    let _origin = crate::context::public();
    let Some(actor) = crate::context::asking() else { return Ok(None) };
    // A page in the usual size is better than none when the settings cannot be read.
    let settings = crate::context::ports().admin.settings(&actor).await.unwrap_or_default();
    let unread = crate::context::ports().notice.bell(&actor).await.map(|bell| bell.unread).unwrap_or_default();
    Ok(Some(Me { unread, permissions: actor.permissions(), settings, looking: actor.read_only, name: actor.name, roles: actor.roles, desks: actor.desks }))
}

/// The form that this page's address says was refused.
///
/// # Errors
/// The server was not reached.
#[server(prefix = "/api", endpoint = "shell/kept")]
pub async fn kept_form() -> Result<Option<Kept>, AppError> {
    let _origin = crate::context::public();
    Ok(use_context::<crate::context::KeptForm>().map(|form| Kept {
        path: form.path,
        pairs: form.pairs.into_iter().filter(|(name, _)| !name.contains("password")).collect(),
        error: form.error,
    }))
}
