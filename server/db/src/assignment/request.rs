//! Requests with all their offers: read whole, changed by the rules, written back as far as they changed.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::assignment::{Card, Matching, Offer, Request, RequestState};
use domain::id::{CaseId, DeskId, OfferId, PatientId, PhysicianId, RequestId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// A request as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The request and its offers.
    pub matching: Matching,
    /// Its desk.
    pub desk: DeskId,
    /// The case that it belongs to.
    pub case: CaseId,
    /// Whose physicians are looked for.
    pub patient: PatientId,
    /// What the desk remarks.
    pub note: String,
    /// Grows by one with each change of the request or of an offer.
    pub version: i32,
    /// Who asked for it.
    pub by: UserId,
}

const SELECT: &str = "SELECT id, desk_id, case_id, patient_id, data, note, version, requested_by FROM match_requests WHERE ";

fn record(row: &QueryResult) -> Result<Record, DbError> {
    let request: Request = serde_json::from_str(&row.try_get::<String>("", "data")?)?;
    Ok(Record {
        matching: Matching { request, offers: Vec::new() },
        desk: DeskId(row.try_get("", "desk_id")?),
        case: CaseId(row.try_get("", "case_id")?),
        patient: PatientId(row.try_get("", "patient_id")?),
        note: row.try_get("", "note")?,
        version: row.try_get("", "version")?,
        by: UserId(row.try_get("", "requested_by")?),
    })
}

async fn whole<C: ConnectionTrait>(conn: &C, sql: Sql) -> Result<Vec<Record>, DbError> {
    let mut records = sql.all(conn).await?.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let mut sql = Sql::new(conn, "SELECT request_id, data FROM offers WHERE request_id IN ");
    sql.list(records.iter().map(|r| r.matching.request.id.0)).push(" ORDER BY created_at, id");
    let mut offers: HashMap<Uuid, Vec<Offer>> = HashMap::new();
    for row in sql.all(conn).await? {
        offers.entry(row.try_get("", "request_id")?).or_default().push(serde_json::from_str(&row.try_get::<String>("", "data")?)?);
    }
    for record in &mut records {
        record.matching.offers = offers.remove(&record.matching.request.id.0).unwrap_or_default();
    }
    Ok(records)
}

/// One request.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: RequestId) -> Result<Option<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("id = ").bind(id.0);
    Ok(whole(conn, sql).await?.pop())
}

/// The requests of a case, newest first.
///
/// # Errors
/// The store's.
pub async fn of_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<Vec<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("case_id = ").bind(case.0).push(" ORDER BY requested_at DESC, id DESC");
    whole(conn, sql).await
}

/// The open requests of a patient, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_patient<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Result<Vec<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("open_key IS NOT NULL AND patient_id = ").bind(patient.0).push(" ORDER BY requested_at, id");
    whole(conn, sql).await
}

/// The requests of a patient that have ended, newest first.
///
/// # Errors
/// The store's.
pub async fn ended_of_patient<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Result<Vec<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("open_key IS NULL AND patient_id = ").bind(patient.0).push(" ORDER BY requested_at DESC, id DESC");
    whole(conn, sql).await
}

/// The open requests of these desks, oldest first.
///
/// # Errors
/// The store's.
pub async fn open<C: ConnectionTrait>(conn: &C, desks: &[DeskId]) -> Result<Vec<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("open_key IS NOT NULL AND desk_id IN ").desks(desks).push(" ORDER BY requested_at, id");
    whole(conn, sql).await
}

/// The searches that the desk has confirmed and whose visits have not begun, in which `physician` holds a role; oldest first.
///
/// # Errors
/// The store's.
pub async fn confirmed_with<C: ConnectionTrait>(conn: &C, physician: PhysicianId) -> Result<Vec<Record>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("state = ").bind(RequestState::Confirmed.code()).push(" AND id IN (SELECT request_id FROM offers WHERE holder_key IS NOT NULL AND physician_id = ");
    sql.bind(physician.0).push(") ORDER BY requested_at, id");
    whole(conn, sql).await
}

fn open_key(record: &Record) -> Option<Uuid> {
    (!record.matching.request.state.is_ended()).then_some(record.case.0)
}

/// Writes a new request.
///
/// # Errors
/// [`DbError::Unique`] `uq_match_requests_open` when the case has an open one, `pk_match_requests` when the id exists.
pub async fn insert(tx: &Tx, record: &Record, at: DateTime<Utc>) -> Result<(), DbError> {
    let request = &record.matching.request;
    let mut sql =
        Sql::new(tx, "INSERT INTO match_requests (id, desk_id, case_id, patient_id, state, data, note, open_key, version, requested_at, requested_by, changed_at) VALUES (");
    sql.bind(request.id.0).push(", ").bind(record.desk.0).push(", ").bind(record.case.0).push(", ").bind(record.patient.0).push(", ");
    sql.bind(request.state.code()).push(", ").bind(serde_json::to_string(request)?).push(", ").bind(record.note.as_str()).push(", ").bind(open_key(record));
    sql.push(", 1, ").bind(stored(at)).push(", ").bind(record.by.0).push(", ").bind(stored(at)).push(")");
    sql.run(tx).await?;
    Ok(())
}

/// Writes a request and the offers that changed or are new, with the cards of those that show something else now. False when the request stands
/// at another version than `record.version`.
///
/// # Errors
/// [`DbError::Unique`] `uq_offers_holder` when somebody else has the role.
pub async fn save(tx: &Tx, before: &Matching, record: &Record, cards: &HashMap<OfferId, Card>, by: UserId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let request = &record.matching.request;
    let mut sql = Sql::new(tx, "UPDATE match_requests SET state = ");
    sql.bind(request.state.code()).push(", data = ").bind(serde_json::to_string(request)?).push(", note = ").bind(record.note.as_str());
    sql.push(", open_key = ").bind(open_key(record)).push(", changed_at = ").bind(stored(at));
    if request.state == RequestState::Confirmed && before.request.state != RequestState::Confirmed {
        sql.push(", decided_at = ").bind(stored(at));
    }
    if request.state.is_ended() && !before.request.state.is_ended() {
        sql.push(", closed_at = ").bind(stored(at));
    }
    sql.push(", version = version + 1 WHERE id = ").bind(request.id.0).push(" AND version = ").bind(record.version);
    if sql.run(tx).await? == 0 {
        return Ok(false);
    }
    // Whoever gives a role up makes room before another one takes it.
    let changed = record.matching.offers.iter().filter(|o| cards.contains_key(&o.id) || before.offers.iter().all(|old| old != *o));
    let (holding, others): (Vec<&Offer>, Vec<&Offer>) = changed.partition(|o| o.state.holds());
    for offer in others.into_iter().chain(holding) {
        super::offer::put(tx, request.id, offer, cards.get(&offer.id), by, at).await?;
    }
    Ok(true)
}
