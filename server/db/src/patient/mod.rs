//! Patients (対象者): records, namesakes, and finding them by what is typed.

mod fit;
mod matching;

pub use fit::{fitting, namesakes, search};
pub use matching::matching;

use crate::convert::patient as to_domain;
use crate::entity::patient;
use crate::search::{self, Searched};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, inquiry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Birth;
use domain::id::{DeskId, PatientId, UserId};
use domain::patient::{Patient, PatientData, name_keys};
use domain::text::{digits, fold};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

/// A patient and its desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientRecord {
    /// The patient.
    pub patient: Patient,
    /// The desk that recorded it.
    pub desk_id: DeskId,
}

/// What a patient is found by.
fn search_text(data: &PatientData) -> String {
    [fold(&data.name), fold(&data.kana), digits(&data.telephone)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n")
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
    let (birth_date, birth_age, birth_as_of) = birth_columns(data.birth);
    let (name_key, kana_key) = name_keys(&data.name, &data.kana);
    let text = search_text(data);
    let key = search::free_key(tx, Searched::Patients, at, id.0).await?;
    let model = patient::Model {
        id: id.0,
        desk_id: desk.0,
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
        created_at: stored(at),
        created_by: by.0,
        updated_at: stored(at),
        search_key: key,
        search_text: text.clone(),
        voided_at: None,
    };
    patient::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    search::put(tx, Searched::Patients, key, &text).await
}

/// One patient.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: PatientId) -> Result<Option<PatientRecord>, DbError> {
    let found = patient::Entity::find_by_id(id.0).one(conn).await?;
    Ok(found.map(|model| PatientRecord { desk_id: DeskId(model.desk_id), patient: to_domain(model) }))
}

/// Patients of these desks in the order in which they were recorded, after the key `after`; with the key of each, for going on.
///
/// # Errors
/// The store's.
pub async fn part<C: ConnectionTrait>(conn: &C, desks: &[DeskId], after: i64, limit: u64) -> Result<Vec<(i64, Patient)>, DbError> {
    let query = patient::Entity::find().filter(patient::Column::DeskId.is_in(desks.iter().map(|d| d.0))).filter(patient::Column::VoidedAt.is_null());
    let models = query.filter(patient::Column::SearchKey.gt(after)).order_by_asc(patient::Column::SearchKey).limit(limit).all(conn).await?;
    Ok(models.into_iter().map(|model| (model.search_key, to_domain(model))).collect())
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
    let mut sql = Sql::new(tx, "UPDATE patients SET name = ");
    sql.bind(data.name.as_str()).push(", kana = ").bind(data.kana.as_str());
    sql.push(", birth_date = ").bind(birth_date).push(", birth_age = ").bind(birth_age).push(", birth_as_of = ").bind(birth_as_of);
    sql.push(", sex = ").bind(data.sex.clone().map(|c| c.0)).push(", address = ").bind(data.address.as_str());
    sql.push(", telephone = ").bind(data.telephone.as_str()).push(", telephone_digits = ").bind(digits(&data.telephone));
    sql.push(", care_level = ").bind(data.care_level.clone().map(|c| c.0)).push(", name_key = ").bind(name_key).push(", kana_key = ").bind(kana_key);
    sql.push(", search_text = ").bind(text.as_str()).push(", version = version + 1, updated_at = ").bind(stored(at));
    sql.push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version).push(" RETURNING search_key");
    let Some(key) = sql.column::<i64, Tx>(tx).await?.pop() else { return Ok(false) };
    search::remove(tx, Searched::Patients, key).await?;
    search::put(tx, Searched::Patients, key, &text).await?;
    inquiry::reindex_patient(tx, id).await?;
    Ok(true)
}
