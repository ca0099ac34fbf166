//! Physicians: some hundreds, read whole and sieved by the rules; their absences.

mod absence;

pub use absence::{absences, find_absence, insert_absence, update_absence, withdraw_absence};

use crate::entity::physician;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::assignment::{RequestState, Role};
use domain::code::Code;
use domain::directory::OrganizationBrief;
use domain::id::{ContactId, OrganizationId, PhysicianId, UserId};
use domain::physician::{Physician, PhysicianData};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// A physician with the person and the clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The profile.
    pub physician: Physician,
    /// 氏名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// The clinic.
    pub organization: OrganizationBrief,
    /// The clinic's address.
    pub address: String,
    /// The clinic's telephone number, which families are given.
    pub telephone: String,
    /// Their own number (直通), for the desk and for colleagues; empty when none is known.
    pub direct: String,
    /// 在宅療養支援診療所・病院の区分 of the clinic.
    pub care_class: Option<Code>,
    /// 退職・異動日
    pub left_on: Option<NaiveDate>,
    /// E-mail to them comes back (連絡不能), or they have no sign-in or no address.
    pub unreachable: bool,
}

impl Known {
    /// Where the desk or a colleague calls: the own number, or else the clinic's.
    #[must_use]
    pub fn reached_at(&self) -> &str {
        if self.direct.is_empty() { &self.telephone } else { &self.direct }
    }
}

const SELECT: &str = "SELECT f.id, f.user_id, f.profile, f.version, c.name, c.kana, c.left_on, c.organization_id, o.name AS o_name, o.kind AS o_kind, o.address, o.telephone, \
    c.telephone AS direct, \
    o.care_class, CASE WHEN u.id IS NULL OR u.disabled_at IS NOT NULL OR coalesce(u.email, '') = '' OR u.mail_trouble_at IS NOT NULL THEN 1 ELSE 0 END AS unreachable \
    FROM physicians f JOIN contacts c ON c.id = f.id JOIN organizations o ON o.id = c.organization_id LEFT JOIN users u ON u.id = f.user_id";

fn known(row: &QueryResult) -> Result<Known, DbError> {
    let mut data: PhysicianData = serde_json::from_str(&row.try_get::<String>("", "profile")?)?;
    data.user = row.try_get::<Option<Uuid>>("", "user_id")?.map(UserId);
    let organization = OrganizationId(row.try_get("", "organization_id")?);
    Ok(Known {
        physician: Physician { id: PhysicianId(row.try_get("", "id")?), organization, data, version: row.try_get("", "version")? },
        name: row.try_get("", "name")?,
        kana: row.try_get("", "kana")?,
        organization: OrganizationBrief { id: organization, name: row.try_get("", "o_name")?, kind: Code(row.try_get("", "o_kind")?) },
        address: row.try_get("", "address")?,
        telephone: row.try_get("", "telephone")?,
        direct: row.try_get("", "direct")?,
        care_class: row.try_get::<Option<String>>("", "care_class")?.map(Code),
        left_on: row.try_get("", "left_on")?,
        unreachable: row.try_get::<i32>("", "unreachable")? == 1,
    })
}

/// Every physician, by kana and name.
///
/// # Errors
/// The store's.
pub async fn all<C: ConnectionTrait>(conn: &C) -> Result<Vec<Known>, DbError> {
    let mut found = Sql::new(conn, SELECT).all(conn).await?.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|a, b| (&a.kana, &a.name, a.physician.id).cmp(&(&b.kana, &b.name, b.physician.id)));
    Ok(found)
}

/// One physician.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: PhysicianId) -> Result<Option<Known>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push(" WHERE f.id = ").bind(id.0);
    sql.one(conn).await?.as_ref().map(known).transpose()
}

/// The physician who signs in as this user.
///
/// # Errors
/// The store's.
pub async fn of_user<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Option<Known>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push(" WHERE f.user_id = ").bind(user.0);
    sql.one(conn).await?.as_ref().map(known).transpose()
}

/// The clinic of a person of the directory.
///
/// # Errors
/// The store's.
pub async fn organization_of<C: ConnectionTrait>(conn: &C, person: ContactId) -> Result<Option<OrganizationId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT organization_id FROM contacts WHERE id = ");
    sql.bind(person.0);
    Ok(sql.column::<Uuid, C>(conn).await?.pop().map(OrganizationId))
}

/// The people of an organization who have a profile.
///
/// # Errors
/// The store's.
pub async fn of_organization<C: ConnectionTrait>(conn: &C, organization: OrganizationId) -> Result<Vec<PhysicianId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT f.id FROM physicians f JOIN contacts c ON c.id = f.id WHERE c.organization_id = ");
    sql.bind(organization.0).push(" ORDER BY f.id");
    Ok(sql.column::<Uuid, C>(conn).await?.into_iter().map(PhysicianId).collect())
}

/// Writes a profile for the first time.
///
/// # Errors
/// [`DbError::Unique`] `pk_physicians` when there is one, `uq_physicians_user` when somebody else signs in as that user.
pub async fn insert(tx: &Tx, id: PhysicianId, data: &PhysicianData, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = physician::Model {
        id: id.0,
        user_id: data.user.map(|u| u.0),
        accepting: data.accepting,
        profile: serde_json::to_string(data)?,
        version: 1,
        created_at: stored(at),
        updated_at: stored(at),
    };
    physician::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the profile that was seen at `version`; false when it is another version by now.
///
/// # Errors
/// [`DbError::Unique`] `uq_physicians_user` when somebody else signs in as that user.
pub async fn update(tx: &Tx, id: PhysicianId, version: i32, data: &PhysicianData, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE physicians SET user_id = ");
    sql.bind(data.user.map(|u| u.0)).push(", accepting = ").bind(data.accepting).push(", profile = ").bind(serde_json::to_string(data)?);
    sql.push(", updated_at = ").bind(stored(at)).push(", version = version + 1 WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// How many patients each physician holds as primary on `today`, or is confirmed for.
///
/// # Errors
/// The store's.
pub async fn loads<C: ConnectionTrait>(conn: &C, today: NaiveDate) -> Result<HashMap<PhysicianId, i64>, DbError> {
    let mut sql = Sql::new(conn, "SELECT physician_id, count(*) AS n FROM assignments WHERE role = ");
    sql.bind(Role::Primary.code()).push(" AND (until_on IS NULL OR from_on < until_on) AND (until_on IS NULL OR until_on > ").bind(today).push(") GROUP BY physician_id");
    let mut loads = counts(conn, sql).await?;
    let mut sql = Sql::new(conn, "SELECT o.physician_id, count(*) AS n FROM offers o JOIN match_requests r ON r.id = o.request_id WHERE o.holder_key IS NOT NULL AND o.role = ");
    sql.bind(Role::Primary.code()).push(" AND r.state = ").bind(RequestState::Confirmed.code()).push(" GROUP BY o.physician_id");
    for (physician, confirmed) in counts(conn, sql).await? {
        *loads.entry(physician).or_default() += confirmed;
    }
    Ok(loads)
}

async fn counts<C: ConnectionTrait>(conn: &C, sql: Sql) -> Result<HashMap<PhysicianId, i64>, DbError> {
    sql.all(conn).await?.iter().map(|row| Ok((PhysicianId(row.try_get("", "physician_id")?), row.try_get("", "n")?))).collect()
}
