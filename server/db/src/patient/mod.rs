//! Patients (対象者): records, namesakes, and finding them by what is typed.

mod duplicate;
mod fit;
mod list;
mod matching;
mod merge;

pub use duplicate::{Distinct, candidates, distinct_pairs, pairs, set_distinct};
pub use fit::{fitting, namesakes, search};
pub use list::{COUNT_MAX, ids, list};
pub use matching::matching;
pub use merge::{Merge, MovedCases, absorb, cases_of, find_merge, merges_of, open_elsewhere, separate, version_of_case};

use crate::convert::patient as to_domain;
use crate::entity::{patient, patient_code};
use crate::search::{self, Searched};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, inquiry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Birth;
use domain::code::Code;
use domain::id::{DeskId, PatientId, UserId};
use domain::patient::{Ended, Patient, PatientData, name_keys};
use domain::text::{digits, fold};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// A patient and its desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientRecord {
    /// The patient.
    pub patient: Patient,
    /// The desk that recorded it.
    pub desk_id: DeskId,
}

/// Patients who can be found: neither merged into another record nor taken back with an import.
const LISTED: &str = "p.merged_into IS NULL AND p.voided_at IS NULL";

/// What a patient is found by.
fn search_text(data: &PatientData) -> String {
    [fold(&data.name), fold(&data.kana), digits(&data.telephone), fold(known(&data.details.insured_number))].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A text that is a value, not the answer that nobody knows it.
fn known(text: &str) -> &str {
    if text == domain::patient::UNKNOWN || text == domain::patient::NOTHING { "" } else { text }
}

fn code(code: &Option<Code>) -> Option<String> {
    code.as_ref().map(|c| c.0.clone())
}

fn birth_columns(birth: Option<Birth>) -> (Option<NaiveDate>, Option<i32>, Option<NaiveDate>) {
    match birth {
        None => (None, None, None),
        Some(Birth::Date(date)) => (Some(date), None, None),
        Some(Birth::AgeAbout { age, as_of }) => (None, Some(age), Some(as_of)),
    }
}

/// Records a patient.
///
/// # Errors
/// [`DbError::Unique`] `pk_patients` when the id exists.
pub async fn insert(tx: &Tx, id: PatientId, desk: DeskId, data: &PatientData, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    insert_all(tx, &[NewPatient { id, desk_id: desk, data, by, at }]).await
}

/// A patient to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPatient<'a> {
    /// Its id.
    pub id: PatientId,
    /// Its desk.
    pub desk_id: DeskId,
    /// What is known.
    pub data: &'a PatientData,
    /// Who records it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Records some patients with few statements: some hundreds at most, for a statement holds only so many values.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all(tx: &Tx, new: &[NewPatient<'_>]) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    let moments: Vec<_> = new.iter().map(|n| (n.at, n.id.0)).collect();
    let keys = search::free_keys(tx, Searched::Patients, &moments).await?;
    let texts: Vec<(i64, String)> = new.iter().zip(keys).map(|(n, key)| (key, search_text(n.data))).collect();
    let models = new.iter().zip(&texts).map(|(n, (key, text))| model(n, *key, text).map(IntoActiveModel::into_active_model)).collect::<Result<Vec<_>, _>>()?;
    patient::Entity::insert_many(models).exec_without_returning(tx).await?;
    put_codes(tx, new.iter().map(|n| (n.id, n.data))).await?;
    search::put_all(tx, Searched::Patients, &texts).await
}

fn model(new: &NewPatient<'_>, key: i64, text: &str) -> Result<patient::Model, DbError> {
    let data = new.data;
    let (birth_date, birth_age, birth_as_of) = birth_columns(data.birth);
    let (name_key, kana_key) = name_keys(&data.name, &data.kana);
    Ok(patient::Model {
        id: new.id.0,
        desk_id: new.desk_id.0,
        name: data.name.clone(),
        kana: data.kana.clone(),
        birth_date,
        birth_age,
        birth_as_of,
        sex: data.sex.clone().map(|c| c.0),
        address: data.address.clone(),
        telephone: data.telephone.clone(),
        telephone_digits: digits(&data.telephone),
        care_level: data.care_level.clone().map(|c| c.0),
        name_key,
        kana_key,
        version: 1,
        created_at: stored(new.at),
        created_by: new.by.0,
        updated_at: stored(new.at),
        search_key: key,
        search_text: text.to_owned(),
        residence: code(&data.details.residence),
        household: code(&data.details.household),
        bedridden: code(&data.details.bedridden),
        dementia: code(&data.details.dementia),
        insurance: code(&data.details.insurance),
        place_of_death: code(&data.details.place_of_death),
        consent: code(&data.details.consent),
        ended: None,
        care_from: data.details.care_from.known(),
        care_to: data.details.care_to.known(),
        discharge_on: data.details.discharge_on.known(),
        consent_on: data.details.consent_on.known(),
        ended_on: None,
        details: serde_json::to_string(&data.details)?,
        ended_place: String::new(),
        ended_note: String::new(),
        merged_into: None,
        voided_at: None,
    })
}

/// One patient; a record whose import was taken back is none.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: PatientId) -> Result<Option<PatientRecord>, DbError> {
    patient::Entity::find_by_id(id.0).filter(patient::Column::VoidedAt.is_null()).one(conn).await?.map(record).transpose()
}

fn record(model: patient::Model) -> Result<PatientRecord, DbError> {
    Ok(PatientRecord { desk_id: DeskId(model.desk_id), patient: to_domain(model)? })
}

/// These patients, in the order of their ids.
pub(super) async fn several<C: ConnectionTrait>(conn: &C, ids: &[Uuid]) -> Result<Vec<PatientRecord>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = patient::Entity::find().filter(patient::Column::Id.is_in(ids.iter().copied())).order_by_asc(patient::Column::Id).all(conn).await?;
    found.into_iter().map(record).collect()
}

/// The several-valued codes anew.
async fn put_codes<'a>(tx: &Tx, patients: impl Iterator<Item = (PatientId, &'a PatientData)>) -> Result<(), DbError> {
    let codes = patients.flat_map(|(id, data)| data.details.several().map(move |(list, code)| (id, list, code)));
    let models: Vec<_> = codes.map(|(id, list, code)| patient_code::Model { patient_id: id.0, list: list.name().to_owned(), code: code.0.clone() }.into_active_model()).collect();
    if !models.is_empty() {
        patient_code::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Says that nothing is arranged for the patient seen at `version` any more, or takes that back; false when it is another version by now.
///
/// # Errors
/// The store's.
pub async fn set_ended(tx: &Tx, id: PatientId, version: i32, ended: Option<&Ended>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE patients SET ended = ");
    sql.bind(ended.map(|e| e.kind.code())).push(", ended_on = ").bind(ended.and_then(|e| e.on));
    sql.push(", ended_place = ").bind(ended.map_or("", |e| e.place.as_str())).push(", ended_note = ").bind(ended.map_or("", |e| e.note.as_str()));
    sql.push(", version = version + 1, updated_at = ").bind(stored(at)).push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// These patients, in this order.
///
/// # Errors
/// The store's.
pub async fn in_order<C: ConnectionTrait>(conn: &C, ids: &[PatientId]) -> Result<Vec<Patient>, DbError> {
    let mut found = several(conn, &ids.iter().map(|id| id.0).collect::<Vec<_>>()).await?.into_iter().map(|r| (r.patient.id, r.patient)).collect::<HashMap<_, _>>();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Changes the patient that was seen at `version`, and what it and its inquiries are found by; false when it is another
/// version by now, or no such patient.
///
/// # Errors
/// The store's.
pub async fn update(tx: &Tx, id: PatientId, version: i32, data: &PatientData, at: DateTime<Utc>) -> Result<bool, DbError> {
    let (birth_date, birth_age, birth_as_of) = birth_columns(data.birth);
    let (name_key, kana_key) = name_keys(&data.name, &data.kana);
    let text = search_text(data);
    let details = &data.details;
    let mut sql = Sql::new(tx, "UPDATE patients SET name = ");
    sql.bind(data.name.as_str()).push(", kana = ").bind(data.kana.as_str());
    sql.push(", birth_date = ").bind(birth_date).push(", birth_age = ").bind(birth_age).push(", birth_as_of = ").bind(birth_as_of);
    sql.push(", sex = ").bind(data.sex.clone().map(|c| c.0)).push(", address = ").bind(data.address.as_str());
    sql.push(", telephone = ").bind(data.telephone.as_str()).push(", telephone_digits = ").bind(digits(&data.telephone));
    sql.push(", care_level = ").bind(data.care_level.clone().map(|c| c.0)).push(", name_key = ").bind(name_key).push(", kana_key = ").bind(kana_key);
    for (column, value) in [
        ("residence", &details.residence),
        ("household", &details.household),
        ("bedridden", &details.bedridden),
        ("dementia", &details.dementia),
        ("insurance", &details.insurance),
        ("place_of_death", &details.place_of_death),
        ("consent", &details.consent),
    ] {
        sql.push(", ").push(column).push(" = ").bind(code(value));
    }
    for (column, value) in [("care_from", details.care_from), ("care_to", details.care_to), ("discharge_on", details.discharge_on), ("consent_on", details.consent_on)] {
        sql.push(", ").push(column).push(" = ").bind(value.known());
    }
    sql.push(", details = ").bind(serde_json::to_string(details)?);
    sql.push(", search_text = ").bind(text.as_str()).push(", version = version + 1, updated_at = ").bind(stored(at));
    sql.push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version).push(" RETURNING search_key");
    let Some(key) = sql.column::<i64, Tx>(tx).await?.pop() else { return Ok(false) };
    search::remove(tx, Searched::Patients, key).await?;
    search::put(tx, Searched::Patients, key, &text).await?;
    patient_code::Entity::delete_many().filter(patient_code::Column::PatientId.eq(id.0)).exec(tx).await?;
    put_codes(tx, std::iter::once((id, data))).await?;
    inquiry::reindex_patient(tx, id).await?;
    Ok(true)
}
