//! Open cases of one person or of nobody, with the version that a change of hands builds on.

use crate::DbError;
use crate::cases::open_codes;
use crate::convert::{BRIEF, brief_of};
use crate::sql::Sql;
use domain::handover::{OpenCase, Whose};
use domain::id::DeskId;
use sea_orm::{ConnectionTrait, QueryResult};

/// Some open cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRows {
    /// The cases, nearest next date first.
    pub cases: Vec<OpenCase>,
    /// There are more.
    pub more: bool,
}

/// Open cases of a desk, at most `limit`.
///
/// # Errors
/// The store's.
pub async fn open_cases<C: ConnectionTrait>(conn: &C, desk: DeskId, whose: Whose, limit: u32) -> Result<OpenRows, DbError> {
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(BRIEF).push(", c.version, p.name AS patient_name FROM cases c LEFT JOIN users o ON o.id = c.owner_id LEFT JOIN patients p ON p.id = c.patient_id");
    sql.push(" WHERE c.desk_id = ").bind(desk.0).push(" AND c.status IN ").list(open_codes());
    match whose {
        Whose::Of(user) => sql.push(" AND c.owner_id = ").bind(user.0),
        Whose::Nobodys => sql.push(" AND c.owner_id IS NULL"),
    };
    sql.push(" ORDER BY CASE WHEN c.next_date IS NULL THEN 1 ELSE 0 END, c.next_date, c.opened_at, c.id LIMIT ").bind(i64::from(limit) + 1);
    let mut cases = sql.all(conn).await?.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = cases.len() > most;
    cases.truncate(most);
    Ok(OpenRows { cases, more })
}

fn row(row: &QueryResult) -> Result<OpenCase, DbError> {
    let patient: Option<String> = row.try_get("", "patient_name")?;
    Ok(OpenCase { case: brief_of(row)?, version: row.try_get("", "version")?, patient: patient.unwrap_or_default() })
}
