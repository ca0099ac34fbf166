//! The services: they fulfil the domain's ports. Each write is one transaction with its audit entry; each hint goes out after the commit.

pub mod account;
pub mod admin;
pub mod assignment;
pub mod attachment;
pub mod cases;
pub mod code;
mod common;
pub mod directory;
pub mod district;
pub mod error;
pub mod handover;
pub mod inquiry;
pub mod mail;
pub mod notice;
pub mod paper;
mod passwords;
pub mod patient;
pub mod physician;
pub mod practice;
pub mod sheets;
pub mod today;

pub use passwords::Passwords;

use crate::events::Hints;
use crate::mail::Mailer;
use app::context::Ports;
use chrono::{DateTime, NaiveDate, Utc};
use db::Tx;
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::error::Fault;
use error::Stop;
use futures::future::BoxFuture;
use std::sync::{Arc, PoisonError, RwLock};

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
    /// The code lists as they were read last.
    pub lists: Arc<RwLock<Codes>>,
    /// City, districts and towns as they were read last.
    pub atlas: district::AtlasCache,
    /// The way out for e-mail.
    pub mail: Arc<Mailer>,
}

impl Services {
    /// Services on a database with the computer's clock, nobody listening yet and no e-mail leaving.
    #[must_use]
    pub fn new(db: db::Database) -> Self {
        let lists = Arc::new(RwLock::new(Codes::seed(NaiveDate::default())));
        Self { db, clock: Arc::new(SystemClock), hints: Hints::default(), lists, atlas: district::AtlasCache::default(), mail: Arc::new(Mailer::off("http://127.0.0.1:3000")) }
    }

    /// The code lists, seen today.
    #[must_use]
    pub fn codes(&self) -> Codes {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        lists.on(jst_date(self.now()))
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
        admin: Arc::new(admin::AdminService::new(services.clone(), account.clone())),
        inquiry: Arc::new(inquiry::InquiryService(services.clone())),
        notice: Arc::new(notice::NoticeService(services.clone())),
        mail: Arc::new(mail::MailService(services.clone())),
        cases: Arc::new(cases::CaseService(services.clone())),
        code: Arc::new(code::CodeService(services.clone())),
        patient: Arc::new(patient::PatientService(services.clone())),
        physician: Arc::new(physician::PhysicianService(services.clone())),
        directory: Arc::new(directory::DirectoryService(services.clone())),
        district: Arc::new(district::DistrictService(services.clone())),
        sheets: Arc::new(sheets::SheetService::new(services.clone())),
        today: Arc::new(today::TodayService(services.clone())),
        handover: Arc::new(handover::HandoverService(services.clone())),
        paper: Arc::new(paper::PaperService(services.clone())),
        attachment: Arc::new(attachment::AttachmentService(services.clone())),
        assignment: Arc::new(assignment::AssignmentService(services.clone())),
        practice: Arc::new(practice::PracticeService(services.clone())),
    }
}
