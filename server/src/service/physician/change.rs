//! The profile of a physician: written for the first time, corrected by two at once, each one transaction with its line in the log.

use crate::service::common::{Edited, Stop, entry, merge, merge_onto};
use chrono::{DateTime, Utc};
use db::{DbError, Tx};
use domain::account::{Actor, Role};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::error::{Fault, Flaw, Flaws};
use domain::id::{ContactId, PhysicianId};
use domain::merge::Fields;
use domain::physician::{Physician, PhysicianData, PhysicianForm};

/// Who does it, when, and the lists of that day.
pub(super) struct Job {
    pub(super) actor: Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) codes: Codes,
}

/// Somebody else signs in as that user: said at the field, though only the store knows it for sure.
fn taken(error: DbError) -> Stop {
    match error {
        DbError::Unique { constraint } if constraint == "uq_physicians_user" => {
            let mut flaws = Flaws::default();
            flaws.push("physician_login", Flaw::Taken);
            flaws.into()
        }
        other => other.into(),
    }
}

impl Job {
    pub(super) async fn save(&self, tx: &Tx, id: PhysicianId, seen: i32, form: &PhysicianForm) -> Result<(), Stop> {
        let organization = db::physician::organization_of(tx, ContactId(id.0)).await?.ok_or(Fault::NotFound)?;
        db::hold::organization(tx, organization).await?;
        match db::physician::find(tx, id).await? {
            Some(known) => self.edit(tx, &known.physician, seen, form).await,
            None if seen == 0 => self.add(tx, id, form).await,
            None => Err(Fault::NotFound.into()),
        }
    }

    async fn add(&self, tx: &Tx, id: PhysicianId, form: &PhysicianForm) -> Result<(), Stop> {
        let data = self.read(tx, id, form, None).await?;
        db::physician::insert(tx, id, &data, self.now).await.map_err(taken)?;
        self.log(tx, Deed::Create, (id, 1), &PhysicianForm::default().fields(), &PhysicianForm::of(&data).fields()).await
    }

    async fn edit(&self, tx: &Tx, found: &Physician, seen: i32, form: &PhysicianForm) -> Result<(), Stop> {
        let theirs = PhysicianForm::of(&found.data).fields();
        let mine = PhysicianForm::of(&self.read(tx, found.id, form, Some(&found.data)).await?).fields();
        let edited = Edited { kind: RecordKind::Physician, record: found.id.to_string(), seen, version: found.version, theirs: &theirs, mine: &mine };
        // Who opened the form before there was a profile saw an empty one.
        let merged = if seen == 0 { merge_onto(tx, edited, &PhysicianForm::default().fields()).await? } else { merge(tx, edited).await? };
        if merged == theirs {
            return Ok(());
        }
        let data = self.read(tx, found.id, &PhysicianForm::of_fields(&merged), Some(&found.data)).await?;
        if !db::physician::update(tx, found.id, found.version, &data, self.now).await.map_err(taken)? {
            return Err(Fault::Busy.into());
        }
        self.log(tx, Deed::Update, (found.id, found.version + 1), &theirs, &PhysicianForm::of(&data).fields()).await
    }

    /// Reads the form with what only the store knows: whether partners and the user are there. What stands already may stay.
    async fn read(&self, tx: &Tx, id: PhysicianId, form: &PhysicianForm, old: Option<&PhysicianData>) -> Result<PhysicianData, Stop> {
        let places = db::district::places(tx).await?;
        let mut flaws = Flaws::default();
        let data = form.parse(&self.codes, &places, jst_date(self.now), old)?;
        if !self.know_partners(tx, id, &data, old).await? {
            flaws.push("partners", Flaw::NotAChoice);
        }
        if let Some(user) = data.user.filter(|user| old.and_then(|o| o.user) != Some(*user)) {
            let able = db::account::user(tx, user).await?.is_some_and(|u| !u.disabled) && db::account::roles(tx, user).await?.contains(&Role::Physician);
            let other = db::physician::of_user(tx, user).await?.is_some_and(|k| k.physician.id != id);
            if !able {
                flaws.push("physician_login", Flaw::NotAChoice);
            } else if other {
                flaws.push("physician_login", Flaw::Taken);
            }
        }
        Ok(flaws.or(Some(data))?)
    }

    async fn know_partners(&self, tx: &Tx, id: PhysicianId, data: &PhysicianData, old: Option<&PhysicianData>) -> Result<bool, Stop> {
        for partner in &data.partners {
            let stood = old.is_some_and(|o| o.partners.contains(partner));
            if *partner == id || (!stood && db::physician::find(tx, *partner).await?.is_none_or(|k| k.left_on.is_some())) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn log(&self, tx: &Tx, deed: Deed, (id, version): (PhysicianId, i32), before: &Fields, after: &Fields) -> Result<(), Stop> {
        let line = AuditEntry { before: Some(before.clone()), after: Some(after.clone()), ..entry(&self.actor, self.now, deed, RecordKind::Physician, id, version) };
        Ok(db::audit::append(tx, &line).await?)
    }
}
