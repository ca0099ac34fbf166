//! From records to domain types, for the joins that several repositories read.

use crate::DbError;
use crate::entity::patient;
use chrono::{DateTime, NaiveDate, Utc};
use domain::account::{Desk, Staff};
use domain::calendar::Birth;
use domain::cases::{CaseBrief, CaseStatus};
use domain::code::Code;
use domain::id::{CaseId, DeskId, PatientId, UserId};
use domain::inquiry::Voided;
use domain::patient::{EndKind, Ended, Patient, PatientBrief};
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

/// A record read out of a join whose columns are called `<alias>_<column>`.
pub(crate) fn record<M: FromQueryResult>(row: &QueryResult, alias: &str) -> Result<M, DbError> {
    Ok(M::from_query_result(row, &format!("{alias}_"))?)
}

fn status(code: &str) -> Result<CaseStatus, DbError> {
    CaseStatus::from_code(code).ok_or_else(|| DbError::Other(format!("a stored status is unknown: {code}")))
}

/// What [`brief_of`] reads, with the case as `c` and its owner joined as `o`.
pub(crate) const BRIEF: &str = "c.id AS c_id, c.number AS c_number, c.status AS c_status, c.owner_id AS c_owner_id, o.name AS owner_name, \
    c.next_date AS c_next_date, c.outcome AS c_outcome, c.opened_at AS c_opened_at, c.main_category AS c_main_category";

/// A case in one line.
pub(crate) fn brief_of(row: &QueryResult) -> Result<CaseBrief, DbError> {
    let owner_name: Option<String> = row.try_get("", "owner_name")?;
    Ok(CaseBrief {
        id: CaseId(row.try_get("", "c_id")?),
        number: row.try_get("", "c_number")?,
        status: status(&row.try_get::<String>("", "c_status")?)?,
        owner: row.try_get::<Option<Uuid>>("", "c_owner_id")?.map(|id| Staff { id: UserId(id), name: owner_name.unwrap_or_default(), unreachable: false }),
        next_date: row.try_get("", "c_next_date")?,
        outcome: row.try_get::<Option<String>>("", "c_outcome")?.map(Code),
        opened_at: row.try_get("", "c_opened_at")?,
        main_category: Code(row.try_get("", "c_main_category")?),
    })
}

pub(crate) fn desk_of(row: &QueryResult) -> Result<Desk, DbError> {
    Ok(Desk { id: DeskId(row.try_get("", "desk_id")?), name: row.try_get("", "desk_name")? })
}

/// That something is voided; the name of who did it is joined.
pub(crate) fn voided(at: Option<DateTime<Utc>>, by_name: Option<String>, reason: Option<String>) -> Option<Voided> {
    at.map(|at| Voided { at, by_name: by_name.unwrap_or_default(), reason: reason.unwrap_or_default() })
}

fn birth(date: Option<NaiveDate>, age: Option<i32>, as_of: Option<NaiveDate>) -> Option<Birth> {
    match (date, age, as_of) {
        (Some(date), _, _) => Some(Birth::Date(date)),
        (None, Some(age), Some(as_of)) => Some(Birth::AgeAbout { age, as_of }),
        _ => None,
    }
}

fn ended(code: Option<&str>) -> Result<Option<EndKind>, DbError> {
    code.map(|code| EndKind::from_code(code).ok_or_else(|| DbError::Other(format!("a stored end is unknown: {code}")))).transpose()
}

pub(crate) fn patient(model: patient::Model) -> Result<Patient, DbError> {
    let kind = ended(model.ended.as_deref())?;
    Ok(Patient {
        id: PatientId(model.id),
        name: model.name,
        kana: model.kana,
        birth: birth(model.birth_date, model.birth_age, model.birth_as_of),
        sex: model.sex.map(Code),
        address: model.address,
        telephone: model.telephone,
        care_level: model.care_level.map(Code),
        details: serde_json::from_str(&model.details)?,
        ended: kind.map(|kind| Ended { kind, on: model.ended_on, place: model.ended_place, note: model.ended_note }),
        merged_into: model.merged_into.map(PatientId),
        version: model.version,
    })
}

/// The whole patient joined as `p`, when there is one.
pub(crate) fn patient_of(row: &QueryResult) -> Result<Option<Patient>, DbError> {
    record::<Option<patient::Model>>(row, "p")?.map(patient).transpose()
}

/// What [`patient_brief_of`] reads, with the patient joined as `p`.
pub(crate) const PATIENT_BRIEF: &str = "p.id AS p_id, p.name AS p_name, p.kana AS p_kana, p.birth_date AS p_birth_date, p.birth_age AS p_birth_age, p.birth_as_of AS p_birth_as_of, p.sex AS p_sex, p.ended AS p_ended";

/// As much of the patient as a list shows, when there is one.
pub(crate) fn patient_brief_of(row: &QueryResult) -> Result<Option<PatientBrief>, DbError> {
    let Some(id) = row.try_get::<Option<Uuid>>("", "p_id")? else { return Ok(None) };
    Ok(Some(PatientBrief {
        id: PatientId(id),
        name: row.try_get("", "p_name")?,
        kana: row.try_get("", "p_kana")?,
        birth: birth(row.try_get("", "p_birth_date")?, row.try_get("", "p_birth_age")?, row.try_get("", "p_birth_as_of")?),
        sex: row.try_get::<Option<String>>("", "p_sex")?.map(Code),
        ended: ended(row.try_get::<Option<String>>("", "p_ended")?.as_deref())?,
    }))
}
