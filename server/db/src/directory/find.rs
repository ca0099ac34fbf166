//! Finding organizations: the list, one of them, and those that a typed name may mean.

use crate::DbError;
use crate::entity::{organization, organization_capability};
use crate::search::contains;
use crate::sql::Sql;
use domain::code::Code;
use domain::directory::{DirectoryFilter, DistrictFilter, Organization, OrganizationBrief, OrganizationData, OrganizationLine};
use domain::id::{DistrictId, OrganizationId};
use domain::inquiry::PAGE_SIZE;
use domain::text::{digits, fold, terms};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Doubles that are shown at most.
const SIMILAR: i64 = 10;

/// One page of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<OrganizationLine>,
    /// How many there are in all.
    pub total: i64,
}

fn data_of(model: organization::Model, capabilities: Vec<String>) -> Result<OrganizationData, DbError> {
    Ok(OrganizationData {
        hours: serde_json::from_str(&model.hours)?,
        name: model.name,
        kana: model.kana,
        kind: Code(model.kind),
        code: model.code,
        postal_code: model.postal_code,
        address: model.address,
        district_choice: model.district_choice.map(DistrictId),
        telephone: model.telephone,
        fax: model.fax,
        email: model.email,
        web: model.web,
        hours_note: model.hours_note,
        care_class: model.care_class.map(Code),
        capabilities: capabilities.into_iter().map(Code).collect(),
        services: model.services,
        person_in_charge: model.person_in_charge,
        note: model.note,
        public: model.public.split(',').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
    })
}

/// One organization.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: OrganizationId) -> Result<Option<Organization>, DbError> {
    let Some(model) = organization::Entity::find_by_id(id.0).filter(organization::Column::VoidedAt.is_null()).one(conn).await? else { return Ok(None) };
    let found = organization_capability::Entity::find().filter(organization_capability::Column::OrganizationId.eq(id.0)).all(conn).await?;
    let capabilities: Vec<String> = found.into_iter().map(|c| c.code).collect();
    let confirmed_by = match model.confirmed_by {
        Some(by) => {
            let mut sql = Sql::new(conn, "SELECT name FROM users WHERE id = ");
            sql.bind(by);
            sql.column(conn).await?.pop().unwrap_or_default()
        }
        None => String::new(),
    };
    to_domain(capabilities, model, confirmed_by).map(Some)
}

fn to_domain(mut capabilities: Vec<String>, model: organization::Model, confirmed_by: String) -> Result<Organization, DbError> {
    capabilities.sort_unstable();
    Ok(Organization {
        id: OrganizationId(model.id),
        district: model.district_id.map(DistrictId),
        outside: model.outside,
        confirmed_on: model.confirmed_on,
        confirmed_by,
        closed_on: model.closed_on,
        close_reason: model.close_reason.clone(),
        version: model.version,
        data: data_of(model, capabilities)?,
    })
}

const LINE: &str = "SELECT o.id, o.name, o.kana, o.kind, o.care_class, o.address, o.district_id, o.outside, o.telephone, o.code, o.confirmed_on, \
    o.closed_on IS NOT NULL AS closed FROM organizations o WHERE o.voided_at IS NULL AND ";

fn line(row: &QueryResult) -> Result<OrganizationLine, DbError> {
    Ok(OrganizationLine {
        id: OrganizationId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        kana: row.try_get("", "kana")?,
        kind: Code(row.try_get("", "kind")?),
        care_class: row.try_get::<Option<String>>("", "care_class")?.map(Code),
        address: row.try_get("", "address")?,
        district: row.try_get::<Option<Uuid>>("", "district_id")?.map(DistrictId),
        outside: row.try_get("", "outside")?,
        telephone: row.try_get("", "telephone")?,
        code: row.try_get("", "code")?,
        confirmed_on: row.try_get("", "confirmed_on")?,
        closed: row.try_get("", "closed")?,
    })
}

/// A directory has some thousand rows: reading through them is quick enough, and finds any part of a word.
fn condition(sql: &mut Sql, filter: &DirectoryFilter) {
    sql.push(if filter.closed { "o.closed_on IS NOT NULL" } else { "o.closed_on IS NULL" });
    contains(sql, "o.search_text", &filter.terms);
    if let Some(kind) = &filter.kind {
        sql.push(" AND o.kind = ").bind(kind.as_str());
    }
    match filter.district {
        Some(DistrictFilter::Is(id)) => _ = sql.push(" AND o.district_id = ").bind(id.0),
        Some(DistrictFilter::Outside) => _ = sql.push(" AND o.outside"),
        Some(DistrictFilter::Unknown) => _ = sql.push(" AND o.district_id IS NULL AND NOT o.outside"),
        None => {}
    }
    if let Some(class) = &filter.care_class {
        sql.push(" AND o.care_class = ").bind(class.as_str());
    }
    if let Some(capability) = &filter.capability {
        sql.push(" AND EXISTS (SELECT 1 FROM organization_capabilities c WHERE c.organization_id = o.id AND c.code = ").bind(capability.as_str()).push(")");
    }
    if let Some(day) = filter.stale_before {
        sql.push(" AND (o.confirmed_on IS NULL OR o.confirmed_on < ").bind(day).push(")");
    }
}

/// The page of the directory that `filter` describes, in the order of the kana.
///
/// # Errors
/// The store's.
pub async fn rows<C: ConnectionTrait>(conn: &C, filter: &DirectoryFilter) -> Result<Rows, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM organizations o WHERE o.voided_at IS NULL AND ");
    condition(&mut sql, filter);
    let total = sql.column(conn).await?.pop().unwrap_or(0);
    let mut sql = Sql::new(conn, LINE);
    condition(&mut sql, filter);
    by_kana(&mut sql);
    sql.push(" LIMIT ").bind(i64::from(PAGE_SIZE)).push(" OFFSET ").bind(i64::from(filter.page.max(1) - 1) * i64::from(PAGE_SIZE));
    let rows = sql.all(conn).await?.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(Rows { rows, total })
}

/// Those without kana stand last, by name.
fn by_kana(sql: &mut Sql) {
    sql.push(" ORDER BY CASE WHEN o.kana = '' THEN 1 ELSE 0 END, o.kana").either("", " COLLATE \"C\"").push(", o.name_key").either("", " COLLATE \"C\"").push(", o.id");
}

/// The ids of all organizations that `filter` describes, in the order of the list; at most `limit`.
///
/// # Errors
/// The store's.
pub async fn ids<C: ConnectionTrait>(conn: &C, filter: &DirectoryFilter, limit: i64) -> Result<Vec<OrganizationId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT o.id FROM organizations o WHERE o.voided_at IS NULL AND ");
    condition(&mut sql, filter);
    by_kana(&mut sql);
    sql.push(" LIMIT ").bind(limit);
    Ok(sql.column::<Uuid, C>(conn).await?.into_iter().map(OrganizationId).collect())
}

/// All organizations, in use and closed.
///
/// # Errors
/// The store's.
pub async fn all_ids<C: ConnectionTrait>(conn: &C) -> Result<Vec<OrganizationId>, DbError> {
    Ok(Sql::new(conn, "SELECT id FROM organizations WHERE voided_at IS NULL").column::<Uuid, C>(conn).await?.into_iter().map(OrganizationId).collect())
}

/// These organizations, in this order. Who confirmed is not told.
///
/// # Errors
/// The store's.
pub async fn several<C: ConnectionTrait>(conn: &C, ids: &[OrganizationId]) -> Result<Vec<Organization>, DbError> {
    let wanted = || ids.iter().map(|id| id.0);
    let mut capabilities: HashMap<Uuid, Vec<String>> = HashMap::new();
    for found in organization_capability::Entity::find().filter(organization_capability::Column::OrganizationId.is_in(wanted())).all(conn).await? {
        capabilities.entry(found.organization_id).or_default().push(found.code);
    }
    let mut models: HashMap<Uuid, organization::Model> = HashMap::new();
    for model in organization::Entity::find().filter(organization::Column::Id.is_in(wanted())).all(conn).await? {
        models.insert(model.id, model);
    }
    let found = ids.iter().filter_map(|id| models.remove(&id.0));
    found.map(|model| to_domain(capabilities.remove(&model.id).unwrap_or_default(), model, String::new())).collect()
}

/// Organizations with this 医療機関コード, or with this name and telephone number; closed ones too, for they may have opened again.
///
/// # Errors
/// The store's.
pub async fn similar<C: ConnectionTrait>(conn: &C, name: &str, telephone: &str, code: &str) -> Result<Vec<OrganizationLine>, DbError> {
    let (name, telephone) = (fold(name), digits(telephone));
    if code.is_empty() && name.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, LINE);
    sql.push("((o.code <> '' AND o.code = ").bind(code).push(") OR (o.name_key").either("", " COLLATE \"C\"").push(" = ").bind(name);
    // Without a number on one side the name alone is reason enough to ask.
    sql.push(" AND (o.telephone_digits = ").bind(telephone.clone()).push(" OR o.telephone_digits = '' OR ").bind(telephone).push(" = '')))");
    sql.push(" ORDER BY o.id LIMIT ").bind(SIMILAR);
    sql.all(conn).await?.iter().map(line).collect()
}

const BRIEF: &str = "SELECT o.id, o.name, o.kind, o.name_key FROM organizations o WHERE o.closed_on IS NULL AND o.voided_at IS NULL AND ";

fn brief(row: &QueryResult) -> Result<OrganizationBrief, DbError> {
    Ok(OrganizationBrief { id: OrganizationId(row.try_get("", "id")?), name: row.try_get("", "name")?, kind: Code(row.try_get("", "kind")?) })
}

/// The organization in use that bears the first of these folded names; none when two bear it, for then it is not clear which.
///
/// # Errors
/// The store's.
pub async fn by_names<C: ConnectionTrait>(conn: &C, keys: &[String]) -> Result<Option<OrganizationBrief>, DbError> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut sql = Sql::new(conn, BRIEF);
    sql.push("o.name_key").either("", " COLLATE \"C\"").push(" IN ").list(keys.iter().cloned());
    let rows = sql.all(conn).await?;
    for key in keys {
        let mut bearing = Vec::new();
        for row in &rows {
            if row.try_get::<String>("", "name_key")? == *key {
                bearing.push(brief(row)?);
            }
        }
        if !bearing.is_empty() {
            return Ok(if bearing.len() == 1 { bearing.pop() } else { None });
        }
    }
    Ok(None)
}

/// Organizations in use whose name, kana or number contain all the words: those whose name begins so first.
///
/// # Errors
/// The store's.
pub async fn fitting<C: ConnectionTrait>(conn: &C, typed: &str, limit: i64) -> Result<Vec<OrganizationBrief>, DbError> {
    let terms = terms(typed);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, BRIEF);
    sql.push("1 = 1");
    contains(&mut sql, "o.search_text", &terms);
    sql.push(" ORDER BY CASE WHEN ").begins("o.name_key", &fold(typed)).push(" THEN 0 ELSE 1 END, o.name_key").either("", " COLLATE \"C\"");
    sql.push(", o.id LIMIT ").bind(limit);
    sql.all(conn).await?.iter().map(brief).collect()
}
