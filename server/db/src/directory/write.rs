//! Recording organizations and changing them.

use crate::entity::{organization, organization_capability};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::code::Code;
use domain::directory::OrganizationData;
use domain::id::{DistrictId, OrganizationId, UserId};
use domain::text::{digits, fold};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

/// Where an address lies, as it is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// 圏域
    pub district: Option<DistrictId>,
    /// 市外
    pub outside: bool,
}

/// What an organization is found by.
fn search_text(data: &OrganizationData) -> String {
    let parts = [fold(&data.name), fold(&data.kana), data.code.clone(), digits(&data.telephone), digits(&data.fax), fold(&data.address), fold(&data.services)];
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n")
}

fn hours(data: &OrganizationData) -> Result<String, DbError> {
    Ok(serde_json::to_string(&data.hours)?)
}

/// Records an organization.
///
/// # Errors
/// [`DbError::Unique`] `pk_organizations` when the id exists.
pub async fn insert(tx: &Tx, id: OrganizationId, data: &OrganizationData, place: Place, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let d = data.clone();
    let model = organization::Model {
        id: id.0,
        telephone_digits: digits(&d.telephone),
        hours: hours(data)?,
        name_key: fold(&d.name),
        search_text: search_text(data),
        name: d.name,
        kana: d.kana,
        kind: d.kind.0,
        code: d.code,
        postal_code: d.postal_code,
        address: d.address,
        district_choice: d.district_choice.map(|x| x.0),
        district_id: place.district.map(|x| x.0),
        outside: place.outside,
        telephone: d.telephone,
        fax: d.fax,
        email: d.email,
        web: d.web,
        hours_note: d.hours_note,
        care_class: d.care_class.map(|c| c.0),
        services: d.services,
        person_in_charge: d.person_in_charge,
        note: d.note,
        public: d.public.join(","),
        confirmed_on: None,
        confirmed_by: None,
        closed_on: None,
        close_reason: String::new(),
        voided_at: None,
        version: 1,
        created_at: stored(at),
        created_by: by.0,
        updated_at: stored(at),
    };
    organization::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    capabilities(tx, id, &data.capabilities).await
}

async fn capabilities(tx: &Tx, id: OrganizationId, codes: &[Code]) -> Result<(), DbError> {
    if codes.is_empty() {
        return Ok(());
    }
    let models = codes.iter().map(|code| organization_capability::Model { organization_id: id.0, code: code.0.clone() }.into_active_model());
    organization_capability::Entity::insert_many(models).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the organization that was seen at `version`; false when it is another version by now, or none.
///
/// # Errors
/// The store's.
pub async fn update(tx: &Tx, id: OrganizationId, version: i32, data: &OrganizationData, place: Place, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE organizations SET name = ");
    sql.bind(data.name.as_str()).push(", kana = ").bind(data.kana.as_str()).push(", kind = ").bind(data.kind.as_str());
    sql.push(", code = ").bind(data.code.as_str()).push(", postal_code = ").bind(data.postal_code.as_str()).push(", address = ").bind(data.address.as_str());
    sql.push(", district_choice = ").bind(data.district_choice.map(|d| d.0)).push(", district_id = ").bind(place.district.map(|d| d.0));
    sql.push(", outside = ").bind(place.outside).push(", telephone = ").bind(data.telephone.as_str());
    sql.push(", telephone_digits = ").bind(digits(&data.telephone)).push(", fax = ").bind(data.fax.as_str());
    sql.push(", email = ").bind(data.email.as_str()).push(", web = ").bind(data.web.as_str()).push(", hours = ").bind(hours(data)?);
    sql.push(", hours_note = ").bind(data.hours_note.as_str()).push(", care_class = ").bind(data.care_class.clone().map(|c| c.0));
    sql.push(", services = ").bind(data.services.as_str()).push(", person_in_charge = ").bind(data.person_in_charge.as_str());
    sql.push(", note = ").bind(data.note.as_str()).push(", public = ").bind(data.public.join(","));
    sql.push(", name_key = ").bind(fold(&data.name)).push(", search_text = ").bind(search_text(data));
    changed(&mut sql, id, version, at);
    if sql.run(tx).await? == 0 {
        return Ok(false);
    }
    organization_capability::Entity::delete_many().filter(organization_capability::Column::OrganizationId.eq(id.0)).exec(tx).await?;
    capabilities(tx, id, &data.capabilities).await?;
    Ok(true)
}

fn changed(sql: &mut Sql, id: OrganizationId, version: i32, at: DateTime<Utc>) {
    sql.push(", version = version + 1, updated_at = ").bind(stored(at)).push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
}

/// Notes that somebody confirmed what was seen at `version`; false when it is another version by now.
///
/// # Errors
/// The store's.
pub async fn confirm(tx: &Tx, id: OrganizationId, version: i32, on: NaiveDate, by: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE organizations SET confirmed_on = ");
    sql.bind(on).push(", confirmed_by = ").bind(by.0);
    changed(&mut sql, id, version, at);
    Ok(sql.run(tx).await? == 1)
}

/// Takes the organization that was seen at `version` out of use, or back (`None`); false when it is another version by now.
///
/// # Errors
/// The store's.
pub async fn set_closed(tx: &Tx, id: OrganizationId, version: i32, closed: Option<(NaiveDate, &str)>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE organizations SET closed_on = ");
    sql.bind(closed.map(|c| c.0)).push(", close_reason = ").bind(closed.map_or("", |c| c.1));
    changed(&mut sql, id, version, at);
    Ok(sql.run(tx).await? == 1)
}

/// Addresses and where they were found to lie, of organizations whose district nobody chose by hand.
///
/// # Errors
/// The store's.
pub async fn addresses(tx: &Tx) -> Result<Vec<(OrganizationId, String, Place)>, DbError> {
    let rows = Sql::new(tx, "SELECT id, address, district_id, outside FROM organizations WHERE voided_at IS NULL AND district_choice IS NULL").all(tx).await?;
    let one = |row: &sea_orm::QueryResult| {
        let place = Place { district: row.try_get::<Option<Uuid>>("", "district_id")?.map(DistrictId), outside: row.try_get("", "outside")? };
        Ok((OrganizationId(row.try_get("", "id")?), row.try_get("", "address")?, place))
    };
    rows.iter().map(one).collect()
}

/// Stores where an address lies after the districts changed. What people wrote stays as it is, and so does the version.
///
/// # Errors
/// The store's.
pub async fn set_place<C: ConnectionTrait>(conn: &C, id: OrganizationId, place: Place) -> Result<(), DbError> {
    let mut sql = Sql::new(conn, "UPDATE organizations SET district_id = ");
    sql.bind(place.district.map(|d| d.0)).push(", outside = ").bind(place.outside).push(" WHERE id = ").bind(id.0);
    sql.run(conn).await.map(|_| ())
}
