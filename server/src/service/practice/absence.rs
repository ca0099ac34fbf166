//! The physician's own absences.

use super::me;
use crate::service::assignment::{Ground, Who};
use crate::service::common::Stop;
use db::{DbError, Tx};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Refusal};
use domain::id::{AbsenceId, PhysicianId};
use domain::merge::Fields;
use domain::physician::{Absence, AbsenceData, AbsenceForm};

fn absence_fields(id: AbsenceId, physician: PhysicianId, data: &AbsenceData) -> Fields {
    let absence = Absence { id, physician, from: data.from, until: data.until, kind: data.kind.clone(), note: data.note.clone(), withdrawn_at: None, version: 1 };
    AbsenceForm::of(&absence).fields()
}

/// A line of the log about the physician's own record.
fn absence_line(actor: &Actor, ground: &Ground, deed: Deed, id: AbsenceId) -> domain::audit::AuditEntry {
    let mut line = Who::Person(actor).entry(ground.now, deed, RecordKind::Assignment, id, 0);
    line.note = "absence".to_owned();
    line
}

/// Enters an absence, once.
pub(super) async fn add(tx: &Tx, actor: &Actor, ground: &Ground, id: AbsenceId, data: AbsenceData) -> Result<(), Stop> {
    let me = me(tx, actor).await?.physician.id;
    if let Some(known) = db::physician::find_absence(tx, id).await? {
        let same = known.physician == me && known.from == data.from && known.until == data.until && known.kind == data.kind;
        return if same { Ok(()) } else { Err(Fault::NotFound.into()) };
    }
    match db::physician::insert_absence(tx, id, me, &data, actor.user_id, ground.now).await {
        // The same form, sent twice in one moment.
        Err(DbError::Unique { constraint }) if constraint == "pk_absences" => return Err(Fault::Busy.into()),
        other => other?,
    }
    let mut line = absence_line(actor, ground, Deed::Create, id);
    line.after = Some(absence_fields(id, me, &data));
    Ok(db::audit::append(tx, &line).await?)
}

/// Withdraws an own absence. Sent twice, it is one.
pub(super) async fn withdraw(tx: &Tx, actor: &Actor, ground: &Ground, id: AbsenceId, version: i32) -> Result<(), Stop> {
    let me = me(tx, actor).await?.physician.id;
    let known = db::physician::find_absence(tx, id).await?.filter(|a| a.physician == me).ok_or(Fault::NotFound)?;
    if known.withdrawn_at.is_some() && known.version == version + 1 {
        return Ok(());
    }
    if !db::physician::withdraw_absence(tx, id, version, ground.now).await? {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let mut line = absence_line(actor, ground, Deed::Void, id);
    line.before = Some(AbsenceForm::of(&known).fields());
    line.after = Some(Fields::new());
    Ok(db::audit::append(tx, &line).await?)
}
