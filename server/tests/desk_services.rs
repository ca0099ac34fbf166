//! The services behind the ports, each rule on SQLite and on PostgreSQL: what is recorded, changed, seen, refused and logged.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod common;
mod desk;
