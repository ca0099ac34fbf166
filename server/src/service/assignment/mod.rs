//! Finding a patient's physicians: the search of a case, who fits, who is asked, who looks after the patient from then on.

mod confirm;
mod cover;
mod leave;
mod open;
mod rank;
mod read;
mod send;
mod step;
mod tell;
mod tenure;

pub(in crate::service) use cover::{after_absence, names};
pub(crate) use cover::{tell as tell_uncovered, uncovered};
pub(in crate::service) use leave::{LEFT, Leaver, searches};
pub(in crate::service) use send::{is_disclosed, message_id, open_for_words, say};
pub(crate) use step::Who;
pub(in crate::service) use step::{Ground, Step, advance, held};
pub(crate) use tell::remind;
pub(in crate::service) use tenure::{merged, patient_ended, unmerged};

use super::Services;
use super::common::{Stop, announce};
use async_trait::async_trait;
use db::Tx;
use db::assignment::Record;
use domain::account::{Actor, Permission};
use domain::assignment::{BoardPage, Choice, EndWhy, MatchCounts, MatchEvent, MatchNew, NeedsForm, PatientPhysicians, RequestView, Role};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::id::{CaseId, OfferId, PatientId, RequestId};
use domain::ports::AssignmentDesk;
use futures::FutureExt;
use futures::future::BoxFuture;

/// What pages call this slice in hints.
const SLICE: &str = "assignment";

/// Fulfils [`AssignmentDesk`].
#[derive(Clone)]
pub struct AssignmentService(pub Services);

/// Tells open pages of a search, of its case and of its patient, after the commit.
pub(in crate::service) fn announce_record(services: &Services, record: &Record) {
    announce(services, SLICE, record.matching.request.id.0, record.version, record.desk);
    announce(services, "cases", record.case.0, 0, record.desk);
    announce(services, "patient", record.patient.0, 0, record.desk);
}

/// Lets whatever is overdue in a search expire: for the job. Answers whether anything did.
pub(crate) async fn expire(services: &Services, id: RequestId) -> Result<bool, Fault> {
    let ground = services.ground().await;
    let changed = services
        .write(move |tx| {
            async move {
                let before = held(tx, id).await?;
                let after = advance(tx, Who::Clock, &ground, &before, Step::of(MatchEvent::Expire)).await?;
                Ok(Some(after).filter(|after| after.version != before.version))
            }
            .boxed()
        })
        .await?;
    if let Some(record) = &changed {
        announce_record(services, record);
    }
    Ok(changed.is_some())
}

impl AssignmentService {
    /// One transaction, then the hints.
    async fn write<F>(&self, job: F) -> Result<RequestId, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<Record, Stop>> + Send + 'static,
    {
        let record = self.0.db.write(job).await.map_err(Stop::fault)?;
        announce_record(&self.0, &record);
        Ok(record.matching.request.id)
    }

    /// Whoever may change a search, and what the change stands on.
    async fn writing(&self, actor: &Actor) -> Result<(Actor, Ground), Fault> {
        actor.require(Permission::InquiryWrite)?;
        Ok((actor.clone(), self.0.ground().await))
    }
}

#[async_trait]
impl AssignmentDesk for AssignmentService {
    async fn board(&self, actor: &Actor) -> Result<BoardPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.whole_board(actor, &self.0.ground().await).await.map_err(Stop::fault)
    }

    async fn counts(&self, actor: &Actor) -> Result<MatchCounts, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.count(actor, self.0.now()).await.map_err(Stop::fault)
    }

    async fn blank(&self, actor: &Actor, case: CaseId) -> Result<MatchNew, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let ground = self.0.ground().await;
        let new = open::blank(self.0.db.read(), actor, &ground, case).await.map_err(Stop::fault)?;
        if let Some(patient) = &new.patient {
            let mut seen = super::common::entry(actor, ground.now, domain::audit::Deed::View, domain::audit::RecordKind::Case, case, 0);
            seen.patient = Some(patient.id);
            super::common::log(&self.0, seen).await?;
        }
        Ok(new)
    }

    async fn open(&self, actor: &Actor, id: RequestId, case: CaseId, form: &NeedsForm) -> Result<RequestId, Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let form = form.clone();
        self.write(move |tx: &Tx| async move { open::open(tx, &actor, &ground, id, case, &form).await }.boxed()).await
    }

    async fn request(&self, actor: &Actor, id: RequestId) -> Result<RequestView, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.whole_request(actor, &self.0.ground().await, id).await.map_err(Stop::fault)
    }

    async fn version(&self, actor: &Actor, id: RequestId) -> Result<i32, Fault> {
        actor.require(Permission::InquiryRead)?;
        let found = db::assignment::find(self.0.db.read(), id).await.map_err(super::error::fault)?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk)?;
        Ok(found.version)
    }

    async fn change(&self, actor: &Actor, id: RequestId, version: i32, form: &NeedsForm) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let form = form.clone();
        self.write(move |tx: &Tx| async move { open::change(tx, &actor, &ground, id, version, &form).await }.boxed()).await.map(drop)
    }

    async fn rank(&self, actor: &Actor, id: RequestId, role: Role) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        self.write(move |tx: &Tx| async move { rank::rank(tx, &actor, &ground, id, role).await }.boxed()).await.map(drop)
    }

    async fn send(&self, actor: &Actor, id: RequestId, role: Role, choices: &[Choice]) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let choices = choices.to_vec();
        self.write(move |tx: &Tx| async move { send::send(tx, &actor, &ground, id, role, &choices).await }.boxed()).await.map(drop)
    }

    async fn decide(&self, actor: &Actor, id: RequestId, role: Role, choice: &Choice) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let choice = choice.clone();
        self.write(move |tx: &Tx| async move { send::decide(tx, &actor, &ground, id, role, &choice).await }.boxed()).await.map(drop)
    }

    async fn take_back(&self, actor: &Actor, id: RequestId, offer: OfferId) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        self.write(move |tx: &Tx| async move { send::take_back(tx, &actor, &ground, id, offer).await }.boxed()).await.map(drop)
    }

    async fn answer(&self, actor: &Actor, id: RequestId, offer: OfferId, message: &str, content: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let (message, content) = (message_id(message)?, content.to_owned());
        self.write(move |tx: &Tx| async move { send::answer(tx, &actor, &ground, id, offer, (message, &content)).await }.boxed()).await.map(drop)
    }

    async fn answer_for(&self, actor: &Actor, id: RequestId, offer: OfferId, accepts: bool, reason: &str, remark: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let said = send::heard(&ground, accepts, reason, remark)?;
        self.write(move |tx: &Tx| async move { send::answer_for(tx, &actor, &ground, id, offer, said).await }.boxed()).await.map(drop)
    }

    async fn confirm(&self, actor: &Actor, id: RequestId, version: i32, without_secondary: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let reason = without_secondary.to_owned();
        self.write(move |tx: &Tx| async move { confirm::confirm(tx, &actor, &ground, (id, version), &reason).await }.boxed()).await.map(drop)
    }

    async fn start(&self, actor: &Actor, id: RequestId, on: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let on = on.to_owned();
        self.write(move |tx: &Tx| async move { confirm::start(tx, &actor, &ground, id, &on).await }.boxed()).await.map(drop)
    }

    async fn give_up(&self, actor: &Actor, id: RequestId, reason: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let reason = reason.to_owned();
        self.write(move |tx: &Tx| async move { confirm::end(tx, &actor, &ground, id, EndWhy::NoProvider, &reason).await }.boxed()).await.map(drop)
    }

    async fn withdraw(&self, actor: &Actor, id: RequestId, reason: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let reason = reason.to_owned();
        self.write(move |tx: &Tx| async move { confirm::end(tx, &actor, &ground, id, EndWhy::Withdrawn, &reason).await }.boxed()).await.map(drop)
    }

    async fn physicians(&self, actor: &Actor, patient: PatientId) -> Result<PatientPhysicians, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.physicians_of(actor, &self.0.ground().await, patient).await.map_err(Stop::fault)
    }

    async fn case_physicians(&self, actor: &Actor, case: CaseId) -> Result<Option<PatientPhysicians>, Fault> {
        actor.require(Permission::InquiryRead)?;
        let found = open::own_case(self.0.db.read(), actor, case).await.map_err(Stop::fault)?;
        match found.patient {
            Some(patient) => self.physicians(actor, patient.id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn end(&self, actor: &Actor, patient: PatientId, role: Role, on: &str, reason: &str, note: &str) -> Result<(), Fault> {
        let (actor, ground) = self.writing(actor).await?;
        let ending = tenure::ending(on, reason, note, &ground.codes, jst_date(ground.now))?;
        let desk = self.0.write(move |tx| async move { tenure::end(tx, &actor, &ground, (patient, role), &ending).await }.boxed()).await?;
        announce(&self.0, "patient", patient.0, 0, desk);
        Ok(())
    }
}
