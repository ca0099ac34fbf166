//! One piece of writing and whoever waits for it.

use super::Tx;
use crate::DbError;
use async_trait::async_trait;
use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{DatabaseConnection, TransactionTrait};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::oneshot;

/// A job of any type, as the writer sees it.
#[async_trait]
pub(super) trait Job: Send {
    /// Does the work; true when it is to be kept.
    async fn run(&mut self, tx: &Tx, timeout: Duration) -> bool;
    /// Tells whoever waits: its own result after a commit, or that nothing was saved.
    fn answer(self: Box<Self>, saved: Result<(), DbError>);
}

/// A job that has not been answered yet.
pub(super) struct Pending<T, E, F> {
    job: Option<F>,
    limit: Option<Duration>,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Pending<T, E, F> {
    /// A job that may take `limit`, or as long as any other.
    pub(super) fn new(job: F, limit: Option<Duration>) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (answer, receiver) = oneshot::channel();
        (Self { job: Some(job), limit, result: None, answer }, receiver)
    }
}

#[async_trait]
impl<T, E, F> Job for Pending<T, E, F>
where
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    async fn run(&mut self, tx: &Tx, timeout: Duration) -> bool {
        let Some(job) = self.job.take() else { return false };
        let result = guarded(job, tx, self.limit.unwrap_or(timeout)).await;
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, saved: Result<(), DbError>) {
        let result = match (saved, self.result) {
            // A refused job saved nothing anyway: its own error says more than the commit's.
            (_, Some(Err(error))) => Err(error),
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Ok(()), None) => Err(DbError::Other("the job did not run".to_owned()).into()),
            (Err(error), _) => Err(error.into()),
        };
        // Whoever asked may have gone away; the work stands as it is.
        let _ = self.answer.send(result);
    }
}

/// Runs a job so that neither a panic nor a standstill of it reaches anybody else.
async fn guarded<T, E, F>(job: F, tx: &Tx, timeout: Duration) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    E: From<DbError>,
{
    let work = AssertUnwindSafe(async move { job(tx).await }).catch_unwind();
    match tokio::time::timeout(timeout, work).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(DbError::Other("a job panicked".to_owned()).into()),
        Err(_) => Err(DbError::Busy.into()),
    }
}

/// Runs a job in a transaction of its own (PostgreSQL, READ COMMITTED).
pub(super) async fn alone<T, E, F>(connection: &DatabaseConnection, job: F, timeout: Duration) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    E: From<DbError>,
{
    let tx = Tx(connection.begin().await.map_err(DbError::from)?);
    match guarded(job, &tx, timeout).await {
        Ok(value) => {
            tx.0.commit().await.map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(error) = tx.0.rollback().await {
                tracing::warn!(%error, "rolling back failed");
            }
            Err(error)
        }
    }
}
