//! Finding a patient's physicians, as the desk does it.

use crate::account::Actor;
use crate::assignment::{BoardPage, Choice, MatchCounts, MatchNew, NeedsForm, PatientPhysicians, RequestView, Role};
use crate::error::Fault;
use crate::id::{CaseId, OfferId, PatientId, RequestId};
use async_trait::async_trait;

/// Requests, offers and assignments.
#[async_trait]
pub trait AssignmentDesk: Send + Sync {
    /// Every open request of the actor's desks, and absences that leave nobody acting.
    async fn board(&self, actor: &Actor) -> Result<BoardPage, Fault>;
    /// The board in numbers: names nobody, and is not logged.
    async fn counts(&self, actor: &Actor) -> Result<MatchCounts, Fault>;
    /// What a new request of a case begins with.
    async fn blank(&self, actor: &Actor, case: CaseId) -> Result<MatchNew, Fault>;
    /// Opens a request, once however often the form is sent.
    async fn open(&self, actor: &Actor, id: RequestId, case: CaseId, form: &NeedsForm) -> Result<RequestId, Fault>;
    /// One request in full.
    async fn request(&self, actor: &Actor, id: RequestId) -> Result<RequestView, Fault>;
    /// The version of a request: it grows whenever something happens to it. Not a look at the patient, and not logged.
    async fn version(&self, actor: &Actor, id: RequestId) -> Result<i32, Fault>;
    /// Changes what is looked for, as it was seen at `version`.
    async fn change(&self, actor: &Actor, id: RequestId, version: i32, form: &NeedsForm) -> Result<(), Fault>;
    /// Ranks the physicians for a role and keeps the ranking.
    async fn rank(&self, actor: &Actor, id: RequestId, role: Role) -> Result<(), Fault>;
    /// Asks the chosen physicians.
    async fn send(&self, actor: &Actor, id: RequestId, role: Role, choices: &[Choice]) -> Result<(), Fault>;
    /// Writes down who takes a role, with the reason: a meeting decided, or it was agreed.
    async fn decide(&self, actor: &Actor, id: RequestId, role: Role, choice: &Choice) -> Result<(), Fault>;
    /// Takes an offer back.
    async fn take_back(&self, actor: &Actor, id: RequestId, offer: OfferId) -> Result<(), Fault>;
    /// Answers a physician's question.
    async fn answer(&self, actor: &Actor, id: RequestId, offer: OfferId, message: &str, content: &str) -> Result<(), Fault>;
    /// Writes down what a physician said on the telephone; a refusal needs its coded reason, `remark` stands beside it.
    async fn answer_for(&self, actor: &Actor, id: RequestId, offer: OfferId, accepts: bool, reason: &str, remark: &str) -> Result<(), Fault>;
    /// Confirms who takes the roles; without a secondary only with a reason. From now on they see whose physicians they are.
    async fn confirm(&self, actor: &Actor, id: RequestId, version: i32, without_secondary: &str) -> Result<(), Fault>;
    /// The visits begin on a day: the assignments with them.
    async fn start(&self, actor: &Actor, id: RequestId, on: &str) -> Result<(), Fault>;
    /// Nobody was found, with the reason.
    async fn give_up(&self, actor: &Actor, id: RequestId, reason: &str) -> Result<(), Fault>;
    /// The family wants it no more, with the reason.
    async fn withdraw(&self, actor: &Actor, id: RequestId, reason: &str) -> Result<(), Fault>;
    /// Who looks after a patient now, before, and who is asked for.
    async fn physicians(&self, actor: &Actor, patient: PatientId) -> Result<PatientPhysicians, Fault>;
    /// The same of whom a case is about; none while nobody is linked.
    async fn case_physicians(&self, actor: &Actor, case: CaseId) -> Result<Option<PatientPhysicians>, Fault>;
    /// Ends an assignment on a day with a coded reason.
    async fn end(&self, actor: &Actor, patient: PatientId, role: Role, on: &str, reason: &str, note: &str) -> Result<(), Fault>;
}
