//! The city, its districts and towns: a small table that is read whole.

use crate::entity::{district, house, town};
use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::district::{City, District, Places, Point, Town, town_order};
use domain::id::{DistrictId, TownId};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};

/// The whole table.
///
/// # Errors
/// The store's.
pub async fn places<C: ConnectionTrait>(conn: &C) -> Result<Places, DbError> {
    let city = house::Entity::find().one(conn).await?.map(|h| City { prefecture: h.prefecture, name: h.city, version: h.version }).unwrap_or_default();
    let districts = district::Entity::find().order_by_asc(district::Column::Position).order_by_asc(district::Column::Id).all(conn).await?;
    let towns = town::Entity::find().all(conn).await?;
    let districts = districts.into_iter().map(|d| District { id: DistrictId(d.id), name: d.name, order: d.position, retired: d.retired, version: d.version }).collect();
    let mut towns: Vec<Town> = towns
        .into_iter()
        .map(|t| Town {
            id: TownId(t.id),
            point: t.x_m.zip(t.y_m).map(|(x_m, y_m)| Point { x_m, y_m }),
            name: t.name,
            kana: t.kana,
            district_id: DistrictId(t.district_id),
            version: t.version,
        })
        .collect();
    towns.sort_by_cached_key(|t| town_order(&t.name));
    Ok(Places { city, districts, towns })
}

/// The version of the table: it changes with everything in it.
///
/// # Errors
/// The store's.
pub async fn version<C: ConnectionTrait>(conn: &C) -> Result<i32, DbError> {
    Ok(Sql::new(conn, "SELECT version FROM house").column(conn).await?.pop().unwrap_or(0))
}

/// Begins a change of the table: others who change it wait until the job ends.
///
/// # Errors
/// The store's.
pub async fn begin_change(tx: &Tx) -> Result<(), DbError> {
    Sql::new(tx, "UPDATE house SET version = version + 1").run(tx).await.map(|_| ())
}

/// Names the city.
///
/// # Errors
/// The store's.
pub async fn set_city(tx: &Tx, prefecture: &str, city: &str) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE house SET prefecture = ");
    sql.bind(prefecture).push(", city = ").bind(city);
    sql.run(tx).await.map(|_| ())
}

/// Stores a district, new or changed.
///
/// # Errors
/// [`DbError::Unique`] `uq_districts_name` when the name is taken.
pub async fn put_district(tx: &Tx, district: &District) -> Result<(), DbError> {
    if district.version == 1 {
        let model = district::Model { id: district.id.0, name: district.name.clone(), position: district.order, retired: district.retired, version: 1 };
        district::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
        return Ok(());
    }
    let mut sql = Sql::new(tx, "UPDATE districts SET name = ");
    sql.bind(district.name.as_str()).push(", position = ").bind(district.order).push(", retired = ").bind(district.retired);
    sql.push(", version = ").bind(district.version).push(" WHERE id = ").bind(district.id.0);
    sql.run(tx).await.map(|_| ())
}

/// Stores a town, new or changed.
///
/// # Errors
/// [`DbError::Unique`] `uq_towns_name` when the name is taken.
pub async fn put_town(tx: &Tx, town: &Town) -> Result<(), DbError> {
    if town.version == 1 {
        let (x_m, y_m) = town.point.map(|p| (p.x_m, p.y_m)).unzip();
        let model = town::Model { id: town.id.0, name: town.name.clone(), kana: town.kana.clone(), district_id: town.district_id.0, version: 1, x_m, y_m };
        town::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
        return Ok(());
    }
    let mut sql = Sql::new(tx, "UPDATE towns SET name = ");
    sql.bind(town.name.as_str()).push(", kana = ").bind(town.kana.as_str()).push(", district_id = ").bind(town.district_id.0);
    sql.push(", x_m = ").bind(town.point.map(|p| p.x_m)).push(", y_m = ").bind(town.point.map(|p| p.y_m));
    sql.push(", version = ").bind(town.version).push(" WHERE id = ").bind(town.id.0);
    sql.run(tx).await.map(|_| ())
}
