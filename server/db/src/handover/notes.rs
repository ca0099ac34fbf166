//! The lines of the handover and who confirmed them.

use crate::convert::desk_of;
use crate::entity::{handover_note, handover_read};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::handover::{Note, NoteData};
use domain::id::{CaseId, DeskId, NoteId, UserId};
use domain::inquiry::Voided;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// No page shows more lines.
const MOST: i64 = 500;

/// Which lines are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of one desk and day: important ones first, then as they were written.
    Day(DeskId, NaiveDate),
    /// Those that the person has not confirmed, of this day and later, newest first.
    Unread(NaiveDate),
    /// The latest so many, whoever confirmed them, of this day and later.
    Latest(NaiveDate, i64),
}

const SELECT: &str = "SELECT n.id, n.day, n.content, n.important, n.case_id, n.author_id, n.recorded_at, n.voided_at, n.void_reason, c.number AS case_number, \
    u.name AS author, d.id AS desk_id, d.name AS desk_name FROM handover_notes n JOIN desks d ON d.id = n.desk_id JOIN users u ON u.id = n.author_id \
    LEFT JOIN cases c ON c.id = n.case_id WHERE ";

/// Adds a line; the caller has looked whether it is there already.
///
/// # Errors
/// [`DbError::Unique`] `pk_handover_notes` when the id exists.
pub async fn insert(tx: &Tx, data: &NoteData, case: Option<CaseId>, author: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = handover_note::Model {
        id: data.id.0,
        desk_id: data.place.desk.0,
        day: data.place.date,
        content: data.text.clone(),
        important: data.important,
        case_id: case.map(|c| c.0),
        author_id: author.0,
        recorded_at: stored(at),
        voided_at: None,
        void_reason: None,
    };
    handover_note::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// One line, as `me` sees it.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: NoteId, me: UserId) -> Result<Option<Note>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("n.id = ").bind(id.0);
    Ok(read(sql, conn, me).await?.pop())
}

/// The lines at these desks, as `me` sees them.
///
/// # Errors
/// The store's.
pub async fn notes<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, scope: Scope) -> Result<Vec<Note>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("n.desk_id IN ").desks(desks);
    match scope {
        Scope::Day(desk, date) => {
            sql.push(" AND n.desk_id = ").bind(desk.0).push(" AND n.day = ").bind(date);
            sql.push(" ORDER BY CASE WHEN n.important AND n.voided_at IS NULL THEN 0 ELSE 1 END, n.recorded_at, n.id LIMIT ").bind(MOST);
        }
        Scope::Unread(from) => {
            waiting(&mut sql, me, from);
            sql.push(" ORDER BY n.recorded_at DESC, n.id DESC LIMIT ").bind(MOST);
        }
        Scope::Latest(from, most) => {
            sql.push(" AND n.voided_at IS NULL AND n.day >= ").bind(from).push(" ORDER BY n.recorded_at DESC, n.id DESC LIMIT ").bind(most);
        }
    }
    read(sql, conn, me).await
}

/// Appends: written by others, not voided, of `from` or later, and not confirmed by `me`.
fn waiting(sql: &mut Sql, me: UserId, from: NaiveDate) {
    sql.push(" AND n.voided_at IS NULL AND n.day >= ").bind(from).push(" AND n.author_id <> ").bind(me.0);
    sql.push(" AND NOT EXISTS (SELECT 1 FROM handover_reads r WHERE r.note_id = n.id AND r.user_id = ").bind(me.0).push(")");
}

/// How many lines wait for `me`.
///
/// # Errors
/// The store's.
pub async fn unread<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, from: NaiveDate) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM handover_notes n WHERE n.desk_id IN ");
    sql.desks(desks);
    waiting(&mut sql, me, from);
    Ok(sql.column::<i64, C>(conn).await?.pop().unwrap_or_default())
}

async fn read<C: ConnectionTrait>(sql: Sql, conn: &C, me: UserId) -> Result<Vec<Note>, DbError> {
    let mut notes = sql.all(conn).await?.iter().map(|row| note(row, me)).collect::<Result<Vec<_>, _>>()?;
    if notes.is_empty() {
        return Ok(notes);
    }
    let mut sql = Sql::new(conn, "SELECT r.note_id, r.user_id, r.read_at, u.name FROM handover_reads r JOIN users u ON u.id = r.user_id WHERE r.note_id IN ");
    sql.list(notes.iter().map(|n| n.id.0)).push(" ORDER BY r.read_at, u.name");
    let mut readers: HashMap<Uuid, Vec<(Uuid, String, DateTime<Utc>)>> = HashMap::new();
    for row in sql.all(conn).await? {
        let reader = (row.try_get("", "user_id")?, row.try_get("", "name")?, row.try_get("", "read_at")?);
        readers.entry(row.try_get("", "note_id")?).or_default().push(reader);
    }
    for note in &mut notes {
        let found = readers.remove(&note.id.0).unwrap_or_default();
        note.confirmed = found.iter().any(|(user, ..)| *user == me.0);
        note.readers = found.into_iter().map(|(_, name, at)| (name, at)).collect();
    }
    Ok(notes)
}

fn note(row: &QueryResult, me: UserId) -> Result<Note, DbError> {
    let author: String = row.try_get("", "author")?;
    let author_id = UserId(row.try_get("", "author_id")?);
    let number: Option<String> = row.try_get("", "case_number")?;
    let voided: Option<DateTime<Utc>> = row.try_get("", "voided_at")?;
    let reason: Option<String> = row.try_get("", "void_reason")?;
    Ok(Note {
        id: NoteId(row.try_get("", "id")?),
        desk: desk_of(row)?,
        date: row.try_get("", "day")?,
        text: row.try_get("", "content")?,
        important: row.try_get("", "important")?,
        case: row.try_get::<Option<Uuid>>("", "case_id")?.map(CaseId).zip(number),
        author_id,
        at: row.try_get("", "recorded_at")?,
        readers: Vec::new(),
        confirmed: false,
        mine: author_id == me,
        voided: voided.map(|at| Voided { at, by_name: author.clone(), reason: reason.unwrap_or_default() }),
        author,
    })
}

/// Notes that somebody has confirmed a line; false when it was noted before.
///
/// # Errors
/// [`DbError::ForeignKey`] when there is no such line.
pub async fn confirm(tx: &Tx, id: NoteId, user: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let model = handover_read::Model { note_id: id.0, user_id: user.0, read_at: stored(at) };
    let mut sql = Sql::new(tx, "INSERT INTO handover_reads (note_id, user_id, read_at) VALUES (");
    sql.bind(model.note_id).push(", ").bind(model.user_id).push(", ").bind(model.read_at).push(") ON CONFLICT (note_id, user_id) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

/// Voids a line; false when it was voided before.
///
/// # Errors
/// The store's.
pub async fn void(tx: &Tx, id: NoteId, reason: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE handover_notes SET voided_at = ");
    sql.bind(stored(at)).push(", void_reason = ").bind(reason).push(" WHERE id = ").bind(id.0).push(" AND voided_at IS NULL");
    Ok(sql.run(tx).await? == 1)
}
