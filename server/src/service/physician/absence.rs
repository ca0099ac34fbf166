//! Absences (不在): entered once however often the form is sent, withdrawn but never deleted, and looked at again for patients who would
//! be left with nobody. The desk's pages and the physician's own do the same.

use crate::service::assignment::after_absence;
use crate::service::common::{Stop, entry};
use chrono::{DateTime, Utc};
use db::Tx;
use domain::account::Actor;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::code::Codes;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{AbsenceId, ContactId, PhysicianId};
use domain::merge::Fields;
use domain::physician::{Absence, AbsenceForm};

/// Who does it, when, and the lists of that day.
pub(in crate::service) struct Job {
    /// Who; that they may was asked before.
    pub(in crate::service) actor: Actor,
    /// When.
    pub(in crate::service) now: DateTime<Utc>,
    /// The code lists.
    pub(in crate::service) codes: Codes,
}

impl Job {
    /// Enters an absence. The same form again changes nothing; another one under its id is not lost, but told of.
    pub(in crate::service) async fn add(&self, tx: &Tx, physician: PhysicianId, id: AbsenceId, form: &AbsenceForm) -> Result<(), Stop> {
        self.hold(tx, physician).await?;
        if let Some(known) = db::physician::find_absence(tx, id).await? {
            return self.again(&known, physician, form);
        }
        db::physician::find(tx, physician).await?.ok_or(Fault::NotFound)?;
        let data = form.parse(&self.codes, self.now, None)?;
        db::physician::insert_absence(tx, id, physician, &data, self.actor.user_id, self.now).await?;
        let new = Absence { id, physician, from: data.from, until: data.until, kind: data.kind, note: data.note, withdrawn_at: None, version: 1 };
        self.log(tx, Deed::Create, (id, 1), nothing(), AbsenceForm::of(&new).fields()).await?;
        after_absence(tx, physician, self.now).await
    }

    fn again(&self, known: &Absence, physician: PhysicianId, form: &AbsenceForm) -> Result<(), Stop> {
        if known.physician != physician {
            return Err(Fault::NotFound.into());
        }
        let data = form.parse(&self.codes, self.now, Some(known))?;
        let same = (data.from, data.until, &data.kind, &data.note) == (known.from, known.until, &known.kind, &known.note);
        let mut flaws = Flaws::default();
        if !same {
            flaws.push("absence_from", Flaw::Repeated);
        }
        Ok(flaws.or(Some(()))?)
    }

    /// Withdraws the absence that was seen at `seen`: of anybody, or of nobody but `own`. Answers whose it was.
    pub(in crate::service) async fn withdraw(&self, tx: &Tx, id: AbsenceId, seen: i32, own: Option<PhysicianId>) -> Result<PhysicianId, Stop> {
        let physician = db::physician::find_absence(tx, id).await?.ok_or(Fault::NotFound)?.physician;
        if own.is_some_and(|own| own != physician) {
            return Err(Fault::NotFound.into());
        }
        self.hold(tx, physician).await?;
        let found = db::physician::find_absence(tx, id).await?.ok_or(Fault::NotFound)?;
        if found.withdrawn_at.is_some() && found.version == seen + 1 {
            return Ok(physician);
        }
        if found.version != seen || found.withdrawn_at.is_some() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if !db::physician::withdraw_absence(tx, id, seen, self.now).await? {
            return Err(Fault::Busy.into());
        }
        self.log(tx, Deed::Void, (id, seen + 1), AbsenceForm::of(&found).fields(), nothing()).await?;
        after_absence(tx, physician, self.now).await?;
        Ok(physician)
    }

    /// Absences are entered and withdrawn one after the other: of two physicians of one patient who are away at the same time, the
    /// later one sees the earlier one.
    async fn hold(&self, tx: &Tx, physician: PhysicianId) -> Result<(), Stop> {
        db::hold::directory(tx).await?;
        let organization = db::physician::organization_of(tx, ContactId(physician.0)).await?.ok_or(Fault::NotFound)?;
        Ok(db::hold::organization(tx, organization).await?)
    }

    async fn log(&self, tx: &Tx, deed: Deed, (id, version): (AbsenceId, i32), before: Fields, after: Fields) -> Result<(), Stop> {
        let line = AuditEntry { before: Some(before), after: Some(after), ..entry(&self.actor, self.now, deed, RecordKind::Absence, id, version) };
        Ok(db::audit::append(tx, &line).await?)
    }
}

fn nothing() -> Fields {
    AbsenceForm::default().fields()
}
