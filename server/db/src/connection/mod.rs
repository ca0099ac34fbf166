//! The way into the store: one writer and several readers on SQLite, a pool for each on PostgreSQL.
//!
//! On SQLite every write goes through the [`writer`], which groups waiting jobs into one commit; on PostgreSQL a job is an
//! ordinary transaction. What is acknowledged is on the disk in both cases.

mod job;
mod news;
mod open;
mod tx;
mod upkeep;
mod writer;

pub use news::News;
pub use open::make_folder;
pub use tx::Tx;

use crate::DbError;
use futures::future::BoxFuture;
use job::Pending;
use sea_orm::{DatabaseConnection, DbBackend};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// How the store is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many connections read.
    pub readers: u32,
    /// PostgreSQL: how many connections write.
    pub pool: u32,
    /// How long a lock, a place in the queue, or a job may take before the answer is [`DbError::Busy`].
    pub timeout: Duration,
    /// PostgreSQL: the schema, when it is not the default one.
    pub schema: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, pool: 10, timeout: Duration::from_secs(5), schema: None }
    }
}

/// The open store. Clones share it; the last one to go lets waiting writes finish.
#[derive(Clone, Debug)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// SQLite: the one connection that writes. PostgreSQL: those that do.
    main: DatabaseConnection,
    /// The connections that only read.
    readers: DatabaseConnection,
    /// SQLite only.
    writer: Option<Writer>,
    timeout: Duration,
}

impl Database {
    /// Opens the store at `url` ("sqlite:./data/madoguchi.db", made when it is not there, or "postgres://…").
    ///
    /// # Errors
    /// The address cannot be used, or nobody answers there.
    pub async fn connect(url: &str, options: &Options) -> Result<Self, DbError> {
        let inner = if url.starts_with("sqlite:") {
            let (main, readers) = open::sqlite(url, options).await?;
            let writer = Writer::start(main.clone(), options.timeout);
            Inner { main, readers, writer: Some(writer), timeout: options.timeout }
        } else {
            let (main, readers) = open::postgres(url, options).await?;
            Inner { main, readers, writer: None, timeout: options.timeout }
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The connection for migrations, to be used before the first [`Self::write`].
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.inner.main
    }

    /// The connections for reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.inner.readers
    }

    /// Whether this is the embedded database.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.inner.main.get_database_backend() == DbBackend::Sqlite
    }

    /// Runs `job` in a transaction and answers when its work is on the disk. An `Err` of the job undoes its work and nobody
    /// else's. A job touches the database only: whatever else it waits for, everybody waits for.
    ///
    /// # Errors
    /// The job's own; otherwise [`DbError::Busy`] and the like, and then nothing was saved.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_within(None, job).await
    }

    /// The same for a job that may take as long as `limit`: meanwhile everybody else's jobs wait, on SQLite all of them.
    ///
    /// # Errors
    /// The same.
    pub async fn write_long<T, E, F>(&self, limit: Duration, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_within(Some(limit), job).await
    }

    async fn write_within<T, E, F>(&self, limit: Option<Duration>, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => {
                let (pending, answer) = Pending::new(job, limit);
                writer.send(Box::new(pending)).await?;
                answer.await.unwrap_or_else(|_| Err(DbError::Other("the writer is gone".to_owned()).into()))
            }
            None => job::alone(&self.inner.main, job, limit.unwrap_or(self.inner.timeout)).await,
        }
    }

    /// Asks the store for a sign of life.
    ///
    /// # Errors
    /// There is none.
    pub async fn ping(&self) -> Result<(), DbError> {
        Ok(self.inner.readers.ping().await?)
    }

    /// Lets waiting writes finish and closes every connection. Writes that come later are refused as busy.
    pub async fn close(&self) {
        if let Some(writer) = &self.inner.writer {
            writer.finish().await;
        }
        for connection in [&self.inner.readers, &self.inner.main] {
            if let Err(error) = connection.clone().close().await {
                tracing::warn!(%error, "closing the database failed");
            }
        }
    }
}
