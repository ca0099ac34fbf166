//! The table.

use super::sample::Sample;
use std::fmt::Write;
use std::time::Duration;

/// One line of the table.
pub(super) struct Row {
    figure: String,
    runs: String,
    median: String,
    p95: String,
    target: String,
    ok: Option<bool>,
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

impl Row {
    /// A time; the target holds for the median.
    pub(super) fn time(figure: &str, sample: &Sample, target: Option<Duration>) -> Self {
        Self {
            figure: figure.to_owned(),
            runs: sample.runs().to_string(),
            median: milliseconds(sample.median()),
            p95: milliseconds(sample.p95()),
            target: target.map(|t| format!("≤ {} ms", t.as_millis())).unwrap_or_default(),
            ok: target.map(|t| sample.median() <= t),
        }
    }

    /// Anything else.
    pub(super) fn plain(figure: &str, value: String, target: &str, ok: Option<bool>) -> Self {
        Self { figure: figure.to_owned(), runs: String::new(), median: value, p95: String::new(), target: target.to_owned(), ok }
    }
}

/// Everything that was measured.
pub(super) struct Report {
    inquiries: u64,
    rows: Vec<Row>,
}

impl Report {
    pub(super) const fn new(inquiries: u64) -> Self {
        Self { inquiries, rows: Vec::new() }
    }

    pub(super) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The table in Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut text =
            format!("{} inquiries, SQLite, over HTTP on loopback; {}; {} build\n\n", self.inquiries, machine(), if cfg!(debug_assertions) { "debug" } else { "release" });
        text.push_str("| figure | runs | median | p95 | target | ok |\n|---|---:|---:|---:|---:|---|\n");
        for row in &self.rows {
            let ok = match row.ok {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "",
            };
            // Writing into a String cannot fail.
            let _ = writeln!(text, "| {} | {} | {} | {} | {} | {ok} |", row.figure, row.runs, row.median, row.p95, row.target);
        }
        text
    }
}

/// Cores and memory of this computer, as far as it tells.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory.lines().find_map(|l| l.strip_prefix("MemTotal:")).and_then(|v| v.split_whitespace().next()).and_then(|v| v.parse().ok()).unwrap_or(0);
    let name = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = name.lines().find_map(|l| l.strip_prefix("model name")).and_then(|v| v.split_once(':')).map(|(_, v)| v.trim().to_owned()).unwrap_or_default();
    format!("{cores} cores {name}, {} GB memory", kib * 1024 / 1_000_000_000)
}
