//! Recording contacts, finding them again, correcting them.

mod read;
mod record;

pub(super) use read::view_of;
pub(super) use record::{case_fields, choose_patient};

use super::Services;
use super::common::{Edited, Stop, announce, desks, entry, merge};
use super::notice::CaseNews;
use async_trait::async_trait;
use db::Tx;
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::cases::CaseBrief;
use domain::code::{Codes, List};
use domain::error::{Fault, Refusal};
use domain::id::{AuditId, CaseId, InquiryId};
use domain::inquiry::{Blank, InquiryData, InquiryForm, InquiryView, ListPage, ListQuery, MatchQuery, Matches, Recorded, missing};
use domain::notice::CaseStep;
use domain::ports::InquiryDesk;
use futures::FutureExt;

/// Fulfils [`InquiryDesk`].
#[derive(Clone)]
pub struct InquiryService(pub Services);

/// The most characters of a draft's line.
const EXCERPT: usize = 40;

#[async_trait]
impl InquiryDesk for InquiryService {
    async fn blank(&self, actor: &Actor, draft: Option<InquiryId>, case: Option<CaseId>) -> Result<Blank, Fault> {
        actor.require(Permission::InquiryWrite)?;
        self.blank_form(actor, draft, case).await.map_err(Stop::fault)
    }

    async fn record(&self, actor: &Actor, form: &InquiryForm) -> Result<Recorded, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let intake = form.parse(self.0.now(), &self.0.codes())?;
        actor.require_desk(intake.desk_id)?;
        let job = record::Job { actor: actor.clone(), now: self.0.now(), form: form.clone(), intake };
        let desk = job.intake.desk_id;
        let recorded = self.0.db.write(move |tx: &Tx| async move { job.run(tx).await }.boxed()).await.map_err(Stop::fault)?;
        if !recorded.repeated {
            announce(&self.0, "inquiry", recorded.id.0, 1, desk);
        }
        Ok(recorded)
    }

    async fn edit(&self, actor: &Actor, id: InquiryId, version: i32, form: &InquiryForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, form, now, codes) = (actor.clone(), form.clone(), self.0.now(), self.0.codes());
        let (version, desk) = self.0.db.write(move |tx: &Tx| async move { edit(tx, &actor, (id, version), &form, &codes, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "inquiry", id.0, version, desk);
        Ok(())
    }

    async fn void(&self, actor: &Actor, id: InquiryId, reason: &str) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let reason = domain::cases::reason(reason)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let (version, desk) = self.0.db.write(move |tx: &Tx| async move { void(tx, &actor, id, reason, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "inquiry", id.0, version, desk);
        Ok(())
    }

    async fn inquiry(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.view(actor, id).await.map_err(Stop::fault)
    }

    async fn sheet(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.paper(actor, id).await.map_err(Stop::fault)
    }

    async fn list(&self, actor: &Actor, query: &ListQuery) -> Result<ListPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.page(actor, query).await.map_err(Stop::fault)
    }

    async fn matches(&self, actor: &Actor, query: &MatchQuery) -> Result<Matches, Fault> {
        actor.require(Permission::InquiryRead)?;
        self.fitting(actor, query).await.map_err(Stop::fault)
    }

    async fn keep_draft(&self, actor: &Actor, form: &InquiryForm, seen: Option<i32>) -> Result<i32, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let id: InquiryId = form.id.parse().map_err(|_| Fault::NotFound)?;
        let draft = Draft { user: actor.user_id, desks: desks(actor), id, form: form.clone(), seen };
        let now = self.0.now();
        self.0.db.write(move |tx: &Tx| async move { keep(tx, &draft, now).await }.boxed()).await.map_err(Stop::fault)
    }

    async fn discard_draft(&self, actor: &Actor, id: InquiryId) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        self.0.db.write(move |tx: &Tx| async move { discard(tx, &actor, id, now).await }.boxed()).await.map_err(Stop::fault)
    }
}

/// An unfinished form to be kept.
struct Draft {
    user: domain::id::UserId,
    desks: Vec<domain::id::DeskId>,
    id: InquiryId,
    form: InquiryForm,
    seen: Option<i32>,
}

/// Keeps a draft.
async fn keep(tx: &Tx, draft: &Draft, now: chrono::DateTime<chrono::Utc>) -> Result<i32, Stop> {
    match db::draft::keep(tx, draft.user, draft.id, &draft.form, &excerpt(&draft.form), draft.seen, now).await? {
        db::draft::Kept::Kept(version) => Ok(version),
        db::draft::Kept::Stale => Err(Refusal::DraftChanged.into()),
        db::draft::Kept::NotYours => Err(Fault::Forbidden.into()),
        db::draft::Kept::Recorded => {
            let number = db::inquiry::find(tx, draft.id).await?.filter(|r| draft.desks.contains(&r.desk.id)).map(|r| r.number).ok_or(Fault::Forbidden)?;
            Err(Refusal::AlreadyRecorded { number }.into())
        }
    }
}

async fn discard(tx: &Tx, actor: &Actor, id: InquiryId, now: chrono::DateTime<chrono::Utc>) -> Result<(), Stop> {
    if !db::draft::discard(tx, actor.user_id, id).await? {
        return Err(Fault::NotFound.into());
    }
    // A draft is no inquiry yet: if one comes of the same form after all, this is no part of its history.
    let mut log = entry(actor, now, Deed::Void, RecordKind::List, id, 0);
    log.note = "draft".to_owned();
    Ok(db::audit::append(tx, &log).await?)
}

/// A few words by which a draft is recognised.
fn excerpt(form: &InquiryForm) -> String {
    let words: Vec<&str> = [&form.caller_name, &form.patient_name, &form.affiliation, &form.content].into_iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect();
    let text = words.join("　").replace('\n', " ");
    if text.is_empty() { "（入力途中）".to_owned() } else { text.chars().take(EXCERPT).collect() }
}

/// The lists with what the inquiry bears already.
fn held(codes: &Codes, data: &InquiryData) -> Codes {
    let one = [(List::Channel, &data.channel), (List::CallerType, &data.caller_type), (List::Category, &data.main_category), (List::Urgency, &data.urgency)];
    let others = data.other_categories.iter().map(|c| (List::Category, c));
    codes.keeping(one.into_iter().chain(others).map(|(list, code)| (list, code.as_str())))
}

async fn edit(
    tx: &Tx,
    actor: &Actor,
    (id, seen): (InquiryId, i32),
    form: &InquiryForm,
    codes: &Codes,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(i32, domain::id::DeskId), Stop> {
    db::hold::inquiry(tx, id).await?;
    let found = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    if found.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    let codes = &held(codes, &found.data);
    let typed = form.parse_data(found.recorded_at, codes)?;
    let theirs = InquiryForm::of(&found.data).contact_fields();
    let mine = InquiryForm::of(&typed).contact_fields();
    let merged = merge(tx, Edited { kind: RecordKind::Inquiry, record: id.to_string(), seen, version: found.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok((found.version, found.desk.id));
    }
    let mut data = InquiryForm::default().with_contact(&merged).parse_data(found.recorded_at, codes)?;
    // The form shows minutes; the seconds of an unchanged time stay.
    if merged.get("received_at") == theirs.get("received_at") {
        data.received_at = found.data.received_at;
    }
    let lacking = i32::try_from(missing(&data).len()).unwrap_or(i32::MAX);
    if !db::inquiry::update(tx, id, found.version, &data, lacking, now).await? {
        return Err(Fault::Busy.into());
    }
    if data.affiliation != found.data.affiliation {
        let organization = record::organization_of(tx, &data.affiliation).await?;
        db::inquiry::set_organization(tx, id, organization).await?;
    }
    let mut log = entry(actor, now, Deed::Update, RecordKind::Inquiry, id, found.version + 1);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.before = Some(theirs);
    log.after = Some(InquiryForm::of(&data).contact_fields());
    db::audit::append(tx, &log).await?;
    tell_owner(tx, actor, (&found.case, log.id), CaseStep::Corrected, now).await?;
    Ok((found.version + 1, found.desk.id))
}

/// Tells whoever is in charge of the case what was done to one of its inquiries.
async fn tell_owner(tx: &Tx, actor: &Actor, (case, key): (&CaseBrief, AuditId), step: CaseStep, now: chrono::DateTime<chrono::Utc>) -> Result<(), Stop> {
    let news = CaseNews { actor, id: case.id, number: &case.number, due: case.next_date, key, now };
    news.changed(tx, case.owner.as_ref().map(|owner| owner.id), step).await
}

async fn void(tx: &Tx, actor: &Actor, id: InquiryId, reason: String, now: chrono::DateTime<chrono::Utc>) -> Result<(i32, domain::id::DeskId), Stop> {
    db::hold::inquiry(tx, id).await?;
    let found = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    if !db::inquiry::void(tx, id, &db::Voiding { at: now, by: actor.user_id, reason: &reason }).await? {
        return Err(Refusal::Voided.into());
    }
    let fields = InquiryForm::of(&found.data).contact_fields();
    let mut log = entry(actor, now, Deed::Void, RecordKind::Inquiry, id, found.version + 1);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.before = Some(fields.clone());
    log.after = Some(fields);
    log.note = reason;
    db::audit::append(tx, &log).await?;
    tell_owner(tx, actor, (&found.case, log.id), CaseStep::InquiryVoided, now).await?;
    Ok((found.version + 1, found.desk.id))
}
