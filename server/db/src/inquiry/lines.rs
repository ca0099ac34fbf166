//! Inquiries in one line: earlier ones of a patient, of a telephone number, of a caller.

use crate::DbError;
use crate::search::{LEAST_DIGITS, LEAST_NAME};
use crate::sql::Sql;
use domain::code::Code;
use domain::id::{CaseId, DeskId, InquiryId, PatientId};
use domain::inquiry::{InquiryLine, MatchQuery};
use domain::text::{digits, excerpt, fold, fold_name};
use sea_orm::{ConnectionTrait, QueryResult};

/// The most characters of an excerpt.
pub(super) const EXCERPT: usize = 80;

/// The beginning of a text, as a line shows it.
pub(super) fn beginning(text: &str) -> String {
    excerpt(text, &[], EXCERPT).into_iter().map(|piece| piece.text).collect()
}

/// Earlier inquiries about the patient at these desks, newest first.
///
/// # Errors
/// The store's.
pub async fn of_patient<C: ConnectionTrait>(conn: &C, desks: &[DeskId], patient: PatientId, except: Option<InquiryId>, limit: u64) -> Result<Vec<InquiryLine>, DbError> {
    let keys = newest(about(conn, patient), conn, desks, except, limit).await?;
    load(conn, &keys).await
}

/// Earlier inquiries from this telephone number (its digits) at these desks, newest first.
///
/// # Errors
/// The store's.
pub async fn of_telephone<C: ConnectionTrait>(conn: &C, desks: &[DeskId], digits: &str, except: Option<InquiryId>, limit: u64) -> Result<Vec<InquiryLine>, DbError> {
    if digits.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = keys(conn);
    sql.push("i.telephone_digits").either("", " COLLATE \"C\"").push(" = ").bind(digits);
    let keys = newest(sql, conn, desks, except, limit).await?;
    load(conn, &keys).await
}

/// Earlier inquiries that fit the form as far as it is filled: about its patient, then by the caller's telephone number, name and
/// kana.
///
/// # Errors
/// The store's.
pub async fn matches<C: ConnectionTrait>(conn: &C, desks: &[DeskId], query: &MatchQuery, limit: u64) -> Result<Vec<InquiryLine>, DbError> {
    let typed = [
        ("i.telephone_digits", digits(&query.telephone), LEAST_DIGITS),
        ("i.caller_name_key", fold(&query.caller_name), LEAST_NAME),
        ("i.caller_kana_key", fold_name(&query.caller_kana), LEAST_NAME),
    ];
    let mut found: Vec<i64> = Vec::new();
    if let Ok(patient) = query.patient_id.trim().parse::<PatientId>() {
        found = newest(about(conn, patient), conn, desks, None, limit).await?;
    }
    for (column, prefix, least) in typed {
        if prefix.chars().count() >= least {
            let mut sql = keys(conn);
            sql.begins(column, &prefix);
            let more = newest(sql, conn, desks, None, limit).await?;
            found.extend(more.into_iter().filter(|key| !found.contains(key)).collect::<Vec<_>>());
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    load(conn, &found).await
}

fn keys<C: ConnectionTrait>(conn: &C) -> Sql {
    Sql::new(conn, "SELECT i.search_key FROM inquiries i WHERE ")
}

fn about<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Sql {
    let mut sql = keys(conn);
    sql.push("i.case_id IN (SELECT id FROM cases WHERE patient_id = ").bind(patient.0).push(")");
    sql
}

async fn newest<C: ConnectionTrait>(mut sql: Sql, conn: &C, desks: &[DeskId], except: Option<InquiryId>, limit: u64) -> Result<Vec<i64>, DbError> {
    // The plus keeps SQLite from taking the desk's index, which hardly narrows anything down.
    sql.either(" AND +i.desk_id IN ", " AND i.desk_id IN ").desks(desks).push(" AND i.voided_at IS NULL");
    if let Some(except) = except {
        sql.either(" AND +i.id <> ", " AND i.id <> ").bind(except.0);
    }
    sql.push(" ORDER BY i.search_key DESC LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
    sql.column(conn).await
}

async fn load<C: ConnectionTrait>(conn: &C, keys: &[i64]) -> Result<Vec<InquiryLine>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, "SELECT i.search_key, i.id, i.case_id, i.number, i.received_at, i.caller_type, i.caller_name, i.main_category, ");
    sql.push("substr(i.content, 1, 200) AS content, p.name AS patient_name FROM inquiries i JOIN cases c ON c.id = i.case_id ");
    sql.push("LEFT JOIN patients p ON p.id = c.patient_id WHERE i.search_key IN ").list(keys.iter().copied());
    let mut lines = sql.all(conn).await?.iter().map(|row| Ok((row.try_get::<i64>("", "search_key")?, line(row)?))).collect::<Result<Vec<_>, DbError>>()?;
    lines.sort_by_key(|(key, _)| keys.iter().position(|k| k == key));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

fn line(row: &QueryResult) -> Result<InquiryLine, DbError> {
    Ok(InquiryLine {
        id: InquiryId(row.try_get("", "id")?),
        case_id: CaseId(row.try_get("", "case_id")?),
        number: row.try_get("", "number")?,
        received_at: row.try_get("", "received_at")?,
        caller_type: Code(row.try_get("", "caller_type")?),
        caller_name: row.try_get("", "caller_name")?,
        main_category: Code(row.try_get("", "main_category")?),
        excerpt: beginning(&row.try_get::<String>("", "content")?),
        patient_name: row.try_get::<Option<String>>("", "patient_name")?.unwrap_or_default(),
    })
}
