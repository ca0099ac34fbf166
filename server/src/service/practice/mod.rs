//! A physician's own work: offers without a name, patients whom the desk confirmed, absences.

mod offers;
mod patients;

use super::Services;
use super::assignment::{announce_record, message_id};
use super::common::{Stop, entry, log, log_list};
use super::error::fault;
use super::physician::absence::Job;
use async_trait::async_trait;
use db::assignment::Record;
use db::physician::Known;
use db::{ConnectionTrait, Tx};
use domain::account::{Actor, Permission};
use domain::assignment::{OfferView, OwnOffer, OwnPatient, OwnPatientView, PracticeView};
use domain::audit::{Deed, RecordKind};
use domain::code::List;
use domain::error::{Fault, Flaws};
use domain::id::{AbsenceId, OfferId, PatientId};
use domain::physician::AbsenceForm;
use domain::ports::PracticeDesk;
use futures::FutureExt;
use futures::future::BoxFuture;

/// Offers that a list holds.
const OFFERS: i64 = 100;

/// Fulfils [`PracticeDesk`].
#[derive(Clone)]
pub struct PracticeService(pub Services);

/// Who the actor is among the physicians.
async fn me(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Known, Stop> {
    db::physician::of_user(conn, actor.user_id).await?.ok_or_else(|| Fault::NotFound.into())
}

#[async_trait]
impl PracticeDesk for PracticeService {
    async fn practice(&self, actor: &Actor) -> Result<PracticeView, Fault> {
        actor.require(Permission::Practice)?;
        self.overview(actor).await.map_err(Stop::fault)
    }

    async fn patients(&self, actor: &Actor) -> Result<Vec<OwnPatient>, Fault> {
        actor.require(Permission::Practice)?;
        let conn = self.0.db.read();
        let me = me(conn, actor).await.map_err(Stop::fault)?.physician.id;
        let patients = patients::own(conn, me, self.0.now()).await.map_err(Stop::fault)?;
        log_list(&self.0, actor, "own_patients", patients.iter().map(|p| p.patient.id.0)).await?;
        Ok(patients)
    }

    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<OwnPatientView, Fault> {
        actor.require(Permission::Practice)?;
        let (conn, now) = (self.0.db.read(), self.0.now());
        let me = me(conn, actor).await.map_err(Stop::fault)?.physician.id;
        let view = patients::one(conn, me, id, now).await.map_err(Stop::fault)?;
        let mut seen = entry(actor, now, Deed::View, RecordKind::Patient, view.patient.id, view.patient.version);
        seen.patient = Some(view.patient.id);
        log(&self.0, seen).await?;
        Ok(view)
    }

    async fn offers(&self, actor: &Actor) -> Result<Vec<OwnOffer>, Fault> {
        actor.require(Permission::Practice)?;
        let (conn, now) = (self.0.db.read(), self.0.now());
        let me = me(conn, actor).await.map_err(Stop::fault)?.physician.id;
        let asked = db::assignment::asked_of(conn, me, OFFERS).await.map_err(fault)?;
        log_list(&self.0, actor, "own_offers", asked.iter().map(|a| a.offer.id.0)).await?;
        Ok(asked.into_iter().map(|a| OwnOffer::new(&a.offer, a.card, now)).collect())
    }

    async fn offer(&self, actor: &Actor, id: OfferId) -> Result<OfferView, Fault> {
        actor.require(Permission::Practice)?;
        let (who, ground) = (actor.clone(), self.0.ground().await);
        let seen = self.0.db.write(move |tx: &Tx| async move { offers::look(tx, &who, &ground, id).await }.boxed()).await.map_err(Stop::fault);
        let seen = self.noted(actor, id, "view", seen).await?;
        if let Some(record) = &seen.viewed {
            announce_record(&self.0, record);
        }
        Ok(seen.view)
    }

    async fn standing(&self, actor: &Actor, id: OfferId) -> Result<String, Fault> {
        actor.require(Permission::Practice)?;
        offers::standing(self.0.db.read(), actor, self.0.now(), id).await.map_err(Stop::fault)
    }

    async fn accept(&self, actor: &Actor, id: OfferId, seen: i32) -> Result<(), Fault> {
        actor.require_writing(Permission::Practice)?;
        let (who, ground) = (actor.clone(), self.0.ground().await);
        self.write(actor, id, "accept", move |tx: &Tx| async move { offers::accept(tx, &who, &ground, id, seen).await }.boxed()).await
    }

    async fn decline(&self, actor: &Actor, id: OfferId, reason: &str, remark: &str) -> Result<(), Fault> {
        actor.require_writing(Permission::Practice)?;
        let (who, ground, remark) = (actor.clone(), self.0.ground().await, remark.to_owned());
        let mut flaws = Flaws::default();
        let reason = flaws.note("decline_reason", ground.codes.required(List::DeclineReason, reason, None));
        let reason = flaws.or(reason)?;
        self.write(actor, id, "decline", move |tx: &Tx| async move { offers::decline(tx, &who, &ground, id, reason, &remark).await }.boxed()).await
    }

    async fn ask(&self, actor: &Actor, id: OfferId, message: &str, content: &str) -> Result<(), Fault> {
        actor.require_writing(Permission::Practice)?;
        let (who, ground, message, content) = (actor.clone(), self.0.ground().await, message_id(message)?, content.to_owned());
        self.write(actor, id, "ask", move |tx: &Tx| async move { offers::ask(tx, &who, &ground, id, (message, &content)).await }.boxed()).await
    }

    async fn add_absence(&self, actor: &Actor, id: AbsenceId, form: &AbsenceForm) -> Result<(), Fault> {
        actor.require_writing(Permission::Practice)?;
        let (job, form) = (self.absence_job(actor), form.clone());
        self.0.write(move |tx: &Tx| async move { job.add(tx, me(tx, &job.actor).await?.physician.id, id, &form).await }.boxed()).await
    }

    async fn withdraw_absence(&self, actor: &Actor, id: AbsenceId, version: i32) -> Result<(), Fault> {
        actor.require_writing(Permission::Practice)?;
        let job = self.absence_job(actor);
        self.0.write(move |tx: &Tx| async move { job.withdraw(tx, id, version, Some(me(tx, &job.actor).await?.physician.id)).await.map(drop) }.boxed()).await
    }
}

impl PracticeService {
    fn absence_job(&self, actor: &Actor) -> Job {
        Job { actor: actor.clone(), now: self.0.now(), codes: self.0.codes() }
    }

    /// One transaction of an answer, then the hints; a refused one is logged too.
    async fn write<F>(&self, actor: &Actor, id: OfferId, what: &str, job: F) -> Result<(), Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<Record, Stop>> + Send + 'static,
    {
        let done = self.0.db.write(job).await.map_err(Stop::fault);
        announce_record(&self.0, &self.noted(actor, id, what, done).await?);
        Ok(())
    }

    /// Logs an answer that came too late, or from somebody whom nobody asked.
    async fn noted<T>(&self, actor: &Actor, id: OfferId, what: &str, done: Result<T, Fault>) -> Result<T, Fault> {
        let why = match &done {
            Err(Fault::NotFound) => "not_found".to_owned(),
            Err(Fault::Refused(refusal)) => format!("{refusal:?}"),
            _ => return done,
        };
        let mut line = entry(actor, self.0.now(), Deed::Refused, RecordKind::Offer, id, 0);
        line.note = format!("{what}: {why}");
        log(&self.0, line).await?;
        done
    }

    async fn overview(&self, actor: &Actor) -> Result<PracticeView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let mut view = PracticeView { profile: None, waiting: 0, patients: Vec::new(), absences: Vec::new(), next_absence: AbsenceId::new(), now };
        let Some(known) = db::physician::of_user(conn, actor.user_id).await? else { return Ok(view) };
        let me = known.physician.id;
        let asked = db::assignment::asked_of(conn, me, OFFERS).await?;
        view.waiting = u32::try_from(asked.iter().filter(|a| a.offer.state.is_out() && !a.offer.is_overdue(now)).count()).unwrap_or(u32::MAX);
        view.patients = patients::own(conn, me, now).await?;
        view.absences = db::physician::absences(conn, Some(me), now).await?;
        view.profile = Some(domain::physician::PhysicianBrief { id: me, name: known.name, organization: known.organization.name });
        log_list(&self.0, actor, "own_patients", view.patients.iter().map(|p| p.patient.id.0)).await?;
        Ok(view)
    }
}
