//! Looking after desks: what is known of them, hours, closures, and whether they are still used.

use crate::entity::{desk, desk_closure};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::desk::{Closure, DeskData, Hours};
use domain::id::{ClosureId, DeskId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A desk as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskRecord {
    /// Its id.
    pub id: DeskId,
    /// What is known of it.
    pub data: DeskData,
    /// Its version.
    pub version: i32,
    /// It is no longer used.
    pub disabled: bool,
}

/// Hours that nobody has set yet are none; hours that cannot be read are a mistake that must not close every page.
fn hours(json: &str) -> Hours {
    serde_json::from_str(json).unwrap_or_default()
}

fn record(model: desk::Model) -> DeskRecord {
    let data = DeskData { hours: hours(&model.hours), name: model.name, telephone: model.telephone, address: model.address };
    DeskRecord { id: DeskId(model.id), data, version: model.version, disabled: model.disabled_at.is_some() }
}

/// Every desk, disabled ones last, by name.
///
/// # Errors
/// The store's.
pub async fn records<C: ConnectionTrait>(conn: &C) -> Result<Vec<DeskRecord>, DbError> {
    let mut all: Vec<DeskRecord> = desk::Entity::find().order_by_asc(desk::Column::Name).all(conn).await?.into_iter().map(record).collect();
    all.sort_by_key(|d| d.disabled);
    Ok(all)
}

/// One desk.
///
/// # Errors
/// The store's.
pub async fn find_record<C: ConnectionTrait>(conn: &C, id: DeskId) -> Result<Option<DeskRecord>, DbError> {
    Ok(desk::Entity::find_by_id(id.0).one(conn).await?.map(record))
}

/// Changes the desk that was seen at `version`; false when it is another version by now.
///
/// # Errors
/// [`DbError::Unique`] `uq_desks_name` when the name is taken.
pub async fn update(tx: &Tx, id: DeskId, version: i32, data: &DeskData) -> Result<bool, DbError> {
    let done = desk::Entity::update_many()
        .col_expr(desk::Column::Name, Expr::value(data.name.clone()))
        .col_expr(desk::Column::Telephone, Expr::value(data.telephone.clone()))
        .col_expr(desk::Column::Address, Expr::value(data.address.clone()))
        .col_expr(desk::Column::Hours, Expr::value(serde_json::to_string(&data.hours)?))
        .col_expr(desk::Column::Version, Expr::col(desk::Column::Version).add(1))
        .filter(desk::Column::Id.eq(id.0))
        .filter(desk::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Takes a desk out of use at this moment, or back into use; false when it is so already.
///
/// # Errors
/// The store's.
pub async fn set_disabled(tx: &Tx, id: DeskId, at: Option<DateTime<Utc>>) -> Result<bool, DbError> {
    let was = if at.is_some() { desk::Column::DisabledAt.is_null() } else { desk::Column::DisabledAt.is_not_null() };
    let at = at.map(stored);
    let done = desk::Entity::update_many().col_expr(desk::Column::DisabledAt, Expr::value(at)).filter(desk::Column::Id.eq(id.0)).filter(was).exec(tx).await?;
    Ok(done.rows_affected > 0)
}

async fn counts<C: ConnectionTrait>(conn: &C, sql: &str) -> Result<HashMap<DeskId, i64>, DbError> {
    let rows = Sql::new(conn, sql).all(conn).await?;
    rows.iter().map(|row| Ok((DeskId(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}

/// Open cases of each desk that has any.
///
/// # Errors
/// The store's.
pub async fn open_cases<C: ConnectionTrait>(conn: &C) -> Result<HashMap<DeskId, i64>, DbError> {
    counts(conn, "SELECT desk_id, count(*) FROM cases WHERE status NOT IN ('closed', 'voided') GROUP BY desk_id").await
}

/// People of each desk who can sign in.
///
/// # Errors
/// The store's.
pub async fn people<C: ConnectionTrait>(conn: &C) -> Result<HashMap<DeskId, i64>, DbError> {
    counts(conn, "SELECT d.desk_id, count(*) FROM user_desks d JOIN users u ON u.id = d.user_id WHERE u.disabled_at IS NULL GROUP BY d.desk_id").await
}

/// The closures of a desk that are not over before `day`, in order.
///
/// # Errors
/// The store's.
pub async fn closures<C: ConnectionTrait>(conn: &C, desk: DeskId, day: NaiveDate) -> Result<Vec<Closure>, DbError> {
    use desk_closure::Column;
    let of_desk = desk_closure::Entity::find().filter(Column::DeskId.eq(desk.0)).filter(Column::LastDate.gte(day)).filter(Column::RemovedAt.is_null());
    let rows = of_desk.order_by_asc(Column::FirstDate).order_by_asc(Column::Id).all(conn).await?;
    Ok(rows.into_iter().map(|row| Closure { id: ClosureId(row.id), from: row.first_date, to: row.last_date, reason: row.reason }).collect())
}

/// Notes a closure.
///
/// # Errors
/// [`DbError::Unique`] `pk_desk_closures` when it is there already.
pub async fn insert_closure(tx: &Tx, desk: DeskId, closure: &Closure, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = desk_closure::Model {
        id: closure.id.0,
        desk_id: desk.0,
        first_date: closure.from,
        last_date: closure.to,
        reason: closure.reason.clone(),
        created_at: stored(at),
        removed_at: None,
    };
    desk_closure::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes a closure back; false when the desk has no such closure.
///
/// # Errors
/// The store's.
pub async fn remove_closure(tx: &Tx, desk: DeskId, closure: ClosureId, at: DateTime<Utc>) -> Result<bool, DbError> {
    use desk_closure::Column;
    let of_desk = desk_closure::Entity::update_many().filter(Column::Id.eq(closure.0)).filter(Column::DeskId.eq(desk.0)).filter(Column::RemovedAt.is_null());
    let done = of_desk.col_expr(Column::RemovedAt, Expr::value(stored(at))).exec(tx).await?;
    Ok(done.rows_affected > 0)
}
