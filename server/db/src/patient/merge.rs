//! Two records of one person become one, and two again.

use super::several;
use crate::cases::open_codes;
use crate::convert::record;
use crate::entity::{patient_merge, patient_merge_case};
use crate::sql::{Sql, columns, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::DeskId;
use domain::id::{CaseId, MergeId, PatientId, UserId};
use domain::patient::{MergeLine, Patient};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// A merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The record that stayed.
    pub survivor: PatientId,
    /// The record that was absorbed.
    pub absorbed: PatientId,
    /// The survivor before.
    pub before: Patient,
    /// The survivor after.
    pub after: Patient,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: UserId,
    /// That person's name.
    pub by_name: String,
    /// It was taken back.
    pub undone: bool,
    /// The cases that moved.
    pub cases: Vec<CaseId>,
}

/// The cases of one patient, at all desks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedCases {
    /// The cases, oldest id first.
    pub ids: Vec<CaseId>,
    /// How many inquiries are in them.
    pub inquiries: i64,
}

/// The cases about a patient, whoever's desk they are of.
///
/// # Errors
/// The store's.
pub async fn cases_of<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Result<MovedCases, DbError> {
    let mut sql = Sql::new(conn, "SELECT id FROM cases WHERE patient_id = ");
    sql.bind(patient.0).push(" ORDER BY id");
    let ids: Vec<Uuid> = sql.column(conn).await?;
    let mut sql = Sql::new(conn, "SELECT count(*) FROM inquiries i JOIN cases c ON c.id = i.case_id WHERE i.voided_at IS NULL AND c.patient_id = ");
    sql.bind(patient.0);
    Ok(MovedCases { ids: ids.into_iter().map(CaseId).collect(), inquiries: sql.column(conn).await?.pop().unwrap_or(0) })
}

/// How many open cases about a patient other desks have.
///
/// # Errors
/// The store's.
pub async fn open_elsewhere<C: ConnectionTrait>(conn: &C, desks: &[DeskId], patient: PatientId) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM cases WHERE patient_id = ");
    sql.bind(patient.0).push(" AND status IN ").list(open_codes()).push(" AND desk_id NOT IN ").desks(desks);
    Ok(sql.column(conn).await?.pop().unwrap_or(0))
}

/// The version of a case.
///
/// # Errors
/// The store's.
pub async fn version_of_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<Option<i32>, DbError> {
    let mut sql = Sql::new(conn, "SELECT version FROM cases WHERE id = ");
    sql.bind(case.0);
    Ok(sql.column(conn).await?.pop())
}

/// Makes the absorbed record a stub that leads to the survivor, and keeps what the merge did. The caller has changed the survivor and moves the cases.
///
/// # Errors
/// [`DbError::Unique`] `uq_patient_merges_absorbed` when somebody else merged it meanwhile.
pub async fn absorb(tx: &Tx, merge: &Merge) -> Result<(), DbError> {
    let model = patient_merge::Model {
        id: merge.id.0,
        survivor_id: merge.survivor.0,
        absorbed_id: merge.absorbed.0,
        survivor_before: serde_json::to_string(&merge.before)?,
        survivor_after: serde_json::to_string(&merge.after)?,
        merged_at: stored(merge.at),
        merged_by: merge.by.0,
        undone_at: None,
        undone_by: None,
    };
    patient_merge::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    for case in &merge.cases {
        let model = patient_merge_case::Model { merge_id: merge.id.0, case_id: case.0 };
        patient_merge_case::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    }
    lead(tx, merge.absorbed, Some(merge.survivor), merge.at).await
}

/// Makes the absorbed record one of its own again.
///
/// # Errors
/// The store's.
pub async fn separate(tx: &Tx, merge: &Merge, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE patient_merges SET undone_at = ");
    sql.bind(stored(at)).push(", undone_by = ").bind(by.0).push(" WHERE id = ").bind(merge.id.0);
    sql.run(tx).await?;
    lead(tx, merge.absorbed, None, at).await
}

async fn lead(tx: &Tx, from: PatientId, to: Option<PatientId>, at: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE patients SET merged_into = ");
    sql.bind(to.map(|p| p.0)).push(", version = version + 1, updated_at = ").bind(stored(at)).push(" WHERE id = ").bind(from.0);
    sql.run(tx).await.map(|_| ())
}

/// One merge.
///
/// # Errors
/// The store's.
pub async fn find_merge<C: ConnectionTrait>(conn: &C, id: MergeId) -> Result<Option<Merge>, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(&columns::<patient_merge::Entity>("m")).push(", u.name AS by_name FROM patient_merges m JOIN users u ON u.id = m.merged_by WHERE m.id = ").bind(id.0);
    let Some(row) = sql.one(conn).await? else { return Ok(None) };
    let model: patient_merge::Model = record(&row, "m")?;
    let mut sql = Sql::new(conn, "SELECT case_id FROM patient_merge_cases WHERE merge_id = ");
    sql.bind(id.0).push(" ORDER BY case_id");
    let cases: Vec<Uuid> = sql.column(conn).await?;
    Ok(Some(Merge {
        id,
        survivor: PatientId(model.survivor_id),
        absorbed: PatientId(model.absorbed_id),
        before: serde_json::from_str(&model.survivor_before)?,
        after: serde_json::from_str(&model.survivor_after)?,
        at: model.merged_at,
        by: UserId(model.merged_by),
        by_name: row.try_get("", "by_name")?,
        undone: model.undone_at.is_some(),
        cases: cases.into_iter().map(CaseId).collect(),
    }))
}

/// The merges into a patient that stand, newest first.
///
/// # Errors
/// The store's.
pub async fn merges_of<C: ConnectionTrait>(conn: &C, survivor: PatientId) -> Result<Vec<MergeLine>, DbError> {
    let mut sql =
        Sql::new(conn, "SELECT m.id, m.absorbed_id, m.merged_at, u.name FROM patient_merges m JOIN users u ON u.id = m.merged_by WHERE m.undone_at IS NULL AND m.survivor_id = ");
    sql.bind(survivor.0).push(" ORDER BY m.merged_at DESC, m.id DESC");
    let mut lines = Vec::new();
    for row in sql.all(conn).await? {
        let absorbed: Uuid = row.try_get("", "absorbed_id")?;
        if let Some(found) = several(conn, &[absorbed]).await?.pop() {
            lines.push(MergeLine { id: MergeId(row.try_get("", "id")?), absorbed: found.patient.brief(), at: row.try_get("", "merged_at")?, by_name: row.try_get("", "name")? });
        }
    }
    Ok(lines)
}
