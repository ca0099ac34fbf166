//! Refused forms of browsers without JavaScript, kept for a while so that the page can show them again.

use crate::entity::kept_form;
use crate::sql::stored;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::UserId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

/// Keeps a form of `user` (nobody when not signed in).
///
/// # Errors
/// The store's.
pub async fn keep(tx: &Tx, id: Uuid, user: Option<UserId>, payload: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = kept_form::Model { id, user_id: user.map(|u| u.0), payload: payload.to_owned(), created_at: stored(at) };
    kept_form::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The form, when it is of the same user and not older than `not_before`.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: Uuid, user: Option<UserId>, not_before: DateTime<Utc>) -> Result<Option<String>, DbError> {
    let found = kept_form::Entity::find_by_id(id).filter(kept_form::Column::CreatedAt.gte(stored(not_before))).one(conn).await?;
    Ok(found.filter(|form| form.user_id == user.map(|u| u.0)).map(|form| form.payload))
}

/// Throws away what is older than `before`; says how many.
///
/// # Errors
/// The store's.
pub async fn purge(tx: &Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    Ok(kept_form::Entity::delete_many().filter(kept_form::Column::CreatedAt.lt(stored(before))).exec(tx).await?.rows_affected)
}
