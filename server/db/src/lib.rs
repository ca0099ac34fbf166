//! The store: connections, entities (private) and repositories that take and return domain types.
//!
//! No rule is decided here and nothing of the pages is known here. Texts of a database never leave the server:
//! [`DbError`] is for the log.

pub mod account;
pub mod assignment;
pub mod attachment;
pub mod audit;
pub mod audit_log;
pub mod cases;
pub mod code;
mod connection;
mod convert;
pub mod desk;
pub mod directory;
pub mod district;
pub mod draft;
mod entity;
pub mod entries;
mod error;
pub mod handover;
pub mod hold;
pub mod holiday;
pub mod inquiry;
pub mod job;
pub mod kept_form;
pub mod mail;
pub mod notice;
pub mod patient;
pub mod physician;
mod search;
pub mod sequence;
pub mod sheets;
mod sql;
pub mod today;

pub use connection::{Database, News, Options, Tx, make_folder};
pub use error::DbError;
pub use sea_orm::ConnectionTrait;

use chrono::{DateTime, Utc};
use domain::id::UserId;

/// When, by whom and why a record is voided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voiding<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: &'a str,
}
