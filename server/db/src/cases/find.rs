//! Reading cases.

use crate::DbError;
use crate::convert::{BRIEF, brief_of, desk_of, patient_of, voided};
use crate::entity::patient;
use crate::sql::{Sql, columns};
use chrono::{DateTime, NaiveDate, Utc};
use domain::account::Desk;
use domain::audit::{Deed, RecordKind};
use domain::cases::{CaseBrief, CaseStatus};
use domain::id::{CaseId, DeskId, PatientId, UserId};
use domain::inquiry::Voided;
use domain::notice::OpenCase;
use domain::patient::Patient;
use domain::text::fold;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

/// A case with everything that belongs to it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// The case in one line.
    pub brief: CaseBrief,
    /// Its desk.
    pub desk: Desk,
    /// 対象者
    pub patient: Option<Patient>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// 取消
    pub voided: Option<Voided>,
    /// Its version.
    pub version: i32,
}

fn full(row: &QueryResult) -> Result<CaseRecord, DbError> {
    Ok(CaseRecord {
        brief: brief_of(row)?,
        desk: desk_of(row)?,
        patient: patient_of(row)?,
        closed_at: row.try_get("", "closed_at")?,
        voided: voided(row.try_get("", "voided_at")?, row.try_get("", "voider_name")?, row.try_get("", "void_reason")?),
        version: row.try_get("", "version")?,
    })
}

/// One case.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: CaseId) -> Result<Option<CaseRecord>, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(BRIEF).push(", c.closed_at, c.voided_at, c.void_reason, c.version, ").push(&columns::<patient::Entity>("p"));
    sql.push(", v.name AS voider_name, d.id AS desk_id, d.name AS desk_name FROM cases c JOIN desks d ON d.id = c.desk_id ");
    sql.push("LEFT JOIN patients p ON p.id = c.patient_id LEFT JOIN users o ON o.id = c.owner_id LEFT JOIN users v ON v.id = c.voided_by WHERE c.id = ");
    sql.bind(id.0);
    sql.one(conn).await?.as_ref().map(full).transpose()
}

/// The beginning of a statement that reads cases in one line.
pub(crate) fn briefs<C: ConnectionTrait>(conn: &C) -> Sql {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(BRIEF).push(" FROM cases c LEFT JOIN users o ON o.id = c.owner_id WHERE ");
    sql
}

pub(crate) async fn read_briefs<C: ConnectionTrait>(sql: Sql, conn: &C) -> Result<Vec<CaseBrief>, DbError> {
    sql.all(conn).await?.iter().map(brief_of).collect()
}

/// One case in one line.
///
/// # Errors
/// The store's.
pub async fn brief<C: ConnectionTrait>(conn: &C, id: CaseId) -> Result<Option<CaseBrief>, DbError> {
    let mut sql = briefs(conn);
    sql.push("c.id = ").bind(id.0);
    Ok(read_briefs(sql, conn).await?.pop())
}

/// The patient's cases at these desks that are open, newest first.
///
/// # Errors
/// The store's.
pub async fn open_of_patient<C: ConnectionTrait>(conn: &C, desks: &[DeskId], patient: PatientId) -> Result<Vec<CaseBrief>, DbError> {
    let mut sql = briefs(conn);
    sql.push("c.patient_id = ").bind(patient.0).push(" AND c.desk_id IN ").desks(desks);
    sql.push(" AND c.status IN ").list(open_codes()).push(" ORDER BY c.opened_at DESC, c.id DESC");
    read_briefs(sql, conn).await
}

/// The patient's cases at these desks, newest first; voided ones are left out.
///
/// # Errors
/// The store's.
pub async fn of_patient<C: ConnectionTrait>(conn: &C, desks: &[DeskId], patient: PatientId, except: Option<CaseId>) -> Result<Vec<CaseBrief>, DbError> {
    let mut sql = briefs(conn);
    sql.push("c.patient_id = ").bind(patient.0).push(" AND c.desk_id IN ").desks(desks);
    sql.push(" AND c.status <> ").bind(CaseStatus::Voided.code());
    if let Some(except) = except {
        sql.push(" AND c.id <> ").bind(except.0);
    }
    sql.push(" ORDER BY c.opened_at DESC, c.id DESC");
    read_briefs(sql, conn).await
}

/// The cases of these desks linked to this one, newest first.
///
/// # Errors
/// The store's.
pub async fn links<C: ConnectionTrait>(conn: &C, desks: &[DeskId], id: CaseId) -> Result<Vec<CaseBrief>, DbError> {
    let mut sql = briefs(conn);
    sql.push("c.id IN (SELECT b FROM case_links WHERE a = ").bind(id.0).push(" UNION ALL SELECT a FROM case_links WHERE b = ").bind(id.0);
    // The linked cases are few: SQLite must not begin with all cases of the desks.
    sql.push(") AND ").either("+", "").push("c.desk_id IN ").desks(desks).push(" ORDER BY c.opened_at DESC, c.id DESC");
    read_briefs(sql, conn).await
}

/// The case of the desk that bears this very number, voided or not.
///
/// # Errors
/// The store's.
pub async fn with_number<C: ConnectionTrait>(conn: &C, desk: DeskId, number: &str) -> Result<Option<CaseId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT id FROM cases WHERE desk_id = ");
    sql.bind(desk.0).push(" AND number = ").bind(number);
    Ok(sql.column::<Uuid, C>(conn).await?.pop().map(CaseId))
}

/// The case with this number that is not voided, else the case of the inquiry with it. The number may be typed in any width or case, with or
/// without its hyphen.
///
/// # Errors
/// The store's.
pub async fn by_number<C: ConnectionTrait>(conn: &C, desks: &[DeskId], number: &str) -> Result<Option<CaseId>, DbError> {
    let wanted = spellings(number);
    if wanted.is_empty() {
        return Ok(None);
    }
    for select in ["SELECT id FROM cases WHERE voided_at IS NULL AND number IN ", "SELECT case_id FROM inquiries WHERE number IN "] {
        let mut sql = Sql::new(conn, select);
        sql.list(wanted.iter().map(String::as_str)).push(" AND desk_id IN ").desks(desks).push(" ORDER BY id LIMIT 1");
        if let Some(id) = sql.column::<Uuid, C>(conn).await?.pop() {
            return Ok(Some(CaseId(id)));
        }
    }
    Ok(None)
}

/// What a move, a link or a file adds to the number of changes: more than any inquiry that goes away can take with it.
const STEP: i64 = 1_000_000;

/// A number that grows with every change of the case, of its inquiries and of its entries.
///
/// # Errors
/// The store's.
pub async fn changes<C: ConnectionTrait>(conn: &C, id: CaseId) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT CAST((SELECT version FROM cases WHERE id = ");
    sql.bind(id.0).push(") + (SELECT count(*) FROM case_entries WHERE case_id = ").bind(id.0);
    sql.push(") + (SELECT COALESCE(sum(version), 0) FROM inquiries WHERE case_id = ").bind(id.0);
    // Neither changes the case's own version; an inquiry that moved away takes its versions along.
    sql.push(") + ").bind(STEP).push(" * (SELECT count(*) FROM audit WHERE kind = ").bind(RecordKind::Case.code()).push(" AND record = ").bind(id.to_string());
    sql.push(" AND deed IN ").list([Deed::Move.code(), Deed::Link.code(), Deed::Attach.code()]).push(") AS bigint) AS changes");
    Ok(match sql.one(conn).await? {
        Some(row) => row.try_get("", "changes")?,
        None => 0,
    })
}

/// The numbers that a text can mean: the year has one or two digits, the sequence at least six.
fn spellings(text: &str) -> Vec<String> {
    let folded = fold(text).to_uppercase();
    let mut chars = folded.chars();
    let Some(era) = chars.next().filter(char::is_ascii_alphabetic) else { return Vec::new() };
    let digits = chars.as_str();
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    [1, 2].into_iter().filter_map(|year| digits.split_at_checked(year)).filter(|(_, s)| s.len() >= 6).map(|(y, s)| format!("{era}{y}-{s}")).collect()
}

/// The codes of every status in which somebody still has something to do.
pub(crate) fn open_codes() -> impl Iterator<Item = &'static str> {
    CaseStatus::ALL.into_iter().filter(|s| s.is_open()).map(CaseStatus::code)
}

/// Open cases with a next date from `from` to `until`, earliest first.
///
/// # Errors
/// The store's.
pub async fn dated<C: ConnectionTrait>(conn: &C, from: NaiveDate, until: NaiveDate) -> Result<Vec<OpenCase>, DbError> {
    let mut sql = Sql::new(conn, "SELECT id, number, desk_id, owner_id, next_date, updated_at FROM cases WHERE status NOT IN ('closed', 'voided') AND next_date >= ");
    sql.bind(from).push(" AND next_date <= ").bind(until).push(" ORDER BY next_date, id");
    let case = |row: &QueryResult| {
        Ok(OpenCase {
            id: CaseId(row.try_get("", "id")?),
            number: row.try_get("", "number")?,
            desk: DeskId(row.try_get("", "desk_id")?),
            owner: row.try_get::<Option<Uuid>>("", "owner_id")?.map(UserId),
            next_date: row.try_get("", "next_date")?,
            changed_at: row.try_get("", "updated_at")?,
        })
    };
    sql.all(conn).await?.iter().map(case).collect()
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn a_number_is_read_in_any_way_of_writing() {
        assert_eq!(spellings("R8-000123"), ["R8-000123"]);
        assert_eq!(spellings(" ｒ８－０００１２３ "), ["R8-000123"]);
        assert_eq!(spellings("r10000123"), ["R1-0000123", "R10-000123"]);
        assert!(spellings("").is_empty() && spellings("123456").is_empty() && spellings("R8-12").is_empty() && spellings("R8-00012x").is_empty());
    }
}
