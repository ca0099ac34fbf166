//! The program `madoguchi`. Everything it does is in the library, where tests reach it.

use clap::Parser;
use server::cli::{Cli, run};
use std::io::Write;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when even this fails.
            let _ = writeln!(std::io::stderr(), "madoguchi: {error}");
            ExitCode::FAILURE
        }
    }
}
