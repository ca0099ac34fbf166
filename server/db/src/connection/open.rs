//! How connections are opened: every setting that durability and memory depend on.

use super::Options;
use crate::DbError;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

/// Page cache per connection in KiB (negative by SQLite's convention): five connections stay well below 50 MB together.
const READER_CACHE: &str = "-6144";
const WRITER_CACHE: &str = "-16384";
/// A write-ahead log that grew in a burst is cut back to this many bytes.
const LOG_LIMIT: &str = "33554432";

/// The writing connection and the reading ones.
pub(super) async fn sqlite(url: &str, options: &Options) -> Result<(DatabaseConnection, DatabaseConnection), DbError> {
    let parsed: SqliteConnectOptions = url.parse().map_err(|e| DbError::Other(format!("database address: {e}")))?;
    make_folder(parsed.get_filename()).map_err(|e| DbError::Other(format!("the folder of the database cannot be made: {e}")))?;
    let timeout = options.timeout;
    let mut writer = common(url, timeout);
    writer.max_connections(1).min_connections(1);
    writer.map_sqlx_sqlite_opts(move |o| {
        o.create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(timeout)
            .foreign_keys(true)
            .pragma("cache_size", WRITER_CACHE)
            .pragma("temp_store", "MEMORY")
            .pragma("journal_size_limit", LOG_LIMIT)
    });
    let writer = Database::connect(writer).await?;
    let mut readers = common(url, timeout);
    readers.max_connections(options.readers).min_connections(1);
    readers.map_sqlx_sqlite_opts(move |o| {
        o.create_if_missing(false).read_only(true).busy_timeout(timeout).foreign_keys(true).pragma("cache_size", READER_CACHE).pragma("temp_store", "MEMORY")
    });
    Ok((writer, Database::connect(readers).await?))
}

/// The connections that write, and the reading ones: whoever waits for a lock keeps nobody from reading.
pub(super) async fn postgres(url: &str, options: &Options) -> Result<(DatabaseConnection, DatabaseConnection), DbError> {
    let mut main = common(url, options.timeout);
    main.max_connections(options.pool).min_connections(1);
    let mut readers = common(url, options.timeout);
    readers.max_connections(options.readers).min_connections(0);
    for (pool, read_only) in [(&mut main, "off"), (&mut readers, "on")] {
        settle(pool, options, read_only);
    }
    Ok((Database::connect(main).await?, Database::connect(readers).await?))
}

fn settle(pool: &mut ConnectOptions, options: &Options, read_only: &'static str) {
    let milliseconds = |time: Duration| time.as_millis().max(1).to_string();
    let (lock, idle) = (milliseconds(options.timeout), milliseconds(options.timeout * 2));
    pool.set_application_name("madoguchi");
    // A statement that nobody waits for any more is not worth finishing.
    pool.statement_timeout(options.timeout * 6);
    // A job that is given up may still stand in line for a lock: it must leave the line, or its connection stays taken. A transaction
    // whose server went silent must let go of what it holds.
    pool.map_sqlx_postgres_opts(move |o| {
        let limits = [("lock_timeout", lock.as_str()), ("idle_in_transaction_session_timeout", idle.as_str()), ("default_transaction_read_only", read_only)];
        o.options(limits)
    });
    // A connection that went away while idle is found before somebody's save fails on it.
    pool.test_before_acquire_if_idle_for(Duration::from_secs(30));
    if let Some(schema) = &options.schema {
        pool.set_schema_search_path(schema);
    }
}

fn common(url: &str, timeout: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // Statements carry personal data in their values: none of them is logged or traced.
    options.sqlx_logging(false).record_stmt_in_spans(false);
    options.acquire_timeout(timeout).test_before_acquire(false);
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    options
}

/// Makes the folder of `file`, when it is not there, for this user alone: what lies in it is personal data.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => DirBuilder::new().recursive(true).mode(0o700).create(folder),
        _ => Ok(()),
    }
}

/// A finished copy, for looking at it only.
pub(super) async fn copy(file: &Path) -> Result<DatabaseConnection, DbError> {
    let mut options = ConnectOptions::new("sqlite:copy");
    options.sqlx_logging(false).record_stmt_in_spans(false).max_connections(1);
    let file = file.to_owned();
    options.map_sqlx_sqlite_opts(move |o| o.filename(&file).read_only(true));
    Ok(Database::connect(options).await?)
}
