//! The home page (今日): every number is the length of the list that it links to, because it is counted by the same conditions.

use crate::DbError;
use crate::inquiry::{count, first_rows};
use crate::sql::Sql;
use chrono::NaiveDate;
use domain::id::{CaseId, DeskId, InquiryId, UserId};
use domain::inquiry::{Due, Filter, InquiryRow, Sort, StaffFilter, StatusFilter, View};
use domain::text::excerpt;
use domain::today::{Counts, Happening};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

/// The most characters of an excerpt.
const EXCERPT: usize = 60;

fn cases() -> Filter {
    Filter { view: View::Cases, page: 1, ..Filter::default() }
}

fn open_of(staff: StaffFilter) -> Filter {
    Filter { status: Some(StatusFilter::Open), staff: Some(staff), ..cases() }
}

fn due_by(due: Due) -> Filter {
    Filter { due: Some(due), ..cases() }
}

/// How many cases wait under each heading.
///
/// # Errors
/// The store's.
pub async fn counts<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, today: NaiveDate) -> Result<Counts, DbError> {
    Ok(Counts {
        mine: count(conn, desks, &open_of(StaffFilter::Is(me))).await?,
        due_today: count(conn, desks, &due_by(Due::On(today))).await?,
        overdue: count(conn, desks, &due_by(Due::Before(today))).await?,
        unassigned: count(conn, desks, &open_of(StaffFilter::Nobody)).await?,
    })
}

/// Cases whose next date has passed, the longest waiting first; then those of today, most urgent first. What is overdue
/// is never left out for what is due today: at most `overdue` and `due_today` rows of each.
///
/// # Errors
/// The store's.
pub async fn due<C: ConnectionTrait>(conn: &C, desks: &[DeskId], today: NaiveDate, overdue: u64, due_today: u64) -> Result<Vec<InquiryRow>, DbError> {
    let mut rows = first_rows(conn, desks, &Filter { sort: Sort::NextDate, ..due_by(Due::Before(today)) }, overdue).await?;
    rows.extend(first_rows(conn, desks, &Filter { sort: Sort::Urgency, ..due_by(Due::On(today)) }, due_today).await?);
    Ok(rows)
}

/// The person's open cases, nearest next date first.
///
/// # Errors
/// The store's.
pub async fn mine<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, limit: u64) -> Result<Vec<InquiryRow>, DbError> {
    let filter = Filter { sort: Sort::NextDate, ..open_of(StaffFilter::Is(me)) };
    first_rows(conn, desks, &filter, limit).await
}

/// Open cases without anybody in charge, newest first.
///
/// # Errors
/// The store's.
pub async fn unassigned<C: ConnectionTrait>(conn: &C, desks: &[DeskId], limit: u64) -> Result<Vec<InquiryRow>, DbError> {
    first_rows(conn, desks, &open_of(StaffFilter::Nobody), limit).await
}

/// The latest inquiries and entries of others, newest first.
///
/// # Errors
/// The store's.
pub async fn latest<C: ConnectionTrait>(conn: &C, desks: &[DeskId], except: UserId, limit: u64) -> Result<Vec<Happening>, DbError> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut sql = Sql::new(conn, "SELECT * FROM (SELECT i.recorded_at AS happened_at, u.name AS by_name, i.id AS inquiry_id, i.case_id, i.number, ");
    sql.push("substr(i.content, 1, 200) AS content FROM inquiries i JOIN users u ON u.id = i.recorded_by WHERE ");
    // The plus keeps SQLite on the index of recording times: the newest ones are wanted, and few of them.
    sql.either("+", "").push("i.desk_id IN ").desks(desks).push(" AND ").either("+", "").push("i.recorded_by <> ").bind(except.0);
    sql.push(" AND i.voided_at IS NULL ORDER BY i.recorded_at DESC LIMIT ").bind(most).push(") n UNION ALL SELECT * FROM (");
    sql.push("SELECT e.recorded_at, u.name, ").either("NULL", "NULL::uuid").push(", e.case_id, c.number, substr(e.content, 1, 200) FROM case_entries e ");
    sql.either("CROSS", "").push(" JOIN cases c ON c.id = e.case_id JOIN users u ON u.id = e.author_id WHERE ");
    sql.either("+", "").push("c.desk_id IN ").desks(desks).push(" AND e.author_id <> ").bind(except.0);
    sql.push(" ORDER BY e.recorded_at DESC LIMIT ").bind(most).push(") e ORDER BY 1 DESC LIMIT ").bind(most);
    sql.all(conn).await?.iter().map(happening).collect()
}

fn happening(row: &QueryResult) -> Result<Happening, DbError> {
    let content: String = row.try_get("", "content")?;
    Ok(Happening {
        at: row.try_get("", "happened_at")?,
        by_name: row.try_get("", "by_name")?,
        inquiry: row.try_get::<Option<Uuid>>("", "inquiry_id")?.map(InquiryId),
        case_id: CaseId(row.try_get("", "case_id")?),
        number: row.try_get("", "number")?,
        excerpt: excerpt(&content, &[], EXCERPT).into_iter().map(|p| p.text).collect(),
    })
}
