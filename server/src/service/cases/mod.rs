//! Carrying a case on: entries, state, close, reopen, void, move, link.

mod change;
mod moving;
mod thread;

use super::Services;
use super::common::{Stop, announce, desks, entry, log};
use super::inquiry::view_of;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::CaseRecord;
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::{CaseForm, CaseView, CloseForm, EntryForm, Moved};
use domain::error::Fault;
use domain::id::{CaseId, DeskId, EntryId, InquiryId, UserId};
use domain::inquiry::InquiryForm;
use domain::ports::CaseDesk;
use futures::FutureExt;

/// Fulfils [`CaseDesk`].
#[derive(Clone)]
pub struct CaseService(pub Services);

/// A case of the actor's desks.
async fn own(conn: &impl db::ConnectionTrait, actor: &Actor, id: CaseId) -> Result<CaseRecord, Stop> {
    let found = db::cases::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    Ok(found)
}

/// A case of the actor's desks, held until the job ends.
async fn own_to_change(tx: &Tx, actor: &Actor, id: CaseId) -> Result<CaseRecord, Stop> {
    db::hold::case(tx, id).await?;
    own(tx, actor, id).await
}

/// What a change leaves behind: the version and whose people are told.
struct Changed {
    version: i32,
    desk: DeskId,
}

/// Opens a closed case, which is held, again inside another job, because something is to be done in it.
pub(in crate::service) async fn reopen(tx: &Tx, actor: &Actor, found: &CaseRecord, reason: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    change::reopen(tx, actor, found, reason.to_owned(), now).await.map(drop)
}

/// Closes a case inside another job, because what it depended on is gone: its version and desk.
pub(in crate::service) async fn close_with(
    tx: &Tx,
    actor: &Actor,
    (id, seen): (CaseId, i32),
    outcome: domain::code::Code,
    remark: String,
    now: DateTime<Utc>,
) -> Result<(i32, DeskId), Stop> {
    let changed = change::step(tx, actor, id, seen, change::Step::Close { outcome, remark }, now).await?;
    Ok((changed.version, changed.desk))
}

#[async_trait]
impl CaseDesk for CaseService {
    async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.view(actor, id).await.map_err(Stop::fault)
    }

    async fn changes(&self, actor: &Actor, id: CaseId) -> Result<i64, Fault> {
        actor.require(Permission::InquiryRead)?;
        let conn = self.0.db.read();
        own(conn, actor, id).await.map_err(Stop::fault)?;
        db::cases::changes(conn, id).await.map_err(super::error::fault)
    }

    async fn edit(&self, actor: &Actor, id: CaseId, version: i32, form: &CaseForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, form, now) = (actor.clone(), form.clone(), self.0.now());
        self.write(id, move |tx: &Tx| async move { change::edit(tx, &actor, id, version, &form, now).await }.boxed()).await
    }

    async fn add_entry(&self, actor: &Actor, id: CaseId, form: &EntryForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let now = self.0.now();
        let data = form.parse(now, &self.0.codes())?;
        let (actor, timed) = (actor.clone(), !form.occurred_at.trim().is_empty());
        self.write(id, move |tx: &Tx| async move { thread::add_entry(tx, &actor, id, &data, timed, now).await }.boxed()).await
    }

    async fn close(&self, actor: &Actor, id: CaseId, version: i32, form: &CloseForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (outcome, remark) = form.parse(&self.0.codes())?;
        let step = change::Step::Close { outcome, remark };
        let (actor, now) = (actor.clone(), self.0.now());
        self.write(id, move |tx: &Tx| async move { change::step(tx, &actor, id, version, step, now).await }.boxed()).await
    }

    async fn reopen(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let step = change::Step::Reopen { reason: domain::cases::reason(reason)? };
        let (actor, now) = (actor.clone(), self.0.now());
        self.write(id, move |tx: &Tx| async move { change::step(tx, &actor, id, version, step, now).await }.boxed()).await
    }

    async fn void(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let step = change::Step::Void { reason: domain::cases::reason(reason)? };
        let (actor, now) = (actor.clone(), self.0.now());
        self.write(id, move |tx: &Tx| async move { change::step(tx, &actor, id, version, step, now).await }.boxed()).await
    }

    async fn move_inquiry(&self, actor: &Actor, inquiry: InquiryId, to: &str, confirmed: &str) -> Result<Moved, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let wish = moving::Wish { inquiry, to: to.trim().to_owned(), confirmed: confirmed.to_owned() };
        let (moved, desk) = self.0.db.write(move |tx: &Tx| async move { moving::move_inquiry(tx, &actor, &wish, now).await }.boxed()).await.map_err(Stop::fault)?;
        // Asking back is an answer too: it was logged as a look at the other person's case.
        let moved = moved?;
        announce(&self.0, "inquiry", inquiry.0, 0, desk);
        announce(&self.0, "cases", moved.case.0, 0, desk);
        Ok(moved)
    }

    async fn link(&self, actor: &Actor, id: CaseId, other: CaseId) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        self.write(id, move |tx: &Tx| async move { thread::link(tx, &actor, id, other, now).await }.boxed()).await
    }

    async fn set_patient(&self, actor: &Actor, id: CaseId, version: i32, form: &InquiryForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let now = self.0.now();
        let choice = form.parse_patient(jst_date(now), &self.0.codes())?;
        let actor = actor.clone();
        self.write(id, move |tx: &Tx| async move { change::set_patient(tx, &actor, id, version, &choice, now).await }.boxed()).await
    }
}

impl CaseService {
    /// One transaction, then the hint.
    async fn write<F>(&self, id: CaseId, job: F) -> Result<(), Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> futures::future::BoxFuture<'t, Result<Changed, Stop>> + Send + 'static,
    {
        let changed = self.0.db.write(job).await.map_err(Stop::fault)?;
        announce(&self.0, "cases", id.0, changed.version, changed.desk);
        Ok(())
    }

    async fn view(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Stop> {
        let conn = self.0.db.read();
        let now = self.0.now();
        let found = own(conn, actor, id).await?;
        let mut seen = entry(actor, now, Deed::View, RecordKind::Case, id, found.version);
        seen.patient = super::common::patient_of(found.patient.as_ref());
        log(&self.0, seen).await?;
        let desks = desks(actor);
        let others = match &found.patient {
            Some(patient) => db::cases::of_patient(conn, &desks, patient.id, Some(id)).await?,
            None => Vec::new(),
        };
        let today = jst_date(now);
        let inquiries = db::inquiry::of_case(conn, id).await?.into_iter().map(|i| view_of(i, today)).collect();
        let history = db::audit::history(conn, RecordKind::Case, &id.to_string()).await?;
        let staff = db::desk::staff(conn, &[found.desk.id]).await?;
        let mut people = staff.clone();
        let named = history.iter().flat_map(|c| &c.fields).filter(|f| f.field == "owner_id").flat_map(|f| [&f.before, &f.after]).filter_map(|id| id.parse().ok());
        let mut missing: Vec<UserId> = found.brief.owner.iter().map(|o| o.id).chain(named).filter(|id| !staff.iter().any(|s| s.id == *id)).collect();
        missing.sort_unstable_by_key(|id| id.0);
        missing.dedup();
        people.extend(db::account::names(conn, &missing).await?);
        Ok(CaseView {
            version: found.version,
            patient: found.patient,
            closed_at: found.closed_at,
            voided: found.voided,
            inquiries,
            entries: db::entries::of_case(conn, id).await?,
            // The first version and each entry stand on the time line already.
            history: history.into_iter().filter(|c| !matches!(c.deed, Deed::Create | Deed::AddEntry)).collect(),
            linked: db::cases::links(conn, &desks, id).await?,
            others,
            staff,
            people,
            next_entry: EntryId::new(),
            changes: db::cases::changes(conn, id).await?,
            now,
            brief: found.brief,
            desk: found.desk,
        })
    }
}
