//! What others did to the cases of some desks, read from the log.

use crate::cases::{briefs, read_briefs};
use crate::entity::{audit, inquiry, session, visit};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::audit::{Deed, RecordKind};
use domain::cases::CaseBrief;
use domain::handover::{CaseChange, CaseChanges};
use domain::id::{CaseId, DeskId, EntryId, InquiryId, SessionId, UserId};
use domain::text::excerpt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many lines of the log are read; whoever was away for longer sees the latest of them and is told so.
const MOST_LINES: u64 = 3_000;
/// Characters of an entry's text.
const EXCERPT: usize = 120;
/// So many ids are bound in one statement.
const CHUNK: usize = 500;

/// The deeds that colleagues are told of.
const TOLD: [Deed; 9] = [Deed::Create, Deed::Update, Deed::AddEntry, Deed::Close, Deed::Reopen, Deed::Void, Deed::Move, Deed::Link, Deed::Attach];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The cases, the one changed last first.
    pub cases: Vec<CaseChanges>,
    /// Earlier lines were left out.
    pub cut: bool,
}

/// Until when somebody has seen everything, as they said.
///
/// # Errors
/// The store's.
pub async fn seen<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(visit::Entity::find_by_id(user.0).one(conn).await?.map(|v| v.seen_at))
}

/// Moves that moment on; never back.
///
/// # Errors
/// The store's.
pub async fn set_seen(tx: &Tx, user: UserId, until: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO visits (user_id, seen_at) VALUES (");
    sql.bind(user.0).push(", ").bind(stored(until));
    sql.push(") ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE visits.seen_at < excluded.seen_at");
    Ok(sql.run(tx).await? == 1)
}

/// When the person's latest session before this one was last used.
///
/// # Errors
/// The store's.
pub async fn last_session_end<C: ConnectionTrait>(conn: &C, user: UserId, present: SessionId) -> Result<Option<DateTime<Utc>>, DbError> {
    let earlier = session::Entity::find().filter(session::Column::UserId.eq(user.0)).filter(session::Column::Id.lt(present.0));
    Ok(earlier.order_by_desc(session::Column::LastSeenAt).one(conn).await?.map(|s| s.last_seen_at))
}

/// What others than `me` did after `since` and not after `until` to cases of these desks.
///
/// # Errors
/// The store's.
pub async fn changed<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Touched, DbError> {
    let kinds = [RecordKind::Case.code(), RecordKind::Inquiry.code()];
    let lines = audit::Entity::find()
        .filter(audit::Column::Kind.is_in(kinds))
        .filter(audit::Column::At.gt(stored(since)))
        .filter(audit::Column::At.lte(stored(until)))
        .filter(audit::Column::UserId.ne(me.0))
        .filter(audit::Column::Deed.is_in(TOLD.map(Deed::code)))
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .limit(MOST_LINES)
        .all(conn)
        .await?;
    let cut = u64::try_from(lines.len()).unwrap_or(u64::MAX) >= MOST_LINES;
    let inquiries = inquiries(conn, &lines).await?;
    let places = lines.iter().map(|line| place(line, &inquiries)).collect::<Vec<_>>();
    let cases = cases(conn, desks, places.iter().flatten().map(|(case, _)| *case).collect()).await?;
    let entries = entries(conn, &lines).await?;
    let mut found: Vec<CaseChanges> = Vec::new();
    let mut index: HashMap<CaseId, usize> = HashMap::new();
    for (line, place) in lines.into_iter().zip(places) {
        let Some((id, number)) = place else { continue };
        let Some((case, patient)) = cases.get(&id) else { continue };
        let Some(change) = change(line, number, &entries)? else { continue };
        let position = *index.entry(id).or_insert_with(|| {
            found.push(CaseChanges { case: case.clone(), patient: patient.clone(), changes: Vec::new() });
            found.len() - 1
        });
        if let Some(group) = found.get_mut(position) {
            group.changes.push(change);
        }
    }
    Ok(Touched { cases: found, cut })
}

/// The case of a line, and 受付番号 when the line speaks of an inquiry.
fn place(line: &audit::Model, inquiries: &HashMap<Uuid, (CaseId, String)>) -> Option<(CaseId, String)> {
    if line.kind == RecordKind::Case.code() {
        return line.record.parse().ok().map(|id| (id, String::new()));
    }
    inquiries.get(&line.record.parse::<InquiryId>().ok()?.0).cloned()
}

async fn inquiries<C: ConnectionTrait>(conn: &C, lines: &[audit::Model]) -> Result<HashMap<Uuid, (CaseId, String)>, DbError> {
    let ids: HashSet<Uuid> = lines.iter().filter(|l| l.kind == RecordKind::Inquiry.code()).filter_map(|l| l.record.parse().ok()).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, Uuid, String)> = inquiry::Entity::find()
            .select_only()
            .columns([inquiry::Column::Id, inquiry::Column::CaseId, inquiry::Column::Number])
            .filter(inquiry::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|(id, case, number)| (id, (CaseId(case), number))));
    }
    Ok(found)
}

/// The cases that belong to these desks, with their patients' names.
async fn cases<C: ConnectionTrait>(conn: &C, desks: &[DeskId], ids: HashSet<CaseId>) -> Result<HashMap<CaseId, (CaseBrief, String)>, DbError> {
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let mut sql = briefs(conn);
        sql.push("c.desk_id IN ").desks(desks).push(" AND c.id IN ").list(some.iter().map(|c| c.0));
        let briefs = read_briefs(sql, conn).await?;
        let mut sql = Sql::new(conn, "SELECT c.id, p.name FROM cases c JOIN patients p ON p.id = c.patient_id WHERE c.id IN ");
        sql.list(briefs.iter().map(|b| b.id.0));
        let mut names: HashMap<Uuid, String> = HashMap::new();
        for row in sql.all(conn).await? {
            names.insert(row.try_get("", "id")?, row.try_get("", "name")?);
        }
        found.extend(briefs.into_iter().map(|b| (b.id, (names.remove(&b.id.0).unwrap_or_default(), b))).map(|(id, (name, brief))| (id, (brief, name))));
    }
    Ok(found)
}

/// The first words of the entries that lines speak of.
async fn entries<C: ConnectionTrait>(conn: &C, lines: &[audit::Model]) -> Result<HashMap<Uuid, String>, DbError> {
    let ids: Vec<Uuid> = lines.iter().filter(|l| l.deed == Deed::AddEntry.code()).filter_map(|l| l.note.parse::<EntryId>().ok()).map(|e| e.0).collect();
    let mut found = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let mut sql = Sql::new(conn, "SELECT id, substr(content, 1, 400) AS content FROM case_entries WHERE id IN ");
        sql.list(some.iter().copied());
        for row in sql.all(conn).await? {
            let content: String = row.try_get("", "content")?;
            found.insert(row.try_get("", "id")?, excerpt(&content, &[], EXCERPT).into_iter().map(|p| p.text).collect());
        }
    }
    Ok(found)
}

fn change(line: audit::Model, number: String, entries: &HashMap<Uuid, String>) -> Result<Option<CaseChange>, DbError> {
    let kind = if line.kind == RecordKind::Case.code() { RecordKind::Case } else { RecordKind::Inquiry };
    let entry = line.note.parse::<EntryId>().ok();
    let Some(found) = crate::audit::change(line)? else { return Ok(None) };
    let note = if found.deed == Deed::AddEntry { entry.and_then(|e| entries.get(&e.0).cloned()).unwrap_or_default() } else { found.note };
    Ok(Some(CaseChange { at: found.at, by_name: found.by_name, deed: found.deed, kind, number, fields: found.fields, note }))
}
