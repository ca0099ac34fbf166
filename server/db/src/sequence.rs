//! The sequences behind 受付番号: one per desk and fiscal year, without gap.

use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::id::DeskId;

/// The next number of the desk's year. It is given back when the job is undone; until the job ends, others who want one wait.
///
/// # Errors
/// The store's.
pub async fn next(tx: &Tx, desk: DeskId, fiscal_year: i32) -> Result<i64, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO sequences (desk_id, fiscal_year, last) VALUES (");
    sql.bind(desk.0).push(", ").bind(fiscal_year).push(", 1) ");
    sql.push("ON CONFLICT (desk_id, fiscal_year) DO UPDATE SET last = sequences.last + 1 RETURNING last");
    let row = sql.one(tx).await?.ok_or_else(|| DbError::Other("a sequence gave no number".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}

/// The first of `count` numbers in a row of the desk's year, under the same terms as [`next`].
///
/// # Errors
/// The store's.
pub async fn take(tx: &Tx, desk: DeskId, fiscal_year: i32, count: i64) -> Result<i64, DbError> {
    let mut sql = Sql::new(tx, "INSERT INTO sequences (desk_id, fiscal_year, last) VALUES (");
    sql.bind(desk.0).push(", ").bind(fiscal_year).push(", ").bind(count).push(") ");
    sql.push("ON CONFLICT (desk_id, fiscal_year) DO UPDATE SET last = sequences.last + ").bind(count).push(" RETURNING last");
    let row = sql.one(tx).await?.ok_or_else(|| DbError::Other("a sequence gave no number".to_owned()))?;
    let last: i64 = row.try_get_by_index(0)?;
    Ok(last - count + 1)
}
