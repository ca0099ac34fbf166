//! From database errors to faults: the text of the database stays in the log, with a ticket.

use db::DbError;
use domain::error::{Fault, Flaws, Refusal};
use uuid::Uuid;

/// Why a transaction was given up: a rule said no, or the database did. Logged once, outside of it.
#[derive(Debug)]
pub enum Stop {
    /// The caller gets this.
    Fault(Fault),
    /// The caller gets what [`fault`] makes of it.
    Database(DbError),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Fault(refusal.into())
    }
}

impl From<Flaws> for Stop {
    fn from(flaws: Flaws) -> Self {
        Self::Fault(flaws.into())
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Fault(fault) => fault,
            Stop::Database(error) => fault(error),
        }
    }
}

impl Stop {
    /// What the caller gets.
    #[must_use]
    pub fn fault(self) -> Fault {
        self.into()
    }
}

/// Rules that are broken only by two who save in the same moment; whoever was second saves again.
const RACES: [&str; 4] = ["uq_inquiries_search_key", "uq_patients_search_key", "pk_inquiries", "uq_cases_number"];

/// What the caller gets for a database error that no rule explains.
#[must_use]
pub fn fault(error: DbError) -> Fault {
    match error {
        DbError::Busy => Fault::Busy,
        DbError::Unique { constraint } if RACES.contains(&constraint.as_str()) => Fault::Busy,
        DbError::Full => {
            tracing::error!("no room left on the disk of the database: nothing can be saved");
            Fault::Full
        }
        other => internal(&other),
    }
}

/// Logs our own mistake once and gives it a ticket.
#[must_use]
pub fn internal(error: &dyn std::fmt::Display) -> Fault {
    let ticket = new_ticket();
    tracing::error!(%ticket, error = %error, "a request failed");
    Fault::Internal { ticket }
}

/// A short name for one failure, easy to read aloud over the telephone.
#[must_use]
pub fn new_ticket() -> String {
    let id = Uuid::now_v7().simple().to_string();
    // The last digits are random; the first ones only tell the time, which the log line tells already.
    id.chars().skip(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_loses_a_race_may_try_again_and_a_mistake_of_ours_gets_a_ticket() {
        let broken = |rule: &str| fault(DbError::Unique { constraint: rule.to_owned() });
        assert_eq!(broken("uq_inquiries_search_key"), Fault::Busy);
        assert_eq!(broken("pk_inquiries"), Fault::Busy);
        assert!(matches!(broken("uq_desks_name"), Fault::Internal { .. }));
    }
}
