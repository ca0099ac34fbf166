//! A search begins, and what is looked for changes.

use super::rank::primary_today;
use super::step::{Ground, Step, Who, advance, fields, own_held, told};
use crate::service::common::{Edited, Stop, entry, merge};
use chrono::{DateTime, Utc};
use db::assignment::Record;
use db::cases::CaseRecord;
use db::{ConnectionTrait, Tx};
use domain::account::Actor;
use domain::assignment::{MatchEvent, MatchNew, Matching, Needs, NeedsForm};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::{Fault, Refusal};
use domain::id::{CaseId, RequestId};
use domain::patient::{NOTHING_CODE, Patient, UNKNOWN_CODE};
use domain::physician::PhysicianBrief;

/// 在宅看取り among a patient's procedures.
pub(super) const END_OF_LIFE: &str = "eol";

/// A case of the actor's desks.
pub(super) async fn own_case(conn: &impl ConnectionTrait, actor: &Actor, id: CaseId) -> Result<CaseRecord, Stop> {
    let found = db::cases::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    Ok(found)
}

/// The needs as far as the patient's record tells them.
fn known_needs(patient: &Patient) -> NeedsForm {
    let procedures = patient.details.procedures.iter().map(|c| c.0.clone());
    let tick = |is: bool| if is { "1".to_owned() } else { String::new() };
    NeedsForm {
        start_on: patient.details.discharge_on.known().map(|day| day.to_string()).unwrap_or_default(),
        end_of_life: tick(procedures.clone().any(|code| code == END_OF_LIFE)),
        procedures: procedures.filter(|code| ![END_OF_LIFE, NOTHING_CODE, UNKNOWN_CODE].contains(&code.as_str())).collect(),
        match_urgency: "normal".to_owned(),
        match_mode: "nominate".to_owned(),
        want_primary: tick(true),
        ..NeedsForm::default()
    }
}

/// What the form of a new search begins with.
pub(super) async fn blank(conn: &impl ConnectionTrait, actor: &Actor, ground: &Ground, case: CaseId) -> Result<MatchNew, Stop> {
    let found = own_case(conn, actor, case).await?;
    let today = jst_date(ground.now);
    let open = db::assignment::of_case(conn, case).await?.into_iter().map(|r| r.matching.request).find(|r| !r.state.is_ended()).map(|r| r.id);
    let (mut form, mut place, mut existing) = (NeedsForm::default(), domain::assignment::Place::default(), None);
    if let Some(patient) = &found.patient {
        form = known_needs(patient);
        place = ground.place(&patient.address);
        if let Some(id) = primary_today(conn, patient.id, today).await? {
            existing = db::physician::find(conn, id).await?.map(|k| PhysicianBrief { id, name: k.name, organization: k.organization.name });
        }
    }
    Ok(MatchNew {
        id: RequestId::new(),
        case: found.brief,
        patient: found.patient.as_ref().map(Patient::brief),
        form,
        district: ground.district(&place).to_owned(),
        outside: place.outside,
        existing,
        open,
        today,
    })
}

/// Opens a search of a case, once however often the form is sent.
pub(super) async fn open(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, case: CaseId, form: &NeedsForm) -> Result<Record, Stop> {
    let now = ground.now;
    // The patient is held before the case, as wherever a death or a merge holds both.
    let before = own_case(tx, actor, case).await?;
    if let Some(patient) = &before.patient {
        db::hold::patient_as_is(tx, patient.id).await?;
    }
    db::hold::case(tx, case).await?;
    let found = own_case(tx, actor, case).await?;
    if let Some(known) = db::assignment::find(tx, id).await? {
        actor.require_desk(known.desk)?;
        return if known.case == case { Ok(known) } else { Err(Refusal::RequestOpen.into()) };
    }
    if !found.brief.status.is_open() {
        return Err(if found.voided.is_some() { Refusal::Voided } else { Refusal::CaseClosed }.into());
    }
    let Some(patient) = found.patient else { return Err(Refusal::PatientMissing.into()) };
    // Somebody said meanwhile that the case is about somebody else, who is not held.
    if before.patient.is_none_or(|p| p.id != patient.id) || patient.ended.is_some() || patient.merged_into.is_some() {
        return Err(Refusal::PatientChanged.into());
    }
    let today = jst_date(now);
    let data = form.parse(&ground.codes, today)?;
    let needs = data.needs(ground.place(&patient.address), primary_today(tx, patient.id, today).await?);
    let record = Record { matching: Matching::new(id, needs, data.mode, now), desk: found.desk.id, case, patient: patient.id, note: data.note, version: 1, by: actor.user_id };
    begin(tx, actor, &record, now).await?;
    Ok(record)
}

/// Writes a search that begins, and logs it.
pub(super) async fn begin(tx: &Tx, actor: &Actor, record: &Record, now: DateTime<Utc>) -> Result<(), Stop> {
    db::assignment::insert(tx, record, now).await.map_err(told)?;
    let mut line = entry(actor, now, Deed::Create, RecordKind::MatchRequest, record.matching.request.id, 1);
    line.patient = Some(record.patient);
    line.after = Some(fields(record));
    Ok(db::audit::append(tx, &line).await?)
}

/// Changes what is looked for; what others changed meanwhile is merged.
pub(super) async fn change(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, seen: i32, form: &NeedsForm) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let request = &record.matching.request;
    if request.state.is_ended() {
        return Err(Refusal::RequestEnded.into());
    }
    let (now, today) = (ground.now, jst_date(ground.now));
    let theirs = NeedsForm::of(&request.needs, request.mode, &record.note).fields();
    // What was typed is read alone first, so that its flaws are told before any conflict.
    let mine = form.parse_over(&ground.codes, today, &request.needs)?;
    let typed = NeedsForm::of(&mine.needs(request.needs.place, request.needs.existing), mine.mode, &mine.note).fields();
    let edited = Edited { kind: RecordKind::MatchRequest, record: id.to_string(), seen, version: record.version, theirs: &theirs, mine: &typed };
    let merged = merge(tx, edited).await?;
    let data = NeedsForm::from_fields(&merged).parse_over(&ground.codes, today, &request.needs)?;
    let patient = db::patient::find(tx, record.patient).await?.ok_or(Fault::NotFound)?.patient;
    let needs: Needs = data.needs(ground.place(&patient.address), primary_today(tx, record.patient, jst_date(now)).await?);
    let step = Step::of(MatchEvent::Change { needs: Box::new(needs), mode: data.mode }).with_note(data.note);
    advance(tx, Who::Person(actor), ground, &record, step).await
}
