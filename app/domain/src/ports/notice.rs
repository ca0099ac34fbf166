//! What one is told, and the outbox that tells it by e-mail.

use crate::account::Actor;
use crate::error::Fault;
use crate::id::{MailId, NoticeId, UserId};
use crate::notice::{
    Bell, JobTurn, MailDelivery, MailPage, MailPurpose, MailQuery, MailView, NoticePage, NoticeQuery, Place, PreferencesForm, TemplateForm, TemplateLine, TemplateView, Untold,
};
use async_trait::async_trait;

/// One's own notices.
#[async_trait]
pub trait NoticeDesk: Send + Sync {
    /// How many are unread.
    async fn bell(&self, actor: &Actor) -> Result<Bell, Fault>;
    /// A page of them, newest first.
    async fn notices(&self, actor: &Actor, query: &NoticeQuery) -> Result<NoticePage, Fault>;
    /// Marks one as read and answers where it leads.
    async fn open(&self, actor: &Actor, id: NoticeId) -> Result<Place, Fault>;
    /// Marks all as read that were there at `until` (RFC 3339; now when empty).
    async fn read_all(&self, actor: &Actor, until: &str) -> Result<(), Fault>;
    /// What the person wants by e-mail.
    async fn delivery(&self, actor: &Actor) -> Result<MailDelivery, Fault>;
    /// Changes that.
    async fn choose(&self, actor: &Actor, form: &PreferencesForm) -> Result<(), Fault>;
    /// Says that e-mails to one's own address arrive again.
    async fn confirm_own(&self, actor: &Actor) -> Result<(), Fault>;
    /// Colleagues at the actor's desks who do not learn by e-mail what they are told.
    async fn untold(&self, actor: &Actor) -> Result<Untold, Fault>;
}

/// The outbox, its templates and the jobs, for the administration.
#[async_trait]
pub trait MailDesk: Send + Sync {
    /// A page of the outbox.
    async fn mails(&self, actor: &Actor, query: &MailQuery) -> Result<MailPage, Fault>;
    /// One e-mail in full.
    async fn mail(&self, actor: &Actor, id: MailId) -> Result<MailView, Fault>;
    /// Sends a test to `address` at once and answers the e-mail, which tells what the relay said.
    async fn test(&self, actor: &Actor, address: &str) -> Result<MailId, Fault>;
    /// Puts an e-mail into the outbox once more.
    async fn resend(&self, actor: &Actor, id: MailId) -> Result<(), Fault>;
    /// Takes an e-mail out of the outbox.
    async fn cancel(&self, actor: &Actor, id: MailId) -> Result<(), Fault>;
    /// Says that e-mails to a person's address arrive again.
    async fn confirm(&self, actor: &Actor, user: UserId) -> Result<(), Fault>;
    /// Every template.
    async fn templates(&self, actor: &Actor) -> Result<Vec<TemplateLine>, Fault>;
    /// One template; with `form`, the preview shows what was typed.
    async fn template(&self, actor: &Actor, purpose: MailPurpose, form: Option<&TemplateForm>) -> Result<TemplateView, Fault>;
    /// Changes a template that was seen at `version`.
    async fn save_template(&self, actor: &Actor, purpose: MailPurpose, version: i32, form: &TemplateForm) -> Result<(), Fault>;
    /// Takes the delivered words back.
    async fn reset_template(&self, actor: &Actor, purpose: MailPurpose, version: i32) -> Result<(), Fault>;
    /// The jobs and their last turns.
    async fn jobs(&self, actor: &Actor) -> Result<Vec<JobTurn>, Fault>;
}
