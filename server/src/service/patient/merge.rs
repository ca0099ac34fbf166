//! Two records of one person become one, and two again.

use super::change::{note, store};
use super::{Touched, own, own_to_change};
use crate::service::assignment::{Ground, merged, unmerged};
use crate::service::common::{Stop, entry};
use crate::service::inquiry::case_fields;
use chrono::{DateTime, Utc};
use db::patient::{Merge, PatientRecord};
use db::{DbError, Tx};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::{Fault, Refusal};
use domain::id::{CaseId, DeskId, MergeId, PatientId};
use domain::merge::Fields;
use domain::patient::{MergeOrder, Patient, PatientForm};

/// Somebody else merged the same record at the same moment: they won, and this one is told.
pub(super) fn told(stop: Stop) -> Stop {
    match stop {
        Stop::Database(DbError::Unique { constraint }) if constraint == "uq_patient_merges_absorbed" => Refusal::PatientMerged.into(),
        other => other,
    }
}

/// Both records, held in the order of their ids so that two merges never wait for each other.
async fn both(tx: &Tx, actor: &Actor, survivor: PatientId, absorbed: PatientId) -> Result<(PatientRecord, PatientRecord), Stop> {
    if survivor == absorbed {
        return Err(Refusal::NotMergeable.into());
    }
    for id in [survivor.min(absorbed), survivor.max(absorbed)] {
        db::hold::patient(tx, id).await?;
    }
    Ok((own(tx, actor, survivor).await?, own(tx, actor, absorbed).await?))
}

/// Merges as the person chose, who saw both records at these versions.
pub(super) async fn merge(tx: &Tx, actor: &Actor, order: MergeOrder, form: &PatientForm, ground: &Ground) -> Result<Touched, Stop> {
    let (codes, now) = (&ground.codes, ground.now);
    let (survivor, absorbed) = both(tx, actor, order.survivor, order.absorbed).await?;
    if survivor.patient.merged_into.is_some() || absorbed.patient.merged_into.is_some() {
        return Err(Refusal::PatientMerged.into());
    }
    if survivor.desk_id != absorbed.desk_id {
        return Err(Refusal::NotMergeable.into());
    }
    // A death or a move ends what is open, after showing what that is: a merge is not the way to do it by the by, nor to take it back.
    if survivor.patient.ended.is_some() != absorbed.patient.ended.is_some() {
        return Err(Refusal::EndsDiffer.into());
    }
    if (survivor.patient.version, absorbed.patient.version) != (order.version, order.absorbed_version) {
        return Err(Refusal::PatientChanged.into());
    }
    let (desk, before, absorbed) = (survivor.desk_id, survivor.patient, absorbed.patient);
    let after = before.with(form.parse_over(&[&before, &absorbed], jst_date(now), codes)?);
    store(tx, actor, &before, &after, Deed::Merge, now).await?;
    let cases = db::patient::cases_of(tx, absorbed.id).await?.ids;
    let merge = Merge {
        id: MergeId::new(),
        survivor: before.id,
        absorbed: absorbed.id,
        before,
        after: after.clone(),
        at: now,
        by: actor.user_id,
        by_name: actor.name.clone(),
        undone: false,
        cases: cases.clone(),
    };
    db::patient::absorb(tx, &merge).await?;
    let stub = Patient { merged_into: Some(after.id), version: absorbed.version + 1, ..absorbed.clone() };
    note(tx, actor, (&absorbed, &stub), Deed::Merge, String::new(), now).await?;
    let mut moved = Vec::with_capacity(cases.len());
    for case in cases {
        moved.extend(move_case(tx, actor, case, (&absorbed, &after), Deed::Merge, now).await?);
    }
    merged(tx, actor, ground, absorbed.id, after.id).await?;
    Ok(Touched { patient: (after.id, after.version), desk, cases: moved })
}

async fn set_ended(tx: &Tx, actor: &Actor, (before, after): (&Patient, &Patient), deed: Deed, now: DateTime<Utc>) -> Result<(), Stop> {
    if !db::patient::set_ended(tx, before.id, before.version, after.ended.as_ref(), now).await? {
        return Err(Fault::Busy.into());
    }
    note(tx, actor, (before, after), deed, String::new(), now).await
}

/// Moves a case from one patient to the other; one that meanwhile is about somebody else stays there.
async fn move_case(tx: &Tx, actor: &Actor, id: CaseId, (from, to): (&Patient, &Patient), deed: Deed, now: DateTime<Utc>) -> Result<Option<(CaseId, i32, DeskId)>, Stop> {
    db::hold::case(tx, id).await?;
    let Some(found) = db::cases::find(tx, id).await?.filter(|c| c.patient.as_ref().is_some_and(|p| p.id == from.id)) else { return Ok(None) };
    if !db::cases::set_patient(tx, id, found.version, Some(to.id), now).await? {
        return Err(Fault::Busy.into());
    }
    let fields = |patient: &Patient| -> Fields {
        let brief = &found.brief;
        let mut fields = case_fields(brief.status, brief.owner.as_ref().map(|o| o.id), brief.next_date, brief.outcome.as_ref());
        fields.insert("patient".to_owned(), patient.name.clone());
        fields
    };
    let mut log = entry(actor, now, deed, RecordKind::Case, id, found.version + 1);
    log.patient = Some(to.id);
    log.before = Some(fields(from));
    log.after = Some(fields(to));
    db::audit::append(tx, &log).await?;
    Ok(Some((id, found.version + 1, found.desk.id)))
}

/// The survivor's fields as they were before the merge, but for those that were changed since; and which these are.
pub(super) fn restored(merge: &Merge, now: &Patient) -> (Fields, Vec<String>) {
    let (before, after) = (PatientForm::of(&merge.before).fields(), PatientForm::of(&merge.after).fields());
    let mut fields = PatientForm::of(now).fields();
    let mut kept = Vec::new();
    for (name, text) in &mut fields {
        if Some(&*text) == after.get(name) {
            *text = before.get(name).cloned().unwrap_or_default();
        } else {
            kept.push(name.clone());
        }
    }
    if merge.before.ended != merge.after.ended && now.ended != merge.after.ended {
        kept.push("end_kind".to_owned());
    }
    (fields, kept)
}

/// A merge of the actor's desks that stands, whose survivor still stands for itself, and after which nothing else was merged into it:
/// what an earlier merge brought along is in what the later one found, so they are taken back in turn, the latest first.
pub(super) async fn find(conn: &impl db::ConnectionTrait, actor: &Actor, id: MergeId) -> Result<(Merge, PatientRecord, PatientRecord), Stop> {
    let merge = db::patient::find_merge(conn, id).await?.ok_or(Fault::NotFound)?;
    let survivor = own(conn, actor, merge.survivor).await?;
    let absorbed = own(conn, actor, merge.absorbed).await?;
    if merge.undone {
        return Err(Refusal::MergeUndone.into());
    }
    let latest = db::patient::merges_of(conn, merge.survivor).await?;
    if survivor.patient.merged_into.is_some() || latest.first().is_none_or(|line| line.id != id) {
        return Err(Refusal::LaterMerge.into());
    }
    Ok((merge, survivor, absorbed))
}

/// Takes a merge back: fields as they were, cases where they came from; what was added since stays with the survivor.
pub(super) async fn unmerge(tx: &Tx, actor: &Actor, id: MergeId, ground: &Ground) -> Result<Touched, Stop> {
    let (codes, now) = (&ground.codes, ground.now);
    let seen = db::patient::find_merge(tx, id).await?.ok_or(Fault::NotFound)?;
    both(tx, actor, seen.survivor, seen.absorbed).await?;
    // Found again, now that nobody else can change it.
    let (merge, survivor, absorbed) = find(tx, actor, id).await?;
    let (desk, present) = (survivor.desk_id, own_to_change(tx, actor, merge.survivor).await?.patient);
    let (fields, _) = restored(&merge, &present);
    let data = PatientForm::from_fields(&fields).parse_over(&[&merge.before, &present], jst_date(now), codes)?;
    let mut after = present.with(data);
    store(tx, actor, &present, &after, Deed::Unmerge, now).await?;
    if after.ended == merge.after.ended && merge.before.ended != merge.after.ended {
        let with = Patient { ended: merge.before.ended.clone(), version: after.version + 1, ..after.clone() };
        set_ended(tx, actor, (&after, &with), Deed::Unmerge, now).await?;
        after = with;
    }
    db::patient::separate(tx, &merge, actor.user_id, now).await?;
    let stub = absorbed.patient;
    let alone = Patient { merged_into: None, version: stub.version + 1, ..stub.clone() };
    note(tx, actor, (&stub, &alone), Deed::Unmerge, String::new(), now).await?;
    let mut moved = Vec::new();
    for case in &merge.cases {
        moved.extend(move_case(tx, actor, *case, (&after, &alone), Deed::Unmerge, now).await?);
    }
    unmerged(tx, actor, ground, after.id, alone.id, &merge.cases).await?;
    Ok(Touched { patient: (after.id, after.version), desk, cases: moved })
}
