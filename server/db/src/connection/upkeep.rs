//! Backup and soundness of the store.

use super::{Database, open};
use crate::DbError;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

impl Database {
    /// Writes a consistent copy of the running database to the new file `to` and checks the copy.
    ///
    /// # Errors
    /// The file exists, the disk is full, the copy is not sound; always on PostgreSQL, whose tool is `pg_dump`.
    pub async fn backup(&self, to: &Path) -> Result<(), DbError> {
        if !self.is_sqlite() {
            return Err(DbError::Unsupported("backup of PostgreSQL is done with pg_dump"));
        }
        let file = to.to_str().ok_or(DbError::Unsupported("a file name that is not UTF-8"))?;
        // Made beforehand, empty, which the copying allows: so nobody else can read it at any time.
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
        made.map_err(|e| DbError::Other(format!("the copy cannot be written: {e}")))?;
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [file.into()]);
        if let Err(error) = self.read().execute_raw(statement).await {
            // Half a copy is no use to anybody, and would be in the way of the next one.
            let _ = std::fs::remove_file(to);
            return Err(error.into());
        }
        let copy = open::copy(to).await?;
        let complaints = complaints(&copy, "PRAGMA integrity_check").await;
        copy.close().await?;
        match complaints?.first() {
            None => Ok(()),
            Some(complaint) => Err(DbError::Other(format!("the copy is not sound: {complaint}"))),
        }
    }

    /// What is wrong with the stored data; nothing when it is sound. PostgreSQL looks after its own pages: there it is a sign of life.
    ///
    /// # Errors
    /// The check itself could not be done.
    pub async fn integrity(&self) -> Result<Vec<String>, DbError> {
        if !self.is_sqlite() {
            self.ping().await?;
            return Ok(Vec::new());
        }
        let mut found = complaints(self.read(), "PRAGMA quick_check").await?;
        for row in self.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check")).await? {
            let table: String = row.try_get_by_index(0)?;
            found.push(format!("a reference of {table} leads nowhere"));
        }
        Ok(found)
    }
}

async fn complaints(connection: &DatabaseConnection, check: &str) -> Result<Vec<String>, DbError> {
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, check)).await?;
    let lines = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}
