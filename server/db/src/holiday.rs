//! The holiday table (祝日), which the whole house shares.

use crate::entity::holiday;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::admin::Holiday;
use domain::calendar::Holidays;
use domain::id::HolidayId;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

fn view(model: holiday::Model) -> Holiday {
    Holiday { id: HolidayId(model.id), date: model.date, name: model.name, retired: model.retired, version: model.version }
}

fn model(id: HolidayId, date: NaiveDate, name: &str, at: DateTime<Utc>) -> holiday::ActiveModel {
    holiday::Model { id: id.0, date, name: name.to_owned(), retired: false, version: 1, created_at: stored(at) }.into_active_model()
}

/// The days of a year in order, retired ones too.
///
/// # Errors
/// The store's.
pub async fn of_year<C: ConnectionTrait>(conn: &C, year: i32) -> Result<Vec<Holiday>, DbError> {
    let (Some(first), Some(last)) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)) else { return Ok(Vec::new()) };
    let rows = holiday::Entity::find().filter(holiday::Column::Date.between(first, last)).order_by_asc(holiday::Column::Date).all(conn).await?;
    Ok(rows.into_iter().map(view).collect())
}

/// The first and the last year of the table.
///
/// # Errors
/// The store's.
pub async fn years<C: ConnectionTrait>(conn: &C) -> Result<Option<(i32, i32)>, DbError> {
    let edge = |order| holiday::Entity::find().order_by(holiday::Column::Date, order).limit(1);
    let first = edge(sea_orm::Order::Asc).one(conn).await?;
    let last = edge(sea_orm::Order::Desc).one(conn).await?;
    Ok(first.zip(last).map(|(first, last)| (first.date.year(), last.date.year())))
}

/// One day.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: HolidayId) -> Result<Option<Holiday>, DbError> {
    Ok(holiday::Entity::find_by_id(id.0).one(conn).await?.map(view))
}

/// The days that count as holidays, from `first` on.
///
/// # Errors
/// The store's.
pub async fn from<C: ConnectionTrait>(conn: &C, first: NaiveDate) -> Result<Holidays, DbError> {
    let rows = holiday::Entity::find().filter(holiday::Column::Date.gte(first)).filter(holiday::Column::Retired.eq(false)).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.date).collect())
}

/// Adds a day.
///
/// # Errors
/// [`DbError::Unique`] `uq_holidays_date` when the table has it.
pub async fn insert(tx: &Tx, id: HolidayId, date: NaiveDate, name: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    holiday::Entity::insert(model(id, date, name, at)).exec_without_returning(tx).await?;
    Ok(())
}

/// Fills the table; days that it has stay as they are.
///
/// # Errors
/// The store's.
pub async fn fill(tx: &Tx, days: &[(NaiveDate, &'static str)], at: DateTime<Utc>) -> Result<(), DbError> {
    let keep = OnConflict::column(holiday::Column::Date).do_nothing().to_owned();
    // One statement holds few enough values for every database.
    for part in days.chunks(100) {
        let rows = part.iter().map(|(date, name)| model(HolidayId::new(), *date, name, at));
        holiday::Entity::insert_many(rows).on_conflict(keep.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Changes the day that was seen at `version`; false when it is another version by now.
///
/// # Errors
/// The store's.
pub async fn update(tx: &Tx, id: HolidayId, version: i32, name: &str, retired: bool) -> Result<bool, DbError> {
    let done = holiday::Entity::update_many()
        .col_expr(holiday::Column::Name, Expr::value(name))
        .col_expr(holiday::Column::Retired, Expr::value(retired))
        .col_expr(holiday::Column::Version, Expr::col(holiday::Column::Version).add(1))
        .filter(holiday::Column::Id.eq(id.0))
        .filter(holiday::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Whether the table holds anything yet.
///
/// # Errors
/// The store's.
pub async fn is_empty<C: ConnectionTrait>(conn: &C) -> Result<bool, DbError> {
    Ok(Sql::new(conn, "SELECT 1 FROM holidays LIMIT 1").one(conn).await?.is_none())
}
