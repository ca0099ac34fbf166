//! The append-only log, and a record's history read from it.

use crate::entity::audit;
use crate::sql::stored;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::audit::{AuditEntry, Change, Deed, FieldChange, RecordKind};
use domain::id::{AuditId, UserId};
use domain::merge::{Fields, differences};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select};

/// Lines that one statement writes.
const AT_ONCE: usize = 200;
/// Deeds that change nothing are not part of a record's history.
const SILENT: [Deed; 3] = [Deed::View, Deed::Print, Deed::Refused];

/// Who changed a record last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// The person.
    pub by: UserId,
    /// The person's name as it was then.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The reason given.
    pub note: String,
}

/// Writes a line.
///
/// # Errors
/// The store's.
pub async fn append(tx: &Tx, entry: &AuditEntry) -> Result<(), DbError> {
    audit::Entity::insert(model(entry)?.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes many lines, with few statements.
///
/// # Errors
/// The store's.
pub async fn append_all(tx: &Tx, entries: &[AuditEntry]) -> Result<(), DbError> {
    for part in entries.chunks(AT_ONCE) {
        let models = part.iter().map(|entry| model(entry).map(IntoActiveModel::into_active_model)).collect::<Result<Vec<_>, _>>()?;
        audit::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn model(entry: &AuditEntry) -> Result<audit::Model, DbError> {
    let json = |fields: &Option<Fields>| fields.as_ref().map(serde_json::to_string).transpose();
    Ok(audit::Model {
        id: entry.id.0,
        at: stored(entry.at),
        user_id: entry.user_id.map(|u| u.0),
        user_name: entry.user_name.clone(),
        from_address: entry.from.clone(),
        deed: entry.deed.code().to_owned(),
        kind: entry.kind.code().to_owned(),
        record: entry.record.clone(),
        version: entry.version,
        patient_id: entry.patient.map(|p| p.0),
        before: json(&entry.before)?,
        after: json(&entry.after)?,
        note: entry.note.clone(),
    })
}

fn changes_of(kind: RecordKind, record: &str) -> Select<audit::Entity> {
    audit::Entity::find().filter(audit::Column::Kind.eq(kind.code())).filter(audit::Column::Record.eq(record)).filter(audit::Column::Deed.is_not_in(SILENT.map(Deed::code)))
}

pub(crate) fn fields(json: Option<&String>) -> Result<Fields, DbError> {
    json.map_or_else(|| Ok(Fields::new()), |json| Ok(serde_json::from_str(json)?))
}

/// A line as a step of its record's history.
pub(crate) fn change(line: audit::Model) -> Result<Option<Change>, DbError> {
    let Some(deed) = Deed::from_code(&line.deed) else { return Ok(None) };
    let changed = if line.before.is_none() { Vec::new() } else { differences(&fields(line.before.as_ref())?, &fields(line.after.as_ref())?) };
    let fields = changed.into_iter().map(|(field, before, after)| FieldChange { field, before, after }).collect();
    Ok(Some(Change { id: AuditId(line.id), at: line.at, by_name: line.user_name, deed, fields, note: line.note }))
}

/// What was done to a record, oldest first.
///
/// # Errors
/// The store's.
pub async fn history<C: ConnectionTrait>(conn: &C, kind: RecordKind, record: &str) -> Result<Vec<Change>, DbError> {
    let lines = changes_of(kind, record).order_by_asc(audit::Column::At).order_by_asc(audit::Column::Id).all(conn).await?;
    lines.into_iter().filter_map(|line| change(line).transpose()).collect()
}

/// The fields as they were after the record reached `version`: what somebody saw who opened it then.
///
/// # Errors
/// The store's.
pub async fn after_at<C: ConnectionTrait>(conn: &C, kind: RecordKind, record: &str, version: i32) -> Result<Option<Fields>, DbError> {
    let line = changes_of(kind, record)
        .filter(audit::Column::Version.eq(version))
        .filter(audit::Column::After.is_not_null())
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .one(conn)
        .await?;
    line.and_then(|l| l.after).map(|json| Ok(serde_json::from_str(&json)?)).transpose()
}

/// Who changed the record last, and when.
///
/// # Errors
/// The store's.
pub async fn last_change<C: ConnectionTrait>(conn: &C, kind: RecordKind, record: &str) -> Result<Option<LastChange>, DbError> {
    // An entry, a link or a move beside the record changes no field of it.
    let changes = changes_of(kind, record).filter(audit::Column::Version.gt(0)).filter(audit::Column::Deed.ne(Deed::AddEntry.code()));
    let line = changes.order_by_desc(audit::Column::At).order_by_desc(audit::Column::Id).one(conn).await?;
    Ok(line.and_then(|l| l.user_id.map(|by| LastChange { by: UserId(by), by_name: l.user_name, at: l.at, note: l.note })))
}
