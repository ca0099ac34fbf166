//! Bringing a database to the schema of this program, all of it or nothing, whoever else tries at the same moment.

use crate::database::Trouble;
use db::Database;
use migrations::Migrator;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait};
use sea_orm_migration::{MigratorTrait, SchemaManager};

/// Written into every SQLite file of ours ("MADO"), so that another program's file is not taken for one.
pub(crate) const MARK: i32 = 0x4D41_444F;

/// Of servers that start together on one PostgreSQL, one migrates at a time; each schema has a lock of its own. Building an index on
/// much data takes longer than any request may.
const ALONE: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(1296122959, hashtext(current_schema()))";

async fn mark(db: &Database) -> Result<i32, Trouble> {
    let row = db.read().query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA application_id")).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// The steps that were applied, by their names.
async fn applied(db: &Database) -> Result<Vec<String>, Trouble> {
    if !SchemaManager::new(db.read()).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let backend = if db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
    let rows = db.read().query_all_raw(Statement::from_string(backend, "SELECT version FROM seaql_migrations ORDER BY version")).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

fn is_missing(applied: &[String]) -> bool {
    Migrator::migrations().iter().any(|step| !applied.iter().any(|name| name == step.name()))
}

/// Applies what is missing in one transaction; nothing when nothing is. To be called before the first write.
///
/// # Errors
/// A migration failed, or the database is another program's or a later version's; then nothing was changed.
pub async fn migrate(db: &Database) -> Result<usize, Trouble> {
    let applied = applied(db).await?;
    let ours = Migrator::migrations();
    if let Some(strange) = applied.iter().find(|name| !ours.iter().any(|step| step.name() == name.as_str())) {
        return Err(Trouble::Because(format!("the database was made by a later version of this program ({strange})")));
    }
    let marked = if db.is_sqlite() { mark(db).await? } else { MARK };
    if marked != MARK && marked != 0 {
        return Err(Trouble::Because("the file is a database of another program".to_owned()));
    }
    if marked == MARK && !is_missing(&applied) {
        return Ok(0);
    }
    let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
    let tx = db.connection().begin_with_options(options).await?;
    match apply(&tx, db.is_sqlite()).await {
        Ok(steps) => {
            tx.commit().await?;
            Ok(steps)
        }
        Err(trouble) => {
            // The reason is worth more than a failing end of what is over anyway.
            let _ = tx.rollback().await;
            Err(trouble)
        }
    }
}

async fn apply(tx: &DatabaseTransaction, sqlite: bool) -> Result<usize, Trouble> {
    if !sqlite {
        tx.execute_unprepared(ALONE).await?;
    }
    let steps = Migrator::get_pending_migrations_read_only(tx).await?.len();
    Migrator::up(tx, None).await?;
    if sqlite {
        // Part of the transaction: a file with our tables and without our mark is never left behind.
        tx.execute_unprepared(&format!("PRAGMA application_id = {MARK}")).await?;
    }
    Ok(steps)
}

/// Whether everything is there that this program needs. What a later version added beside it does not disturb: while servers on one
/// PostgreSQL are replaced one after the other, the earlier ones go on.
///
/// # Errors
/// The database's.
pub async fn at_head(db: &Database) -> Result<bool, Trouble> {
    Ok(!is_missing(&applied(db).await?))
}
