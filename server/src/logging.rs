//! Log lines: for people or as JSON, to standard error, never with personal data.

use crate::config::LogFormat;
use tracing_subscriber::EnvFilter;

/// The libraries speak only when something is wrong: their lines may quote what they work on.
const FILTER: &str = "warn,server=info,madoguchi=info,sqlx=error,sea_orm=error,sea_orm_migration=warn";

/// Starts logging; a second call in one process changes nothing.
pub fn start(format: LogFormat) {
    // Whoever read the log may be gone; complaining about that on the same closed line would end the program.
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(FILTER)).with_writer(std::io::stderr).log_internal_errors(false);
    // Only the first caller can set it; tests start many servers in one process.
    let _ = match format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    quiet_panics();
}

/// The text of a panic may quote what somebody typed: only its place is logged.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
