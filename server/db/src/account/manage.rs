//! Looking after users: changing them, letting them in again, and what they still have in hand.

use super::{Session, UserLine, users};
use crate::entity::{session, user, user_desk, user_role, user_settings};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::account::Role;
use domain::admin::{Contrast, OwnSettings, StartPage, TextSize, UserData};
use domain::id::{SessionId, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

/// The most sessions that are listed.
const SESSIONS: i64 = 1_000;

/// Keeps others from changing who the administrators are until this transaction ends.
///
/// # Errors
/// The database's.
pub async fn hold_administrators(tx: &Tx) -> Result<(), DbError> {
    // The people in question may be different ones, so no single row can be held. SQLite has one writer anyway.
    let sql = Sql::new(tx, "SELECT pg_advisory_xact_lock(1296122959)");
    if !sql.is_sqlite() {
        sql.run(tx).await?;
    }
    Ok(())
}

/// Administrators who can sign in: a link that nobody followed yet does not count.
///
/// # Errors
/// The database's.
pub async fn administrators<C: ConnectionTrait>(conn: &C) -> Result<Vec<UserId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT u.id FROM users u JOIN user_roles r ON r.user_id = u.id WHERE u.disabled_at IS NULL AND u.password_hash IS NOT NULL AND r.role = ");
    sql.bind(Role::Admin.code());
    Ok(sql.column::<uuid::Uuid, C>(conn).await?.into_iter().map(UserId).collect())
}

/// One user with roles and desks.
///
/// # Errors
/// The database's.
pub async fn user_line<C: ConnectionTrait>(conn: &C, id: UserId) -> Result<Option<UserLine>, DbError> {
    let Some(user) = users::user(conn, id).await? else { return Ok(None) };
    Ok(Some(UserLine { user, roles: users::roles(conn, id).await?, desks: users::desks(conn, id).await? }))
}

/// Changes the user that was seen at `version`; false when it is another version by now.
///
/// # Errors
/// The database's.
pub async fn update_user(tx: &Tx, id: UserId, version: i32, data: &UserData) -> Result<bool, DbError> {
    let email = (!data.email.is_empty()).then(|| data.email.clone());
    let done = user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value(data.name.clone()))
        .col_expr(user::Column::Email, Expr::value(email))
        .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
        .filter(user::Column::Id.eq(id.0))
        .filter(user::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id.0)).exec(tx).await?;
    user_desk::Entity::delete_many().filter(user_desk::Column::UserId.eq(id.0)).exec(tx).await?;
    users::insert_places(tx, id, &data.roles, &data.desks).await?;
    Ok(true)
}

/// Lets a disabled person in again; false when they were in.
///
/// # Errors
/// The database's.
pub async fn restore(tx: &Tx, id: UserId) -> Result<bool, DbError> {
    let done = user::Entity::update_many()
        .col_expr(user::Column::DisabledAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(user::Column::Id.eq(id.0))
        .filter(user::Column::DisabledAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Open cases that the person is in charge of.
///
/// # Errors
/// The database's.
pub async fn open_cases<C: ConnectionTrait>(conn: &C, id: UserId) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM cases WHERE status NOT IN ('closed', 'voided') AND owner_id = ");
    sql.bind(id.0);
    Ok(sql.column::<i64, C>(conn).await?.pop().unwrap_or_default())
}

/// Sessions of everybody that were not ended, last used first, with name and sign-in name; those that ran out are among them.
///
/// # Errors
/// The database's.
pub async fn all_sessions<C: ConnectionTrait>(conn: &C) -> Result<Vec<(Session, String, String)>, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(&crate::sql::columns::<session::Entity>("s"));
    sql.push(", u.name AS user_name, u.login AS user_login FROM sessions s JOIN users u ON u.id = s.user_id");
    sql.push(" WHERE s.ended_at IS NULL AND u.disabled_at IS NULL ORDER BY s.last_seen_at DESC, s.id LIMIT ").bind(SESSIONS);
    let read = |row: &sea_orm::QueryResult| {
        let model: session::Model = crate::convert::record(row, "s")?;
        Ok((Session::from(model), row.try_get("", "user_name")?, row.try_get("", "user_login")?))
    };
    sql.all(conn).await?.iter().map(read).collect()
}

/// Shows the pages of a session as `role` sees them, or again as its person does; false when there is no such session.
///
/// # Errors
/// The database's.
pub async fn view_as(tx: &Tx, id: SessionId, role: Option<Role>) -> Result<bool, DbError> {
    let code = role.map(|r| r.code().to_owned());
    let done = session::Entity::update_many().col_expr(session::Column::ViewAs, Expr::value(code)).filter(session::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(done.rows_affected > 0)
}

/// A person's own settings; what is not kept is as it comes.
///
/// # Errors
/// The database's.
pub async fn settings<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<OwnSettings, DbError> {
    let row = user_settings::Entity::find_by_id(user.0).one(conn).await?;
    Ok(row.map_or_else(OwnSettings::default, |row| OwnSettings {
        text_size: TextSize::from_code(&row.text_size).unwrap_or_default(),
        contrast: Contrast::from_code(&row.contrast).unwrap_or_default(),
        start_page: StartPage::from_code(&row.start_page).unwrap_or_default(),
    }))
}

/// Keeps a person's own settings.
///
/// # Errors
/// The database's.
pub async fn keep_settings(tx: &Tx, user: UserId, settings: &OwnSettings, at: DateTime<Utc>) -> Result<(), DbError> {
    use user_settings::Column;
    let row = user_settings::ActiveModel {
        user_id: Set(user.0),
        text_size: Set(settings.text_size.code().to_owned()),
        contrast: Set(settings.contrast.code().to_owned()),
        start_page: Set(settings.start_page.code().to_owned()),
        updated_at: Set(stored(at)),
    };
    let again = OnConflict::column(Column::UserId).update_columns([Column::TextSize, Column::Contrast, Column::StartPage, Column::UpdatedAt]).to_owned();
    user_settings::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}
