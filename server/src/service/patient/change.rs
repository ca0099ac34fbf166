//! Recording and correcting a patient, and the question whether it is somebody known already.

use super::{own, own_to_change};
use crate::service::common::{Edited, Stop, entry, merge};
use chrono::{DateTime, Utc};
use db::Tx;
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{DeskId, PatientId};
use domain::merge::Fields;
use domain::patient::duplicate::suspect;
use domain::patient::{Patient, PatientData, PatientForm, Suspect};

/// Suspects shown at once.
const SUSPECTS: usize = 10;

/// Known patients who may be `patient`, the likeliest first.
pub(super) async fn suspects(conn: &impl db::ConnectionTrait, desks: &[DeskId], patient: &Patient, except: Option<PatientId>) -> Result<Vec<Suspect>, Stop> {
    let found = db::patient::candidates(conn, desks, &patient.data(), except).await?;
    let mut found: Vec<Suspect> = found
        .into_iter()
        .filter_map(|known| suspect(patient, &known.patient).map(|likeness| Suspect { patient: known.patient.brief(), address: known.patient.address.clone(), likeness }))
        .collect();
    found.sort_by_key(|s| std::cmp::Reverse(s.likeness.points));
    found.truncate(SUSPECTS);
    Ok(found)
}

fn duplicate() -> Stop {
    let mut flaws = Flaws::default();
    flaws.push("patient_distinct", Flaw::Duplicate);
    flaws.into()
}

/// Records a patient.
pub(super) async fn create(tx: &Tx, actor: &Actor, (id, desk): (PatientId, DeskId), data: PatientData, distinct: bool, now: DateTime<Utc>) -> Result<(), Stop> {
    db::hold::desk(tx, desk).await?;
    let patient = Patient::new(id, data);
    if let Some(known) = db::patient::find(tx, id).await? {
        actor.require_desk(known.desk_id)?;
        // The same form came before; other contents under its id are not lost silently.
        let first = db::audit::after_at(tx, RecordKind::Patient, &id.to_string(), 1).await?;
        return if first == Some(patient.fields()) { Ok(()) } else { Err(Refusal::PatientChanged.into()) };
    }
    let known = suspects(tx, &[desk], &patient, None).await?;
    if !known.is_empty() && !distinct {
        return Err(duplicate());
    }
    db::patient::insert(tx, id, desk, &patient.data(), actor.user_id, now).await?;
    let mut log = entry(actor, now, Deed::Create, RecordKind::Patient, id, 1);
    log.patient = Some(id);
    log.after = Some(patient.fields());
    db::audit::append(tx, &log).await?;
    remember(tx, actor, id, &known, now).await
}

/// Whoever was said to be somebody else is not asked about again.
async fn remember(tx: &Tx, actor: &Actor, id: PatientId, others: &[Suspect], now: DateTime<Utc>) -> Result<(), Stop> {
    for other in others {
        db::patient::set_distinct(tx, id, other.patient.id, true, actor.user_id, now).await?;
    }
    Ok(())
}

/// Changes a patient; what others changed meanwhile is merged.
pub(super) async fn edit(tx: &Tx, actor: &Actor, (id, seen): (PatientId, i32), form: &PatientForm, codes: &Codes, now: DateTime<Utc>) -> Result<(i32, DeskId), Stop> {
    let today = jst_date(now);
    let found = own_to_change(tx, actor, id).await?;
    let patient = found.patient;
    let theirs = PatientForm::of(&patient).fields();
    let mine = PatientForm::of(&patient.with(form.parse_over(&[&patient], today, codes)?)).fields();
    let merged = merge(tx, Edited { kind: RecordKind::Patient, record: id.to_string(), seen, version: patient.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok((patient.version, found.desk_id));
    }
    let changed = patient.with(PatientForm::from_fields(&merged).parse_over(&[&patient], today, codes)?);
    // Only who looks alike, or more alike, because of this change is asked about.
    let mut known = suspects(tx, &[found.desk_id], &changed, Some(id)).await?;
    let before = suspects(tx, &[found.desk_id], &patient, Some(id)).await?;
    known.retain(|s| !before.iter().any(|b| b.patient.id == s.patient.id && b.likeness.points >= s.likeness.points));
    if !known.is_empty() && form.patient_distinct != "1" {
        return Err(duplicate());
    }
    remember(tx, actor, id, &known, now).await?;
    store(tx, actor, &patient, &changed, Deed::Update, now).await?;
    Ok((changed.version, found.desk_id))
}

/// Stores a patient's fields and their audit entry.
pub(super) async fn store(tx: &Tx, actor: &Actor, before: &Patient, after: &Patient, deed: Deed, now: DateTime<Utc>) -> Result<(), Stop> {
    if !db::patient::update(tx, before.id, before.version, &after.data(), now).await? {
        return Err(Fault::Busy.into());
    }
    note(tx, actor, (before, after), deed, String::new(), now).await
}

/// The audit entry of a patient's change.
pub(super) async fn note(tx: &Tx, actor: &Actor, (before, after): (&Patient, &Patient), deed: Deed, text: String, now: DateTime<Utc>) -> Result<(), Stop> {
    let mut log = entry(actor, now, deed, RecordKind::Patient, after.id, after.version);
    log.patient = Some(after.id);
    log.before = Some(before.fields());
    log.after = Some(after.fields());
    log.note = text;
    db::audit::append(tx, &log).await?;
    Ok(())
}

/// Says that two records are two people, or takes that back.
pub(super) async fn set_distinct(tx: &Tx, actor: &Actor, (a, b): (PatientId, PatientId), distinct: bool, now: DateTime<Utc>) -> Result<(), Stop> {
    if a == b {
        return Err(Refusal::NotMergeable.into());
    }
    let (a, b) = (own(tx, actor, a).await?.patient, own(tx, actor, b).await?.patient);
    if db::patient::set_distinct(tx, a.id, b.id, distinct, actor.user_id, now).await? {
        for (one, other) in [(&a, &b), (&b, &a)] {
            // The record itself does not change, hence no version.
            let mut log = entry(actor, now, Deed::Update, RecordKind::Patient, one.id, 0);
            log.patient = Some(one.id);
            let told = |is: bool| Fields::from([("patient_not_same".to_owned(), if is { other.id.to_string() } else { String::new() })]);
            log.before = Some(told(!distinct));
            log.after = Some(told(distinct));
            db::audit::append(tx, &log).await?;
        }
    }
    Ok(())
}
