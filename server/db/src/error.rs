//! What a store can answer besides a result. For the log and for branching; no text of it is ever shown.

use sea_orm::sqlx;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// A failed access to the store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Somebody else held the store for too long, or too many are waiting. Nothing was saved; trying again helps.
    #[error("the database is busy")]
    Busy,
    /// A unique rule was broken.
    #[error("unique rule {constraint} was broken")]
    Unique {
        /// The rule's name, the same on every database.
        constraint: String,
    },
    /// Something that is referred to is not there.
    #[error("a reference leads nowhere")]
    ForeignKey,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// This kind of database does not do that.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// The unique rules as SQLite reports them (the columns), with their names.
const RULES: [(&str, &str); 20] = [
    ("desks.name", "uq_desks_name"),
    ("users.login", "uq_users_login"),
    ("sessions.token_hash", "uq_sessions_token_hash"),
    ("inquiries.desk_id, inquiries.fiscal_year, inquiries.sequence", "uq_inquiries_number"),
    ("cases.desk_id, cases.number", "uq_cases_number"),
    ("inquiries.search_key", "uq_inquiries_search_key"),
    ("patients.search_key", "uq_patients_search_key"),
    ("links.token_hash", "pk_links"),
    ("patient_merges.absorbed_id", "uq_patient_merges_absorbed"),
    ("districts.name", "uq_districts_name"),
    ("towns.name", "uq_towns_name"),
    ("holidays.date", "uq_holidays_date"),
    ("mails.open_key", "uq_mails_open_key"),
    ("physicians.user_id", "uq_physicians_user"),
    ("match_requests.open_key", "uq_match_requests_open"),
    ("offers.holder_key", "uq_offers_holder"),
    ("assignments.role_key", "uq_assignments_role"),
    ("assignments.person_key", "uq_assignments_person"),
    ("notices.event, notices.user_id, notices.kind", "uq_notices_event"),
    ("import_rows.desk_id, import_rows.sheet, import_rows.source_key", "uq_import_rows_source"),
];

/// The name of the rule that SQLite describes by its columns; every other rule is a primary key.
fn rule_of(message: &str) -> String {
    let columns = message.rsplit_once("failed: ").map_or(message, |(_, columns)| columns).trim();
    RULES.iter().find(|(c, _)| *c == columns).map_or_else(
        || {
            let table = columns.split_once('.').map_or(columns, |(table, _)| table);
            format!("pk_{table}")
        },
        |(_, name)| (*name).to_owned(),
    )
}

fn of_database(error: &dyn sqlx::error::DatabaseError) -> DbError {
    let code = error.code().unwrap_or_default();
    match code.as_ref() {
        // SQLite: primary key, unique, rowid.
        "1555" | "2067" | "2579" => DbError::Unique { constraint: rule_of(error.message()) },
        "23505" => DbError::Unique { constraint: error.constraint().unwrap_or_default().to_owned() },
        "787" | "23503" => DbError::ForeignKey,
        "13" | "53100" => DbError::Full,
        // SQLite: busy, locked and their kinds; PostgreSQL: lock, serialization, deadlock, cancelled by a timeout, idle for too long, too many connections.
        "5" | "6" | "261" | "517" | "773" | "262" | "55P03" | "40001" | "40P01" | "57014" | "25P03" | "53300" => DbError::Busy,
        _ => DbError::Other(error.to_string()),
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            DbErr::Conn(RuntimeErr::SqlxError(e)) | DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => match e.as_ref() {
                sqlx::Error::Database(e) => of_database(e.as_ref()),
                sqlx::Error::PoolTimedOut => Self::Busy,
                e => Self::Other(e.to_string()),
            },
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(e) => of_database(e.as_ref()),
            sqlx::Error::PoolTimedOut => Self::Busy,
            e => Self::Other(e.to_string()),
        }
    }
}

impl From<serde_json::Error> for DbError {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(format!("stored JSON: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_mapped_back_to_the_name_of_their_rule() {
        for (message, name) in [
            ("UNIQUE constraint failed: desks.name", "uq_desks_name"),
            ("UNIQUE constraint failed: inquiries.desk_id, inquiries.fiscal_year, inquiries.sequence", "uq_inquiries_number"),
            ("UNIQUE constraint failed: inquiries.id", "pk_inquiries"),
            ("UNIQUE constraint failed: case_links.a, case_links.b", "pk_case_links"),
        ] {
            assert_eq!(rule_of(message), name, "{message}");
        }
    }
}
