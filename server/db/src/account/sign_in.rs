//! One-time links and the counters of failed sign-ins.

use super::{Failures, Link};
use crate::entity::{link, session, sign_in_failure};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::UserId;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

/// Makes a link; earlier ones of the person stop being good.
///
/// # Errors
/// The database's.
pub async fn insert_link(tx: &Tx, token_hash: &str, user: UserId, at: DateTime<Utc>, expires_at: DateTime<Utc>) -> Result<(), DbError> {
    end_links(tx, user, at).await?;
    add_link(tx, token_hash, user, at, expires_at).await
}

/// Makes a link beside earlier ones, which stay good.
///
/// # Errors
/// The database's.
pub async fn add_link(tx: &Tx, token_hash: &str, user: UserId, at: DateTime<Utc>, expires_at: DateTime<Utc>) -> Result<(), DbError> {
    let row = link::ActiveModel { token_hash: Set(token_hash.to_owned()), user_id: Set(user.0), created_at: Set(at), expires_at: Set(expires_at), used_at: Set(None) };
    link::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// No link of the person is good any more.
///
/// # Errors
/// The database's.
pub async fn end_links(tx: &Tx, user: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    link::Entity::update_many().col_expr(link::Column::UsedAt, Expr::value(at)).filter(link::Column::UserId.eq(user.0)).filter(link::Column::UsedAt.is_null()).exec(tx).await?;
    Ok(())
}

/// The link with this token.
///
/// # Errors
/// The database's.
pub async fn link<C: ConnectionTrait>(conn: &C, token_hash: &str) -> Result<Option<Link>, DbError> {
    let row = link::Entity::find_by_id(token_hash.to_owned()).one(conn).await?;
    Ok(row.map(|row| Link { user: UserId(row.user_id), expires_at: row.expires_at, used: row.used_at.is_some() }))
}

/// Uses a link up: true for exactly one caller, however many try.
///
/// # Errors
/// The database's.
pub async fn use_link(tx: &Tx, token_hash: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    let done = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(at))
        .filter(link::Column::TokenHash.eq(token_hash))
        .filter(link::Column::UsedAt.is_null())
        .filter(link::Column::ExpiresAt.gt(at))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The failures counted under `key`.
///
/// # Errors
/// The database's.
pub async fn failures<C: ConnectionTrait>(conn: &C, key: &str) -> Result<Option<Failures>, DbError> {
    let row = sign_in_failure::Entity::find_by_id(key.to_owned()).one(conn).await?;
    Ok(row.map(|row| Failures { failures: u32::try_from(row.failures).unwrap_or(0), last_at: row.last_at }))
}

/// Keeps everybody else from reading or counting the failures under `key` until this transaction ends; whoever asks later waits.
///
/// # Errors
/// The database's.
pub async fn hold_failures(tx: &Tx, key: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    let row = sign_in_failure::ActiveModel { key: Set(key.to_owned()), failures: Set(0), last_at: Set(at) };
    // Writing what is there already takes the row's lock on PostgreSQL; on SQLite there is only one writer anyway.
    let again = OnConflict::column(sign_in_failure::Column::Key)
        .value(sign_in_failure::Column::Failures, Expr::col((sign_in_failure::Entity, sign_in_failure::Column::Failures)))
        .to_owned();
    sign_in_failure::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether this person has signed in from this address, as far back as sessions are kept.
///
/// # Errors
/// The database's.
pub async fn signed_in_from<C: ConnectionTrait>(conn: &C, login: &str, from: &str) -> Result<bool, DbError> {
    if from.is_empty() {
        return Ok(false);
    }
    let Some(user) = super::user_by_login(conn, login).await? else { return Ok(false) };
    let found = session::Entity::find().filter(session::Column::UserId.eq(user.id.0)).filter(session::Column::FromAddress.eq(from)).one(conn).await?;
    Ok(found.is_some())
}

/// Counts one more failure under `key`.
///
/// # Errors
/// The database's.
pub async fn count_failure(tx: &Tx, key: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    let row = sign_in_failure::ActiveModel { key: Set(key.to_owned()), failures: Set(1), last_at: Set(at) };
    let again = OnConflict::column(sign_in_failure::Column::Key)
        .value(sign_in_failure::Column::Failures, Expr::col((sign_in_failure::Entity, sign_in_failure::Column::Failures)).add(1))
        .update_column(sign_in_failure::Column::LastAt)
        .to_owned();
    sign_in_failure::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets the failures under `key`.
///
/// # Errors
/// The database's.
pub async fn clear_failures(tx: &Tx, key: &str) -> Result<(), DbError> {
    sign_in_failure::Entity::delete_by_id(key.to_owned()).exec(tx).await?;
    Ok(())
}

/// Takes one failure under `key` back.
///
/// # Errors
/// The database's.
pub async fn lower_failures(tx: &Tx, key: &str) -> Result<(), DbError> {
    lower(sign_in_failure::Column::Key.eq(key), tx).await
}

/// Takes one failure back under every key that begins with `prefix`.
///
/// # Errors
/// The database's.
pub async fn fade_failures(tx: &Tx, prefix: &str) -> Result<(), DbError> {
    lower(sign_in_failure::Column::Key.starts_with(prefix), tx).await
}

async fn lower(which: Expr, tx: &Tx) -> Result<(), DbError> {
    let fewer = Expr::col(sign_in_failure::Column::Failures).sub(1);
    let some = sign_in_failure::Column::Failures.gt(0);
    sign_in_failure::Entity::update_many().col_expr(sign_in_failure::Column::Failures, fewer).filter(which).filter(some).exec(tx).await?;
    Ok(())
}

/// Forgets what nobody needs any more: old failures, and links and sessions long over.
///
/// # Errors
/// The database's.
pub async fn purge(tx: &Tx, failures_before: DateTime<Utc>, others_before: DateTime<Utc>) -> Result<(), DbError> {
    sign_in_failure::Entity::delete_many().filter(sign_in_failure::Column::LastAt.lt(failures_before)).exec(tx).await?;
    link::Entity::delete_many().filter(link::Column::ExpiresAt.lt(others_before)).exec(tx).await?;
    session::Entity::delete_many().filter(session::Column::LastSeenAt.lt(others_before)).exec(tx).await?;
    Ok(())
}
