//! The turns of the jobs: whichever server takes a job has it to itself until the lease ends.

use crate::entity::job;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use uuid::Uuid;

/// A job as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its name.
    pub name: String,
    /// When it is due.
    pub next_at: DateTime<Utc>,
    /// When its last turn ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How long that took, in milliseconds.
    pub took_ms: i64,
    /// What it did, as figures.
    pub outcome: String,
    /// Whether it failed.
    pub failed: bool,
}

/// What a turn came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What it did, as figures, or that it failed.
    pub said: Result<String, String>,
    /// When the next turn is due.
    pub next_at: DateTime<Utc>,
}

/// Takes a job's turn: true for exactly one server when it is due and nobody else has it.
///
/// # Errors
/// The store's.
pub async fn take(tx: &Tx, name: &str, server: Uuid, lease: Duration, now: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO jobs (name, next_at, took_ms, outcome, failed) VALUES (");
    sql.bind(name).push(", ").bind(stored(now)).push(", 0, '', ").bind(false).push(") ON CONFLICT (name) DO NOTHING");
    sql.run(tx).await?;
    let mut sql = Sql::new(tx, "UPDATE jobs SET lease_by = ");
    sql.bind(server).push(", lease_until = ").bind(stored(now + lease)).push(" WHERE name = ").bind(name).push(" AND next_at <= ").bind(stored(now));
    sql.push(" AND (lease_until IS NULL OR lease_until <= ").bind(stored(now)).push(")");
    Ok(sql.run(tx).await? == 1)
}

/// Notes what a turn came to; nothing when another server has taken over meanwhile.
///
/// # Errors
/// The store's.
pub async fn done(tx: &Tx, name: &str, server: Uuid, outcome: &Outcome) -> Result<bool, DbError> {
    let (said, failed) = match &outcome.said {
        Ok(said) => (said, false),
        Err(said) => (said, true),
    };
    let mut sql = Sql::new(tx, "UPDATE jobs SET lease_by = NULL, lease_until = NULL, ended_at = ");
    sql.bind(stored(outcome.at)).push(", took_ms = ").bind(outcome.took_ms).push(", outcome = ").bind(said.as_str()).push(", failed = ").bind(failed);
    sql.push(", next_at = ").bind(stored(outcome.next_at)).push(" WHERE name = ").bind(name).push(" AND lease_by = ").bind(server);
    Ok(sql.run(tx).await? == 1)
}

/// Lets go of every job: on a database that one server alone uses, whoever had one before is gone.
///
/// # Errors
/// The store's.
pub async fn release_all(tx: &Tx) -> Result<(), DbError> {
    Sql::new(tx, "UPDATE jobs SET lease_by = NULL, lease_until = NULL").run(tx).await?;
    Ok(())
}

/// Every job that ever had a turn, by name.
///
/// # Errors
/// The store's.
pub async fn turns<C: ConnectionTrait>(conn: &C) -> Result<Vec<Turn>, DbError> {
    let rows = job::Entity::find().order_by_asc(job::Column::Name).all(conn).await?;
    let turn = |row: job::Model| Turn { name: row.name, next_at: row.next_at, ended_at: row.ended_at, took_ms: row.took_ms, outcome: row.outcome, failed: row.failed };
    Ok(rows.into_iter().map(turn).collect())
}
