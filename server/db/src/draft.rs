//! Unfinished intake forms. A draft has the id of the record to be, belongs to one person, and ends with the recording.

use crate::entity::draft;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, inquiry};
use chrono::{DateTime, Utc};
use domain::id::{InquiryId, UserId};
use domain::inquiry::{DraftLine, InquiryForm};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Drafts of one person; with one more, the oldest goes.
const MOST: i64 = 50;

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept, and this is its version now.
    Kept(i32),
    /// Another page of the same person kept another state meanwhile.
    Stale,
    /// The form was recorded already; a late draft would only come back as a ghost.
    Recorded,
    /// Somebody else's draft has this id.
    NotYours,
}

/// Keeps an unfinished form, over the earlier state of the same one: over the state `seen` only, or over any without it.
///
/// # Errors
/// The store's.
pub async fn keep(tx: &Tx, user: UserId, id: InquiryId, form: &InquiryForm, excerpt: &str, seen: Option<i32>, at: DateTime<Utc>) -> Result<Kept, DbError> {
    if inquiry::exists(tx, id).await? {
        return Ok(Kept::Recorded);
    }
    let desk: Option<Uuid> = form.desk_id.trim().parse().ok();
    let mut sql = Sql::new(tx, "INSERT INTO drafts (id, user_id, desk_id, payload, excerpt, version, updated_at) VALUES (");
    sql.bind(id.0).push(", ").bind(user.0).push(", ").bind(desk).push(", ").bind(serde_json::to_string(form)?).push(", ");
    // A draft that was thrown away elsewhere while it was being written goes on where it was.
    sql.bind(excerpt).push(", ").bind(seen.unwrap_or(0).saturating_add(1)).push(", ").bind(stored(at));
    sql.push(") ON CONFLICT (id) DO UPDATE SET desk_id = excluded.desk_id, payload = excluded.payload, excerpt = excluded.excerpt, ");
    sql.push("version = drafts.version + 1, updated_at = excluded.updated_at WHERE drafts.user_id = excluded.user_id");
    if let Some(seen) = seen {
        sql.push(" AND drafts.version = ").bind(seen);
    }
    let stored = sql.run(tx).await? == 1;
    let mut oldest = Sql::new(tx, "DELETE FROM drafts WHERE user_id = ");
    oldest.bind(user.0).push(" AND id NOT IN (SELECT id FROM drafts WHERE user_id = ").bind(user.0);
    oldest.push(" ORDER BY updated_at DESC, id DESC LIMIT ").bind(MOST).push(")");
    oldest.run(tx).await?;
    Ok(match find(tx, user, id).await? {
        None => Kept::NotYours,
        // The same state once more, after an answer that got lost, is no other one.
        Some((now, version)) if stored || now == *form => Kept::Kept(version),
        Some(_) => Kept::Stale,
    })
}

/// The person's own draft and its version. One that can no longer be read counts as gone.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, user: UserId, id: InquiryId) -> Result<Option<(InquiryForm, i32)>, DbError> {
    let found = draft::Entity::find_by_id(id.0).filter(draft::Column::UserId.eq(user.0)).one(conn).await?;
    Ok(found.and_then(|d| Some((serde_json::from_str(&d.payload).ok()?, d.version))))
}

/// The person's drafts, newest first.
///
/// # Errors
/// The store's.
pub async fn of_user<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Vec<DraftLine>, DbError> {
    // Not the forms themselves: the home page shows one line of each.
    let mut sql = Sql::new(conn, "SELECT id, updated_at, excerpt FROM drafts WHERE user_id = ");
    sql.bind(user.0).push(" ORDER BY updated_at DESC, id DESC");
    sql.all(conn)
        .await?
        .iter()
        .map(|row| Ok(DraftLine { id: InquiryId(row.try_get("", "id")?), updated_at: row.try_get("", "updated_at")?, excerpt: row.try_get("", "excerpt")? }))
        .collect()
}

/// Throws the person's own draft away; false when there was none.
///
/// # Errors
/// The store's.
pub async fn discard(tx: &Tx, user: UserId, id: InquiryId) -> Result<bool, DbError> {
    let done = draft::Entity::delete_by_id(id.0).filter(draft::Column::UserId.eq(user.0)).exec(tx).await?;
    Ok(done.rows_affected > 0)
}

/// Throws away what nobody touched since `before`.
///
/// # Errors
/// The store's.
pub async fn purge(tx: &Tx, before: DateTime<Utc>) -> Result<(), DbError> {
    draft::Entity::delete_many().filter(draft::Column::UpdatedAt.lt(stored(before))).exec(tx).await?;
    Ok(())
}

/// Ends the draft of a form that was recorded.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &Tx, id: InquiryId) -> Result<(), DbError> {
    draft::Entity::delete_by_id(id.0).exec(tx).await?;
    Ok(())
}
