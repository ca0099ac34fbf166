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
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many lines about the desks' own cases are shown; whoever was away for longer sees the latest of them and is told so.
const MOST_LINES: usize = 3_000;
/// Lines of the log that are read at once: those of other desks are among them.
const AT_ONCE: u64 = 3_000;
/// So many lines are looked through at most, and whoever asks is told when that was not all.
const MOST_READ: usize = 60_000;
/// Characters of an entry's text.
const EXCERPT: usize = 120;
/// So many ids are bound in one statement.
const CHUNK: usize = 500;

/// The deeds that colleagues are told of.
const TOLD: [Deed; 11] = [Deed::Create, Deed::Update, Deed::AddEntry, Deed::Close, Deed::Reopen, Deed::Void, Deed::Move, Deed::Link, Deed::Attach, Deed::Merge, Deed::Unmerge];

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

/// What others than `me` did after `since` and not after `until` to cases of these desks, and to the patients of these cases.
///
/// # Errors
/// The store's.
pub async fn changed<C: ConnectionTrait>(conn: &C, desks: &[DeskId], me: UserId, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Touched, DbError> {
    let mut touched = Touched { cases: Vec::new(), cut: false };
    let (mut index, mut shown, mut read, mut before) = (HashMap::new(), 0, 0, None);
    loop {
        let lines = lines(conn, me, (since, until), before).await?;
        let Some(last) = lines.last() else { return Ok(touched) };
        (before, read) = (Some((last.at, last.id)), read + lines.len());
        let is_all = u64::try_from(lines.len()).unwrap_or(u64::MAX) < AT_ONCE;
        shown += gather(conn, desks, lines, &mut touched.cases, &mut index).await?;
        if is_all {
            return Ok(touched);
        }
        if shown >= MOST_LINES || read >= MOST_READ {
            touched.cut = true;
            return Ok(touched);
        }
    }
}

/// Lines of the log about cases, inquiries and patients, latest first, from before a line on.
async fn lines<C: ConnectionTrait>(
    conn: &C,
    me: UserId,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
    before: Option<(DateTime<Utc>, Uuid)>,
) -> Result<Vec<audit::Model>, DbError> {
    let kinds = [RecordKind::Case.code(), RecordKind::Inquiry.code(), RecordKind::Patient.code()];
    let mut query = audit::Entity::find()
        .filter(audit::Column::Kind.is_in(kinds))
        .filter(audit::Column::At.gt(stored(since)))
        .filter(audit::Column::At.lte(stored(until)))
        .filter(audit::Column::UserId.ne(me.0))
        .filter(audit::Column::Deed.is_in(TOLD.map(Deed::code)));
    if let Some((at, id)) = before {
        let earlier = Condition::any().add(audit::Column::At.lt(at)).add(Condition::all().add(audit::Column::At.eq(at)).add(audit::Column::Id.lt(id)));
        query = query.filter(earlier);
    }
    Ok(query.order_by_desc(audit::Column::At).order_by_desc(audit::Column::Id).limit(AT_ONCE).all(conn).await?)
}

/// Puts lines under the cases of these desks that they speak of, and answers how many there were.
async fn gather<C: ConnectionTrait>(
    conn: &C,
    desks: &[DeskId],
    lines: Vec<audit::Model>,
    found: &mut Vec<CaseChanges>,
    index: &mut HashMap<CaseId, usize>,
) -> Result<usize, DbError> {
    let inquiries = inquiries(conn, &lines).await?;
    let patients = patients(conn, desks, &lines).await?;
    let places = lines.iter().map(|line| place(line, &inquiries, &patients)).collect::<Vec<_>>();
    let cases = cases(conn, desks, places.iter().flatten().map(|(case, _)| *case).collect()).await?;
    let entries = entries(conn, &lines).await?;
    let mut count = 0;
    for (line, place) in lines.into_iter().zip(places) {
        let Some((id, number)) = place else { continue };
        let Some((case, patient)) = cases.get(&id) else { continue };
        let Some(change) = change(line, number, &entries)? else { continue };
        count += 1;
        let position = *index.entry(id).or_insert_with(|| {
            found.push(CaseChanges { case: case.clone(), patient: patient.clone(), changes: Vec::new() });
            found.len() - 1
        });
        if let Some(group) = found.get_mut(position) {
            group.changes.push(change);
        }
    }
    Ok(count)
}

/// The case of a line, and 受付番号 when the line speaks of an inquiry. A line about a patient stands with that person's latest case.
fn place(line: &audit::Model, inquiries: &HashMap<Uuid, (CaseId, String)>, patients: &HashMap<Uuid, CaseId>) -> Option<(CaseId, String)> {
    match RecordKind::from_code(&line.kind) {
        Some(RecordKind::Case) => line.record.parse().ok().map(|id| (id, String::new())),
        // The first version of a patient is part of the case that it came with.
        Some(RecordKind::Patient) if line.deed != Deed::Create.code() => patients.get(&line.record.parse::<Uuid>().ok()?).map(|case| (*case, String::new())),
        Some(RecordKind::Inquiry) => inquiries.get(&line.record.parse::<InquiryId>().ok()?.0).cloned(),
        _ => None,
    }
}

/// The latest case of each patient that lines speak of, open ones before closed ones.
async fn patients<C: ConnectionTrait>(conn: &C, desks: &[DeskId], lines: &[audit::Model]) -> Result<HashMap<Uuid, CaseId>, DbError> {
    let ids: HashSet<Uuid> = lines.iter().filter(|l| l.kind == RecordKind::Patient.code()).filter_map(|l| l.record.parse().ok()).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let mut sql = Sql::new(conn, "SELECT patient_id, id FROM cases WHERE voided_at IS NULL AND desk_id IN ");
        sql.desks(desks).push(" AND patient_id IN ").list(some.iter().copied());
        sql.push(" ORDER BY CASE WHEN status = 'closed' THEN 0 ELSE 1 END, opened_at, id");
        for row in sql.all(conn).await? {
            // Later rows replace earlier ones: the last is the one wanted.
            found.insert(row.try_get("", "patient_id")?, CaseId(row.try_get("", "id")?));
        }
    }
    Ok(found)
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
    let kind = RecordKind::from_code(&line.kind).unwrap_or(RecordKind::Inquiry);
    let entry = line.note.parse::<EntryId>().ok();
    let Some(found) = crate::audit::change(line)? else { return Ok(None) };
    let note = if found.deed == Deed::AddEntry { entry.and_then(|e| entries.get(&e.0).cloned()).unwrap_or_default() } else { found.note };
    Ok(Some(CaseChange { at: found.at, by_name: found.by_name, deed: found.deed, kind, number, fields: found.fields, note }))
}
