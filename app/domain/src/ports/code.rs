//! Changing the code lists.

use crate::account::Actor;
use crate::code::{CodeForm, CodeListView, List};
use crate::error::Fault;
use async_trait::async_trait;

/// The administration of the code lists.
#[async_trait]
pub trait CodeDesk: Send + Sync {
    /// One list with everything that ever was in it.
    async fn list(&self, actor: &Actor, list: List) -> Result<CodeListView, Fault>;
    /// Changes a list that was seen at `version`.
    async fn change(&self, actor: &Actor, list: List, version: i32, form: &CodeForm) -> Result<(), Fault>;
}
