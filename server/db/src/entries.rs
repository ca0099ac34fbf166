//! The append-only record of a case (経過記録).

use crate::convert::record;
use crate::entity::case_entry;
use crate::sql::{Sql, columns, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::cases::{Entry, EntryData};
use domain::code::Code;
use domain::id::{CaseId, EntryId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};

/// Adds an entry; false when it is there already, since a form sent twice is one entry.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &Tx, case: CaseId, data: &EntryData, author: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO case_entries (id, case_id, occurred_at, means, counterpart, content, next_step, author_id, recorded_at) VALUES (");
    sql.bind(data.id.0).push(", ").bind(case.0).push(", ").bind(stored(data.occurred_at)).push(", ").bind(data.means.as_str()).push(", ");
    sql.bind(data.counterpart.as_str()).push(", ").bind(data.content.as_str()).push(", ").bind(data.next_step.as_str()).push(", ");
    sql.bind(author.0).push(", ").bind(stored(at)).push(") ON CONFLICT (id) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

fn entry(row: &QueryResult) -> Result<Entry, DbError> {
    let model: case_entry::Model = record(row, "e")?;
    Ok(Entry {
        id: EntryId(model.id),
        case_id: CaseId(model.case_id),
        occurred_at: model.occurred_at,
        means: Code(model.means),
        counterpart: model.counterpart,
        content: model.content,
        next_step: model.next_step,
        author: row.try_get("", "author")?,
        recorded_at: model.recorded_at,
    })
}

/// The entries of a case, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<Vec<Entry>, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(&columns::<case_entry::Entity>("e")).push(", u.name AS author FROM case_entries e JOIN users u ON u.id = e.author_id WHERE e.case_id = ");
    sql.bind(case.0).push(" ORDER BY e.occurred_at, e.recorded_at, e.id");
    sql.all(conn).await?.iter().map(entry).collect()
}
