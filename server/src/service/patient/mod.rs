//! What is known of patients: finding, recording and correcting them, two records of one person, and the end of a matter.

mod change;
mod end;
mod merge;
mod read;

use super::Services;
use super::common::{Stop, announce, desks, log_list};
use async_trait::async_trait;
use db::Tx;
use db::patient::PatientRecord;
use domain::account::{Actor, Permission};
use domain::calendar::jst_date;
use domain::error::{Fault, Refusal};
use domain::id::{DeskId, MergeId, PatientId};
use domain::inquiry::PatientMatch;
use domain::patient::{DuplicatePage, EndForm, EndView, MergeOrder, MergeView, Patient, PatientForm, PatientPage, PatientQuery, PatientView, Suspect, UnmergeView};
use domain::ports::PatientDesk;
use futures::FutureExt;

/// Patients found at once.
const FOUND: u64 = 20;
/// A record leads to the one it was merged into, and that one perhaps on: more steps than this are a mistake.
const STEPS: usize = 16;

/// Fulfils [`PatientDesk`].
#[derive(Clone)]
pub struct PatientService(pub Services);

/// A patient of the actor's desks.
async fn own(conn: &impl db::ConnectionTrait, actor: &Actor, id: PatientId) -> Result<PatientRecord, Stop> {
    let found = db::patient::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk_id)?;
    Ok(found)
}

/// A patient of the actor's desks as it was seen, held until the job ends; nothing is changed of a record that was merged into another.
async fn own_to_change(tx: &Tx, actor: &Actor, id: PatientId) -> Result<PatientRecord, Stop> {
    db::hold::patient(tx, id).await?;
    let found = own(tx, actor, id).await?;
    if found.patient.merged_into.is_some() {
        return Err(Refusal::PatientMerged.into());
    }
    Ok(found)
}

/// The record that stands for the person whom `id` names, kept as it is until the job ends: an old form may still name one
/// that was merged since.
pub(in crate::service) async fn standing(tx: &Tx, id: PatientId) -> Result<Option<PatientRecord>, Stop> {
    let mut id = id;
    for _ in 0..STEPS {
        db::hold::patient_as_is(tx, id).await?;
        match db::patient::find(tx, id).await? {
            Some(PatientRecord { patient: Patient { merged_into: Some(into), .. }, .. }) => id = into,
            found => return Ok(found),
        }
    }
    Ok(None)
}

#[async_trait]
impl PatientDesk for PatientService {
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<Patient, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.one(actor, id).await.map_err(Stop::fault)
    }

    async fn view(&self, actor: &Actor, id: PatientId) -> Result<PatientView, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.whole(actor, id).await.map_err(Stop::fault)
    }

    async fn list(&self, actor: &Actor, query: &PatientQuery) -> Result<PatientPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        let filter = query.parse(&self.0.codes())?;
        let today = jst_date(self.0.now());
        let (rows, total) = db::patient::list(self.0.db.read(), &desks(actor), &filter, today).await.map_err(super::error::fault)?;
        log_list(&self.0, actor, "patients", rows.iter().map(|r| r.patient.id.0)).await?;
        Ok(PatientPage { rows, total: total.min(db::patient::COUNT_MAX), more: total > db::patient::COUNT_MAX, today })
    }

    async fn suspects(&self, actor: &Actor, desk: Option<DeskId>, form: &PatientForm, except: Option<PatientId>) -> Result<Vec<Suspect>, Fault> {
        actor.require(Permission::InquiryRead)?;
        // Records of two desks are two records of one person, and neither is the other's duplicate.
        let among = match (except, desk) {
            (Some(id), _) => vec![own(self.0.db.read(), actor, id).await.map_err(Stop::fault)?.desk_id],
            (None, Some(desk)) => {
                actor.require_desk(desk)?;
                vec![desk]
            }
            (None, None) => desks(actor),
        };
        // A form with other flaws has nobody to compare yet.
        let Ok(data) = form.parse(jst_date(self.0.now()), &self.0.codes()) else { return Ok(Vec::new()) };
        let found = change::suspects(self.0.db.read(), &among, &Patient::new(except.unwrap_or_default(), data), except).await.map_err(Stop::fault)?;
        log_list(&self.0, actor, "suspects", found.iter().map(|s| s.patient.id.0)).await?;
        Ok(found)
    }

    async fn create(&self, actor: &Actor, id: PatientId, desk: DeskId, form: &PatientForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        actor.require_desk(desk)?;
        let now = self.0.now();
        let data = form.parse(jst_date(now), &self.0.codes())?;
        let (actor, distinct) = (actor.clone(), form.patient_distinct == "1");
        self.0.db.write(move |tx: &Tx| async move { change::create(tx, &actor, (id, desk), data, distinct, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "patient", id.0, 1, desk);
        Ok(())
    }

    async fn edit(&self, actor: &Actor, id: PatientId, version: i32, form: &PatientForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, form, now, codes) = (actor.clone(), form.clone(), self.0.now(), self.0.codes());
        let (version, desk) =
            self.0.db.write(move |tx: &Tx| async move { change::edit(tx, &actor, (id, version), &form, &codes, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "patient", id.0, version, desk);
        Ok(())
    }

    async fn find(&self, actor: &Actor, words: &str) -> Result<Vec<PatientMatch>, Fault> {
        actor.require(Permission::InquiryRead)?;
        let found = db::patient::search(self.0.db.read(), &desks(actor), words, FOUND).await.map_err(super::error::fault)?;
        log_list(&self.0, actor, "patients", found.iter().map(|p| p.patient.id.0)).await?;
        Ok(found)
    }

    async fn duplicates(&self, actor: &Actor) -> Result<DuplicatePage, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.doubles(actor).await.map_err(Stop::fault)
    }

    async fn set_distinct(&self, actor: &Actor, a: PatientId, b: PatientId, distinct: bool) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        self.0.db.write(move |tx: &Tx| async move { change::set_distinct(tx, &actor, (a, b), distinct, now).await }.boxed()).await.map_err(Stop::fault)
    }

    async fn merge_view(&self, actor: &Actor, survivor: PatientId, absorbed: PatientId) -> Result<MergeView, Fault> {
        actor.require(Permission::InquiryWrite)?;
        self.before_merge(actor, survivor, absorbed).await.map_err(Stop::fault)
    }

    async fn merge(&self, actor: &Actor, order: MergeOrder, form: &PatientForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, form, ground) = (actor.clone(), form.clone(), self.0.ground().await);
        let done = self.0.db.write(move |tx: &Tx| async move { merge::merge(tx, &actor, order, &form, &ground).await }.boxed()).await;
        let moved = done.map_err(|stop| merge::told(stop).fault())?;
        self.tell(&moved);
        Ok(())
    }

    async fn unmerge_view(&self, actor: &Actor, merge: MergeId) -> Result<UnmergeView, Fault> {
        actor.require(Permission::InquiryWrite)?;
        self.before_unmerge(actor, merge).await.map_err(Stop::fault)
    }

    async fn unmerge(&self, actor: &Actor, merge: MergeId) -> Result<PatientId, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, ground) = (actor.clone(), self.0.ground().await);
        let moved = self.0.db.write(move |tx: &Tx| async move { merge::unmerge(tx, &actor, merge, &ground).await }.boxed()).await.map_err(Stop::fault)?;
        self.tell(&moved);
        Ok(moved.patient.0)
    }

    async fn end_view(&self, actor: &Actor, id: PatientId) -> Result<EndView, Fault> {
        actor.require(Permission::InquiryWrite)?;
        self.before_end(actor, id).await.map_err(Stop::fault)
    }

    async fn end(&self, actor: &Actor, id: PatientId, version: i32, form: &EndForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let now = self.0.now();
        let ending = form.parse(jst_date(now), &self.0.codes())?;
        let (actor, ground) = (actor.clone(), self.0.ground().await);
        let moved = self.0.db.write(move |tx: &Tx| async move { end::end(tx, &actor, (id, version), ending, &ground).await }.boxed()).await.map_err(Stop::fault)?;
        self.tell(&moved);
        Ok(())
    }

    async fn revive(&self, actor: &Actor, id: PatientId, version: i32) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let moved = self.0.db.write(move |tx: &Tx| async move { end::revive(tx, &actor, (id, version), now).await }.boxed()).await.map_err(Stop::fault)?;
        self.tell(&moved);
        Ok(())
    }
}

/// What a job changed: whose pages are told.
struct Touched {
    /// The patient and its version.
    patient: (PatientId, i32),
    /// The patient's desk.
    desk: DeskId,
    /// Cases with their version and desk.
    cases: Vec<(domain::id::CaseId, i32, DeskId)>,
}

impl PatientService {
    /// Hints, after the commit.
    fn tell(&self, touched: &Touched) {
        announce(&self.0, "patient", touched.patient.0.0, touched.patient.1, touched.desk);
        for (case, version, desk) in &touched.cases {
            announce(&self.0, "cases", case.0, *version, *desk);
        }
    }
}
