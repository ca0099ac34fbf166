//! What is known of patients.

use super::Services;
use super::common::{Edited, Stop, announce, desks, entry, log, log_list, merge};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use db::Tx;
use domain::account::{Actor, Permission};
use domain::audit::{Change, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::error::Fault;
use domain::id::{DeskId, PatientId};
use domain::inquiry::PatientMatch;
use domain::merge::{Fields, to_fields};
use domain::patient::{Patient, PatientData, PatientForm};
use domain::ports::PatientDesk;
use futures::FutureExt;

/// Patients found at once.
const FOUND: u64 = 20;

/// Fulfils [`PatientDesk`].
#[derive(Clone)]
pub struct PatientService(pub Services);

#[async_trait]
impl PatientDesk for PatientService {
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<Patient, Fault> {
        actor.require(Permission::InquiryRead)?;
        let found = db::patient::find(self.0.db.read(), id).await.map_err(super::error::fault)?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk_id)?;
        let mut seen = entry(actor, self.0.now(), Deed::View, RecordKind::Patient, id, found.patient.version);
        seen.patient = Some(id);
        log(&self.0, seen).await?;
        Ok(found.patient)
    }

    async fn history(&self, actor: &Actor, id: PatientId) -> Result<Vec<Change>, Fault> {
        actor.require(Permission::InquiryRead)?;
        let conn = self.0.db.read();
        let found = db::patient::find(conn, id).await.map_err(super::error::fault)?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk_id)?;
        let history = db::audit::history(conn, RecordKind::Patient, &id.to_string()).await.map_err(super::error::fault)?;
        Ok(history.into_iter().filter(|c| c.deed != Deed::Create).collect())
    }

    async fn edit(&self, actor: &Actor, id: PatientId, version: i32, form: &PatientForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, form, now, codes) = (actor.clone(), form.clone(), self.0.now(), self.0.codes());
        let (version, desk) = self.0.db.write(move |tx: &Tx| async move { edit(tx, &actor, (id, version), &form, &codes, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "patient", id.0, version, desk);
        Ok(())
    }

    async fn find(&self, actor: &Actor, words: &str) -> Result<Vec<PatientMatch>, Fault> {
        actor.require(Permission::InquiryRead)?;
        let found = db::patient::search(self.0.db.read(), &desks(actor), words, FOUND).await.map_err(super::error::fault)?;
        log_list(&self.0, actor, "patients", found.iter().map(|p| p.patient.id.0)).await?;
        Ok(found)
    }
}

fn form_of(fields: &Fields) -> PatientForm {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    PatientForm {
        patient_name: text("patient_name"),
        patient_kana: text("patient_kana"),
        patient_birth: text("patient_birth"),
        patient_sex: text("patient_sex"),
        patient_address: text("patient_address"),
        patient_telephone: text("patient_telephone"),
        patient_care_level: text("patient_care_level"),
    }
}

/// The patient with `data`, as it will be stored.
fn with(patient: &Patient, data: PatientData) -> Patient {
    Patient {
        id: patient.id,
        name: data.name,
        kana: data.kana,
        birth: data.birth,
        sex: data.sex,
        address: data.address,
        telephone: data.telephone,
        care_level: data.care_level,
        version: patient.version + 1,
    }
}

async fn edit(tx: &Tx, actor: &Actor, (id, seen): (PatientId, i32), form: &PatientForm, codes: &Codes, now: DateTime<Utc>) -> Result<(i32, DeskId), Stop> {
    let today = jst_date(now);
    db::hold::patient(tx, id).await?;
    let found = db::patient::find(tx, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk_id)?;
    let patient = found.patient;
    let theirs = to_fields(&PatientForm::of(&patient));
    let mine = to_fields(&PatientForm::of(&with(&patient, form.parse(today, codes)?)));
    let merged = merge(tx, Edited { kind: RecordKind::Patient, record: id.to_string(), seen, version: patient.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok((patient.version, found.desk_id));
    }
    let mut data = form_of(&merged).parse(today, codes)?;
    // An age by hearsay that nobody touched keeps the day on which it was told.
    if merged.get("patient_birth") == theirs.get("patient_birth") {
        data.birth = patient.birth;
    }
    if !db::patient::update(tx, id, patient.version, &data, now).await? {
        return Err(Fault::Busy.into());
    }
    let mut log = entry(actor, now, Deed::Update, RecordKind::Patient, id, patient.version + 1);
    log.patient = Some(id);
    log.before = Some(theirs);
    log.after = Some(to_fields(&PatientForm::of(&with(&patient, data))));
    db::audit::append(tx, &log).await?;
    Ok((patient.version + 1, found.desk_id))
}
