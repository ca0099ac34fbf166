//! How a case stands: set, closed, reopened, voided, about whom.

use super::{Changed, own, own_to_change};
use crate::service::common::{Edited, Stop, entry, merge};
use crate::service::inquiry::{case_fields, choose_patient};
use crate::service::notice::CaseNews;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseRecord, CaseState};
use domain::account::Actor;
use domain::assignment::RequestState;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::{CaseEvent, CaseForm, CaseStatus};
use domain::code::Code;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{CaseId, PatientId};
use domain::inquiry::PatientChoice;
use domain::merge::Fields;
use domain::notice::CaseStep;

/// A step that is taken once and with a word about it.
pub(super) enum Step {
    Close { outcome: Code, remark: String },
    Reopen { reason: String },
    Void { reason: String },
}

fn fields_of(found: &CaseRecord) -> Fields {
    let brief = &found.brief;
    case_fields(brief.status, brief.owner.as_ref().map(|o| o.id), brief.next_date, brief.outcome.as_ref())
}

fn form_of(fields: &Fields) -> CaseForm {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    CaseForm { status: text("status"), owner_id: text("owner_id"), next_date: text("next_date") }
}

/// Stores the state and its audit entry.
async fn store(tx: &Tx, actor: &Actor, found: &CaseRecord, deed: Deed, state: CaseState<'_>, note: String, now: DateTime<Utc>) -> Result<Changed, Stop> {
    if !db::cases::update(tx, found.brief.id, found.version, &state, now).await? {
        return Err(Fault::Busy.into());
    }
    let mut log = entry(actor, now, deed, RecordKind::Case, found.brief.id, found.version + 1);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.before = Some(fields_of(found));
    log.after = Some(case_fields(state.status, state.owner_id, state.next_date, state.outcome.as_ref()));
    log.note = note;
    db::audit::append(tx, &log).await?;
    let news = CaseNews { actor, id: found.brief.id, number: &found.brief.number, due: state.next_date, key: log.id, now };
    news.moved_on(tx, found.brief.owner.as_ref().map(|o| o.id), state.owner_id, step_of(deed)).await?;
    Ok(Changed { version: found.version + 1, desk: found.desk.id })
}

/// What whoever is in charge is told of.
const fn step_of(deed: Deed) -> CaseStep {
    match deed {
        Deed::Close => CaseStep::Closed,
        Deed::Reopen => CaseStep::Reopened,
        Deed::Void => CaseStep::Voided,
        _ => CaseStep::Standing,
    }
}

/// Changes status, person in charge and next date; what others changed meanwhile is merged.
pub(super) async fn edit(tx: &Tx, actor: &Actor, id: CaseId, seen: i32, form: &CaseForm, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let found = own_to_change(tx, actor, id).await?;
    if !found.brief.status.is_open() {
        return Err(if found.voided.is_some() { Refusal::Voided } else { Refusal::CaseClosed }.into());
    }
    let theirs = fields_of(&found);
    let today = jst_date(now);
    let unchanged = theirs.get("next_date").cloned().unwrap_or_default();
    // What was typed is read alone first, so that its flaws are told before any conflict. A date that had passed when the person
    // opened the form is no flaw of theirs, whatever others stored since.
    let shown = if seen == found.version { theirs.clone() } else { db::audit::after_at(tx, RecordKind::Case, &id.to_string(), seen).await?.unwrap_or_default() };
    let typed = form.parse(today, shown.get("next_date").map_or("", String::as_str))?;
    let outcome = found.brief.outcome.as_ref();
    let mine = case_fields(typed.status, typed.owner_id, typed.next_date, outcome);
    let merged = merge(tx, Edited { kind: RecordKind::Case, record: id.to_string(), seen, version: found.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok(Changed { version: found.version, desk: found.desk.id });
    }
    let edit = form_of(&merged).parse(today, &unchanged)?;
    let mut flaws = Flaws::default();
    let staff = db::desk::staff(tx, &[found.desk.id]).await?;
    // Somebody who left stays in charge until another is chosen.
    let owner = found.brief.owner.as_ref().map(|o| o.id);
    if edit.owner_id.is_some() && edit.owner_id != owner && !staff.iter().any(|s| Some(s.id) == edit.owner_id) {
        flaws.push("owner_id", Flaw::UnknownStaff);
    }
    flaws.or(Some(()))?;
    let status = found.brief.status.apply(CaseEvent::Set(edit.status))?;
    let state = CaseState { status, owner_id: edit.owner_id, next_date: edit.next_date, outcome: found.brief.outcome.clone(), closed_at: None, voided: None };
    store(tx, actor, &found, Deed::Update, state, String::new(), now).await
}

/// Whether the last change is this very step, sent twice. What somebody else wrote about the same step is not the same.
async fn is_repeated(tx: &Tx, actor: &Actor, found: &CaseRecord, seen: i32, note: &str) -> Result<bool, Stop> {
    if found.version != seen + 1 {
        return Ok(false);
    }
    let last = db::audit::last_change(tx, RecordKind::Case, &found.brief.id.to_string()).await?;
    Ok(last.is_some_and(|last| last.by == actor.user_id && last.note == note))
}

/// A case does not end under physicians who are being asked: the desk ends the search first, and they are told.
pub(super) async fn no_search(tx: &Tx, id: CaseId) -> Result<(), Stop> {
    let searching = |state: RequestState| !state.is_ended() && state != RequestState::Confirmed;
    if db::assignment::of_case(tx, id).await?.iter().any(|r| searching(r.matching.request.state)) {
        return Err(Refusal::RequestOpen.into());
    }
    Ok(())
}

/// Opens a closed case again, which is held.
pub(super) async fn reopen(tx: &Tx, actor: &Actor, found: &CaseRecord, reason: String, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let status = found.brief.status.apply(CaseEvent::Reopen)?;
    let owner_id = found.brief.owner.as_ref().map(|o| o.id);
    let state = CaseState { status, owner_id, next_date: None, outcome: None, closed_at: None, voided: None };
    store(tx, actor, found, Deed::Reopen, state, reason, now).await
}

/// Closes, reopens or voids.
///
/// The person decided on what they saw: when the case changed meanwhile they look again, unless they sent the same step before.
pub(super) async fn step(tx: &Tx, actor: &Actor, id: CaseId, seen: i32, step: Step, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let found = own_to_change(tx, actor, id).await?;
    let owner_id = found.brief.owner.as_ref().map(|o| o.id);
    let unchanged = Changed { version: found.version, desk: found.desk.id };
    let is_as_seen = if seen == found.version { Ok(()) } else { Err(Refusal::NotInThisState) };
    match step {
        Step::Close { outcome, remark }
            if found.brief.status == CaseStatus::Closed && found.brief.outcome.as_ref() == Some(&outcome) && is_repeated(tx, actor, &found, seen, &remark).await? =>
        {
            Ok(unchanged)
        }
        Step::Close { outcome, remark } => {
            let status = found.brief.status.apply(CaseEvent::Close)?;
            is_as_seen?;
            no_search(tx, id).await?;
            let state = CaseState { status, owner_id, next_date: None, outcome: Some(outcome), closed_at: Some(now), voided: None };
            store(tx, actor, &found, Deed::Close, state, remark, now).await
        }
        Step::Reopen { reason } if found.brief.status == CaseStatus::Reopened && is_repeated(tx, actor, &found, seen, &reason).await? => Ok(unchanged),
        Step::Reopen { reason } => {
            found.brief.status.apply(CaseEvent::Reopen)?;
            is_as_seen?;
            reopen(tx, actor, &found, reason, now).await
        }
        Step::Void { reason } => {
            let status = found.brief.status.apply(CaseEvent::Void)?;
            is_as_seen?;
            no_search(tx, id).await?;
            let voided = Some(db::Voiding { at: now, by: actor.user_id, reason: &reason });
            let state = CaseState { status, owner_id, next_date: None, outcome: found.brief.outcome.clone(), closed_at: found.closed_at, voided };
            store(tx, actor, &found, Deed::Void, state, reason.clone(), now).await
        }
    }
}

/// Says whom the case is about.
///
/// Cases are linked because they are about one patient: when that changes, the links end.
pub(super) async fn set_patient(tx: &Tx, actor: &Actor, id: CaseId, seen: i32, choice: &PatientChoice, now: DateTime<Utc>) -> Result<Changed, Stop> {
    if matches!(choice, PatientChoice::New { .. }) {
        // Two who record the same new person at once are told of each other.
        let desk = own(tx, actor, id).await?.desk.id;
        db::hold::desk(tx, desk).await?;
    }
    let found = own_to_change(tx, actor, id).await?;
    if found.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    let before = found.patient.clone();
    let patient = match choice {
        PatientChoice::None => None,
        choice => Some(choose_patient(tx, actor, found.desk.id, choice, now).await?),
    };
    if before.as_ref().map(|p| p.id) == patient.as_ref().map(|p| p.id) {
        return Ok(Changed { version: found.version, desk: found.desk.id });
    }
    if seen != found.version {
        return Err(Refusal::NotInThisState.into());
    }
    // Physicians are asked about this patient, and would be told the name of another one.
    if db::assignment::of_case(tx, id).await?.iter().any(|r| !r.matching.request.state.is_ended()) {
        return Err(Refusal::RequestOpen.into());
    }
    let patient_id: Option<PatientId> = patient.as_ref().map(|p| p.id);
    if !db::cases::set_patient(tx, id, found.version, patient_id, now).await? {
        return Err(Fault::Busy.into());
    }
    let name = |p: &Option<domain::patient::Patient>| p.as_ref().map(|p| p.name.clone()).unwrap_or_default();
    let with = |name: String| {
        let mut fields = fields_of(&found);
        fields.insert("patient".to_owned(), name);
        fields
    };
    let mut log = entry(actor, now, Deed::Update, RecordKind::Case, id, found.version + 1);
    log.patient = patient_id.or(before.as_ref().map(|p| p.id));
    log.before = Some(with(name(&before)));
    log.after = Some(with(name(&patient)));
    db::audit::append(tx, &log).await?;
    let news = CaseNews { actor, id, number: &found.brief.number, due: found.brief.next_date, key: log.id, now };
    news.changed(tx, found.brief.owner.as_ref().map(|o| o.id), CaseStep::Patient).await?;
    unlink(tx, actor, &found, now).await?;
    Ok(Changed { version: found.version + 1, desk: found.desk.id })
}

/// Ends the links of a case; each of the linked ones tells of it too.
async fn unlink(tx: &Tx, actor: &Actor, found: &CaseRecord, now: DateTime<Utc>) -> Result<(), Stop> {
    let linked = db::cases::links(tx, &[found.desk.id], found.brief.id).await?;
    if !db::cases::unlink(tx, found.brief.id).await? {
        return Ok(());
    }
    for other in linked {
        for (case, with) in [(&found.brief, &other), (&other, &found.brief)] {
            let mut log = entry(actor, now, Deed::Link, RecordKind::Case, case.id, 0);
            log.patient = found.patient.as_ref().map(|p| p.id);
            log.before = Some(Fields::from([("linked".to_owned(), with.number.clone())]));
            log.after = Some(Fields::new());
            db::audit::append(tx, &log).await?;
        }
    }
    Ok(())
}
