//! What is known of patients.

use crate::account::Actor;
use crate::error::Fault;
use crate::id::{DeskId, MergeId, PatientId};
use crate::inquiry::PatientMatch;
use crate::patient::{DuplicatePage, EndForm, EndView, MergeOrder, MergeView, Patient, PatientForm, PatientPage, PatientQuery, PatientView, Suspect, UnmergeView};
use async_trait::async_trait;

/// What is known of patients.
#[async_trait]
pub trait PatientDesk: Send + Sync {
    /// One patient; the view is logged.
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<Patient, Fault>;
    /// One patient with cases, inquiries and history; the view is logged.
    async fn view(&self, actor: &Actor, id: PatientId) -> Result<PatientView, Fault>;
    /// One page of the list; the view is logged.
    async fn list(&self, actor: &Actor, query: &PatientQuery) -> Result<PatientPage, Fault>;
    /// Known patients who may be the one of the form; `except` is the form's own record.
    async fn suspects(&self, actor: &Actor, desk: Option<DeskId>, form: &PatientForm, except: Option<PatientId>) -> Result<Vec<Suspect>, Fault>;
    /// Records a patient: once, however often the form is sent.
    async fn create(&self, actor: &Actor, id: PatientId, desk: DeskId, form: &PatientForm) -> Result<(), Fault>;
    /// Changes a patient that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: PatientId, version: i32, form: &PatientForm) -> Result<(), Fault>;
    /// Known patients by name, kana or telephone number.
    async fn find(&self, actor: &Actor, words: &str) -> Result<Vec<PatientMatch>, Fault>;
    /// Records that may be one person; the view is logged.
    async fn duplicates(&self, actor: &Actor) -> Result<DuplicatePage, Fault>;
    /// Says that two records are two people, or takes that back.
    async fn set_distinct(&self, actor: &Actor, a: PatientId, b: PatientId, distinct: bool) -> Result<(), Fault>;
    /// What a merge would do; the view is logged.
    async fn merge_view(&self, actor: &Actor, survivor: PatientId, absorbed: PatientId) -> Result<MergeView, Fault>;
    /// Makes two records of one person one record, with the form's fields.
    async fn merge(&self, actor: &Actor, order: MergeOrder, form: &PatientForm) -> Result<(), Fault>;
    /// What taking a merge back would do; the view is logged.
    async fn unmerge_view(&self, actor: &Actor, merge: MergeId) -> Result<UnmergeView, Fault>;
    /// Takes a merge back: the survivor's id.
    async fn unmerge(&self, actor: &Actor, merge: MergeId) -> Result<PatientId, Fault>;
    /// What 死亡・転出 would end; the view is logged.
    async fn end_view(&self, actor: &Actor, id: PatientId) -> Result<EndView, Fault>;
    /// Records 死亡・転出 of a patient seen at `version`, and closes the cases that the form names.
    async fn end(&self, actor: &Actor, id: PatientId, version: i32, form: &EndForm) -> Result<(), Fault>;
    /// Takes 死亡・転出 back; closed cases stay closed.
    async fn revive(&self, actor: &Actor, id: PatientId, version: i32) -> Result<(), Fault>;
}
