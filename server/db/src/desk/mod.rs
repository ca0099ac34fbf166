//! Desks (拠点) and who works at them.

mod manage;

pub use manage::{DeskRecord, closures, find_record, insert_closure, open_cases, people, records, remove_closure, set_disabled, update};

use crate::entity::desk;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::account::{Desk, Role, Staff};
use domain::id::{DeskId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryResult};

fn view(model: desk::Model) -> Desk {
    Desk { id: DeskId(model.id), name: model.name }
}

/// Adds a desk.
///
/// # Errors
/// [`DbError::Unique`] `uq_desks_name` when the name is taken.
pub async fn insert(tx: &Tx, id: DeskId, name: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = desk::Model {
        id: id.0,
        name: name.to_owned(),
        version: 1,
        created_at: stored(at),
        disabled_at: None,
        telephone: String::new(),
        address: String::new(),
        hours: String::new(),
    };
    desk::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Every desk that is in use, by name.
///
/// # Errors
/// The store's.
pub async fn all<C: ConnectionTrait>(conn: &C) -> Result<Vec<Desk>, DbError> {
    let models = desk::Entity::find().filter(desk::Column::DisabledAt.is_null()).order_by_asc(desk::Column::Name).all(conn).await?;
    Ok(models.into_iter().map(view).collect())
}

/// One desk.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: DeskId) -> Result<Option<Desk>, DbError> {
    Ok(desk::Entity::find_by_id(id.0).one(conn).await?.map(view))
}

/// The desk with this very name.
///
/// # Errors
/// The store's.
pub async fn by_name<C: ConnectionTrait>(conn: &C, name: &str) -> Result<Option<Desk>, DbError> {
    Ok(desk::Entity::find().filter(desk::Column::Name.eq(name)).one(conn).await?.map(view))
}

/// Who can be put in charge at these desks: enabled people who do the desk's work, by name.
///
/// # Errors
/// The store's.
pub async fn staff<C: ConnectionTrait>(conn: &C, desks: &[DeskId]) -> Result<Vec<Staff>, DbError> {
    let mut sql = Sql::new(conn, "SELECT u.id, u.name, u.mail_trouble_at FROM users u WHERE u.disabled_at IS NULL");
    sql.push(" AND EXISTS (SELECT 1 FROM user_desks d WHERE d.user_id = u.id AND d.desk_id IN ").desks(desks).push(")");
    sql.push(" AND EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role IN ");
    sql.list([Role::DeskStaff.code(), Role::RotaManager.code()]).push(") ORDER BY u.name, u.id");
    let one = |row: &QueryResult| {
        let trouble: Option<DateTime<Utc>> = row.try_get("", "mail_trouble_at")?;
        Ok(Staff { id: UserId(row.try_get("", "id")?), name: row.try_get("", "name")?, unreachable: trouble.is_some() })
    };
    sql.all(conn).await?.iter().map(one).collect()
}
