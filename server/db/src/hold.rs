//! Holding a record until a job ends, so that what the job decides from it stays true.
//!
//! SQLite's jobs run one after the other and need none of this. PostgreSQL's run beside each other: without it, a form that is
//! sent twice at once would be looked for twice before either is there. A job that holds a desk as well holds the desk first.

use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::id::{CaseId, DeskId, InquiryId, OrganizationId, PatientId, RequestId, UserId};
use uuid::Uuid;

/// Holds a desk: recordings at it, and moves between its cases, follow one another.
///
/// # Errors
/// The store's.
pub async fn desk(tx: &Tx, id: DeskId) -> Result<(), DbError> {
    row(tx, "desks", id.0).await
}

/// Holds a case.
///
/// # Errors
/// The store's.
pub async fn case(tx: &Tx, id: CaseId) -> Result<(), DbError> {
    row(tx, "cases", id.0).await
}

/// Holds an inquiry.
///
/// # Errors
/// The store's.
pub async fn inquiry(tx: &Tx, id: InquiryId) -> Result<(), DbError> {
    row(tx, "inquiries", id.0).await
}

/// Holds a patient.
///
/// # Errors
/// The store's.
pub async fn patient(tx: &Tx, id: PatientId) -> Result<(), DbError> {
    row(tx, "patients", id.0).await
}

/// Holds a search for physicians with all its offers.
///
/// # Errors
/// The store's.
pub async fn request(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    row(tx, "match_requests", id.0).await
}

/// Holds an organization.
///
/// # Errors
/// The store's.
pub async fn organization(tx: &Tx, id: OrganizationId) -> Result<(), DbError> {
    row(tx, "organizations", id.0).await
}

/// Holds the directory: organizations are recorded one after the other, so that doubles see each other.
///
/// # Errors
/// The store's.
pub async fn directory(tx: &Tx) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "SELECT 1 FROM house");
    if !sql.is_sqlite() {
        sql.push(" FOR NO KEY UPDATE");
        sql.all(tx).await?;
    }
    Ok(())
}

/// Keeps a patient as it is; others may do the same.
///
/// # Errors
/// The store's.
pub async fn patient_as_is(tx: &Tx, id: PatientId) -> Result<(), DbError> {
    locked(tx, "patients", id.0, " FOR SHARE").await
}

/// Holds a user.
///
/// # Errors
/// The store's.
pub async fn user(tx: &Tx, id: UserId) -> Result<(), DbError> {
    row(tx, "users", id.0).await
}

async fn row(tx: &Tx, table: &str, id: Uuid) -> Result<(), DbError> {
    // Others may still write records that refer to it, which FOR UPDATE would keep them from.
    locked(tx, table, id, " FOR NO KEY UPDATE").await
}

async fn locked(tx: &Tx, table: &str, id: Uuid, how: &str) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "SELECT 1 FROM ");
    if sql.is_sqlite() {
        return Ok(());
    }
    sql.push(table).push(" WHERE id = ").bind(id).push(how);
    sql.all(tx).await?;
    Ok(())
}
