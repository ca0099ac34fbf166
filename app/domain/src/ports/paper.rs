//! What goes out on paper; each sheet that is opened is logged as printed.

use crate::account::Actor;
use crate::assignment::Role;
use crate::cases::CaseView;
use crate::error::Fault;
use crate::id::{CaseId, PatientId, RequestId};
use crate::paper::{ContactSheet, FaxForm, FaxPage, LetterPage};
use async_trait::async_trait;

/// What goes out on paper.
#[async_trait]
pub trait PaperDesk: Send + Sync {
    /// ケース概要
    async fn case_sheet(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Fault>;
    /// 連絡用FAX送付状: the empty form, or the sheet of a form that is to be shown.
    async fn fax(&self, actor: &Actor, id: CaseId, form: &FaxForm) -> Result<FaxPage, Fault>;
    /// Notes in the case that the sheet was made: once, however often it is sent.
    async fn record_fax(&self, actor: &Actor, id: CaseId, form: &FaxForm) -> Result<(), Fault>;
    /// 依頼書 to the physician whom the desk has confirmed for a role; refused before, because it names the patient.
    async fn letter(&self, actor: &Actor, id: RequestId, role: Role) -> Result<LetterPage, Fault>;
    /// 連絡先: whom the patient's family calls.
    async fn contacts(&self, actor: &Actor, id: PatientId) -> Result<ContactSheet, Fault>;
}
