//! Measures the running program as a browser sees it: pages, saves, start, memory and bytes over the wire, beside their targets.
//!
//! It starts the program itself on a copy of a database full of made-up inquiries, and ends only that.

pub mod client;
mod database;
mod importing;
mod ranking;
mod reading;
mod report;
mod sample;
mod saving;
mod server;
mod weight;

pub use database::Prepared;
pub use server::Server;

use crate::database::Trouble;
use crate::seed::SeedError;
use client::Client;
use report::{Report, Row};
use sample::Sample;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// What can be chosen.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Inquiries stored before measuring
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    inquiries: u32,
    /// How often each page is asked for
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(5..=10_000), value_name = "N")]
    runs: u32,
    /// Where the filled database is kept for the next time
    #[arg(long, default_value = "target/bench", value_name = "FOLDER")]
    folder: PathBuf,
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The database could not be made.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// It could not be filled.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// A file, or the connection to the program.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The program answered otherwise than expected, so that a time would mean nothing.
    #[error("{0}")]
    Unexpected(String),
}

/// Starts of the program that are timed.
const STARTS: usize = 5;
/// From the product's targets.
const START_TARGET: Duration = Duration::from_secs(1);
const MEMORY_TARGET_KIB: u64 = 120 * 1_000_000 / 1024;

fn say(text: &str) -> Result<(), BenchError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

fn tell(text: &str) {
    // Progress goes beside the table; nobody depends on it.
    let _ = writeln!(std::io::stderr(), "bench: {text}");
}

/// Measures everything and prints the table. The database of the settings is not touched.
///
/// # Errors
/// [`BenchError`].
pub async fn run(args: &Args) -> Result<(), BenchError> {
    if cfg!(debug_assertions) {
        tell("this is a debug build: its figures say nothing about the targets");
    }
    let prepared = database::prepare(&args.folder, u64::from(args.inquiries)).await?;
    let runs = usize::try_from(args.runs).unwrap_or(200);
    let measured = tokio::task::spawn_blocking(move || measure(&prepared, runs)).await;
    let report = measured.map_err(|e| BenchError::Unexpected(format!("the measurement ended early: {e}")))??;
    say(&report.markdown())
}

fn measure(prepared: &Prepared, runs: usize) -> Result<Report, BenchError> {
    let program = std::env::current_exe()?;
    let mut report = Report::new(prepared.inquiries);
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Server::start(&program, prepared)?.1);
    }
    let (server, last) = Server::start(&program, prepared)?;
    starts.push(last);
    report.add(Row::time("start to first answer", &Sample::new(starts), Some(START_TARGET)));
    let mut client = Client::new(server.address);
    client.sign_in(&prepared.login, &prepared.password)?;
    tell("pages");
    reading::pages(&mut client, prepared, runs, &mut report)?;
    tell("saves");
    saving::saves(&client, prepared, runs, &mut report)?;
    importing::import(&program, prepared, &mut report)?;
    ranking::ranking(runs, &mut report)?;
    tell("weight");
    weight::visits(&mut client, &mut report)?;
    let (now, peak) = server.memory()?;
    drop(server);
    tell("saves with the relay dead");
    saving::told(&program, prepared, runs, &mut report)?;
    report.add(Row::plain("memory after all this (most at any time)", format!("{} MB ({} MB)", megabytes(now), megabytes(peak)), "< 120 MB", Some(now < MEMORY_TARGET_KIB)));
    Ok(report)
}

const fn megabytes(kib: u64) -> u64 {
    kib * 1024 / 1_000_000
}
