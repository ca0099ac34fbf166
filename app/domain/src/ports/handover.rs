//! Handing the desk over: the day's lines, what changed, and who carries a case on.

use crate::account::Actor;
use crate::error::Fault;
use crate::handover::{ChangesPage, HandoverPage, HandoverQuery, NoteForm, Place, ReassignForm, ReassignPage, ReassignQuery};
use crate::id::NoteId;
use async_trait::async_trait;

/// Handing the desk over.
#[async_trait]
pub trait HandoverDesk: Send + Sync {
    /// The lines of one desk and day, or what one has not confirmed yet; the view is logged.
    async fn page(&self, actor: &Actor, query: &HandoverQuery) -> Result<HandoverPage, Fault>;
    /// Adds a line: once, however often it is sent.
    async fn add(&self, actor: &Actor, form: &NoteForm) -> Result<Place, Fault>;
    /// Notes that the person has read a colleague's line.
    async fn confirm(&self, actor: &Actor, id: NoteId) -> Result<Place, Fault>;
    /// Takes one's own line back with a reason; it stays readable.
    async fn void(&self, actor: &Actor, id: NoteId, reason: &str) -> Result<Place, Fault>;
    /// What others changed since the person was last here; the view is logged.
    async fn changes(&self, actor: &Actor, page: &str) -> Result<ChangesPage, Fault>;
    /// The person has seen everything until then.
    async fn seen(&self, actor: &Actor, until: &str) -> Result<(), Fault>;
    /// Open cases that can be given to somebody else; the view is logged.
    async fn reassignable(&self, actor: &Actor, query: &ReassignQuery) -> Result<ReassignPage, Fault>;
    /// Gives cases to somebody else: all of them, or none. Answers how many.
    async fn reassign(&self, actor: &Actor, form: &ReassignForm) -> Result<u32, Fault>;
}
