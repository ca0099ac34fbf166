//! Records that may be one person: found by equal keys, never by comparing everybody with everybody. What is alike enough is the domain's rule.

use super::{LISTED, PatientRecord, several};
use crate::entity::patient_distinct;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::calendar::Birth;
use domain::id::{DeskId, PatientId, UserId};
use domain::patient::duplicate::kana_keys;
use domain::patient::{PatientData, name_keys};
use domain::text::digits;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Pairs looked at per key: a list that nobody could work off is no help.
const PAIRS: i64 = 400;
/// Records looked at for one form.
const CANDIDATES: i64 = 50;

/// Patients of these desks who share name, kana, telephone number or birthday with `data`; `except` is left out, and whoever was said to be
/// somebody else than `except`.
///
/// # Errors
/// The store's.
pub async fn candidates<C: ConnectionTrait>(conn: &C, desks: &[DeskId], data: &PatientData, except: Option<PatientId>) -> Result<Vec<PatientRecord>, DbError> {
    let (name_key, _) = name_keys(&data.name, &data.kana);
    let mut ids = BTreeSet::new();
    for (column, keys) in [("name_key", vec![name_key]), ("kana_key", kana_keys(&data.kana)), ("telephone_digits", vec![digits(&data.telephone)])] {
        for key in keys.into_iter().filter(|key| !key.is_empty()) {
            let mut sql = Sql::new(conn, "SELECT p.id FROM patients p WHERE p.");
            sql.push(column).either("", " COLLATE \"C\"").push(" = ").bind(key);
            ids.extend(rest(sql, conn, desks, except).await?);
        }
    }
    if let Some(Birth::Date(birth)) = data.birth {
        let mut sql = Sql::new(conn, "SELECT p.id FROM patients p WHERE p.birth_date = ");
        sql.bind(birth);
        ids.extend(rest(sql, conn, desks, except).await?);
    }
    several(conn, &ids.into_iter().collect::<Vec<_>>()).await
}

async fn rest<C: ConnectionTrait>(mut sql: Sql, conn: &C, desks: &[DeskId], except: Option<PatientId>) -> Result<Vec<Uuid>, DbError> {
    sql.push(" AND ").push(LISTED).push(" AND p.desk_id IN ").desks(desks);
    if let Some(except) = except {
        sql.push(" AND p.id <> ").bind(except.0).push(" AND NOT EXISTS (SELECT 1 FROM patient_distinct x WHERE x.active AND ((x.a = p.id AND x.b = ").bind(except.0);
        sql.push(") OR (x.b = p.id AND x.a = ").bind(except.0).push(")))");
    }
    sql.push(" ORDER BY p.search_key DESC LIMIT ").bind(CANDIDATES);
    sql.column(conn).await
}

/// Pairs of one desk that share a key and were not said to be two people: (older record, newer record).
///
/// # Errors
/// The store's.
pub async fn pairs<C: ConnectionTrait>(conn: &C, desks: &[DeskId]) -> Result<Vec<(PatientRecord, PatientRecord)>, DbError> {
    // A birthday alone brings a hundred strangers: the beginning of the address or of the name must be the same too. Whether the house is
    // the same is for the rule to say, which knows how addresses are written.
    let keys = [
        "b.kana_key = a.kana_key AND a.kana_key <> ''",
        "b.name_key = a.name_key AND a.name_key <> ''",
        "b.telephone_digits = a.telephone_digits AND a.telephone_digits <> ''",
        "b.birth_date = a.birth_date AND ((substr(a.address, 1, 6) = substr(b.address, 1, 6) AND a.address <> '') OR (a.name_key <> '' AND substr(a.name_key, 1, 1) = substr(b.name_key, 1, 1)))",
    ];
    let mut found: BTreeSet<(Uuid, Uuid)> = BTreeSet::new();
    for key in keys {
        let mut sql = Sql::new(conn, "SELECT a.id AS first, b.id AS second FROM patients a JOIN patients b ON b.desk_id = a.desk_id AND b.id > a.id AND ");
        sql.push(key).push(" WHERE a.desk_id IN ").desks(desks).push(" AND a.merged_into IS NULL AND b.merged_into IS NULL AND a.voided_at IS NULL AND b.voided_at IS NULL");
        sql.push(" AND NOT EXISTS (SELECT 1 FROM patient_distinct x WHERE x.active AND x.a = a.id AND x.b = b.id)");
        sql.push(" ORDER BY b.search_key DESC LIMIT ").bind(PAIRS);
        for row in sql.all(conn).await? {
            found.insert((row.try_get("", "first")?, row.try_get("", "second")?));
        }
    }
    let ids: BTreeSet<Uuid> = found.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let mut records = Vec::with_capacity(ids.len());
    // A statement takes only so many values.
    for part in ids.into_iter().collect::<Vec<_>>().chunks(500) {
        records.extend(several(conn, part).await?);
    }
    let of = |id: Uuid| records.iter().find(|r| r.patient.id.0 == id).cloned();
    Ok(found.into_iter().filter_map(|(a, b)| Some((of(a)?, of(b)?))).collect())
}

/// Two records that somebody said are two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct {
    /// One.
    pub a: PatientRecord,
    /// The other.
    pub b: PatientRecord,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_name: String,
}

/// The pairs of these desks that were said to be two people, newest first.
///
/// # Errors
/// The store's.
pub async fn distinct_pairs<C: ConnectionTrait>(conn: &C, desks: &[DeskId], limit: u64) -> Result<Vec<Distinct>, DbError> {
    let mut sql = Sql::new(conn, "SELECT x.a, x.b, x.decided_at, u.name FROM patient_distinct x JOIN patients a ON a.id = x.a JOIN patients b ON b.id = x.b ");
    sql.push(
        "JOIN users u ON u.id = x.decided_by WHERE x.active AND a.merged_into IS NULL AND b.merged_into IS NULL AND a.voided_at IS NULL AND b.voided_at IS NULL AND a.desk_id IN ",
    )
    .desks(desks);
    sql.push(" AND b.desk_id IN ").desks(desks).push(" ORDER BY x.decided_at DESC, x.a, x.b LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let mut found = Vec::new();
    for row in sql.all(conn).await? {
        let (a, b): (Uuid, Uuid) = (row.try_get("", "a")?, row.try_get("", "b")?);
        let mut both = several(conn, &[a, b]).await?.into_iter();
        if let (Some(a), Some(b)) = (both.next(), both.next()) {
            found.push(Distinct { a, b, at: row.try_get("", "decided_at")?, by_name: row.try_get("", "name")? });
        }
    }
    Ok(found)
}

/// Says that two records are two people (or takes it back); false when that was said before.
///
/// # Errors
/// [`DbError::ForeignKey`] when one of them does not exist; a record and itself are refused by the schema.
pub async fn set_distinct(tx: &Tx, a: PatientId, b: PatientId, distinct: bool, by: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let (a, b) = if a.0 < b.0 { (a, b) } else { (b, a) };
    let found = patient_distinct::Entity::find_by_id((a.0, b.0)).one(tx).await?;
    match found {
        Some(found) if found.active == distinct => return Ok(false),
        None if !distinct => return Ok(false),
        None => {
            let model = patient_distinct::Model { a: a.0, b: b.0, active: true, decided_at: stored(at), decided_by: by.0 };
            patient_distinct::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
        }
        Some(_) => {
            let mut sql = Sql::new(tx, "UPDATE patient_distinct SET active = ");
            sql.bind(distinct).push(", decided_at = ").bind(stored(at)).push(", decided_by = ").bind(by.0);
            sql.push(" WHERE a = ").bind(a.0).push(" AND b = ").bind(b.0);
            sql.run(tx).await?;
        }
    }
    Ok(true)
}
