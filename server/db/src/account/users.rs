//! Users with their roles and desks.

use super::{NewUser, User, UserLine};
use crate::entity::{desk, user, user_desk, user_role};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::account::{Desk, Role, Staff};
use domain::id::{DeskId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self {
            id: UserId(row.id),
            login: row.login,
            name: row.name,
            email: row.email.unwrap_or_default(),
            password_hash: row.password_hash,
            disabled: row.disabled_at.is_some(),
            version: row.version,
            mail_trouble_at: row.mail_trouble_at,
        }
    }
}

/// Adds a user with roles and desks.
///
/// # Errors
/// `Unique{"uq_users_login"}` when the sign-in name is taken.
pub async fn insert_user(tx: &Tx, new: &NewUser, at: DateTime<Utc>) -> Result<(), DbError> {
    let row = user::ActiveModel {
        id: Set(new.id.0),
        login: Set(new.login.clone()),
        name: Set(new.name.clone()),
        email: Set(new.email.clone()),
        password_hash: Set(None),
        disabled_at: Set(None),
        version: Set(1),
        created_at: Set(at),
        mail_trouble_at: Set(None),
        mail_trouble: Set(None),
    };
    user::Entity::insert(row).exec_without_returning(tx).await?;
    insert_places(tx, new.id, &new.roles, &new.desks).await
}

/// Gives a user roles and desks.
pub(super) async fn insert_places(tx: &Tx, id: UserId, roles: &[Role], desks: &[DeskId]) -> Result<(), DbError> {
    for role in roles {
        let row = user_role::ActiveModel { user_id: Set(id.0), role: Set(role.code().to_owned()) };
        user_role::Entity::insert(row).exec_without_returning(tx).await?;
    }
    for desk in desks {
        let row = user_desk::ActiveModel { user_id: Set(id.0), desk_id: Set(desk.0) };
        user_desk::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Whether there is any user at all.
///
/// # Errors
/// The database's.
pub async fn any_user<C: ConnectionTrait>(conn: &C) -> Result<bool, DbError> {
    Ok(user::Entity::find().one(conn).await?.is_some())
}

/// The user with this sign-in name (in lower case).
///
/// # Errors
/// The database's.
pub async fn user_by_login<C: ConnectionTrait>(conn: &C, login: &str) -> Result<Option<User>, DbError> {
    Ok(user::Entity::find().filter(user::Column::Login.eq(login)).one(conn).await?.map(User::from))
}

/// The user with this id.
///
/// # Errors
/// The database's.
pub async fn user<C: ConnectionTrait>(conn: &C, id: UserId) -> Result<Option<User>, DbError> {
    Ok(user::Entity::find_by_id(id.0).one(conn).await?.map(User::from))
}

/// These people by name, whether or not they still work here.
///
/// # Errors
/// The database's.
pub async fn names<C: ConnectionTrait>(conn: &C, ids: &[UserId]) -> Result<Vec<Staff>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = user::Entity::find().filter(user::Column::Id.is_in(ids.iter().map(|id| id.0))).order_by_asc(user::Column::Name).all(conn).await?;
    Ok(rows.into_iter().map(|row| Staff { id: UserId(row.id), name: row.name, unreachable: row.mail_trouble_at.is_some() }).collect())
}

/// What the person is, in the order of the roles.
///
/// # Errors
/// The database's.
pub async fn roles<C: ConnectionTrait>(conn: &C, id: UserId) -> Result<Vec<Role>, DbError> {
    let rows = user_role::Entity::find().filter(user_role::Column::UserId.eq(id.0)).all(conn).await?;
    Ok(sorted_roles(rows.iter().map(|row| row.role.as_str())))
}

fn sorted_roles<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Role> {
    // A code of a later version of the program is no role of this one.
    let mut roles: Vec<Role> = codes.filter_map(|code| code.parse().ok()).collect();
    roles.sort_unstable();
    roles
}

/// The desks the person belongs to, in order of name.
///
/// # Errors
/// The database's.
pub async fn desks<C: ConnectionTrait>(conn: &C, id: UserId) -> Result<Vec<Desk>, DbError> {
    let ids: Vec<_> = user_desk::Entity::find().filter(user_desk::Column::UserId.eq(id.0)).all(conn).await?.into_iter().map(|row| row.desk_id).collect();
    let rows = desk::Entity::find().filter(desk::Column::Id.is_in(ids)).order_by_asc(desk::Column::Name).all(conn).await?;
    Ok(rows.into_iter().map(|row| Desk { id: DeskId(row.id), name: row.name }).collect())
}

/// All users in order of sign-in name.
///
/// # Errors
/// The database's.
pub async fn users<C: ConnectionTrait>(conn: &C) -> Result<Vec<UserLine>, DbError> {
    let names: HashMap<_, _> = desk::Entity::find().all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let roles = user_role::Entity::find().all(conn).await?;
    let places = user_desk::Entity::find().all(conn).await?;
    let rows = user::Entity::find().order_by_asc(user::Column::Login).all(conn).await?;
    let line = |row: user::Model| {
        let roles = sorted_roles(roles.iter().filter(|r| r.user_id == row.id).map(|r| r.role.as_str()));
        let ids = places.iter().filter(|p| p.user_id == row.id).map(|p| p.desk_id);
        let mut desks: Vec<Desk> = ids.filter_map(|id| names.get(&id).map(|name| Desk { id: DeskId(id), name: name.clone() })).collect();
        desks.sort_by(|a, b| a.name.cmp(&b.name));
        UserLine { user: row.into(), roles, desks }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Sets the password's hash. The version counts changes of what the person's form shows, so it stays.
///
/// # Errors
/// The database's.
pub async fn set_password(tx: &Tx, id: UserId, hash: &str) -> Result<(), DbError> {
    user::Entity::update_many().col_expr(user::Column::PasswordHash, Expr::value(hash)).filter(user::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(())
}

/// Keeps the person out from now on; false when they were out before.
///
/// # Errors
/// The database's.
pub async fn disable(tx: &Tx, id: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let done = user::Entity::update_many()
        .col_expr(user::Column::DisabledAt, Expr::value(at))
        .filter(user::Column::Id.eq(id.0))
        .filter(user::Column::DisabledAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
