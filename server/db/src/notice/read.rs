//! Notices as their reader sees them.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::{MailId, NoticeId, UserId};
use domain::notice::{Facts, NoticeKind, NoticeLine};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashSet;

const SELECT: &str = "SELECT id, kind, facts, at, read_at FROM notices WHERE ";

/// The notice, unless it is of a later version of the program.
fn line(row: &QueryResult) -> Result<Option<NoticeLine>, DbError> {
    let Some(kind) = NoticeKind::from_code(&row.try_get::<String>("", "kind")?) else { return Ok(None) };
    let Ok(facts) = serde_json::from_str::<Facts>(&row.try_get::<String>("", "facts")?) else { return Ok(None) };
    let read_at: Option<DateTime<Utc>> = row.try_get("", "read_at")?;
    Ok(Some(NoticeLine { id: NoticeId(row.try_get("", "id")?), kind, facts, at: row.try_get("", "at")?, unread: read_at.is_none() }))
}

async fn lines<C: ConnectionTrait>(sql: Sql, conn: &C) -> Result<Vec<NoticeLine>, DbError> {
    sql.all(conn).await?.iter().filter_map(|row| line(row).transpose()).collect()
}

async fn count<C: ConnectionTrait>(sql: Sql, conn: &C) -> Result<i64, DbError> {
    Ok(sql.column::<i64, C>(conn).await?.pop().unwrap_or_default())
}

/// How many notices a person has not read.
///
/// # Errors
/// The store's.
pub async fn bell<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM notices WHERE read_at IS NULL AND user_id = ");
    sql.bind(user.0);
    count(sql, conn).await
}

/// A person's notices, newest first, and how many there are.
///
/// # Errors
/// The store's.
pub async fn page<C: ConnectionTrait>(conn: &C, user: UserId, only_unread: bool, skip: i64, most: i64) -> Result<(Vec<NoticeLine>, i64), DbError> {
    let of = |mut sql: Sql| {
        sql.push("user_id = ").bind(user.0).push(if only_unread { " AND read_at IS NULL" } else { "" });
        // Whoever reads this has followed the invitation.
        sql.push(" AND kind <> ").bind(NoticeKind::Invited.code());
        sql
    };
    let total = count(of(Sql::new(conn, "SELECT count(*) FROM notices WHERE ")), conn).await?;
    let mut sql = of(Sql::new(conn, SELECT));
    sql.push(" ORDER BY at DESC, id DESC LIMIT ").bind(most).push(" OFFSET ").bind(skip);
    Ok((lines(sql, conn).await?, total))
}

/// The notices that ride in an e-mail, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_mail<C: ConnectionTrait>(conn: &C, mail: MailId) -> Result<Vec<NoticeLine>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("mail_id = ").bind(mail.0).push(" ORDER BY at, id");
    lines(sql, conn).await
}

/// Marks one of the person's notices as read and answers it.
///
/// # Errors
/// The store's.
pub async fn open(tx: &Tx, user: UserId, id: NoticeId, at: DateTime<Utc>) -> Result<Option<NoticeLine>, DbError> {
    let mut sql = Sql::new(tx, "UPDATE notices SET read_at = ");
    sql.bind(stored(at)).push(" WHERE read_at IS NULL AND id = ").bind(id.0).push(" AND user_id = ").bind(user.0);
    sql.run(tx).await?;
    let mut sql = Sql::new(tx, SELECT);
    sql.push("id = ").bind(id.0).push(" AND user_id = ").bind(user.0);
    Ok(lines(sql, tx).await?.pop())
}

/// Marks everything as read that was there at `until`.
///
/// # Errors
/// The store's.
pub async fn read_all(tx: &Tx, user: UserId, until: DateTime<Utc>, at: DateTime<Utc>) -> Result<u64, DbError> {
    let mut sql = Sql::new(tx, "UPDATE notices SET read_at = ");
    sql.bind(stored(at)).push(" WHERE read_at IS NULL AND user_id = ").bind(user.0).push(" AND at <= ").bind(stored(until));
    sql.run(tx).await
}

/// The reminders that were given since `after`: kind and key of their events.
///
/// # Errors
/// The store's.
pub async fn reminded<C: ConnectionTrait>(conn: &C, after: DateTime<Utc>) -> Result<HashSet<(NoticeKind, String)>, DbError> {
    let mut found = HashSet::new();
    for kind in [NoticeKind::DueTomorrow, NoticeKind::Overdue] {
        let mut sql = Sql::new(conn, "SELECT DISTINCT event FROM notices WHERE kind = ");
        sql.bind(kind.code()).push(" AND at >= ").bind(stored(after));
        found.extend(sql.column::<String, C>(conn).await?.into_iter().map(|event| (kind, event)));
    }
    Ok(found)
}
