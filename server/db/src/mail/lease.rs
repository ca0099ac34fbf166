//! Taking e-mails out of the outbox for sending, and writing down what came of it.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::{MailId, UserId};
use domain::notice::{Answer, MailPurpose, MailState, after_answer};
use uuid::Uuid;

/// An e-mail that a worker has to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// Which one.
    pub id: MailId,
    /// What it is for.
    pub purpose: MailPurpose,
    /// Whom it goes to: id, name, address; nobody when the person may not sign in any more or has no address.
    pub to: Option<(UserId, String, String)>,
    /// Which try this is, from 1.
    pub tries: i32,
    /// How often it was sent as a new message.
    pub edition: i32,
}

/// A try, when it ended and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What the relay said.
    pub answer: Answer,
    /// When.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

/// What became of an e-mail: how it stands now, and whose it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// How it stands.
    pub state: MailState,
    /// Whose it was.
    pub user: Option<UserId>,
    /// What it was for.
    pub purpose: MailPurpose,
    /// The address that it went to.
    pub address: String,
}

/// Takes up to `most` e-mails that are due, or whose worker is gone. On PostgreSQL several workers may do so at once and get
/// different ones.
///
/// # Errors
/// The store's.
pub async fn lease(tx: &Tx, worker: Uuid, now: DateTime<Utc>, until: DateTime<Utc>, most: i64) -> Result<Vec<Leased>, DbError> {
    let mut sql = Sql::new(tx, "SELECT id FROM mails WHERE (state = ");
    sql.bind(MailState::Waiting.code()).push(" AND next_at <= ").bind(stored(now)).push(") OR (state = ").bind(MailState::Sending.code());
    sql.push(" AND lease_until <= ").bind(stored(now)).push(") ORDER BY next_at, id LIMIT ").bind(most).either("", " FOR UPDATE SKIP LOCKED");
    let ids = sql.column::<Uuid, Tx>(tx).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(tx, "UPDATE mails SET state = ");
    sql.bind(MailState::Sending.code()).push(", open_key = NULL, lease_by = ").bind(worker).push(", lease_until = ").bind(stored(until));
    sql.push(", tries = tries + 1, first_at = coalesce(first_at, ").bind(stored(now)).push(") WHERE id IN ").list(ids.iter().copied());
    sql.run(tx).await?;
    let mut sql = Sql::new(tx, "SELECT m.id, m.purpose, m.tries, m.edition, u.id AS user_id, u.name, u.email FROM mails m");
    sql.push(" LEFT JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL WHERE m.id IN ").list(ids).push(" ORDER BY m.next_at, m.id");
    let mut found = Vec::new();
    for row in sql.all(tx).await? {
        let Some(purpose) = MailPurpose::from_code(&row.try_get::<String>("", "purpose")?) else { continue };
        let user: Option<Uuid> = row.try_get("", "user_id")?;
        let name: Option<String> = row.try_get("", "name")?;
        let email: Option<String> = row.try_get("", "email")?;
        let to = user.zip(name).zip(email.map(|e| e.trim().to_owned()).filter(|e| !e.is_empty())).map(|((id, name), email)| (UserId(id), name, email));
        found.push(Leased { id: MailId(row.try_get("", "id")?), purpose, to, tries: row.try_get("", "tries")?, edition: row.try_get("", "edition")? });
    }
    Ok(found)
}

/// Keeps what is about to be sent: for the administrator, who is asked what somebody was told.
///
/// # Errors
/// The store's.
pub async fn fill(tx: &Tx, id: MailId, address: &str, subject: &str, body: &str) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET address = ");
    sql.bind(address).push(", subject = ").bind(subject).push(", body = ").bind(body).push(" WHERE id = ").bind(id.0);
    sql.run(tx).await?;
    Ok(())
}

/// Cancels an e-mail that the worker has but nobody can get.
///
/// # Errors
/// The store's.
pub async fn give_back(tx: &Tx, id: MailId, worker: Uuid, why: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET lease_by = NULL, lease_until = NULL, state = ");
    sql.bind(MailState::Cancelled.code()).push(", ended_at = ").bind(stored(now)).push(", answer = ").bind(why);
    sql.push(" WHERE id = ").bind(id.0).push(" AND lease_by = ").bind(worker);
    sql.run(tx).await?;
    Ok(())
}

/// Writes a try down and what becomes of the e-mail; `None` when the worker's lease had ended and another one has it by now: then only
/// the try is kept.
///
/// # Errors
/// The store's.
pub async fn answered(tx: &Tx, id: MailId, worker: Uuid, tried: &Tried) -> Result<Option<Settled>, DbError> {
    let mut sql = Sql::new(tx, "SELECT user_id, purpose, tries, first_at, lease_by, state, address FROM mails WHERE id = ");
    sql.bind(id.0).either("", " FOR UPDATE");
    let Some(row) = sql.one(tx).await? else { return Ok(None) };
    insert_attempt(tx, id, tried.answer.code(), tried.answer.text(), tried.at, tried.took_ms).await?;
    let lease_by: Option<Uuid> = row.try_get("", "lease_by")?;
    let state: String = row.try_get("", "state")?;
    let user = row.try_get::<Option<Uuid>>("", "user_id")?.map(UserId);
    let Some(purpose) = MailPurpose::from_code(&row.try_get::<String>("", "purpose")?) else { return Ok(None) };
    // What the relay took is sent, whoever has the lease by now.
    let mine = state == MailState::Sending.code() && lease_by == Some(worker);
    if !mine && !matches!(tried.answer, Answer::Accepted(_)) {
        return Ok(None);
    }
    let tries: i32 = row.try_get("", "tries")?;
    let first: Option<DateTime<Utc>> = row.try_get("", "first_at")?;
    let (state, next) = after_answer(&tried.answer, u32::try_from(tries).unwrap_or(1), first.unwrap_or(tried.at), tried.at);
    // One try of a test is all that was asked for.
    let (state, next) = if purpose == MailPurpose::Test && state == MailState::Waiting { (MailState::Failed, None) } else { (state, next) };
    let ended = next.is_none().then(|| stored(tried.at));
    let mut sql = Sql::new(tx, "UPDATE mails SET lease_by = NULL, lease_until = NULL, state = ");
    sql.bind(state.code()).push(", answer = ").bind(tried.answer.text()).push(", ended_at = ").bind(ended);
    if let Some(next) = next {
        sql.push(", next_at = ").bind(stored(next));
    }
    sql.push(" WHERE id = ").bind(id.0);
    sql.run(tx).await?;
    Ok(Some(Settled { state, user, purpose, address: row.try_get("", "address")? }))
}

async fn insert_attempt(tx: &Tx, id: MailId, outcome: &str, answer: &str, at: DateTime<Utc>, took_ms: i64) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO mail_attempts (mail_id, number, at, took_ms, outcome, answer) SELECT ");
    sql.bind(id.0).either("", "::uuid").push(", coalesce(max(number), 0) + 1, ").bind(stored(at)).either("", "::timestamptz").push(", ").bind(took_ms).either("", "::bigint");
    sql.push(", ").bind(outcome).either("", "::text").push(", ").bind(answer).either("", "::text").push(" FROM mail_attempts WHERE mail_id = ").bind(id.0);
    sql.run(tx).await?;
    Ok(())
}

/// A message came back later on: the e-mail was not delivered after all. `None` when there is no such e-mail, it is known already, or it
/// was sent anew since as another `edition`.
///
/// # Errors
/// The store's.
pub async fn bounced(tx: &Tx, (id, edition): (MailId, i32), answer: &str, now: DateTime<Utc>) -> Result<Option<Settled>, DbError> {
    let mut sql = Sql::new(tx, "SELECT user_id, purpose, state, address FROM mails WHERE id = ");
    sql.bind(id.0).push(" AND edition = ").bind(edition).either("", " FOR UPDATE");
    let Some(row) = sql.one(tx).await? else { return Ok(None) };
    let state: String = row.try_get("", "state")?;
    if state == MailState::Failed.code() || state == MailState::Cancelled.code() {
        return Ok(None);
    }
    insert_attempt(tx, id, "bounced", answer, now, 0).await?;
    let mut sql = Sql::new(tx, "UPDATE mails SET lease_by = NULL, lease_until = NULL, open_key = NULL, state = ");
    sql.bind(MailState::Failed.code()).push(", answer = ").bind(answer).push(", ended_at = ").bind(stored(now)).push(" WHERE id = ").bind(id.0);
    sql.run(tx).await?;
    let Some(purpose) = MailPurpose::from_code(&row.try_get::<String>("", "purpose")?) else { return Ok(None) };
    Ok(Some(Settled { state: MailState::Failed, user: row.try_get::<Option<Uuid>>("", "user_id")?.map(UserId), purpose, address: row.try_get("", "address")? }))
}

/// Lets go of every e-mail: on a database that one server alone uses, whoever had one before is gone.
///
/// # Errors
/// The store's.
pub async fn release_all(tx: &Tx, now: DateTime<Utc>) -> Result<u64, DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET lease_until = ");
    sql.bind(stored(now)).push(" WHERE state = ").bind(MailState::Sending.code());
    sql.run(tx).await
}

/// Takes everything that is due out of the outbox: this house sends no e-mail.
///
/// # Errors
/// The store's.
pub async fn cancel_waiting(tx: &Tx, why: &str, now: DateTime<Utc>) -> Result<u64, DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET open_key = NULL, state = ");
    sql.bind(MailState::Cancelled.code()).push(", ended_at = ").bind(stored(now)).push(", answer = ").bind(why);
    sql.push(", lease_by = NULL, lease_until = NULL WHERE (state = ").bind(MailState::Waiting.code()).push(" AND next_at <= ").bind(stored(now));
    sql.push(") OR (state = ").bind(MailState::Sending.code()).push(" AND lease_until <= ").bind(stored(now)).push(")");
    sql.run(tx).await
}
