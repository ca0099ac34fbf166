//! What is done again and again without anybody asking: one loop for all jobs, on any number of servers, each turn on one of them.

mod bounces;
mod offers;
mod reminders;
mod tidy;

use crate::files::Files;
use crate::mail::Worker;
use crate::service::Services;
use crate::service::account::AccountService;
use crate::service::error::{fault, internal};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use db::job::{Outcome, Turn};
use domain::error::Fault;
use domain::notice::{JobState, JobTurn};
use futures::FutureExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often the loop comes round.
const ROUND: std::time::Duration = std::time::Duration::from_secs(5);
/// How long a server has a job to itself; no turn takes as long.
const LEASE_MINUTES: i64 = 10;
/// Beside its interval, so much later a turn is called late.
const GRACE_MINUTES: i64 = 5;

/// Every job: its name, and how many seconds lie between the ends of two turns.
const JOBS: [(&str, i64); 6] = [("mail", 60), ("reminders", 300), ("offers", 60), ("bounces", 60), ("tidy", 600), ("files", 600)];

/// One job.
#[async_trait]
trait Job: Send + Sync {
    /// As [`JOBS`] names it.
    fn name(&self) -> &'static str;
    /// One turn: what it did, as figures for the log and the administration, or that it failed.
    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault>;
}

/// All jobs of this server.
pub struct Jobs {
    services: Services,
    jobs: Vec<Box<dyn Job>>,
    me: Uuid,
}

/// What the worker did since its last turn was noted.
#[derive(Default)]
struct Counted {
    sent: AtomicU32,
    later: AtomicU32,
    failed: AtomicU32,
    /// When the outbox was looked into last, in seconds of the epoch.
    looked: AtomicI64,
}

/// A worker looks into the outbox once a second; one that did not for so long has stopped.
const SILENT_SECONDS: i64 = 180;

/// The worker works by itself, all the time; this job only notes whether it does.
struct Mail(Services, Arc<Counted>);

#[async_trait]
impl Job for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault> {
        let silent = now.timestamp() - self.1.looked.load(Ordering::Relaxed);
        if silent > SILENT_SECONDS {
            return Err(internal(&format!("the outbox has not been looked into for {silent} s")));
        }
        let waiting = db::mail::waiting(self.0.db.read()).await.map_err(fault)?;
        let count = |n: &AtomicU32| n.swap(0, Ordering::Relaxed);
        Ok(format!("sent={} later={} failed={} waiting={waiting}", count(&self.1.sent), count(&self.1.later), count(&self.1.failed)))
    }
}

impl Jobs {
    /// The jobs of a server, and the worker beside them.
    pub fn new(services: Services, account: AccountService, files: Files) -> (Self, impl Future<Output = ()> + use<>, CancellationToken) {
        let counted = Arc::new(Counted { looked: AtomicI64::new(services.now().timestamp()), ..Counted::default() });
        let clock = services.clock.clone();
        let stop = CancellationToken::new();
        let mut jobs: Vec<Box<dyn Job>> = vec![
            Box::new(Mail(services.clone(), counted.clone())),
            Box::new(reminders::Reminders(services.clone())),
            Box::new(offers::Offers(services.clone())),
            Box::new(tidy::Tidy(account, services.clone())),
            Box::new(tidy::Sweep(files, services.db.clone())),
        ];
        // A server without the folder leaves the turns to one that has it.
        if services.mail.bounces().is_some() {
            jobs.push(Box::new(bounces::Bounces(services.clone())));
        }
        let worker = Worker::new(services.clone()).run(stop.clone(), move |done| {
            counted.sent.fetch_add(done.sent, Ordering::Relaxed);
            counted.later.fetch_add(done.later, Ordering::Relaxed);
            counted.failed.fetch_add(done.failed, Ordering::Relaxed);
            if done.looked {
                counted.looked.store(clock.now().timestamp(), Ordering::Relaxed);
            }
        });
        (Self { services, jobs, me: Uuid::now_v7() }, worker, stop)
    }

    /// Comes round until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            self.round().await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    }

    /// Gives every job that is due its turn.
    pub async fn round(&self) {
        for job in &self.jobs {
            let Some((name, every)) = JOBS.into_iter().find(|(name, _)| *name == job.name()) else { continue };
            match self.take(name).await {
                Ok(true) => self.one(job.as_ref(), name, every).await,
                Ok(false) => {}
                // The database is busy or away; the next round tries again.
                Err(_) => tracing::warn!(job = name, "a job's turn could not be taken"),
            }
        }
    }

    async fn take(&self, name: &'static str) -> Result<bool, Fault> {
        let (me, now) = (self.me, self.services.now());
        let due = db::job::turns(self.services.db.read()).await.map_err(fault)?.into_iter().find(|t| t.name == name).is_none_or(|t| t.next_at <= now);
        if !due {
            return Ok(false);
        }
        self.services.write(move |tx| async move { Ok(db::job::take(tx, name, me, Duration::minutes(LEASE_MINUTES), now).await?) }.boxed()).await
    }

    async fn one(&self, job: &dyn Job, name: &'static str, every: i64) {
        let began = Instant::now();
        let said = job.turn(self.services.now()).await.map_err(|fault| fault.to_string());
        if let Err(why) = &said {
            tracing::warn!(job = name, why, "a job failed; it is tried again");
        }
        let now = self.services.now();
        let outcome = Outcome { at: now, took_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX), said, next_at: now + Duration::seconds(every) };
        let me = self.me;
        if self.services.write(move |tx| async move { Ok(db::job::done(tx, name, me, &outcome).await?) }.boxed()).await.is_err() {
            tracing::warn!(job = name, "what a job did could not be written down");
        }
    }
}

fn state(turn: &Turn, every: i64, now: DateTime<Utc>) -> JobState {
    if now > turn.next_at + Duration::seconds(every) + Duration::minutes(GRACE_MINUTES) {
        JobState::Late
    } else if turn.failed {
        JobState::Failed
    } else if turn.ended_at.is_none() {
        JobState::New
    } else {
        JobState::Good
    }
}

/// How every job stands.
///
/// # Errors
/// The database's.
pub async fn standing(services: &Services) -> Result<Vec<JobTurn>, Fault> {
    let turns = db::job::turns(services.db.read()).await.map_err(fault)?;
    let now = services.now();
    let line = |(name, every): (&str, i64)| {
        turns.iter().find(|t| t.name == name).map_or_else(
            || JobTurn { name: name.to_owned(), ended_at: None, took_ms: 0, outcome: String::new(), next_at: None, state: JobState::New },
            |t| JobTurn { name: name.to_owned(), ended_at: t.ended_at, took_ms: t.took_ms, outcome: t.outcome.clone(), next_at: Some(t.next_at), state: state(t, every, now) },
        )
    };
    // Where no folder is set, nothing waits for its turn.
    Ok(JOBS.into_iter().filter(|(name, _)| *name != "bounces" || services.mail.bounces().is_some()).map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_late_when_nobody_has_had_it_long_after_it_was_due() {
        let due: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        let turn = Turn { name: "mail".into(), next_at: due, ended_at: Some(due - Duration::minutes(1)), took_ms: 3, outcome: String::new(), failed: false };
        let at = |minutes: i64| state(&turn, 60, due + Duration::minutes(minutes));
        assert_eq!((at(-1), at(0), at(6), at(7)), (JobState::Good, JobState::Good, JobState::Good, JobState::Late));
        assert_eq!(state(&Turn { failed: true, ..turn.clone() }, 60, due), JobState::Failed);
        assert_eq!(state(&Turn { ended_at: None, ..turn }, 60, due), JobState::New);
    }
}
