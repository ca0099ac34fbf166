//! Made-up data: a fictional city to look at ([`demo`]), and many inquiries to measure with ([`inquiries`]).
//!
//! Both refuse a database that holds inquiries: made-up records cannot be told from real ones afterwards.

mod bulk;
mod demo;
mod people;
mod random;
mod scenes;

pub use bulk::{SEED_VERSION, inquiries};
pub use demo::{Demo, DemoPerson, demo};

use crate::service::Services;
use crate::service::account::Refused;
use db::DbError;
use domain::error::Fault;
use domain::inquiry::Filter;
use std::io::Write;

/// Why nothing, or not everything, was made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// There are records already.
    #[error("the database already holds inquiries; made-up ones go only into an empty database")]
    NotEmpty,
    /// A rule of the services said no.
    #[error("the made-up data was refused: {0:?}")]
    Fault(Fault),
    /// The accounts could not be made.
    #[error(transparent)]
    Account(#[from] Refused),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbError),
    /// Standard output is gone.
    #[error("standard output: {0}")]
    Output(#[from] std::io::Error),
}

impl From<Fault> for SeedError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Does what `madoguchi seed` asks and says what was made.
///
/// # Errors
/// [`SeedError`].
pub async fn run(services: &Services, public_url: &str, wants_demo: bool, wants_inquiries: Option<u32>) -> Result<(), SeedError> {
    if wants_demo {
        let made = demo(services).await?;
        return say(&made.lines(public_url));
    }
    if let Some(count) = wants_inquiries {
        let began = std::time::Instant::now();
        inquiries(services, u64::from(count)).await?;
        return say(&[format!("{count} inquiries made in {:.1} s", began.elapsed().as_secs_f64())]);
    }
    Ok(())
}

fn say(lines: &[String]) -> Result<(), SeedError> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// Refuses a database with inquiries.
async fn require_empty(services: &Services) -> Result<(), SeedError> {
    let conn = services.db.read();
    let desks: Vec<_> = db::desk::all(conn).await?.into_iter().map(|d| d.id).collect();
    let found = db::inquiry::rows(conn, &desks, &Filter { page: 1, ..Filter::default() }).await?;
    if found.total == 0 && found.rows.is_empty() { Ok(()) } else { Err(SeedError::NotEmpty) }
}
