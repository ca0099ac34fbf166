//! The outbox as the administration sees it.

use crate::DbError;
use crate::sql::Sql;
use chrono::{DateTime, Utc};
use domain::id::{MailId, UserId};
use domain::notice::{AttemptLine, MailLine, MailPurpose, MailState};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

const LINE: &str = "m.id, m.purpose, m.state, m.user_id, m.address, m.created_at, m.next_at, m.tries, m.answer, m.subject, m.body, m.edition, u.name, u.email, u.mail_trouble_at \
    FROM mails m LEFT JOIN users u ON u.id = m.user_id";

/// Which e-mails are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only in this state.
    pub state: Option<MailState>,
    /// Only for this purpose.
    pub purpose: Option<MailPurpose>,
    /// Only to people whose name or address holds this.
    pub to: String,
}

/// An e-mail with what only its own page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As the list shows it.
    pub line: MailLine,
    /// The subject as it was sent last; empty before.
    pub subject: String,
    /// The body as it was sent last; empty before.
    pub body: String,
    /// How often it was sent as a new message.
    pub edition: i32,
    /// Since when e-mails to the recipient come back.
    pub trouble_since: Option<DateTime<Utc>>,
}

fn found(row: &QueryResult) -> Result<Option<Found>, DbError> {
    let (Some(purpose), Some(state)) = (MailPurpose::from_code(&row.try_get::<String>("", "purpose")?), MailState::from_code(&row.try_get::<String>("", "state")?)) else {
        return Ok(None);
    };
    let name: Option<String> = row.try_get("", "name")?;
    let email: Option<String> = row.try_get("", "email")?;
    let address: String = row.try_get("", "address")?;
    let line = MailLine {
        id: MailId(row.try_get("", "id")?),
        purpose,
        state,
        user: row.try_get::<Option<Uuid>>("", "user_id")?.map(UserId),
        name: name.unwrap_or_default(),
        address: if address.is_empty() { email.unwrap_or_default() } else { address },
        created_at: row.try_get("", "created_at")?,
        next_at: if state == MailState::Waiting { Some(row.try_get("", "next_at")?) } else { None },
        tries: row.try_get("", "tries")?,
        answer: row.try_get("", "answer")?,
    };
    Ok(Some(Found {
        line,
        subject: row.try_get("", "subject")?,
        body: row.try_get("", "body")?,
        edition: row.try_get("", "edition")?,
        trouble_since: row.try_get("", "mail_trouble_at")?,
    }))
}

fn filtered(sql: &mut Sql, wanted: &Wanted) {
    sql.push(" WHERE 1 = 1");
    if let Some(state) = wanted.state {
        sql.push(" AND m.state = ").bind(state.code());
    }
    if let Some(purpose) = wanted.purpose {
        sql.push(" AND m.purpose = ").bind(purpose.code());
    }
    if !wanted.to.is_empty() {
        let like = format!("%{}%", wanted.to.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        for (i, column) in ["u.name", "u.email", "m.address"].into_iter().enumerate() {
            sql.push(if i == 0 { " AND (" } else { " OR " }).push("lower(").push(column).push(") LIKE ").bind(like.clone()).push(" ESCAPE '\\'");
        }
        sql.push(")");
    }
}

/// A page of the outbox, newest first, and how many there are.
///
/// # Errors
/// The store's.
pub async fn page<C: ConnectionTrait>(conn: &C, wanted: &Wanted, skip: i64, most: i64) -> Result<(Vec<MailLine>, i64), DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM mails m LEFT JOIN users u ON u.id = m.user_id");
    filtered(&mut sql, wanted);
    let total = sql.column::<i64, C>(conn).await?.pop().unwrap_or_default();
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(LINE);
    filtered(&mut sql, wanted);
    sql.push(" ORDER BY m.created_at DESC, m.id DESC LIMIT ").bind(most).push(" OFFSET ").bind(skip);
    let lines = sql.all(conn).await?.iter().filter_map(|row| found(row).transpose()).map(|found| found.map(|f| f.line)).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

/// One e-mail.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: MailId) -> Result<Option<Found>, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(LINE).push(" WHERE m.id = ").bind(id.0);
    sql.one(conn).await?.as_ref().map_or(Ok(None), found)
}

/// How many e-mails are in each state.
///
/// # Errors
/// The store's.
pub async fn counts<C: ConnectionTrait>(conn: &C) -> Result<Vec<(MailState, i64)>, DbError> {
    let rows = Sql::new(conn, "SELECT state, count(*) AS n FROM mails GROUP BY state").all(conn).await?;
    let mut found = Vec::new();
    for state in MailState::ALL {
        let mut count = 0;
        for row in &rows {
            if row.try_get::<String>("", "state")? == state.code() {
                count = row.try_get("", "n")?;
            }
        }
        found.push((state, count));
    }
    Ok(found)
}

/// How many e-mails wait or are being sent.
///
/// # Errors
/// The store's.
pub async fn waiting<C: ConnectionTrait>(conn: &C) -> Result<i64, DbError> {
    let mut sql = Sql::new(conn, "SELECT count(*) FROM mails WHERE state IN ");
    sql.list([MailState::Waiting.code(), MailState::Sending.code()]);
    Ok(sql.column::<i64, C>(conn).await?.pop().unwrap_or_default())
}

/// Every try of an e-mail, oldest first.
///
/// # Errors
/// The store's.
pub async fn attempts<C: ConnectionTrait>(conn: &C, id: MailId) -> Result<Vec<AttemptLine>, DbError> {
    let mut sql = Sql::new(conn, "SELECT number, at, took_ms, outcome, answer FROM mail_attempts WHERE mail_id = ");
    sql.bind(id.0).push(" ORDER BY number");
    let line = |row: &QueryResult| {
        Ok(AttemptLine {
            number: row.try_get("", "number")?,
            at: row.try_get("", "at")?,
            took_ms: row.try_get("", "took_ms")?,
            outcome: row.try_get("", "outcome")?,
            answer: row.try_get("", "answer")?,
        })
    };
    sql.all(conn).await?.iter().map(line).collect()
}

/// Whether anything is to be sent, or taken over from a worker that is gone.
///
/// # Errors
/// The store's.
pub async fn is_due<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<bool, DbError> {
    let now = crate::sql::stored(now);
    let mut sql = Sql::new(conn, "SELECT 1 AS one FROM mails WHERE (state = ");
    sql.bind(MailState::Waiting.code()).push(" AND next_at <= ").bind(now).push(") OR (state = ").bind(MailState::Sending.code());
    sql.push(" AND lease_until <= ").bind(now).push(") LIMIT 1");
    Ok(sql.one(conn).await?.is_some())
}
