//! Code lists: read as a whole, written list by list.

use crate::entity::code_item;
use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::code::{Item, List};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

fn item(model: code_item::Model) -> Item {
    Item { code: model.code, label: model.label, group: model.heading, order: model.place, from: model.valid_from, to: model.valid_to }
}

/// Every item of every list that this program knows.
///
/// # Errors
/// The store's.
pub async fn all<C: ConnectionTrait>(conn: &C) -> Result<Vec<(List, Item)>, DbError> {
    let models = code_item::Entity::find().order_by_asc(code_item::Column::List).order_by_asc(code_item::Column::Place).all(conn).await?;
    Ok(models.into_iter().filter_map(|m| List::from_name(&m.list).map(|list| (list, item(m)))).collect())
}

/// The items of one list, in order.
///
/// # Errors
/// The store's.
pub async fn of<C: ConnectionTrait>(conn: &C, list: List) -> Result<Vec<Item>, DbError> {
    let found = code_item::Entity::find().filter(code_item::Column::List.eq(list.name()));
    let models = found.order_by_asc(code_item::Column::Place).order_by_asc(code_item::Column::ValidFrom).all(conn).await?;
    let mut items: Vec<Item> = models.into_iter().map(item).collect();
    // The databases disagree about where nothing is sorted.
    items.sort_by_key(|item| (item.order, item.from));
    Ok(items)
}

/// The version of a list; none before it was first stored.
///
/// # Errors
/// The store's.
pub async fn version<C: ConnectionTrait>(conn: &C, list: List) -> Result<Option<i32>, DbError> {
    let mut sql = Sql::new(conn, "SELECT version FROM code_lists WHERE name = ");
    sql.bind(list.name());
    Ok(sql.column::<i32, C>(conn).await?.pop())
}

/// A number that changes whenever any list does.
///
/// # Errors
/// The store's.
pub async fn state<C: ConnectionTrait>(conn: &C) -> Result<i64, DbError> {
    let sql = Sql::new(conn, "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM code_lists");
    Ok(sql.column::<i64, C>(conn).await?.pop().unwrap_or_default())
}

/// Makes an empty list, at version 1; false when it is there already.
///
/// # Errors
/// The store's.
pub async fn make(tx: &Tx, list: List) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO code_lists (name, version) VALUES (");
    sql.bind(list.name()).push(", 1) ON CONFLICT (name) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

/// Takes a list that was seen at `version` to the next one; false when it is another version by now.
///
/// # Errors
/// The store's.
pub async fn advance(tx: &Tx, list: List, version: i32) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE code_lists SET version = version + 1 WHERE name = ");
    sql.bind(list.name()).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// Stores the items of a list in place of those that are there. What a list was before is in the log.
///
/// # Errors
/// The store's.
pub async fn put(tx: &Tx, list: List, items: &[Item]) -> Result<(), DbError> {
    code_item::Entity::delete_many().filter(code_item::Column::List.eq(list.name())).exec(tx).await?;
    let model = |i: &Item| code_item::Model {
        id: Uuid::now_v7(),
        list: list.name().to_owned(),
        code: i.code.clone(),
        label: i.label.clone(),
        heading: i.group.clone(),
        place: i.order,
        valid_from: i.from,
        valid_to: i.to,
    };
    // A statement takes only so many values.
    for part in items.chunks(50) {
        code_item::Entity::insert_many(part.iter().map(|i| model(i).into_active_model())).exec_without_returning(tx).await?;
    }
    Ok(())
}
