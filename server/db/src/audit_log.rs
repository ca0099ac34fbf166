//! Reading the audit log as a whole: filtered, newest first, page by page.

use crate::DbError;
use crate::audit::fields;
use crate::entity::audit;
use crate::sql::{Sql, stored};
use chrono::{DateTime, Utc};
use domain::account::Staff;
use domain::admin::{AuditFilter, Cursor};
use domain::audit::{Deed, FieldChange, RecordKind};
use domain::id::{AuditId, DeskId, PatientId, UserId};
use domain::merge::differences;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashMap;
use uuid::Uuid;

/// A line of the log with what it takes to decide who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub user_name: String,
    /// From where.
    pub from: String,
    /// The deed's code.
    pub deed: String,
    /// The kind's code.
    pub kind: String,
    /// Which record.
    pub record: String,
    /// Its 受付番号, when it has one.
    pub number: String,
    /// The desk that the record belongs to, when it belongs to one.
    pub desk: Option<DeskId>,
    /// What was changed; the fields of a first version come without an earlier value.
    pub changes: Vec<FieldChange>,
    /// The reason or remark.
    pub note: String,
}

impl LogLine {
    /// Where the next page begins after it.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        Cursor { at: self.at, id: self.id }
    }
}

/// The ids, as the log writes them, of the records that `text` names: itself, or every record with that 受付番号.
async fn named<C: ConnectionTrait>(conn: &C, text: &str) -> Result<Vec<String>, DbError> {
    let mut ids = vec![text.to_owned()];
    if let Ok(id) = Uuid::try_parse(text) {
        ids.push(id.to_string());
        return Ok(ids);
    }
    let number = text.to_uppercase();
    for table in ["inquiries", "cases"] {
        let mut sql = Sql::new(conn, "SELECT id FROM ");
        sql.push(table).push(" WHERE number = ").bind(number.as_str()).push(" LIMIT 50");
        ids.extend(sql.column::<Uuid, C>(conn).await?.into_iter().map(|id| id.to_string()));
    }
    Ok(ids)
}

async fn filtered<C: ConnectionTrait>(conn: &C, filter: &AuditFilter) -> Result<Select<audit::Entity>, DbError> {
    use audit::Column;
    let mut all = Condition::all();
    if let Some(from) = filter.from {
        all = all.add(Column::At.gte(stored(from)));
    }
    if let Some(until) = filter.until {
        all = all.add(Column::At.lt(stored(until)));
    }
    if let Some(person) = filter.person {
        all = all.add(Column::UserId.eq(person.0));
    }
    if let Some(deed) = filter.deed {
        all = all.add(Column::Deed.eq(deed.code()));
    }
    if let Some(kind) = filter.kind {
        all = all.add(Column::Kind.eq(kind.code()));
    }
    if !filter.record.is_empty() {
        all = all.add(Column::Record.is_in(named(conn, &filter.record).await?));
    }
    if let Some(patient) = filter.patient {
        all = all.add(Column::PatientId.eq(patient.0));
    }
    if let Some(Cursor { at, id }) = filter.before {
        let at = stored(at);
        all = all.add(Condition::any().add(Column::At.lt(at)).add(Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id.0))));
    }
    Ok(audit::Entity::find().filter(all))
}

/// Desk and number of the records of one kind: `numbered` tables have numbers.
async fn places<C: ConnectionTrait>(conn: &C, table: &str, numbered: bool, ids: &[Uuid]) -> Result<HashMap<String, (DeskId, String)>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(conn, "SELECT id, desk_id, ");
    sql.push(if numbered { "number" } else { "''" }).push(" FROM ").push(table).push(" WHERE id IN ").list(ids.iter().copied());
    let rows = sql.all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index::<Uuid>(0)?.to_string(), (DeskId(row.try_get_by_index(1)?), row.try_get_by_index(2)?)))).collect()
}

/// The next `limit` lines, newest first.
///
/// # Errors
/// The store's.
pub async fn page<C: ConnectionTrait>(conn: &C, filter: &AuditFilter, limit: u64) -> Result<Vec<LogLine>, DbError> {
    let rows = filtered(conn, filter).await?.order_by_desc(audit::Column::At).order_by_desc(audit::Column::Id).limit(limit).all(conn).await?;
    let mut known = HashMap::new();
    for (kind, table, numbered) in [(RecordKind::Inquiry, "inquiries", true), (RecordKind::Case, "cases", true), (RecordKind::Patient, "patients", false)] {
        let mut ids: Vec<Uuid> = rows.iter().filter(|r| r.kind == kind.code()).filter_map(|r| Uuid::try_parse(&r.record).ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        known.extend(places(conn, table, numbered, &ids).await?);
    }
    rows.into_iter()
        .map(|row| {
            let changed = differences(&fields(row.before.as_ref())?, &fields(row.after.as_ref())?);
            let place = known.get(&row.record);
            Ok(LogLine {
                id: AuditId(row.id),
                at: row.at,
                user_name: row.user_name,
                from: row.from_address,
                deed: row.deed,
                kind: row.kind,
                number: place.map(|(_, number)| number.clone()).unwrap_or_default(),
                desk: place.map(|(desk, _)| *desk),
                record: row.record,
                changes: changed.into_iter().map(|(field, before, after)| FieldChange { field, before, after }).collect(),
                note: row.note,
            })
        })
        .collect()
}

/// How many lines there are, counted no further than `most`.
///
/// # Errors
/// The store's.
pub async fn count<C: ConnectionTrait>(conn: &C, filter: &AuditFilter, most: u64) -> Result<u64, DbError> {
    Ok(filtered(conn, filter).await?.limit(most).count(conn).await?)
}

/// Everybody who has an account, by name: whom the log can be asked about.
///
/// # Errors
/// The store's.
pub async fn people<C: ConnectionTrait>(conn: &C) -> Result<Vec<Staff>, DbError> {
    let rows = Sql::new(conn, "SELECT id, name FROM users ORDER BY name, id LIMIT 2000").all(conn).await?;
    rows.iter().map(|row| Ok(Staff { id: UserId(row.try_get_by_index(0)?), name: row.try_get_by_index(1)?, unreachable: false })).collect()
}

/// The desk of a patient.
///
/// # Errors
/// The store's.
pub async fn desk_of_patient<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Result<Option<DeskId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT desk_id FROM patients WHERE id = ");
    sql.bind(patient.0);
    Ok(sql.column::<Uuid, C>(conn).await?.pop().map(DeskId))
}

/// The deed behind a code of the log, or the code of a later version of the program.
///
/// # Errors
/// Never a failure: the code itself.
pub fn deed(code: &str) -> Result<Deed, String> {
    Deed::from_code(code).ok_or_else(|| code.to_owned())
}
