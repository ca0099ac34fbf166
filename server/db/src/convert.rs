//! From records to domain types, for the joins that several repositories read.

use crate::DbError;
use crate::entity::{case, patient};
use chrono::{DateTime, Utc};
use domain::account::{Desk, Staff};
use domain::calendar::Birth;
use domain::cases::{CaseBrief, CaseStatus};
use domain::code::Code;
use domain::id::{CaseId, DeskId, PatientId, UserId};
use domain::inquiry::Voided;
use domain::patient::{Patient, PatientBrief};
use sea_orm::{FromQueryResult, QueryResult};

/// A record read out of a join whose columns are called `<alias>_<column>`.
pub(crate) fn record<M: FromQueryResult>(row: &QueryResult, alias: &str) -> Result<M, DbError> {
    Ok(M::from_query_result(row, &format!("{alias}_"))?)
}

pub(crate) fn status(code: &str) -> Result<CaseStatus, DbError> {
    CaseStatus::from_code(code).ok_or_else(|| DbError::Other(format!("a stored status is unknown: {code}")))
}

/// A case in one line; the owner's name is joined.
pub(crate) fn brief(case: &case::Model, owner_name: Option<String>) -> Result<CaseBrief, DbError> {
    Ok(CaseBrief {
        id: CaseId(case.id),
        number: case.number.clone(),
        status: status(&case.status)?,
        owner: case.owner_id.map(|id| Staff { id: UserId(id), name: owner_name.unwrap_or_default() }),
        next_date: case.next_date,
        outcome: case.outcome.clone().map(Code),
        opened_at: case.opened_at,
        main_category: Code(case.main_category.clone()),
    })
}

/// A case in one line, out of a row with the case as `c` and `owner_name`.
pub(crate) fn brief_of(row: &QueryResult) -> Result<CaseBrief, DbError> {
    brief(&record::<case::Model>(row, "c")?, row.try_get("", "owner_name")?)
}

pub(crate) fn desk_of(row: &QueryResult) -> Result<Desk, DbError> {
    Ok(Desk { id: DeskId(row.try_get("", "desk_id")?), name: row.try_get("", "desk_name")? })
}

/// That something is voided; the name of who did it is joined.
pub(crate) fn voided(at: Option<DateTime<Utc>>, by_name: Option<String>, reason: Option<String>) -> Option<Voided> {
    at.map(|at| Voided { at, by_name: by_name.unwrap_or_default(), reason: reason.unwrap_or_default() })
}

pub(crate) fn patient(model: patient::Model) -> Patient {
    let birth = match (model.birth_date, model.birth_age, model.birth_as_of) {
        (Some(date), _, _) => Some(Birth::Date(date)),
        (None, Some(age), Some(as_of)) => Some(Birth::AgeAbout { age, as_of }),
        _ => None,
    };
    Patient {
        id: PatientId(model.id),
        name: model.name,
        kana: model.kana,
        birth,
        sex: model.sex.map(Code),
        address: model.address,
        telephone: model.telephone,
        care_level: model.care_level.map(Code),
        version: model.version,
    }
}

/// The patient joined as `p`, when there is one.
pub(crate) fn patient_of(row: &QueryResult) -> Result<Option<Patient>, DbError> {
    Ok(record::<Option<patient::Model>>(row, "p")?.map(patient))
}

pub(crate) fn patient_brief_of(row: &QueryResult) -> Result<Option<PatientBrief>, DbError> {
    Ok(patient_of(row)?.map(|p| p.brief()))
}
