//! What belongs to a case: entries, inquiries that come and go, linked cases.

use super::{Changed, own, own_to_change};
use crate::service::common::{Stop, desks, entry};
use crate::service::inquiry::case_fields;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseRecord, CaseState, NewCase};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::cases::{CaseEvent, CaseStatus, EntryData, Moved, Whose};
use domain::error::{Fault, Flaw, Flaws, OtherPatient, Refusal};
use domain::id::{CaseId, DeskId, InquiryId};
use domain::merge::Fields;

/// Adds an entry; the same entry sent again is the same entry.
pub(super) async fn add_entry(tx: &Tx, actor: &Actor, id: CaseId, data: &EntryData, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let found = own_to_change(tx, actor, id).await?;
    let known = db::entries::of_case(tx, id).await?;
    if let Some(known) = known.iter().find(|e| e.id == data.id) {
        let same = known.means == data.means && known.counterpart == data.counterpart && known.content == data.content && known.next_step == data.next_step;
        return if same { Ok(Changed { version: found.version, desk: found.desk.id }) } else { Err(Refusal::EntryRecorded.into()) };
    }
    let status = found.brief.status.apply(CaseEvent::Contact)?;
    if !data.again && known.iter().any(|e| data.repeats(e, &actor.name, now)) {
        return Err(Refusal::SameEntry.into());
    }
    if !db::entries::insert(tx, id, data, actor.user_id, now).await? {
        // The id belongs to an entry of another case.
        return Err(Refusal::EntryRecorded.into());
    }
    let mut log = entry(actor, now, Deed::AddEntry, RecordKind::Case, id, found.version);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.note = data.id.to_string();
    db::audit::append(tx, &log).await?;
    if status == found.brief.status {
        return Ok(Changed { version: found.version, desk: found.desk.id });
    }
    take_up(tx, actor, &found, status, now).await
}

/// The first entry takes a received case up.
async fn take_up(tx: &Tx, actor: &Actor, found: &CaseRecord, status: CaseStatus, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let brief = &found.brief;
    let owner_id = brief.owner.as_ref().map(|o| o.id);
    let state = CaseState { status, owner_id, next_date: brief.next_date, outcome: brief.outcome.clone(), closed_at: found.closed_at, voided: None };
    let mut log = entry(actor, now, Deed::Update, RecordKind::Case, brief.id, found.version + 1);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.before = Some(case_fields(brief.status, owner_id, brief.next_date, brief.outcome.as_ref()));
    log.after = Some(case_fields(status, owner_id, brief.next_date, brief.outcome.as_ref()));
    if !db::cases::update(tx, brief.id, found.version, &state, now).await? {
        return Err(Fault::Busy.into());
    }
    db::audit::append(tx, &log).await?;
    Ok(Changed { version: found.version + 1, desk: found.desk.id })
}

/// What is to be moved, and where to.
pub(super) struct Move {
    pub(super) inquiry: InquiryId,
    /// The number of a case; empty for a new one.
    pub(super) to: String,
    /// The patient whom somebody saw named as the new one.
    pub(super) confirmed: String,
}

/// Moves an inquiry, or asks back when it would become another person's.
pub(super) async fn move_inquiry(tx: &Tx, actor: &Actor, wish: &Move, now: DateTime<Utc>) -> Result<(Result<Moved, Fault>, DeskId), Stop> {
    let (id, to) = (wish.inquiry, wish.to.as_str());
    let desk = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?.desk.id;
    actor.require_desk(desk)?;
    db::hold::desk(tx, desk).await?;
    db::hold::inquiry(tx, id).await?;
    let found = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?;
    if found.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    let from = own(tx, actor, found.case.id).await?;
    let target = if to.is_empty() { None } else { Some(target(tx, actor, found.desk.id, to).await?) };
    if target.as_ref().is_some_and(|t| t.brief.id == from.brief.id) {
        return Err(Refusal::SameCase.into());
    }
    if db::inquiry::living_in_case(tx, from.brief.id).await? <= 1 {
        return Err(Refusal::LastInquiry.into());
    }
    let patient = from.patient.as_ref().map(|p| p.id);
    let new_patient = target.as_ref().map_or(patient, |t| t.patient.as_ref().map(|p| p.id));
    let change = Whose::after(patient, new_patient);
    if !change.is_allowed(new_patient, &wish.confirmed) {
        return Ok((Err(ask_back(tx, actor, &found.number, &from, target.as_ref(), now).await?), desk));
    }
    let (case, number, whose) = match target {
        Some(case) => (case.brief.id, case.brief.number, case.patient.map(|p| p.id)),
        None => (open_for(tx, actor, &found, &from, now).await?, found.number.clone(), patient),
    };
    if !db::inquiry::move_to_case(tx, id, case, now).await? {
        return Err(Fault::Busy.into());
    }
    let fields = |number: &str| {
        let mut fields = domain::inquiry::InquiryForm::of(&found.data).contact_fields();
        fields.insert("case".to_owned(), number.to_owned());
        fields
    };
    let mut log = entry(actor, now, Deed::Move, RecordKind::Inquiry, id, found.version + 1);
    log.patient = patient;
    log.before = Some(fields(&from.brief.number));
    log.after = Some(fields(&number));
    db::audit::append(tx, &log).await?;
    // Both cases tell of it in their history.
    for (case, patient, before, after) in [(from.brief.id, patient, found.number.as_str(), ""), (case, whose, "", found.number.as_str())] {
        let side = |text: &str| Some(Fields::from([("moved".to_owned(), text.to_owned())]));
        let mut log = entry(actor, now, Deed::Move, RecordKind::Case, case, 0);
        log.patient = patient;
        log.before = side(before);
        log.after = side(after);
        db::audit::append(tx, &log).await?;
    }
    Ok((Ok(Moved { case, whose: change }), found.desk.id))
}

/// Says whose inquiry it is and whose it would be. The answer shows a person's name, so it is a look that is logged.
async fn ask_back(tx: &Tx, actor: &Actor, number: &str, from: &CaseRecord, target: Option<&CaseRecord>, now: DateTime<Utc>) -> Result<Fault, Stop> {
    let (Some(from), Some((case, other))) = (&from.patient, target.and_then(|t| t.patient.as_ref().map(|p| (&t.brief, p)))) else {
        return Err(Fault::NotFound.into());
    };
    let mut log = entry(actor, now, Deed::View, RecordKind::Case, case.id, 0);
    log.patient = Some(other.id);
    db::audit::append(tx, &log).await?;
    let asked = OtherPatient { number: number.to_owned(), name: from.name.clone(), case: case.number.clone(), other: other.id, other_name: other.name.clone() };
    Ok(Refusal::OtherPatient(Box::new(asked)).into())
}

async fn target(tx: &Tx, actor: &Actor, desk: DeskId, to: &str) -> Result<CaseRecord, Stop> {
    let unknown = || {
        let mut flaws = Flaws::default();
        flaws.push("case_number", Flaw::UnknownCase);
        Stop::from(flaws)
    };
    let id = db::cases::by_number(tx, &desks(actor), to).await?.ok_or_else(unknown)?;
    let found = own(tx, actor, id).await?;
    if found.desk.id != desk || found.voided.is_some() { Err(unknown()) } else { Ok(found) }
}

/// A case of its own for an inquiry that does not belong where it is. The person is the same until somebody says otherwise.
async fn open_for(tx: &Tx, actor: &Actor, inquiry: &db::inquiry::InquiryRecord, from: &CaseRecord, now: DateTime<Utc>) -> Result<CaseId, Stop> {
    let id = CaseId::new();
    let owner_id = from.brief.owner.as_ref().map(|o| o.id);
    let state = CaseState { status: CaseStatus::InProgress, owner_id, next_date: None, outcome: None, closed_at: None, voided: None };
    let after = case_fields(state.status, owner_id, None, None);
    let new = NewCase {
        id,
        desk_id: inquiry.desk.id,
        number: &inquiry.number,
        patient_id: from.patient.as_ref().map(|p| p.id),
        state,
        main_category: &inquiry.data.main_category,
        opened_at: inquiry.data.received_at,
    };
    db::cases::insert(tx, &new).await?;
    let mut log = entry(actor, now, Deed::Create, RecordKind::Case, id, 1);
    log.patient = from.patient.as_ref().map(|p| p.id);
    log.after = Some(after);
    db::audit::append(tx, &log).await?;
    Ok(id)
}

/// Links two cases of one patient.
pub(super) async fn link(tx: &Tx, actor: &Actor, id: CaseId, other: CaseId, now: DateTime<Utc>) -> Result<Changed, Stop> {
    if id == other {
        return Err(Refusal::SameCase.into());
    }
    let (a, b) = (own(tx, actor, id).await?, own(tx, actor, other).await?);
    let patient = a.patient.as_ref().map(|p| p.id);
    if patient.is_none() || patient != b.patient.as_ref().map(|p| p.id) {
        return Err(Refusal::DifferentPatients.into());
    }
    if db::cases::link(tx, id, other, actor.user_id, now).await? {
        for (case, with) in [(&a, &b), (&b, &a)] {
            let mut log = entry(actor, now, Deed::Link, RecordKind::Case, case.brief.id, 0);
            log.patient = patient;
            log.before = Some(Fields::new());
            log.after = Some(Fields::from([("linked".to_owned(), with.brief.number.clone())]));
            db::audit::append(tx, &log).await?;
        }
    }
    Ok(Changed { version: a.version, desk: a.desk.id })
}
