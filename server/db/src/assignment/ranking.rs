//! What was ranked and from what: kept as it was, so that it can be explained later.

use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use domain::assignment::{Ranking, Role};
use domain::id::{RequestId, UserId};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Keeps a ranking.
///
/// # Errors
/// The store's.
pub async fn add_ranking(tx: &Tx, request: RequestId, ranking: &Ranking, by: UserId) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO match_rankings (id, request_id, role, made_at, made_by, inputs) VALUES (");
    sql.bind(Uuid::now_v7()).push(", ").bind(request.0).push(", ").bind(ranking.role.code()).push(", ").bind(stored(ranking.made_at)).push(", ").bind(by.0);
    sql.push(", ").bind(serde_json::to_string(ranking)?).push(")");
    sql.run(tx).await?;
    Ok(())
}

/// The latest ranking of a request for a role.
///
/// # Errors
/// The store's.
pub async fn ranking<C: ConnectionTrait>(conn: &C, request: RequestId, role: Role) -> Result<Option<Ranking>, DbError> {
    let mut sql = Sql::new(conn, "SELECT inputs FROM match_rankings WHERE request_id = ");
    sql.bind(request.0).push(" AND role = ").bind(role.code()).push(" ORDER BY made_at DESC, id DESC LIMIT 1");
    sql.column::<String, C>(conn).await?.pop().map(|text| serde_json::from_str(&text)).transpose().map_err(DbError::from)
}
