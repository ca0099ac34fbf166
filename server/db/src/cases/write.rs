//! Opening a case and changing it.

use crate::entity::case;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, Voiding, inquiry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::cases::CaseStatus;
use domain::code::Code;
use domain::id::{CaseId, DeskId, PatientId, UserId};
use sea_orm::{EntityTrait, IntoActiveModel};

/// How a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseState<'a> {
    /// 状態
    pub status: CaseStatus,
    /// 担当者
    pub owner_id: Option<UserId>,
    /// 次回対応予定日
    pub next_date: Option<NaiveDate>,
    /// 転帰
    pub outcome: Option<Code>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// 取消; once there, it stays whatever later states say, until [`restore`].
    pub voided: Option<Voiding<'a>>,
}

/// A case to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase<'a> {
    /// Its id.
    pub id: CaseId,
    /// Its desk.
    pub desk_id: DeskId,
    /// The number of the inquiry that opens it.
    pub number: &'a str,
    /// 対象者
    pub patient_id: Option<PatientId>,
    /// How it stands.
    pub state: CaseState<'a>,
    /// The main category of its first inquiry.
    pub main_category: &'a Code,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

/// Opens a case.
///
/// # Errors
/// [`DbError::Unique`] `pk_cases` when the id exists, `uq_cases_number` when the desk has a case of that number.
pub async fn insert(tx: &Tx, new: &NewCase<'_>) -> Result<(), DbError> {
    insert_all(tx, std::slice::from_ref(new)).await
}

/// Opens some cases with one statement: some hundreds at most.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all(tx: &Tx, new: &[NewCase<'_>]) -> Result<(), DbError> {
    if !new.is_empty() {
        case::Entity::insert_many(new.iter().map(|n| model(n).into_active_model())).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn model(new: &NewCase<'_>) -> case::Model {
    let state = &new.state;
    case::Model {
        id: new.id.0,
        desk_id: new.desk_id.0,
        number: new.number.to_owned(),
        patient_id: new.patient_id.map(|p| p.0),
        status: state.status.code().to_owned(),
        owner_id: state.owner_id.map(|u| u.0),
        next_date: state.next_date,
        outcome: state.outcome.clone().map(|c| c.0),
        main_category: new.main_category.0.clone(),
        opened_at: stored(new.opened_at),
        closed_at: state.closed_at.map(stored),
        voided_at: state.voided.map(|v| stored(v.at)),
        voided_by: state.voided.map(|v| v.by.0),
        void_reason: state.voided.map(|v| v.reason.to_owned()),
        version: 1,
        updated_at: stored(new.opened_at),
    }
}

/// Sets the whole state of the case that was seen at `version`; false when it is another version by now, or no such case.
///
/// # Errors
/// The store's.
pub async fn update(tx: &Tx, id: CaseId, version: i32, state: &CaseState<'_>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE cases SET status = ");
    sql.bind(state.status.code()).push(", owner_id = ").bind(state.owner_id.map(|u| u.0)).push(", next_date = ").bind(state.next_date);
    sql.push(", outcome = ").bind(state.outcome.clone().map(|c| c.0)).push(", closed_at = ").bind(state.closed_at.map(stored));
    if let Some(voiding) = state.voided {
        sql.push(", voided_at = ").bind(stored(voiding.at)).push(", voided_by = ").bind(voiding.by.0).push(", void_reason = ").bind(voiding.reason);
    }
    changed(sql, tx, id, version, at).await
}

/// Takes back that the case was voided: it stands as `state` says and is about `patient`. False when it is another version by now.
///
/// # Errors
/// [`DbError::ForeignKey`] when there is no such patient.
pub async fn restore(tx: &Tx, id: CaseId, version: i32, state: &CaseState<'_>, patient: Option<PatientId>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE cases SET voided_at = NULL, voided_by = NULL, void_reason = NULL, status = ");
    sql.bind(state.status.code()).push(", owner_id = ").bind(state.owner_id.map(|u| u.0)).push(", next_date = ").bind(state.next_date);
    sql.push(", outcome = ").bind(state.outcome.clone().map(|c| c.0)).push(", closed_at = ").bind(state.closed_at.map(stored));
    sql.push(", patient_id = ").bind(patient.map(|p| p.0));
    changed(sql, tx, id, version, at).await
}

/// Says whom the case is about; its inquiries are found by the patient's words from now on.
///
/// # Errors
/// [`DbError::ForeignKey`] when there is no such patient.
pub async fn set_patient(tx: &Tx, id: CaseId, version: i32, patient: Option<PatientId>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE cases SET patient_id = ");
    sql.bind(patient.map(|p| p.0));
    let done = changed(sql, tx, id, version, at).await?;
    if done {
        inquiry::reindex_case(tx, id).await?;
    }
    Ok(done)
}

async fn changed(mut sql: Sql, tx: &Tx, id: CaseId, version: i32, at: DateTime<Utc>) -> Result<bool, DbError> {
    sql.push(", version = version + 1, updated_at = ").bind(stored(at));
    sql.push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// Links two cases, whichever is named first; false when they are linked already.
///
/// # Errors
/// [`DbError::ForeignKey`] when one of them does not exist; linking a case to itself is refused by the schema.
pub async fn link(tx: &Tx, a: CaseId, b: CaseId, by: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let (a, b) = if a.0 < b.0 { (a, b) } else { (b, a) };
    let mut sql = Sql::new(tx, "INSERT INTO case_links (a, b, created_at, created_by) VALUES (");
    sql.bind(a.0).push(", ").bind(b.0).push(", ").bind(stored(at)).push(", ").bind(by.0).push(") ON CONFLICT (a, b) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

/// Ends every link of a case; false when there was none.
///
/// # Errors
/// The store's.
pub async fn unlink(tx: &Tx, id: CaseId) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "DELETE FROM case_links WHERE a = ");
    sql.bind(id.0).push(" OR b = ").bind(id.0);
    Ok(sql.run(tx).await? > 0)
}
