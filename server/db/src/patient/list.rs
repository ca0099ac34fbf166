//! The list of patients.

use super::LISTED;
use crate::DbError;
use crate::cases::open_codes;
use crate::convert::{PATIENT_BRIEF, patient_brief_of};
use crate::search::{self, Searched};
use crate::sql::Sql;
use chrono::{Days, NaiveDate};
use domain::code::Code;
use domain::id::{DeskId, PatientId};
use domain::inquiry::PAGE_SIZE;
use domain::patient::{CARE_WARNING_DAYS, EndKind, PatientFilter, PatientRow, PatientSort, PatientState, Validity};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

/// Counted up to here: what lies beyond is "more".
pub const COUNT_MAX: i64 = 10_000;

/// One page of the patients of these desks, and how many there are in all (at most [`COUNT_MAX`] + 1).
///
/// # Errors
/// The store's.
pub async fn list<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &PatientFilter, today: NaiveDate) -> Result<(Vec<PatientRow>, i64), DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM (");
    condition(&mut sql, "SELECT p.id FROM ", desks, filter, today);
    sql.push(" LIMIT ").bind(COUNT_MAX + 1).push(") counted");
    let total = sql.column(conn).await?.pop().unwrap_or(0);
    let mut sql = Sql::new(conn, "");
    condition(&mut sql, "SELECT p.id FROM ", desks, filter, today);
    ordered(&mut sql, filter.sort);
    let offset = i64::from(filter.page.saturating_sub(1)) * i64::from(PAGE_SIZE);
    sql.push(" LIMIT ").bind(i64::from(PAGE_SIZE)).push(" OFFSET ").bind(offset);
    let ids: Vec<Uuid> = sql.column(conn).await?;
    Ok((rows(conn, desks, &ids).await?, total))
}

/// The keys of all patients that `filter` describes, in the order of the list; at most `limit`.
///
/// # Errors
/// The store's.
pub async fn ids<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &PatientFilter, today: NaiveDate, limit: i64) -> Result<Vec<PatientId>, DbError> {
    let mut sql = Sql::new(conn, "");
    condition(&mut sql, "SELECT p.id FROM ", desks, filter, today);
    ordered(&mut sql, filter.sort);
    sql.push(" LIMIT ").bind(limit);
    Ok(sql.column::<Uuid, C>(conn).await?.into_iter().map(PatientId).collect())
}

fn ordered(sql: &mut Sql, sort: PatientSort) {
    // Whoever has no kana yet stands at the end.
    sql.push(match sort {
        PatientSort::Newest => " ORDER BY p.search_key DESC",
        PatientSort::Kana => " ORDER BY CASE WHEN p.kana_key = '' THEN 1 ELSE 0 END, p.kana_key",
    });
    if sort == PatientSort::Kana {
        sql.either("", " COLLATE \"C\"").push(", p.search_key");
    }
}

fn condition(sql: &mut Sql, select: &str, desks: &[DeskId], filter: &PatientFilter, today: NaiveDate) {
    sql.push(select);
    if filter.terms.is_empty() {
        sql.push("patients p WHERE ");
    } else {
        sql.either("patient_search s CROSS JOIN patients p ON p.search_key = s.rowid WHERE ", "patients p WHERE ");
        search::condition(sql, Searched::Patients, "p", &filter.terms);
        search::verify(sql, "p.search_text", &filter.terms);
        sql.push(" AND ");
    }
    sql.push("p.desk_id IN ").desks(desks).push(" AND ").push(LISTED);
    for (column, code) in [(" AND p.care_level = ", &filter.care_level), (" AND p.residence = ", &filter.residence)] {
        if let Some(code) = code {
            sql.push(column).bind(code.0.clone());
        }
    }
    match &filter.consent {
        None => {}
        Some(None) => _ = sql.push(" AND p.consent IS NULL"),
        Some(Some(Code(code))) => _ = sql.push(" AND p.consent = ").bind(code.as_str()),
    }
    let soon = today.checked_add_days(Days::new(CARE_WARNING_DAYS.unsigned_abs())).unwrap_or(today);
    match filter.validity {
        None => {}
        Some(Validity::Ending) => _ = sql.push(" AND p.care_to >= ").bind(today).push(" AND p.care_to <= ").bind(soon),
        Some(Validity::Ended) => _ = sql.push(" AND p.care_to < ").bind(today),
    }
    match filter.state {
        PatientState::All => {}
        PatientState::Living => _ = sql.push(" AND p.ended IS NULL"),
        PatientState::Moved => _ = sql.push(" AND p.ended = ").bind(EndKind::Moved.code()),
        PatientState::Died => _ = sql.push(" AND p.ended IN ").list(EndKind::ALL.into_iter().filter(|k| k.is_death()).map(EndKind::code)),
    }
}

async fn rows<C: ConnectionTrait>(conn: &C, desks: &[DeskId], ids: &[Uuid]) -> Result<Vec<PatientRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(PATIENT_BRIEF).push(", p.address, p.care_level, p.residence, p.consent, p.care_to, ");
    sql.push("(SELECT count(*) FROM cases c WHERE c.patient_id = p.id AND c.desk_id IN ").desks(desks).push(" AND c.status IN ").list(open_codes());
    sql.push(") AS open, (SELECT max(i.received_at) FROM cases c JOIN inquiries i ON i.case_id = c.id WHERE c.patient_id = p.id AND c.desk_id IN ").desks(desks);
    sql.push(" AND i.voided_at IS NULL) AS last FROM patients p WHERE p.id IN ").list(ids.iter().copied());
    let mut rows = sql.all(conn).await?.iter().filter_map(|r| row(r).transpose()).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|r| ids.iter().position(|id| *id == r.patient.id.0));
    Ok(rows)
}

fn row(row: &QueryResult) -> Result<Option<PatientRow>, DbError> {
    let code = |column: &str| row.try_get::<Option<String>>("", column).map(|c| c.map(Code));
    let Some(patient) = patient_brief_of(row)? else { return Ok(None) };
    Ok(Some(PatientRow {
        patient,
        address: row.try_get("", "address")?,
        care_level: code("care_level")?,
        residence: code("residence")?,
        consent: code("consent")?,
        care_to: row.try_get("", "care_to")?,
        open: row.try_get("", "open")?,
        last: row.try_get("", "last")?,
    }))
}
