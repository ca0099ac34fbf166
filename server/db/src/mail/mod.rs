//! The outbox: e-mails wait, a worker takes them for a while, and what the relay said is kept.

mod lease;
mod read;
mod template;

pub use lease::{Leased, Settled, Tried, answered, bounced, cancel_waiting, fill, give_back, lease, release_all};
pub use read::{Found, Wanted, attempts, counts, find, is_due, page, waiting};
pub use template::{StoredTemplate, save_template, template, templates};

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Duration, Utc};
use domain::id::{MailId, UserId};
use domain::notice::{MailPurpose, MailState, NoticeKind};

/// Writes a test to an address that the caller sends itself, under its own lease.
///
/// # Errors
/// The store's.
pub async fn insert_test(tx: &Tx, id: MailId, address: &str, worker: uuid::Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), DbError> {
    let mut sql =
        Sql::new(tx, "INSERT INTO mails (id, purpose, state, address, created_at, next_at, first_at, tries, edition, lease_by, lease_until, subject, body, answer) VALUES (");
    sql.bind(id.0).push(", ").bind(MailPurpose::Test.code()).push(", ").bind(MailState::Sending.code()).push(", ").bind(address).push(", ");
    sql.bind(stored(now)).push(", ").bind(stored(now)).push(", ").bind(stored(now)).push(", 1, 1, ").bind(worker).push(", ").bind(stored(until)).push(", '', '', '')");
    sql.run(tx).await?;
    Ok(())
}

/// Puts an e-mail into the outbox once more, as if it had never been tried; one that a relay ever took gets another Message-ID. False
/// when it stands otherwise by now.
///
/// # Errors
/// The store's.
pub async fn resend(tx: &Tx, id: MailId, from: MailState, now: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET state = ");
    sql.bind(MailState::Waiting.code())
        .push(", next_at = ")
        .bind(stored(now))
        .push(", first_at = NULL, ended_at = NULL, answer = '', tries = 0, edition = edition + CASE WHEN EXISTS (");
    sql.push("SELECT 1 FROM mail_attempts t WHERE t.mail_id = mails.id AND t.outcome IN ('accepted', 'bounced')) THEN 1 ELSE 0 END WHERE id = ")
        .bind(id.0)
        .push(" AND state = ")
        .bind(from.code());
    Ok(sql.run(tx).await? == 1)
}

/// Takes an e-mail out of the outbox; false when it does not wait any more.
///
/// # Errors
/// The store's.
pub async fn cancel(tx: &Tx, id: MailId, why: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET open_key = NULL, state = ");
    sql.bind(MailState::Cancelled.code()).push(", ended_at = ").bind(stored(now)).push(", answer = ").bind(why);
    sql.push(" WHERE id = ").bind(id.0).push(" AND state = ").bind(MailState::Waiting.code());
    Ok(sql.run(tx).await? == 1)
}

/// Takes a person's e-mails of one purpose out of the outbox: they are superseded.
///
/// # Errors
/// The store's.
pub async fn cancel_of(tx: &Tx, user: UserId, purpose: MailPurpose, why: &str, now: DateTime<Utc>) -> Result<u64, DbError> {
    let mut sql = Sql::new(tx, "UPDATE mails SET open_key = NULL, state = ");
    sql.bind(MailState::Cancelled.code()).push(", ended_at = ").bind(stored(now)).push(", answer = ").bind(why).push(" WHERE user_id = ").bind(user.0);
    sql.push(" AND purpose = ").bind(purpose.code()).push(" AND state = ").bind(MailState::Waiting.code());
    sql.run(tx).await
}

/// Whether an invitation is the person's newest and nobody has chosen a password by a link since it was written.
///
/// # Errors
/// The store's.
pub async fn is_wanted_invitation(tx: &Tx, id: MailId, user: UserId) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "SELECT created_at FROM mails WHERE id = ");
    sql.bind(id.0);
    let Some(written) = sql.column::<DateTime<Utc>, Tx>(tx).await?.pop() else { return Ok(false) };
    let mut sql = Sql::new(tx, "SELECT count(*) FROM mails WHERE user_id = ");
    sql.bind(user.0).push(" AND purpose = ").bind(MailPurpose::Notice(NoticeKind::Invited).code()).push(" AND created_at > ").bind(stored(written));
    let newer = sql.column::<i64, Tx>(tx).await?.pop().unwrap_or(0);
    // Inviting itself ends earlier links, at the moment of the writing.
    let mut sql = Sql::new(tx, "SELECT count(*) FROM links WHERE user_id = ");
    sql.bind(user.0).push(" AND used_at > ").bind(stored(written + Duration::seconds(1)));
    let used = sql.column::<i64, Tx>(tx).await?.pop().unwrap_or(0);
    Ok(newer == 0 && used == 0)
}

/// Forgets e-mails that ended before `before`, and their tries. Notices go with the sweep of notices, so those go first.
///
/// # Errors
/// The store's.
pub async fn purge(tx: &Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    const OLD: &str = "SELECT m.id FROM mails m WHERE m.ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.mail_id = m.id) AND m.ended_at < ";
    let mut sql = Sql::new(tx, "DELETE FROM mail_attempts WHERE mail_id IN (");
    sql.push(OLD).bind(stored(before)).push(")");
    sql.run(tx).await?;
    let mut sql = Sql::new(tx, "DELETE FROM mails WHERE id IN (");
    sql.push(OLD).bind(stored(before)).push(")");
    sql.run(tx).await
}
