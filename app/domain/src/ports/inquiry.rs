//! Recording contacts and finding them again.

use crate::account::Actor;
use crate::error::Fault;
use crate::id::{CaseId, InquiryId};
use crate::inquiry::{Blank, InquiryForm, InquiryView, ListPage, ListQuery, MatchQuery, Matches, Recorded};
use async_trait::async_trait;

/// Recording contacts and finding them again.
#[async_trait]
pub trait InquiryDesk: Send + Sync {
    /// An empty form, or the draft `draft`, or a form that continues `case`.
    async fn blank(&self, actor: &Actor, draft: Option<InquiryId>, case: Option<CaseId>) -> Result<Blank, Fault>;
    /// Records the form: once, however often it is sent.
    async fn record(&self, actor: &Actor, form: &InquiryForm) -> Result<Recorded, Fault>;
    /// Changes the contact's own fields of an inquiry that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: InquiryId, version: i32, form: &InquiryForm) -> Result<(), Fault>;
    /// Voids an inquiry with a reason.
    async fn void(&self, actor: &Actor, id: InquiryId, reason: &str) -> Result<(), Fault>;
    /// One inquiry in full; the view is logged.
    async fn inquiry(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Fault>;
    /// One inquiry for paper, without what its page shows around it; printing is logged.
    async fn sheet(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Fault>;
    /// One page of the list; the view is logged.
    async fn list(&self, actor: &Actor, query: &ListQuery) -> Result<ListPage, Fault>;
    /// Earlier contacts and patients that fit what is typed.
    async fn matches(&self, actor: &Actor, query: &MatchQuery) -> Result<Matches, Fault>;
    /// Keeps an unfinished form over the version `seen` of it (0 for a new one), or over whatever is there without it;
    /// answers its version now.
    async fn keep_draft(&self, actor: &Actor, form: &InquiryForm, seen: Option<i32>) -> Result<i32, Fault>;
    /// Throws an unfinished form away.
    async fn discard_draft(&self, actor: &Actor, id: InquiryId) -> Result<(), Fault>;
}
