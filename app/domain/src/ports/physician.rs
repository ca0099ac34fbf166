//! Physicians, as the desk looks after them.

use crate::account::Actor;
use crate::error::Fault;
use crate::id::{AbsenceId, PhysicianId};
use crate::physician::{AbsenceForm, LeavingForm, LeavingView, PhysicianForm, PhysicianPage, PhysicianQuery, PhysicianView};
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
    /// The patients of a physician who leaves, and what can become of each; logged.
    async fn leaving(&self, actor: &Actor, id: PhysicianId) -> Result<LeavingView, Fault>;
    /// A physician leaves, as was seen at `version`: what becomes of each patient of the actor's desks happens for all of them or for
    /// none, open offers end, and no new patients are taken. Sent twice, it is one.
    async fn leave(&self, actor: &Actor, id: PhysicianId, version: i32, form: &LeavingForm) -> Result<(), Fault>;
}
