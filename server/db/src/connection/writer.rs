//! The only task that writes to SQLite: it takes the jobs that wait, runs each in a savepoint, and commits them together.
//!
//! A commit costs one flush to the disk, whoever shares it: eight people saving at once wait for one flush instead of eight.
//! Nobody is answered before the commit, so an acknowledged save is as durable as one in a commit of its own.

use super::Tx;
use super::job::Job;
use crate::DbError;
use sea_orm::{ConnectionTrait, DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Jobs that may wait; more are refused as busy.
const QUEUE: usize = 256;
/// Jobs that share a commit.
const BATCH: usize = 64;
/// A commit waits no longer than this for further jobs that are there already.
const PATIENCE: Duration = Duration::from_millis(25);

type Waiting = Box<dyn Job>;

#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Waiting>>>,
    task: Mutex<Option<JoinHandle<()>>>,
    timeout: Duration,
}

impl Writer {
    pub(super) fn start(connection: DatabaseConnection, timeout: Duration) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(connection, jobs, timeout));
        Self { queue: Mutex::new(Some(queue)), task: Mutex::new(Some(task)), timeout }
    }

    /// Puts a job into the queue.
    pub(super) async fn send(&self, job: Waiting) -> Result<(), DbError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or(DbError::Busy)?;
        queue.send_timeout(job, self.timeout).await.map_err(|_| DbError::Busy)
    }

    /// Takes no more jobs and waits for those in the queue.
    pub(super) async fn finish(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

async fn run(connection: DatabaseConnection, mut jobs: mpsc::Receiver<Waiting>, timeout: Duration) {
    while let Some(job) = jobs.recv().await {
        batch(&connection, job, &mut jobs, timeout).await;
    }
}

/// What became of a savepoint.
enum Outcome {
    /// Kept or undone, as the job wished.
    Done,
    /// SQLite gave up the whole transaction (disk full, for example).
    TransactionLost(DbError),
}

async fn batch(connection: &DatabaseConnection, first: Waiting, jobs: &mut mpsc::Receiver<Waiting>, timeout: Duration) {
    let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let tx = match connection.begin_with_options(options).await {
        Ok(tx) => Tx(tx),
        Err(error) => return first.answer(Err(error.into())),
    };
    let began = Instant::now();
    let mut finished: Vec<Waiting> = Vec::new();
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        let outcome = in_savepoint(&tx, job.as_mut(), timeout).await;
        finished.push(job);
        if let Outcome::TransactionLost(error) = outcome {
            tracing::error!(%error, "the database gave up a transaction");
            drop(tx);
            return lost(connection, finished).await;
        }
        if finished.len() < BATCH && began.elapsed() < PATIENCE {
            next = jobs.try_recv().ok();
        }
    }
    match tx.0.commit().await {
        Ok(()) => finished.into_iter().for_each(|job| job.answer(Ok(()))),
        Err(error) => {
            let error = DbError::from(error);
            tracing::error!(%error, "a commit failed");
            renew(connection).await;
            finished.into_iter().for_each(|job| job.answer(Err(error.clone())));
        }
    }
}

async fn in_savepoint(tx: &Tx, job: &mut dyn Job, timeout: Duration) -> Outcome {
    if let Err(error) = tx.execute_unprepared("SAVEPOINT job").await {
        return Outcome::TransactionLost(error.into());
    }
    let end = if job.run(tx, timeout).await { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    // When SQLite has rolled the whole transaction back by itself, the savepoint is gone and this fails.
    match tx.execute_unprepared(end).await {
        Ok(_) => Outcome::Done,
        Err(error) => Outcome::TransactionLost(error.into()),
    }
}

/// Nothing of the batch was saved: the culprit has its own error, the others may try again.
async fn lost(connection: &DatabaseConnection, finished: Vec<Waiting>) {
    renew(connection).await;
    finished.into_iter().for_each(|job| job.answer(Err(DbError::Busy)));
}

/// Replaces the connection, whose driver counts a transaction that the database no longer has.
async fn renew(connection: &DatabaseConnection) {
    match connection.get_sqlite_connection_pool().acquire().await {
        Ok(stale) => {
            if let Err(error) = stale.close().await {
                tracing::warn!(%error, "closing a stale connection failed");
            }
        }
        Err(error) => tracing::warn!(%error, "no connection to renew"),
    }
}
