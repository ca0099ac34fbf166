//! Reading inquiries in full.

use crate::DbError;
use crate::convert::{BRIEF, brief_of, desk_of, patient_of, record, voided};
use crate::entity::{inquiry, inquiry_category, patient};
use crate::sql::{Sql, columns};
use chrono::{DateTime, Utc};
use domain::account::Desk;
use domain::cases::CaseBrief;
use domain::code::Code;
use domain::id::{CaseId, DeskId, InquiryId, OrganizationId, UserId};
use domain::inquiry::{InquiryData, Voided};
use domain::patient::Patient;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Values that one statement binds.
const AT_ONCE: usize = 500;

/// An inquiry with everything that belongs to it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryRecord {
    /// Its id.
    pub id: InquiryId,
    /// Its desk.
    pub desk: Desk,
    /// Its case.
    pub case: CaseBrief,
    /// 受付番号
    pub number: String,
    /// The contact.
    pub data: InquiryData,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// 受付者
    pub recorded_by_name: String,
    /// 継続
    pub continued: bool,
    /// How many things are 未入力.
    pub missing: i32,
    /// 取消
    pub voided: Option<Voided>,
    /// Its version.
    pub version: i32,
    /// 対象者
    pub patient: Option<Patient>,
    /// The organization that 所属機関 named when it was written.
    pub organization: Option<OrganizationId>,
}

/// Whether the inquiry is recorded.
///
/// # Errors
/// The store's.
pub async fn exists<C: ConnectionTrait>(conn: &C, id: InquiryId) -> Result<bool, DbError> {
    let mut sql = Sql::new(conn, "SELECT 1 FROM inquiries WHERE id = ");
    sql.bind(id.0);
    Ok(sql.one(conn).await?.is_some())
}

/// One inquiry.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: InquiryId) -> Result<Option<InquiryRecord>, DbError> {
    let mut sql = full(conn);
    sql.push("i.id = ").bind(id.0);
    Ok(read(sql, conn).await?.pop())
}

/// The inquiries of a case, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<Vec<InquiryRecord>, DbError> {
    let mut sql = full(conn);
    sql.push("i.case_id = ").bind(case.0).push(" ORDER BY i.search_key");
    read(sql, conn).await
}

/// The inquiries with these numbers of a desk's year.
///
/// # Errors
/// The store's.
pub async fn of_year<C: ConnectionTrait>(conn: &C, desk: DeskId, fiscal_year: i32, sequences: &[i64]) -> Result<Vec<InquiryRecord>, DbError> {
    let mut found = Vec::with_capacity(sequences.len());
    for part in sequences.chunks(AT_ONCE) {
        let mut sql = full(conn);
        sql.push("i.desk_id = ").bind(desk.0).push(" AND i.fiscal_year = ").bind(fiscal_year).push(" AND i.sequence IN ").list(part.iter().copied());
        found.extend(read(sql, conn).await?);
    }
    Ok(found)
}

/// The inquiries with these keys, in this order.
///
/// # Errors
/// The store's.
pub async fn with_keys<C: ConnectionTrait>(conn: &C, keys: &[i64]) -> Result<Vec<InquiryRecord>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = full(conn);
    sql.push("i.search_key IN ").list(keys.iter().copied());
    let places: HashMap<i64, usize> = keys.iter().enumerate().map(|(place, key)| (*key, place)).collect();
    let rows = sql.all(conn).await?;
    let order = rows.iter().map(|row| Ok(places.get(&row.try_get("", "i_search_key")?).copied())).collect::<Result<Vec<_>, DbError>>()?;
    let mut found: Vec<_> = order.into_iter().zip(records(rows, conn).await?).collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, record)| record).collect())
}

/// How many inquiries of the case are not voided.
///
/// # Errors
/// The store's.
pub async fn living_in_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM inquiries WHERE voided_at IS NULL AND case_id = ");
    sql.bind(case.0);
    Ok(sql.column(conn).await?.pop().unwrap_or(0))
}

fn full<C: ConnectionTrait>(conn: &C) -> Sql {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(&columns::<inquiry::Entity>("i")).push(", ").push(BRIEF).push(", ").push(&columns::<patient::Entity>("p"));
    sql.push(", r.name AS recorder_name, v.name AS voider_name, d.id AS desk_id, d.name AS desk_name FROM inquiries i ");
    sql.push("JOIN cases c ON c.id = i.case_id JOIN desks d ON d.id = i.desk_id JOIN users r ON r.id = i.recorded_by ");
    sql.push("LEFT JOIN patients p ON p.id = c.patient_id LEFT JOIN users o ON o.id = c.owner_id LEFT JOIN users v ON v.id = i.voided_by WHERE ");
    sql
}

async fn read<C: ConnectionTrait>(sql: Sql, conn: &C) -> Result<Vec<InquiryRecord>, DbError> {
    records(sql.all(conn).await?, conn).await
}

async fn records<C: ConnectionTrait>(rows: Vec<QueryResult>, conn: &C) -> Result<Vec<InquiryRecord>, DbError> {
    let models = rows.iter().map(|row| record::<inquiry::Model>(row, "i")).collect::<Result<Vec<_>, _>>()?;
    let mut further = further_categories(conn, models.iter().map(|m| m.id).collect()).await?;
    rows.iter()
        .zip(models)
        .map(|(row, model)| {
            let categories = further.remove(&model.id).unwrap_or_default();
            one(row, model, categories)
        })
        .collect()
}

async fn further_categories<C: ConnectionTrait>(conn: &C, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<Code>>, DbError> {
    let mut found: HashMap<Uuid, Vec<Code>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let query = inquiry_category::Entity::find().filter(inquiry_category::Column::InquiryId.is_in(ids));
    for model in query.order_by_asc(inquiry_category::Column::Category).all(conn).await? {
        found.entry(model.inquiry_id).or_default().push(Code(model.category));
    }
    Ok(found)
}

fn one(row: &QueryResult, model: inquiry::Model, other_categories: Vec<Code>) -> Result<InquiryRecord, DbError> {
    Ok(InquiryRecord {
        id: InquiryId(model.id),
        desk: desk_of(row)?,
        case: brief_of(row)?,
        number: model.number,
        recorded_at: model.recorded_at,
        recorded_by: UserId(model.recorded_by),
        recorded_by_name: row.try_get("", "recorder_name")?,
        continued: model.continued,
        missing: model.missing,
        voided: voided(model.voided_at, row.try_get("", "voider_name")?, model.void_reason),
        version: model.version,
        patient: patient_of(row)?,
        organization: model.organization_id.map(OrganizationId),
        data: InquiryData {
            received_at: model.received_at,
            backdate_reason: model.backdate_reason,
            channel: Code(model.channel),
            caller_type: Code(model.caller_type),
            caller_name: model.caller_name,
            caller_kana: model.caller_kana,
            affiliation: model.affiliation,
            telephone: model.telephone,
            main_category: Code(model.main_category),
            other_categories,
            urgency: Code(model.urgency),
            content: model.content,
            response: model.response,
            minutes: model.minutes,
            anonymous: model.anonymous,
        },
    })
}
