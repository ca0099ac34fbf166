//! What is counted for ranking, who is told, and which requests go with a patient.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::assignment::OfferState;
use domain::id::{CaseId, PatientId, PhysicianId, RequestId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// How often each physician accepted an offer since then, and how often they declined or did not answer.
///
/// # Errors
/// The store's.
pub async fn answers<C: ConnectionTrait>(conn: &C, since: DateTime<Utc>) -> Result<HashMap<PhysicianId, (u32, u32)>, DbError> {
    let yes = [OfferState::Accepted, OfferState::Reconfirm].map(OfferState::code);
    let no = [OfferState::Declined, OfferState::Expired].map(OfferState::code);
    let mut sql = Sql::new(conn, "SELECT physician_id, CAST(sum(CASE WHEN state IN ");
    sql.list(yes).push(" THEN 1 ELSE 0 END) AS bigint) AS yes, CAST(sum(CASE WHEN state IN ").list(no);
    // A decision without a question has no card, and says nothing of how somebody answers.
    sql.push(" THEN 1 ELSE 0 END) AS bigint) AS no FROM offers WHERE card <> '' AND created_at > ").bind(stored(since)).push(" GROUP BY physician_id");
    let count = |row: &QueryResult, column| Ok::<u32, DbError>(u32::try_from(row.try_get::<i64>("", column)?).unwrap_or(u32::MAX));
    sql.all(conn).await?.iter().map(|row| Ok((PhysicianId(row.try_get("", "physician_id")?), (count(row, "yes")?, count(row, "no")?)))).collect()
}

/// As whom these physicians sign in; those who do not are left out.
///
/// # Errors
/// The store's.
pub async fn users_of<C: ConnectionTrait>(conn: &C, physicians: &[PhysicianId]) -> Result<HashMap<PhysicianId, UserId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT id, user_id FROM physicians WHERE user_id IS NOT NULL AND id IN ");
    sql.list(physicians.iter().map(|p| p.0));
    sql.all(conn).await?.iter().map(|row| Ok((PhysicianId(row.try_get("", "id")?), UserId(row.try_get("", "user_id")?)))).collect()
}

/// The search that an offer belongs to, sent or not.
///
/// # Errors
/// The store's.
pub async fn request_of<C: ConnectionTrait>(conn: &C, offer: domain::id::OfferId) -> Result<Option<RequestId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT request_id FROM offers WHERE id = ");
    sql.bind(offer.0);
    Ok(sql.column::<Uuid, C>(conn).await?.pop().map(RequestId))
}

/// Gives the searches of a record to another record of the same person: all of them, or those of these cases. Which ones went.
///
/// # Errors
/// The store's.
pub async fn give_requests(tx: &Tx, from: PatientId, to: PatientId, cases: Option<&[CaseId]>) -> Result<Vec<RequestId>, DbError> {
    let mut sql = Sql::new(tx, "UPDATE match_requests SET patient_id = ");
    sql.bind(to.0).push(" WHERE patient_id = ").bind(from.0);
    if let Some(cases) = cases {
        sql.push(" AND case_id IN ").list(cases.iter().map(|c| c.0));
    }
    sql.push(" RETURNING id");
    Ok(sql.column::<Uuid, Tx>(tx).await?.into_iter().map(RequestId).collect())
}
