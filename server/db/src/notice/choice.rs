//! What people chose about e-mails, and whom none reaches.

use crate::entity::user;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::{DeskId, UserId};
use domain::notice::{Choice, MailState, NoticeKind, Preferences, Quiet, Undelivered, Unreachable};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::HashMap;

/// The choices of these people; who chose nothing is not in it.
pub(super) async fn of_people<C: ConnectionTrait>(conn: &C, people: &[UserId]) -> Result<HashMap<UserId, Preferences>, DbError> {
    let mut found: HashMap<UserId, Preferences> = HashMap::new();
    let mut sql = Sql::new(conn, "SELECT user_id, kind, choice FROM notice_choices WHERE user_id IN ");
    sql.list(people.iter().map(|id| id.0));
    for row in sql.all(conn).await? {
        let (kind, choice): (String, String) = (row.try_get("", "kind")?, row.try_get("", "choice")?);
        // A code of a later version of the program is no choice of this one.
        if let (Some(kind), Some(choice)) = (NoticeKind::from_code(&kind), Choice::from_code(&choice)) {
            found.entry(UserId(row.try_get("", "user_id")?)).or_default().choices.insert(kind, choice);
        }
    }
    let mut sql = Sql::new(conn, "SELECT user_id, first_minute, end_minute FROM notice_quiet WHERE user_id IN ");
    sql.list(people.iter().map(|id| id.0));
    for row in sql.all(conn).await? {
        let minute = |column: &str| row.try_get::<i32>("", column).map(|m| u16::try_from(m).unwrap_or(0));
        let quiet = Quiet { from: minute("first_minute")?, to: minute("end_minute")? };
        found.entry(UserId(row.try_get("", "user_id")?)).or_default().quiet = Some(quiet);
    }
    Ok(found)
}

/// What a person chose.
///
/// # Errors
/// The store's.
pub async fn preferences<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Preferences, DbError> {
    Ok(of_people(conn, &[user]).await?.remove(&user).unwrap_or_default())
}

/// Keeps what a person chose.
///
/// # Errors
/// The store's.
pub async fn choose(tx: &Tx, user: UserId, preferences: &Preferences) -> Result<(), DbError> {
    for table in ["notice_choices", "notice_quiet"] {
        let mut sql = Sql::new(tx, "DELETE FROM ");
        sql.push(table).push(" WHERE user_id = ").bind(user.0);
        sql.run(tx).await?;
    }
    for (kind, choice) in &preferences.choices {
        let mut sql = Sql::new(tx, "INSERT INTO notice_choices (user_id, kind, choice) VALUES (");
        sql.bind(user.0).push(", ").bind(kind.code()).push(", ").bind(choice.code()).push(")");
        sql.run(tx).await?;
    }
    if let Some(quiet) = preferences.quiet {
        let mut sql = Sql::new(tx, "INSERT INTO notice_quiet (user_id, first_minute, end_minute) VALUES (");
        sql.bind(user.0).push(", ").bind(i32::from(quiet.from)).push(", ").bind(i32::from(quiet.to)).push(")");
        sql.run(tx).await?;
    }
    Ok(())
}

/// Notes that e-mails to a person come back; false when it was noted before.
///
/// # Errors
/// The store's.
pub async fn mark_trouble(tx: &Tx, user: UserId, answer: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    let done = user::Entity::update_many()
        .col_expr(user::Column::MailTroubleAt, Expr::value(stored(at)))
        .col_expr(user::Column::MailTrouble, Expr::value(answer))
        .filter(user::Column::Id.eq(user.0))
        .filter(user::Column::MailTroubleAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that e-mails to a person arrive again; false when nothing was known against it.
///
/// # Errors
/// The store's.
pub async fn clear_trouble(tx: &Tx, user: UserId) -> Result<bool, DbError> {
    let done = user::Entity::update_many()
        .col_expr(user::Column::MailTroubleAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(user::Column::MailTrouble, Expr::value(Option::<String>::None))
        .filter(user::Column::Id.eq(user.0))
        .filter(user::Column::MailTroubleAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whom no e-mail reaches: of these desks, or of the whole house.
///
/// # Errors
/// The store's.
pub async fn unreachable<C: ConnectionTrait>(conn: &C, desks: Option<&[DeskId]>) -> Result<Vec<Unreachable>, DbError> {
    let mut sql = Sql::new(conn, "SELECT u.id, u.name, u.mail_trouble_at FROM users u WHERE u.disabled_at IS NULL AND u.mail_trouble_at IS NOT NULL");
    if let Some(desks) = desks {
        sql.push(" AND EXISTS (SELECT 1 FROM user_desks d WHERE d.user_id = u.id AND d.desk_id IN ").desks(desks).push(")");
    }
    sql.push(" ORDER BY u.name, u.id");
    sql.all(conn)
        .await?
        .iter()
        .map(|row| Ok(Unreachable { id: UserId(row.try_get("", "id")?), name: row.try_get("", "name")?, since: row.try_get("", "mail_trouble_at")? }))
        .collect()
}

/// Who, of these desks, has not read yet what an e-mail that was given up since `since` was to tell.
///
/// # Errors
/// The store's.
pub async fn undelivered<C: ConnectionTrait>(conn: &C, desks: &[DeskId], since: DateTime<Utc>) -> Result<Vec<Undelivered>, DbError> {
    let mut sql = Sql::new(conn, "SELECT u.id, u.name, count(*) AS mails, max(m.ended_at) AS last_at FROM mails m JOIN users u ON u.id = m.user_id WHERE m.state = ");
    sql.bind(MailState::Failed.code()).push(" AND m.ended_at >= ").bind(stored(since)).push(" AND u.disabled_at IS NULL");
    sql.push(" AND EXISTS (SELECT 1 FROM notices n WHERE n.mail_id = m.id AND n.read_at IS NULL)");
    sql.push(" AND EXISTS (SELECT 1 FROM user_desks d WHERE d.user_id = u.id AND d.desk_id IN ").desks(desks).push(") GROUP BY u.id, u.name ORDER BY u.name, u.id");
    let read = |row: &QueryResult| {
        Ok(Undelivered { id: UserId(row.try_get("", "id")?), name: row.try_get("", "name")?, mails: row.try_get("", "mails")?, last_at: row.try_get("", "last_at")? })
    };
    sql.all(conn).await?.iter().map(read).collect()
}
