//! Signed-in browsers.

use super::{NewSession, Session, User, users};
use crate::entity::session;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::{SessionId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            started_at: row.started_at,
            last_seen_at: row.last_seen_at,
            ended: row.ended_at.is_some(),
            from: row.from_address,
            browser: row.browser,
            view_as: row.view_as.and_then(|code| code.parse().ok()),
        }
    }
}

/// Opens a session.
///
/// # Errors
/// The database's.
pub async fn insert_session(tx: &Tx, new: &NewSession) -> Result<(), DbError> {
    let row = session::ActiveModel {
        id: Set(new.id.0),
        token_hash: Set(new.token_hash.clone()),
        user_id: Set(new.user.0),
        started_at: Set(new.at),
        last_seen_at: Set(new.at),
        ended_at: Set(None),
        from_address: Set(new.from.clone()),
        browser: Set(new.browser.clone()),
        view_as: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The session with this token and its user.
///
/// # Errors
/// The database's.
pub async fn session<C: ConnectionTrait>(conn: &C, token_hash: &str) -> Result<Option<(Session, User)>, DbError> {
    let Some(row) = session::Entity::find().filter(session::Column::TokenHash.eq(token_hash)).one(conn).await? else {
        return Ok(None);
    };
    let owner = users::user(conn, UserId(row.user_id)).await?;
    Ok(owner.map(|owner| (row.into(), owner)))
}

/// Sessions of a person that were not ended, newest first; those that ran out are among them.
///
/// # Errors
/// The database's.
pub async fn sessions<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Vec<Session>, DbError> {
    let rows =
        session::Entity::find().filter(session::Column::UserId.eq(user.0)).filter(session::Column::EndedAt.is_null()).order_by_desc(session::Column::StartedAt).all(conn).await?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Notes that a session is in use.
///
/// # Errors
/// The database's.
pub async fn touch_session(tx: &Tx, id: SessionId, at: DateTime<Utc>) -> Result<(), DbError> {
    session::Entity::update_many().col_expr(session::Column::LastSeenAt, Expr::value(at)).filter(session::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(())
}

/// Ends one session of a person; false when there is none.
///
/// # Errors
/// The database's.
pub async fn end_session(tx: &Tx, user: UserId, id: SessionId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends all sessions of a person, except one.
///
/// # Errors
/// The database's.
pub async fn end_sessions(tx: &Tx, user: UserId, except: Option<SessionId>, at: DateTime<Utc>) -> Result<u64, DbError> {
    let mut update =
        session::Entity::update_many().col_expr(session::Column::EndedAt, Expr::value(at)).filter(session::Column::UserId.eq(user.0)).filter(session::Column::EndedAt.is_null());
    if let Some(except) = except {
        update = update.filter(session::Column::Id.ne(except.0));
    }
    Ok(update.exec(tx).await?.rows_affected)
}

/// Whether the person ever signed in, as far back as sessions are kept.
///
/// # Errors
/// The database's.
pub async fn has_signed_in<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<bool, DbError> {
    Ok(session::Entity::find().filter(session::Column::UserId.eq(user.0)).one(conn).await?.is_some())
}
