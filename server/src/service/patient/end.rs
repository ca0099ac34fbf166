//! 死亡・転出: what is open about the person ends with one confirmation.

use super::change::note;
use super::{Touched, own_to_change};
use crate::service::assignment::{Ground, patient_ended};
use crate::service::cases::close_with;
use crate::service::common::{Stop, desks};
use chrono::{DateTime, Utc};
use db::Tx;
use domain::account::Actor;
use domain::audit::Deed;
use domain::calendar::Birth;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{CaseId, PatientId};
use domain::patient::{Ending, Patient};
use std::collections::BTreeSet;

/// Records the end and closes exactly the cases that the person saw; anything else sends them back to look.
pub(super) async fn end(tx: &Tx, actor: &Actor, (id, seen): (PatientId, i32), ending: Ending, ground: &Ground) -> Result<Touched, Stop> {
    let now = ground.now;
    let found = own_to_change(tx, actor, id).await?;
    let patient = found.patient;
    if let (Some(Birth::Date(birth)), Some(on)) = (patient.birth, ending.ended.on)
        && on < birth
    {
        let mut flaws = Flaws::default();
        flaws.push("end_on", Flaw::BeforeBirth);
        return Err(flaws.into());
    }
    let open: BTreeSet<CaseId> = db::cases::open_of_patient(tx, &desks(actor), id).await?.into_iter().map(|c| c.id).collect();
    let shown: BTreeSet<CaseId> = ending.cases.iter().map(|(case, _)| *case).collect();
    if seen != patient.version || open != shown {
        return Err(Refusal::PatientChanged.into());
    }
    // A case is not closed while it looks for physicians.
    patient_ended(tx, actor, ground, id, &ending.ended).await?;
    let mut cases = Vec::new();
    for (case, version) in ending.cases.iter().copied().collect::<BTreeSet<_>>() {
        // Without an outcome there was nothing open to end.
        let outcome = ending.outcome.clone().ok_or(Refusal::PatientChanged)?;
        // A case that stands at another version than the one shown is looked at again.
        if db::patient::version_of_case(tx, case).await? != Some(version) {
            return Err(Refusal::PatientChanged.into());
        }
        let (version, desk) = close_with(tx, actor, (case, version), outcome, ending.ended.note.clone(), now).await?;
        cases.push((case, version, desk));
    }
    let after = Patient { ended: Some(ending.ended), version: patient.version + 1, ..patient.clone() };
    store(tx, actor, &patient, &after, now).await?;
    Ok(Touched { patient: (id, after.version), desk: found.desk_id, cases })
}

/// Takes the end back. What was closed stays closed: whoever knows better reopens it.
pub(super) async fn revive(tx: &Tx, actor: &Actor, (id, seen): (PatientId, i32), now: DateTime<Utc>) -> Result<Touched, Stop> {
    let found = own_to_change(tx, actor, id).await?;
    let patient = found.patient;
    if seen != patient.version || patient.ended.is_none() {
        return Err(Refusal::PatientChanged.into());
    }
    let after = Patient { ended: None, version: patient.version + 1, ..patient.clone() };
    store(tx, actor, &patient, &after, now).await?;
    Ok(Touched { patient: (id, after.version), desk: found.desk_id, cases: Vec::new() })
}

async fn store(tx: &Tx, actor: &Actor, before: &Patient, after: &Patient, now: DateTime<Utc>) -> Result<(), Stop> {
    if !db::patient::set_ended(tx, before.id, before.version, after.ended.as_ref(), now).await? {
        return Err(Fault::Busy.into());
    }
    note(tx, actor, (before, after), Deed::Update, String::new(), now).await
}
