//! A physician's own work.

use crate::account::Actor;
use crate::assignment::{OfferView, OwnOffer, OwnPatient, OwnPatientView, PracticeView};
use crate::error::Fault;
use crate::id::{AbsenceId, OfferId, PatientId};
use crate::physician::AbsenceForm;
use async_trait::async_trait;

/// A physician's own work. Somebody without a profile sees nothing; what is somebody else's is not found.
#[async_trait]
pub trait PracticeDesk: Send + Sync {
    /// Patients, absences and how many offers wait; empty without a profile.
    async fn practice(&self, actor: &Actor) -> Result<PracticeView, Fault>;
    /// The physician's patients now.
    async fn patients(&self, actor: &Actor) -> Result<Vec<OwnPatient>, Fault>;
    /// One of them, with everything that a visit needs; logged.
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<OwnPatientView, Fault>;
    /// The physician's offers, newest first.
    async fn offers(&self, actor: &Actor) -> Result<Vec<OwnOffer>, Fault>;
    /// One offer; looking at it is noted.
    async fn offer(&self, actor: &Actor, id: OfferId) -> Result<OfferView, Fault>;
    /// How an offer stands, as [`OfferView::standing`] says it; no look at it, and not noted.
    async fn standing(&self, actor: &Actor, id: OfferId) -> Result<String, Fault>;
    /// Takes the patient on; `seen` is the version of the needs that was on the screen.
    async fn accept(&self, actor: &Actor, id: OfferId, seen: i32) -> Result<(), Fault>;
    /// Declines, with a coded reason and a remark for the desk.
    async fn decline(&self, actor: &Actor, id: OfferId, reason: &str, remark: &str) -> Result<(), Fault>;
    /// Asks the desk something, once however often `message` is sent.
    async fn ask(&self, actor: &Actor, id: OfferId, message: &str, content: &str) -> Result<(), Fault>;
    /// Enters an own absence, once however often the form is sent.
    async fn add_absence(&self, actor: &Actor, id: AbsenceId, form: &AbsenceForm) -> Result<(), Fault>;
    /// Withdraws an own absence that was seen at `version`.
    async fn withdraw_absence(&self, actor: &Actor, id: AbsenceId, version: i32) -> Result<(), Fault>;
}
