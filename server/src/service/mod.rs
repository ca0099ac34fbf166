//! The services: they fulfil the domain's ports. Each write is one transaction with its audit entry; each hint goes out after the commit.

pub mod account;
pub mod cases;
mod common;
pub mod error;
pub mod inquiry;
mod passwords;
pub mod patient;
pub mod sheets;
pub mod today;

pub use passwords::Passwords;

use crate::events::Hints;
use app::context::Ports;
use chrono::{DateTime, Utc};
use db::Tx;
use domain::error::Fault;
use error::Stop;
use futures::future::BoxFuture;
use std::sync::Arc;

/// Where the services read the time: the only clock of the server, so that tests can stop it.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// What all services share.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub db: db::Database,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where changes are announced to open pages.
    pub hints: Hints,
}

impl Services {
    /// Services on a database with the computer's clock and nobody listening yet.
    #[must_use]
    pub fn new(db: db::Database) -> Self {
        Self { db, clock: Arc::new(SystemClock), hints: Hints::default() }
    }

    /// Runs one transaction: everything in `job` is written, or nothing.
    ///
    /// # Errors
    /// The fault that stopped the job, or the database's.
    pub async fn write<T, F>(&self, job: F) -> Result<T, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, Stop>> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write(job).await.map_err(Fault::from)
    }

    /// The present moment, as these services see it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// The use cases as pages call them.
#[must_use]
pub fn ports(services: &Services, account: &account::AccountService) -> Ports {
    Ports {
        account: Arc::new(account.clone()),
        inquiry: Arc::new(inquiry::InquiryService(services.clone())),
        cases: Arc::new(cases::CaseService(services.clone())),
        patient: Arc::new(patient::PatientService(services.clone())),
        sheets: Arc::new(sheets::SheetService::new(services.clone())),
        today: Arc::new(today::TodayService(services.clone())),
    }
}
