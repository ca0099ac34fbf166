//! Physicians, as the desk looks after them, and as each of them looks after their own.

use crate::account::Actor;
use crate::assignment::{OfferView, OwnOffer, OwnPatient, OwnPatientView};
use crate::error::Fault;
use crate::id::{AbsenceId, OfferId, PatientId, PhysicianId};
use crate::physician::{AbsenceForm, PhysicianForm, PhysicianPage, PhysicianQuery, PhysicianView, PracticeView};
use async_trait::async_trait;

/// Physicians of the directory.
#[async_trait]
pub trait PhysicianDesk: Send + Sync {
    /// One page of the list.
    async fn list(&self, actor: &Actor, query: &PhysicianQuery) -> Result<PhysicianPage, Fault>;
    /// One physician in full; a person of the directory without a profile is shown with an empty one.
    async fn physician(&self, actor: &Actor, id: PhysicianId) -> Result<PhysicianView, Fault>;
    /// Writes the profile that was seen at `version` (0: there was none).
    async fn save(&self, actor: &Actor, id: PhysicianId, version: i32, form: &PhysicianForm) -> Result<(), Fault>;
    /// Enters an absence, once however often the form is sent.
    async fn add_absence(&self, actor: &Actor, physician: PhysicianId, id: AbsenceId, form: &AbsenceForm) -> Result<(), Fault>;
    /// Withdraws an absence that was seen at `version`.
    async fn withdraw_absence(&self, actor: &Actor, id: AbsenceId, version: i32) -> Result<PhysicianId, Fault>;
}

/// A physician's own work.
#[async_trait]
pub trait PracticeDesk: Send + Sync {
    /// Patients, absences and how many offers wait.
    async fn practice(&self, actor: &Actor) -> Result<PracticeView, Fault>;
    /// The physician's patients now.
    async fn patients(&self, actor: &Actor) -> Result<Vec<OwnPatient>, Fault>;
    /// One of them, with everything that a visit needs; logged.
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<OwnPatientView, Fault>;
    /// The physician's offers, newest first.
    async fn offers(&self, actor: &Actor) -> Result<Vec<OwnOffer>, Fault>;
    /// One offer; looking at it is noted.
    async fn offer(&self, actor: &Actor, id: OfferId) -> Result<OfferView, Fault>;
    /// Takes the patient on; `seen` is the version of the needs that was on the screen.
    async fn accept(&self, actor: &Actor, id: OfferId, seen: i32) -> Result<(), Fault>;
    /// Declines, with a coded reason and a remark for the desk.
    async fn decline(&self, actor: &Actor, id: OfferId, reason: &str, remark: &str) -> Result<(), Fault>;
    /// Asks the desk something.
    async fn ask(&self, actor: &Actor, id: OfferId, message: &str, content: &str) -> Result<(), Fault>;
    /// Enters an own absence.
    async fn add_absence(&self, actor: &Actor, id: AbsenceId, form: &AbsenceForm) -> Result<(), Fault>;
    /// Withdraws an own absence that was seen at `version`.
    async fn withdraw_absence(&self, actor: &Actor, id: AbsenceId, version: i32) -> Result<(), Fault>;
}
