//! Files attached to a case: who may, how much, and what is written down. The contents themselves are the [`crate::files`]' matter.

use super::Services;
use super::common::{Stop, announce, entry};
use super::error::fault;
use super::notice::CaseNews;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use db::attachment::{NewAttachment, Stored};
use db::cases::CaseRecord;
use db::{ConnectionTrait, Tx, Voiding};
use domain::account::{Actor, Permission};
use domain::attachment::{CaseFiles, fits};
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Flaws, Refusal};
use domain::id::{AttachmentId, AuditId, CaseId, DeskId};
use domain::merge::Fields;
use domain::notice::CaseStep;
use domain::ports::AttachmentDesk;
use futures::FutureExt;

/// Fulfils [`AttachmentDesk`], and what HTTP needs besides.
#[derive(Clone)]
pub struct AttachmentService(pub Services);

async fn own_case(conn: &impl ConnectionTrait, actor: &Actor, id: CaseId) -> Result<CaseRecord, Stop> {
    let found = db::cases::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    Ok(found)
}

#[async_trait]
impl AttachmentDesk for AttachmentService {
    async fn of_case(&self, actor: &Actor, case: CaseId) -> Result<CaseFiles, Fault> {
        actor.require(Permission::InquiryRead)?;
        let conn = self.0.db.read();
        let found = own_case(conn, actor, case).await.map_err(Stop::fault)?;
        let files = db::attachment::of_case(conn, case).await.map_err(fault)?;
        Ok(CaseFiles { files, next: AttachmentId::new(), open: found.voided.is_none() && actor.may(Permission::InquiryWrite) })
    }

    async fn void(&self, actor: &Actor, id: AttachmentId, reason: &str) -> Result<CaseId, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let reason = domain::cases::reason(reason)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let (case, desk) = self.0.db.write(move |tx: &Tx| async move { void(tx, &actor, id, &reason, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "cases", case.0, 0, desk);
        Ok(case)
    }
}

impl AttachmentService {
    /// Whether the actor may attach something to the case: asked before anything is written to the disk.
    ///
    /// # Errors
    /// Lacking permission, another desk's, or voided.
    pub async fn may_attach(&self, actor: &Actor, case: CaseId) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let found = own_case(self.0.db.read(), actor, case).await.map_err(Stop::fault)?;
        if found.voided.is_some() { Err(Refusal::Voided.into()) } else { Ok(()) }
    }

    /// Writes a file down whose content is on the disk: once, however often it is sent.
    ///
    /// # Errors
    /// Lacking permission, no room left for this case, or the id belongs to another file.
    pub async fn attach(&self, actor: &Actor, new: NewAttachment) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now, case) = (actor.clone(), self.0.now(), new.case_id);
        let desk = self.0.db.write(move |tx: &Tx| async move { attach(tx, &actor, &new, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "cases", case.0, 0, desk);
        Ok(())
    }

    /// A file that the actor may read, for sending it; the view is logged. A voided file is not sent any more.
    ///
    /// # Errors
    /// Unknown, voided, or of another desk.
    pub async fn open(&self, actor: &Actor, id: AttachmentId) -> Result<Stored, Fault> {
        actor.require(Permission::InquiryRead)?;
        let conn = self.0.db.read();
        let found = db::attachment::find(conn, id).await.map_err(fault)?.ok_or(Fault::NotFound)?;
        let case = own_case(conn, actor, found.file.case_id).await.map_err(Stop::fault)?;
        if found.file.voided.is_some() {
            return Err(Fault::NotFound);
        }
        let mut seen = entry(actor, self.0.now(), Deed::View, RecordKind::Attachment, id, 0);
        seen.patient = case.patient.as_ref().map(|p| p.id);
        super::common::log(&self.0, seen).await?;
        Ok(found)
    }
}

fn told(name: &str) -> Option<Fields> {
    Some(Fields::from([("attachment".to_owned(), name.to_owned())]))
}

/// Tells whoever is in charge of the case that a file came or went.
async fn tell(tx: &Tx, actor: &Actor, case: &CaseRecord, key: AuditId, now: DateTime<Utc>) -> Result<(), Stop> {
    let brief = &case.brief;
    let news = CaseNews { actor, id: brief.id, number: &brief.number, due: brief.next_date, key, now };
    news.changed(tx, brief.owner.as_ref().map(|o| o.id), CaseStep::File).await
}

async fn attach(tx: &Tx, actor: &Actor, new: &NewAttachment, now: DateTime<Utc>) -> Result<DeskId, Stop> {
    db::hold::case(tx, new.case_id).await?;
    let case = own_case(tx, actor, new.case_id).await?;
    if let Some(known) = db::attachment::find(tx, new.id).await? {
        let same = known.sha256 == new.sha256 && known.file.case_id == new.case_id;
        return if same { Ok(case.desk.id) } else { Err(Refusal::FileRecorded.into()) };
    }
    if case.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    if let Err(flaw) = fits(new.size, db::attachment::used(tx, new.case_id).await?) {
        let mut flaws = Flaws::default();
        flaws.push("file", flaw);
        return Err(flaws.into());
    }
    db::attachment::insert(tx, new, actor.user_id, now).await?;
    let patient = case.patient.as_ref().map(|p| p.id);
    let mut log = entry(actor, now, Deed::Attach, RecordKind::Attachment, new.id, 1);
    log.patient = patient;
    log.after = Some(Fields::from([
        ("case".to_owned(), case.brief.number.clone()),
        ("attachment".to_owned(), new.name.clone()),
        ("size".to_owned(), new.size.to_string()),
        ("sha256".to_owned(), new.sha256.clone()),
        ("description".to_owned(), new.description.clone()),
    ]));
    db::audit::append(tx, &log).await?;
    // The case tells of it in its history, without a version of its own.
    let mut log = entry(actor, now, Deed::Attach, RecordKind::Case, new.case_id, 0);
    log.patient = patient;
    log.before = told("");
    log.after = told(&new.name);
    db::audit::append(tx, &log).await?;
    tell(tx, actor, &case, log.id, now).await?;
    Ok(case.desk.id)
}

async fn void(tx: &Tx, actor: &Actor, id: AttachmentId, reason: &str, now: DateTime<Utc>) -> Result<(CaseId, DeskId), Stop> {
    let case = db::attachment::find(tx, id).await?.ok_or(Fault::NotFound)?.file.case_id;
    db::hold::case(tx, case).await?;
    let found = own_case(tx, actor, case).await?;
    let file = db::attachment::find(tx, id).await?.ok_or(Fault::NotFound)?.file;
    if !db::attachment::void(tx, id, Voiding { at: now, by: actor.user_id, reason }).await? {
        return Ok((case, found.desk.id));
    }
    let patient = found.patient.as_ref().map(|p| p.id);
    let mut log = entry(actor, now, Deed::Void, RecordKind::Attachment, id, 2);
    log.patient = patient;
    log.note = reason.to_owned();
    db::audit::append(tx, &log).await?;
    let mut log = entry(actor, now, Deed::Attach, RecordKind::Case, case, 0);
    log.patient = patient;
    log.before = told(&file.name);
    log.after = told("");
    log.note = reason.to_owned();
    db::audit::append(tx, &log).await?;
    tell(tx, actor, &found, log.id, now).await?;
    Ok((case, found.desk.id))
}
