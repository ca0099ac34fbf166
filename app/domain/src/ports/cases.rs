//! Carrying a case on.

use crate::account::Actor;
use crate::cases::{CaseForm, CaseView, CloseForm, EntryForm, Moved};
use crate::error::Fault;
use crate::id::{CaseId, InquiryId};
use crate::inquiry::InquiryForm;
use async_trait::async_trait;

/// Carrying a case on.
#[async_trait]
pub trait CaseDesk: Send + Sync {
    /// One case in full; the view is logged.
    async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Fault>;
    /// A number that grows with every change of the case, its inquiries and its entries. Not a view of anybody's data.
    async fn changes(&self, actor: &Actor, id: CaseId) -> Result<i64, Fault>;
    /// Changes status, owner and next date of a case that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: CaseId, version: i32, form: &CaseForm) -> Result<(), Fault>;
    /// Adds an entry: once, however often it is sent.
    async fn add_entry(&self, actor: &Actor, id: CaseId, form: &EntryForm) -> Result<(), Fault>;
    /// Ends the case.
    async fn close(&self, actor: &Actor, id: CaseId, version: i32, form: &CloseForm) -> Result<(), Fault>;
    /// Opens it again.
    async fn reopen(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault>;
    /// Voids it with a reason.
    async fn void(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault>;
    /// Moves an inquiry to the case with the number `to` (or to a new case when empty). `confirmed` is the patient whom
    /// somebody saw named as the inquiry's new one; empty when nobody was asked.
    async fn move_inquiry(&self, actor: &Actor, inquiry: InquiryId, to: &str, confirmed: &str) -> Result<Moved, Fault>;
    /// Links two cases of one patient.
    async fn link(&self, actor: &Actor, id: CaseId, other: CaseId) -> Result<(), Fault>;
    /// Says whom the case is about; the patient part of the form is read.
    async fn set_patient(&self, actor: &Actor, id: CaseId, version: i32, form: &InquiryForm) -> Result<(), Fault>;
}
