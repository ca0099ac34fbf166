//! Offers as the physicians see them, the questions about them, and which of them are due.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::assignment::{Card, Offer, Question};
use domain::id::{OfferId, PhysicianId, RequestId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashSet;
use uuid::Uuid;

/// An offer with its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The offer.
    pub offer: Offer,
    /// What its physician is shown.
    pub card: Card,
    /// The search that it belongs to.
    pub request: RequestId,
}

/// An offer that something is to be done about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The offer.
    pub id: OfferId,
    /// The search that it belongs to.
    pub request: RequestId,
    /// Its deadline has passed; otherwise it is to be reminded of.
    pub is_over: bool,
}

pub(super) async fn put(tx: &Tx, request: RequestId, offer: &Offer, card: Option<&Card>, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let data = serde_json::to_string(offer)?;
    let holder = offer.state.holds().then(|| format!("{request}:{}", offer.role.code()));
    let deadline = offer.deadline.filter(|_| offer.state.is_out()).map(stored);
    let remind = offer.reminder_at().map(stored);
    let card = card.map(serde_json::to_string).transpose()?;
    let mut sql = Sql::new(tx, "UPDATE offers SET state = ");
    sql.bind(offer.state.code()).push(", data = ").bind(data.as_str()).push(", holder_key = ").bind(holder.clone()).push(", deadline = ").bind(deadline);
    // A new deadline is reminded of anew.
    sql.push(", reminded_at = CASE WHEN remind_at = ").bind(remind).push(" THEN reminded_at ELSE NULL END, remind_at = ").bind(remind);
    if let Some(card) = &card {
        sql.push(", card = ").bind(card.as_str());
    }
    sql.push(" WHERE id = ").bind(offer.id.0);
    if sql.run(tx).await? == 1 {
        return Ok(());
    }
    let mut sql = Sql::new(tx, "INSERT INTO offers (id, request_id, physician_id, role, state, data, card, holder_key, deadline, remind_at, created_at, created_by) VALUES (");
    sql.bind(offer.id.0).push(", ").bind(request.0).push(", ").bind(offer.physician.0).push(", ").bind(offer.role.code()).push(", ").bind(offer.state.code());
    sql.push(", ").bind(data).push(", ").bind(card.unwrap_or_default()).push(", ").bind(holder).push(", ").bind(deadline).push(", ").bind(remind);
    sql.push(", ").bind(stored(at)).push(", ").bind(by.0).push(")");
    sql.run(tx).await?;
    Ok(())
}

/// Notes that a physician looked at an offer: nothing of the search itself is another thing by that.
///
/// # Errors
/// The store's.
pub async fn viewed(tx: &Tx, request: RequestId, offer: &Offer, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    put(tx, request, offer, None, by, at).await
}

const SELECT: &str = "SELECT request_id, data, card FROM offers WHERE card <> '' AND ";

fn read(row: &QueryResult) -> Result<Asked, DbError> {
    Ok(Asked {
        offer: serde_json::from_str(&row.try_get::<String>("", "data")?)?,
        card: serde_json::from_str(&row.try_get::<String>("", "card")?)?,
        request: RequestId(row.try_get("", "request_id")?),
    })
}

/// One offer that was sent.
///
/// # Errors
/// The store's.
pub async fn asked<C: ConnectionTrait>(conn: &C, id: OfferId) -> Result<Option<Asked>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("id = ").bind(id.0);
    sql.one(conn).await?.as_ref().map(read).transpose()
}

/// A physician's offers, newest first, at most `limit`.
///
/// # Errors
/// The store's.
pub async fn asked_of<C: ConnectionTrait>(conn: &C, physician: PhysicianId, limit: i64) -> Result<Vec<Asked>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("physician_id = ").bind(physician.0).push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(limit);
    sql.all(conn).await?.iter().map(read).collect()
}

/// The card of an offer, as it was sent last; none when it was never sent.
///
/// # Errors
/// The store's.
pub async fn card<C: ConnectionTrait>(conn: &C, id: OfferId) -> Result<Option<Card>, DbError> {
    Ok(asked(conn, id).await?.map(|a| a.card))
}

/// Offers whose deadline or reminder has come at `now`.
///
/// # Errors
/// The store's.
pub async fn due<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<Vec<Due>, DbError> {
    let mut sql = Sql::new(conn, "SELECT id, request_id, CASE WHEN deadline <= ");
    sql.bind(stored(now)).push(" THEN 1 ELSE 0 END AS over FROM offers WHERE deadline IS NOT NULL AND (deadline <= ").bind(stored(now));
    sql.push(" OR (remind_at <= ").bind(stored(now)).push(" AND reminded_at IS NULL)) ORDER BY deadline, id");
    let one =
        |row: &QueryResult| Ok(Due { id: OfferId(row.try_get("", "id")?), request: RequestId(row.try_get("", "request_id")?), is_over: row.try_get::<i32>("", "over")? == 1 });
    sql.all(conn).await?.iter().map(one).collect()
}

/// Notes that an offer was reminded of; false when it was before, or needs none any more.
///
/// # Errors
/// The store's.
pub async fn reminded(tx: &Tx, id: OfferId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE offers SET reminded_at = ");
    sql.bind(stored(at)).push(" WHERE reminded_at IS NULL AND remind_at <= ").bind(stored(at)).push(" AND deadline > ").bind(stored(at)).push(" AND id = ").bind(id.0);
    Ok(sql.run(tx).await? == 1)
}

/// What was asked and answered about an offer, oldest first.
///
/// # Errors
/// The store's.
pub async fn messages<C: ConnectionTrait>(conn: &C, id: OfferId) -> Result<Vec<Question>, DbError> {
    let mut sql = Sql::new(conn, "SELECT m.at, m.by_physician, m.content, u.name FROM offer_messages m JOIN users u ON u.id = m.by_id WHERE m.offer_id = ");
    sql.bind(id.0).push(" ORDER BY m.at, m.id");
    let one = |row: &QueryResult| {
        Ok(Question { at: row.try_get("", "at")?, author: row.try_get("", "name")?, from_desk: !row.try_get::<bool>("", "by_physician")?, content: row.try_get("", "content")? })
    };
    sql.all(conn).await?.iter().map(one).collect()
}

/// Open offers about which a physician had the last word.
///
/// # Errors
/// The store's.
pub async fn unanswered<C: ConnectionTrait>(conn: &C) -> Result<HashSet<OfferId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT m.offer_id FROM offer_messages m JOIN offers o ON o.id = m.offer_id WHERE o.deadline IS NOT NULL AND m.by_physician = ");
    sql.bind(true).push(" AND NOT EXISTS (SELECT 1 FROM offer_messages n WHERE n.offer_id = m.offer_id AND (n.at > m.at OR (n.at = m.at AND n.id > m.id)))");
    sql.all(conn).await?.iter().map(|row| Ok(OfferId(row.try_get("", "offer_id")?))).collect()
}

/// What the message with this id says, if there is one.
///
/// # Errors
/// The store's.
pub async fn said(tx: &Tx, id: Uuid) -> Result<Option<String>, DbError> {
    let mut sql = Sql::new(tx, "SELECT content FROM offer_messages WHERE id = ");
    sql.bind(id);
    sql.all(tx).await?.first().map(|row| Ok(row.try_get("", "content")?)).transpose()
}

/// Writes a question or an answer; false when this very one is there already.
///
/// # Errors
/// The store's.
pub async fn say(tx: &Tx, id: Uuid, offer: OfferId, by: UserId, by_physician: bool, content: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO offer_messages (id, offer_id, at, by_id, by_physician, content) VALUES (");
    sql.bind(id).push(", ").bind(offer.0).push(", ").bind(stored(at)).push(", ").bind(by.0).push(", ").bind(by_physician).push(", ").bind(content);
    sql.push(") ON CONFLICT (id) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}
