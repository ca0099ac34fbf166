//! The list: which rows, in which order, how many there are.

use super::filter::{Dated, Query, order};
use super::lines::{EXCERPT, beginning};
use crate::DbError;
use crate::convert::{BRIEF, PATIENT_BRIEF, brief_of, patient_brief_of};
use crate::sql::Sql;
use domain::code::Code;
use domain::id::{DeskId, InquiryId};
use domain::inquiry::{Filter, InquiryRow, PAGE_SIZE, Sort};
use domain::text::excerpt;
use sea_orm::{ConnectionTrait, QueryResult};

/// Rows are counted up to here: as far as pages can be turned.
const COUNTED: i64 = 10_000;
/// Hits that must be compared with their text are counted up to here.
const COUNTED_WITH_PROOF: i64 = 1_000;

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<InquiryRow>,
    /// How many there are in all, counted up to a limit.
    pub total: i64,
    /// There are more than `total`.
    pub more: bool,
}

/// The page of the list that `filter` describes, within these desks.
///
/// # Errors
/// The store's.
pub async fn rows<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &Filter) -> Result<Rows, DbError> {
    let query = Query::new(filter, desks);
    let size = i64::from(PAGE_SIZE);
    let before = i64::from(filter.page.max(1) - 1) * size;
    // One more than a page: whoever sees no more than a page on the first one need not be counted for.
    let mut keys = keys(conn, &query, size + 1, before).await?;
    let shown = i64::try_from(keys.len()).unwrap_or(0);
    let (total, more) = if shown <= size && (shown > 0 || before == 0) { (before + shown, false) } else { total(conn, &query).await? };
    keys.truncate(usize::try_from(size).unwrap_or(0));
    Ok(Rows { rows: load(conn, filter, &keys).await?, total, more })
}

/// The keys of the whole list in its order, `limit` at the most: for reading it part by part with [`super::with_keys`].
///
/// # Errors
/// The store's.
pub async fn all_keys<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &Filter, limit: i64) -> Result<Vec<i64>, DbError> {
    keys(conn, &Query::new(filter, desks), limit, 0).await
}

/// The first rows of a list, without counting the rest.
pub(crate) async fn first_rows<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &Filter, limit: u64) -> Result<Vec<InquiryRow>, DbError> {
    let query = Query::new(filter, desks);
    let keys = keys(conn, &query, i64::try_from(limit).unwrap_or(i64::MAX), 0).await?;
    load(conn, filter, &keys).await
}

/// How many rows the list has, as far as they are counted.
pub(crate) async fn count<C: ConnectionTrait>(conn: &C, desks: &[DeskId], filter: &Filter) -> Result<i64, DbError> {
    Ok(total(conn, &Query::new(filter, desks)).await?.0)
}

/// The keys of the rows, in order.
async fn keys<C: ConnectionTrait>(conn: &C, query: &Query<'_>, limit: i64, offset: i64) -> Result<Vec<i64>, DbError> {
    if query.desks.is_empty() {
        return Ok(Vec::new());
    }
    if query.filter.sort != Sort::NextDate {
        return part(conn, query, Dated::Either, limit, offset).await;
    }
    // Few cases have a next date, and they come first: sorting them alone is quick, and the rest needs no sorting.
    let mut keys = part(conn, query, Dated::Yes, limit, offset).await?;
    let got = i64::try_from(keys.len()).unwrap_or(limit);
    if got < limit {
        let dated = if offset == 0 { got } else { counted(conn, query, Dated::Yes, i64::MAX - 1).await?.0 };
        keys.extend(part(conn, query, Dated::No, limit - got, (offset - dated).max(0)).await?);
    }
    Ok(keys)
}

async fn part<C: ConnectionTrait>(conn: &C, query: &Query<'_>, dated: Dated, limit: i64, offset: i64) -> Result<Vec<i64>, DbError> {
    let mut sql = Sql::new(conn, "SELECT i.search_key");
    query.from(&mut sql, dated);
    sql.push(order(query.filter.sort, dated)).push(" LIMIT ").bind(limit).push(" OFFSET ").bind(offset);
    sql.column(conn).await
}

/// How many rows there are, and whether there are more.
async fn total<C: ConnectionTrait>(conn: &C, query: &Query<'_>) -> Result<(i64, bool), DbError> {
    if query.desks.is_empty() {
        return Ok((0, false));
    }
    let most = if query.needs_proof() { COUNTED_WITH_PROOF } else { COUNTED };
    counted(conn, query, Dated::Either, most).await
}

async fn counted<C: ConnectionTrait>(conn: &C, query: &Query<'_>, dated: Dated, most: i64) -> Result<(i64, bool), DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM (SELECT 1 AS one");
    query.from(&mut sql, dated);
    sql.push(" LIMIT ").bind(most + 1).push(") r");
    let found = sql.column::<i64, C>(conn).await?.pop().unwrap_or(0);
    Ok((found.min(most), found > most))
}

async fn load<C: ConnectionTrait>(conn: &C, filter: &Filter, keys: &[i64]) -> Result<Vec<InquiryRow>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, "SELECT i.search_key, i.id, i.number, i.received_at, i.channel, i.caller_type, i.caller_name, i.main_category, i.urgency, ");
    // Only a search needs the whole texts, to show the place where the words are.
    let texts = if filter.terms.is_empty() { "substr(i.content, 1, 200) AS content, '' AS response" } else { "i.content, i.response" };
    sql.push("i.missing, i.voided_at IS NOT NULL AS voided, ").push(texts).push(", ");
    sql.push(BRIEF).push(", ").push(PATIENT_BRIEF).push(" FROM inquiries i JOIN cases c ON c.id = i.case_id LEFT JOIN patients p ON p.id = c.patient_id ");
    sql.push("LEFT JOIN users o ON o.id = c.owner_id WHERE i.search_key IN ").list(keys.iter().copied());
    let loaded = sql.all(conn).await?;
    let mut rows = loaded.iter().map(|row| Ok((row.try_get::<i64>("", "search_key")?, one(row, &filter.terms)?))).collect::<Result<Vec<_>, DbError>>()?;
    rows.sort_by_key(|(key, _)| keys.iter().position(|k| k == key));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn one(row: &QueryResult, terms: &[String]) -> Result<InquiryRow, DbError> {
    let (content, response): (String, String) = (row.try_get("", "content")?, row.try_get("", "response")?);
    Ok(InquiryRow {
        id: InquiryId(row.try_get("", "id")?),
        number: row.try_get("", "number")?,
        case: brief_of(row)?,
        received_at: row.try_get("", "received_at")?,
        channel: Code(row.try_get("", "channel")?),
        caller_type: Code(row.try_get("", "caller_type")?),
        caller_name: row.try_get("", "caller_name")?,
        patient: patient_brief_of(row)?,
        main_category: Code(row.try_get("", "main_category")?),
        urgency: Code(row.try_get("", "urgency")?),
        excerpt: place(&content, &response, terms),
        missing: row.try_get("", "missing")?,
        voided: row.try_get("", "voided")?,
    })
}

/// The place where a word was found, in 相談内容 or else in 対応内容; otherwise the beginning.
fn place(content: &str, response: &str, terms: &[String]) -> String {
    if !terms.is_empty() {
        for text in [content, response] {
            let pieces = excerpt(text, terms, EXCERPT);
            if pieces.iter().any(|p| p.marked) {
                return pieces.into_iter().map(|p| p.text).collect();
            }
        }
    }
    beginning(content)
}
