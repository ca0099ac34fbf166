//! What is known of patients.

use crate::account::Actor;
use crate::audit::Change;
use crate::error::Fault;
use crate::id::PatientId;
use crate::inquiry::PatientMatch;
use crate::patient::{Patient, PatientForm};
use async_trait::async_trait;

/// What is known of patients.
#[async_trait]
pub trait PatientDesk: Send + Sync {
    /// One patient; the view is logged.
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<Patient, Fault>;
    /// What was changed of a patient, oldest first. Belongs to the view that [`Self::patient`] logs.
    async fn history(&self, actor: &Actor, id: PatientId) -> Result<Vec<Change>, Fault>;
    /// Changes a patient that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: PatientId, version: i32, form: &PatientForm) -> Result<(), Fault>;
    /// Known patients by name, kana or telephone number.
    async fn find(&self, actor: &Actor, words: &str) -> Result<Vec<PatientMatch>, Fault>;
}
