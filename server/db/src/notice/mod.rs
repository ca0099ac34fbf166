//! Notices: written with the change that they tell of, once per event and recipient, together with the e-mail that they ride in.

mod choice;
mod read;

pub use choice::{choose, clear_trouble, mark_trouble, preferences, undelivered, unreachable};
pub use read::{bell, of_mail, open, page, read_all, reminded};

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::id::{MailId, NoticeId, UserId};
use domain::notice::{Event, MailPurpose, MailState, NoticeKind, Preferences, Sending, sending};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Somebody who is to be told.
struct Recipient {
    id: UserId,
    has_address: bool,
    preferences: Preferences,
}

/// Tells people of an event: whoever did it and whoever may not sign in are left out, and whoever was told before is not told again.
/// Answers how many were told now.
///
/// # Errors
/// The store's.
pub async fn tell(tx: &Tx, event: &Event, to: &[UserId], now: DateTime<Utc>) -> Result<u64, DbError> {
    let mut told = 0;
    for recipient in recipients(tx, to, event.by).await? {
        let notice = NoticeId::new();
        if !insert(tx, notice, event, recipient.id, now).await? {
            continue;
        }
        told += 1;
        if let Some(sending) = sending(event, &recipient.preferences, now).filter(|_| recipient.has_address) {
            let mail = join(tx, event, recipient.id, &sending, now).await?;
            let mut sql = Sql::new(tx, "UPDATE notices SET mail_id = ");
            sql.bind(mail.0).push(" WHERE id = ").bind(notice.0);
            sql.run(tx).await?;
        }
    }
    Ok(told)
}

/// Those of `ids` who can sign in, except `by`, always in the same order so that two who tell the same people do not wait for each other.
async fn recipients(tx: &Tx, ids: &[UserId], by: Option<UserId>) -> Result<Vec<Recipient>, DbError> {
    let ids: Vec<Uuid> = ids.iter().filter(|id| Some(**id) != by).map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(tx, "SELECT id, email FROM users WHERE disabled_at IS NULL AND id IN ");
    sql.list(ids).push(" ORDER BY id");
    let mut found = Vec::new();
    for row in sql.all(tx).await? {
        let id = UserId(row.try_get("", "id")?);
        let email: Option<String> = row.try_get("", "email")?;
        found.push(Recipient { id, has_address: email.is_some_and(|e| !e.trim().is_empty()), preferences: Preferences::default() });
    }
    let people: Vec<UserId> = found.iter().map(|r| r.id).collect();
    let mut chosen = choice::of_people(tx, &people).await?;
    for recipient in &mut found {
        recipient.preferences = chosen.remove(&recipient.id).unwrap_or_default();
    }
    Ok(found)
}

/// Writes the notice; false when the person was told of the event before.
async fn insert(tx: &Tx, id: NoticeId, event: &Event, user: UserId, now: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO notices (id, event, user_id, kind, facts, at, read_at) VALUES (");
    sql.bind(id.0).push(", ").bind(event.key.as_str()).push(", ").bind(user.0).push(", ").bind(event.kind.code()).push(", ");
    sql.bind(serde_json::to_string(&event.facts)?).push(", ").bind(stored(now)).push(", ");
    // Whoever reads notices has followed the invitation already.
    sql.bind((event.kind == NoticeKind::Invited).then(|| stored(now))).push(") ON CONFLICT (event, user_id, kind) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

/// The e-mail that the notice rides in: one that waits for others of its bundle, or a new one.
async fn join(tx: &Tx, event: &Event, user: UserId, sending: &Sending, now: DateTime<Utc>) -> Result<MailId, DbError> {
    let open_key = sending.bundle.as_ref().map(|bundle| format!("{user}:{bundle}"));
    loop {
        let id = MailId::new();
        if write_mail(tx, id, event, user, sending.ready_at, open_key.as_deref(), now).await? {
            return Ok(id);
        }
        let mut sql = Sql::new(tx, "SELECT id, purpose FROM mails WHERE open_key = ");
        // Held, so that no worker takes it before this notice is in it.
        sql.bind(open_key.clone()).either("", " FOR UPDATE");
        if let Some(row) = sql.one(tx).await? {
            let id: Uuid = row.try_get("", "id")?;
            let purpose: String = row.try_get("", "purpose")?;
            if purpose != MailPurpose::Bundle.code() {
                let mut sql = Sql::new(tx, "UPDATE mails SET purpose = ");
                sql.bind(MailPurpose::Bundle.code()).push(" WHERE id = ").bind(id);
                sql.run(tx).await?;
            }
            return Ok(MailId(id));
        }
        // A worker took it between the two statements: the next one is a new one.
    }
}

/// Writes a new e-mail; false when another one waits under the same key.
async fn write_mail(tx: &Tx, id: MailId, event: &Event, user: UserId, ready: DateTime<Utc>, open_key: Option<&str>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO mails (id, user_id, purpose, state, address, open_key, created_at, next_at, tries, edition, subject, body, answer) VALUES (");
    sql.bind(id.0).push(", ").bind(user.0).push(", ").bind(event.kind.code()).push(", ").bind(MailState::Waiting.code()).push(", '', ");
    sql.bind(open_key.map(str::to_owned)).push(", ").bind(stored(now)).push(", ").bind(stored(ready)).push(", 0, 1, '', '', '')");
    sql.push(" ON CONFLICT (open_key) DO NOTHING");
    Ok(sql.run(tx).await? == 1)
}

/// Forgets notices that are older than `read_before`, except those whose e-mail is still under way.
///
/// # Errors
/// The store's.
pub async fn purge<C: ConnectionTrait>(tx: &C, read_before: DateTime<Utc>) -> Result<u64, DbError> {
    let mut sql = Sql::new(tx, "DELETE FROM notices WHERE at < ");
    sql.bind(stored(read_before)).push(" AND (mail_id IS NULL OR mail_id IN (SELECT id FROM mails WHERE ended_at IS NOT NULL))");
    sql.run(tx).await
}
