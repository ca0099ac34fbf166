//! The imports themselves.

use crate::entity::import;
use crate::sql::{Sql, columns, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::account::Desk;
use domain::error::Fault;
use domain::id::{DeskId, ImportId, UserId};
use domain::sheet::{Counts, ImportLine, ImportState, Preview, RowFlaw, SheetKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryResult, QuerySelect};

/// A file that was brought.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// Its id.
    pub id: ImportId,
    /// Its desk.
    pub desk_id: DeskId,
    /// What it holds.
    pub kind: SheetKind,
    /// Its name.
    pub file_name: String,
    /// The file.
    pub file: Vec<u8>,
    /// Its beginning.
    pub preview: Preview,
    /// Who brought it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// An import as stored, without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRecord {
    /// The line of the list.
    pub line: ImportLine,
    /// Its version.
    pub version: i32,
    /// The beginning of the file.
    pub preview: Preview,
    /// Some of what is wrong.
    pub flaws: Vec<RowFlaw>,
    /// Why the last step came to nothing.
    pub failed: Option<Fault>,
    /// Why it was taken back.
    pub undo_reason: String,
    /// When it changed last.
    pub changed_at: DateTime<Utc>,
}

/// What the look at every row found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many of each.
    pub counts: Counts,
    /// Some of what is wrong.
    pub flaws: Vec<RowFlaw>,
    /// Why it came to nothing.
    pub failed: Option<Fault>,
}

/// Keeps a file.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &Tx, new: NewImport) -> Result<(), DbError> {
    let model = import::Model {
        id: new.id.0,
        desk_id: new.desk_id.0,
        kind: new.kind.code().to_owned(),
        file_name: new.file_name,
        file: Some(new.file),
        state: ImportState::Uploaded.code().to_owned(),
        preview: serde_json::to_string(&new.preview)?,
        counts: serde_json::to_string(&Counts { rows: new.preview.rows, ..Counts::default() })?,
        flaws: "[]".to_owned(),
        failed: None,
        undo_reason: String::new(),
        version: 1,
        created_at: stored(new.at),
        created_by: new.by.0,
        changed_at: stored(new.at),
    };
    import::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

fn select<C: ConnectionTrait>(conn: &C) -> Sql {
    // The file is read by itself: it may be large.
    let names = columns::<import::Entity>("m").replace("m.file AS m_file,", "");
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(&names).push(", d.name AS desk_name, u.name AS by_name FROM imports m JOIN desks d ON d.id = m.desk_id JOIN users u ON u.id = m.created_by WHERE ");
    sql
}

fn unknown(what: &str) -> DbError {
    DbError::Other(format!("a stored import is unreadable: {what}"))
}

fn record(row: &QueryResult) -> Result<ImportRecord, DbError> {
    let text = |column: &str| row.try_get::<String>("", column);
    let failed: Option<String> = row.try_get("", "m_failed")?;
    Ok(ImportRecord {
        line: ImportLine {
            id: ImportId(row.try_get("", "m_id")?),
            kind: SheetKind::from_code(&text("m_kind")?).ok_or_else(|| unknown("kind"))?,
            desk: Desk { id: DeskId(row.try_get("", "m_desk_id")?), name: text("desk_name")? },
            file_name: text("m_file_name")?,
            state: ImportState::from_code(&text("m_state")?).ok_or_else(|| unknown("state"))?,
            counts: serde_json::from_str(&text("m_counts")?)?,
            created_at: row.try_get("", "m_created_at")?,
            created_by: text("by_name")?,
        },
        version: row.try_get("", "m_version")?,
        preview: serde_json::from_str(&text("m_preview")?)?,
        flaws: serde_json::from_str(&text("m_flaws")?)?,
        failed: failed.map(|json| serde_json::from_str(&json)).transpose()?,
        undo_reason: text("m_undo_reason")?,
        changed_at: row.try_get("", "m_changed_at")?,
    })
}

/// One import.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: ImportId) -> Result<Option<ImportRecord>, DbError> {
    let mut sql = select(conn);
    sql.push("m.id = ").bind(id.0);
    sql.one(conn).await?.map(|row| record(&row)).transpose()
}

/// The newest imports of these desks.
///
/// # Errors
/// The store's.
pub async fn list<C: ConnectionTrait>(conn: &C, desks: &[DeskId], limit: u64) -> Result<Vec<ImportLine>, DbError> {
    let mut sql = select(conn);
    sql.push("m.desk_id IN ").desks(desks).push(" ORDER BY m.created_at DESC, m.id DESC LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
    sql.all(conn).await?.iter().map(|row| record(row).map(|r| r.line)).collect()
}

/// The file itself, while it is kept.
///
/// # Errors
/// The store's.
pub async fn file<C: ConnectionTrait>(conn: &C, id: ImportId) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<Option<Vec<u8>>> = import::Entity::find().select_only().column(import::Column::File).filter(import::Column::Id.eq(id.0)).into_tuple().one(conn).await?;
    Ok(found.flatten())
}

/// Brings the import that was seen at `version` into the state `to`, with what its columns are by now; false when it is another version
/// by now.
///
/// # Errors
/// The store's.
pub async fn change(tx: &Tx, id: ImportId, version: i32, to: ImportState, preview: Option<&Preview>, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE imports SET version = version + 1, failed = NULL, state = ");
    sql.bind(to.code()).push(", changed_at = ").bind(stored(at));
    if let Some(preview) = preview {
        sql.push(", preview = ").bind(serde_json::to_string(preview)?);
    }
    sql.push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// Ends a step: the state it leads to, and what was found.
///
/// # Errors
/// The store's.
pub async fn finish(tx: &Tx, id: ImportId, to: ImportState, found: &Checked, at: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE imports SET version = version + 1, state = ");
    sql.bind(to.code()).push(", changed_at = ").bind(stored(at)).push(", counts = ").bind(serde_json::to_string(&found.counts)?);
    sql.push(", flaws = ").bind(serde_json::to_string(&found.flaws)?);
    sql.push(", failed = ").bind(found.failed.as_ref().map(serde_json::to_string).transpose()?);
    sql.push(" WHERE id = ").bind(id.0);
    sql.run(tx).await.map(|_| ())
}

/// Ends the life of the file, with the reason when the import is taken back.
///
/// # Errors
/// The store's.
pub async fn note(tx: &Tx, id: ImportId, undo_reason: &str) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE imports SET file = NULL, undo_reason = ");
    sql.bind(undo_reason).push(" WHERE id = ").bind(id.0);
    sql.run(tx).await.map(|_| ())
}

/// Throws away files that nobody took in since `before`.
///
/// # Errors
/// The store's.
pub async fn throw_away_before(tx: &Tx, before: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE imports SET file = NULL, version = version + 1, state = ");
    sql.bind(ImportState::Discarded.code()).push(" WHERE changed_at < ").bind(stored(before)).push(" AND state IN ");
    sql.list([ImportState::Uploaded.code(), ImportState::Checking.code(), ImportState::Checked.code()]);
    sql.run(tx).await.map(|_| ())
}
