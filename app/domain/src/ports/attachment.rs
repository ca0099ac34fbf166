//! Files attached to a case. Their contents go over HTTP by themselves; here is what is known of them.

use crate::account::Actor;
use crate::attachment::CaseFiles;
use crate::error::Fault;
use crate::id::{AttachmentId, CaseId};
use async_trait::async_trait;

/// Files attached to a case.
#[async_trait]
pub trait AttachmentDesk: Send + Sync {
    /// What is attached to a case, oldest first. Belongs to the view of the case, which is logged.
    async fn of_case(&self, actor: &Actor, case: CaseId) -> Result<CaseFiles, Fault>;
    /// Voids a file with a reason; answers the case it stays with.
    async fn void(&self, actor: &Actor, id: AttachmentId, reason: &str) -> Result<CaseId, Fault>;
}
