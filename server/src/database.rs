//! The database as the program handles it whole: opening, migrating, checking, and putting a backup in its place.

use crate::config::Settings;
use crate::schema::MARK;
pub use crate::schema::{at_head, migrate};
use db::{Database, DbError, Options};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Why the database could not be handled, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The words.
    #[error("{0}")]
    Because(String),
    /// The database's.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// A file could not be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
}

impl From<DbErr> for Trouble {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Opens the database of the settings as it is.
///
/// # Errors
/// It cannot be reached.
pub async fn open(settings: &Settings) -> Result<Database, Trouble> {
    Ok(Database::connect(settings.database.expose(), &Options::default()).await?)
}

/// Opens it and brings it to the schema of this program.
///
/// # Errors
/// It cannot be reached, or a migration failed.
pub async fn open_at_head(settings: &Settings) -> Result<Database, Trouble> {
    let db = open(settings).await?;
    migrate(&db).await?;
    Ok(db)
}

/// The right to serve one SQLite file; it ends with the process, however that ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, never read: closing the file gives the lock back")] Option<File>);

/// Takes the right to serve the database. On PostgreSQL several servers may share one.
///
/// # Errors
/// Another server has it.
pub fn lock(settings: &Settings) -> Result<Lock, Trouble> {
    let Some(database) = settings.database.sqlite_file() else { return Ok(Lock(None)) };
    let path = beside(&database, ".lock");
    let trouble = |error| Trouble::File(path.display().to_string(), error);
    db::make_folder(&path).map_err(trouble)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(trouble)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(Some(file))),
        Err(TryLockError::WouldBlock) => Err(Trouble::Because(format!("a server is running on {}; stop it first", database.display()))),
        Err(TryLockError::Error(error)) => Err(trouble(error)),
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn pragma(db: &Database, name: &str) -> Result<Vec<String>, Trouble> {
    let rows = db.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"))).await?;
    let text = |row: &sea_orm_migration::sea_orm::QueryResult| row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(|n| n.to_string()));
    Ok(rows.iter().map(text).collect::<Result<_, _>>()?)
}

/// What is wrong with the file as a backup of this program; `None` when nothing is.
async fn complaint(db: &Database) -> Result<Option<String>, Trouble> {
    let found = pragma(db, "integrity_check").await?;
    if found != ["ok"] {
        return Ok(Some(format!("its pages are damaged: {}", found.first().map_or("no answer", String::as_str))));
    }
    if pragma(db, "application_id").await? != [MARK.to_string()] {
        return Ok(Some("it is not a database of this program".to_owned()));
    }
    let ours = Migrator::migrations();
    let rows = db.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, "SELECT version FROM seaql_migrations")).await?;
    let applied: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    let strange = applied.iter().find(|step| !ours.iter().any(|m| m.name() == step.as_str()));
    Ok(match strange {
        Some(step) => Some(format!("it was made by a later version of this program ({step})")),
        None if applied.is_empty() => Some("it has no schema".to_owned()),
        None => None,
    })
}

/// Puts the backup `from` in the place of the database: checked first, the replaced file kept, exchanged in one step.
/// Answers where the replaced file is now.
///
/// # Errors
/// A server is running, or the file is no sound backup; then nothing was changed.
pub async fn restore(settings: &Settings, from: &Path, stamp: &str) -> Result<Option<PathBuf>, Trouble> {
    let Some(target) = settings.database.sqlite_file() else {
        return Err(Trouble::Because("restore works on SQLite; for PostgreSQL use pg_restore".to_owned()));
    };
    let _lock = lock(settings)?;
    let fresh = beside(&target, &format!(".restoring-{stamp}"));
    let named = |path: &Path| path.display().to_string();
    std::fs::copy(from, &fresh).map_err(|e| Trouble::File(named(from), e))?;
    let checked = check_copy(&fresh).await;
    // Looking at it may leave a log behind, which belongs to nothing once the name changes.
    for ending in ["-wal", "-shm"] {
        remove(&beside(&fresh, ending));
    }
    if let Err(trouble) = checked {
        remove(&fresh);
        return Err(match trouble {
            Trouble::Because(text) => Trouble::Because(format!("{} cannot be restored: {text}", from.display())),
            Trouble::Database(error) => Trouble::Because(format!("{} cannot be restored: it is not a sound database ({error})", from.display())),
            other => other,
        });
    }
    // The copy must be on the disk before it has the name that counts.
    File::open(&fresh).and_then(|file| file.sync_all()).map_err(|e| Trouble::File(named(&fresh), e))?;
    let kept = exchange(&target, &fresh, stamp).await?;
    Ok(kept)
}

async fn check_copy(copy: &Path) -> Result<(), Trouble> {
    let db = Database::connect(&format!("sqlite:{}", copy.display()), &Options::default()).await?;
    let complaint = complaint(&db).await;
    db.close().await;
    match complaint? {
        Some(text) => Err(Trouble::Because(text)),
        None => Ok(()),
    }
}

async fn exchange(target: &Path, fresh: &Path, stamp: &str) -> Result<Option<PathBuf>, Trouble> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| Trouble::File(path, error)
    };
    let mut kept = None;
    if target.exists() {
        // Opening and closing brings what is still in the write-ahead log into the file that is kept.
        if let Ok(db) = Database::connect(&format!("sqlite:{}", target.display()), &Options::default()).await {
            db.close().await;
        }
        let keep = beside(target, &format!(".before-restore-{stamp}"));
        std::fs::hard_link(target, &keep).or_else(|_| std::fs::copy(target, &keep).map(|_| ())).map_err(failed(&keep))?;
        for ending in ["-wal", "-shm"] {
            let stale = beside(target, ending);
            if stale.exists() {
                // Kept beside the file it belongs to, in case the old database could not be opened.
                std::fs::rename(&stale, beside(&keep, ending)).map_err(failed(&stale))?;
            }
        }
        kept = Some(keep);
    }
    std::fs::rename(fresh, target).map_err(failed(target))?;
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder).and_then(|f| f.sync_all()).map_err(failed(folder))?;
    }
    Ok(kept)
}

fn remove(file: &Path) {
    if let Err(error) = std::fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, file = %file.display(), "a left-over file could not be removed");
    }
}
