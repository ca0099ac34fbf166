//! 前回から変わったこと: what others did to the cases of one's desks since one was last here.

use crate::audit::{Deed, FieldChange, RecordKind};
use crate::cases::CaseBrief;
use crate::error::{Flaw, Flaws};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Cases on one page.
pub const CHANGES_PER_PAGE: u32 = 20;
/// No page lies further back.
const LAST_PAGE: u32 = 200;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by_name: String,
    /// What was done.
    pub deed: Deed,
    /// To which kind of record.
    pub kind: RecordKind,
    /// 受付番号, when it was done to an inquiry.
    pub number: String,
    /// What changed, field by field; people stand there by name.
    pub fields: Vec<FieldChange>,
    /// The first words of an entry, or the reason given.
    pub note: String,
}

/// What was done to one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseChanges {
    /// The case as it stands now.
    pub case: CaseBrief,
    /// 対象者の氏名; empty when it has none.
    pub patient: String,
    /// What was done, newest first.
    pub changes: Vec<CaseChange>,
}

/// One page of changed cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesPage {
    /// What happened after this moment is shown.
    pub since: DateTime<Utc>,
    /// The person said so themselves; otherwise it is the end of their last session, or a day ago.
    pub confirmed: bool,
    /// And until this one: what comes later is not counted as seen.
    pub until: DateTime<Utc>,
    /// The cases, the one changed last first.
    pub cases: Vec<CaseChanges>,
    /// How many cases changed.
    pub total: u32,
    /// The page shown, from 1.
    pub page: u32,
    /// So much was done that the earliest is left out.
    pub cut: bool,
}

/// Reads a page number of the address.
///
/// # Errors
/// Not a number from 1 on.
pub fn page_number(text: &str) -> Result<u32, Flaws> {
    let mut flaws = Flaws::default();
    let number = flaws.note("page", crate::number::page(text, LAST_PAGE));
    flaws.or(number)
}

/// Reads the moment until which somebody has seen everything: never one to come.
///
/// # Errors
/// Not a moment.
pub fn until(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Flaws> {
    let mut flaws = Flaws::default();
    let moment = flaws.note("until", text.trim().parse::<DateTime<Utc>>().map_err(|_| Flaw::NotAChoice));
    flaws.or(moment.map(|m| m.min(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_begin_at_one_and_end_somewhere() {
        assert_eq!((page_number(""), page_number(" ３ ")), (Ok(1), Ok(3)));
        for bad in ["0", "-1", "201", "x", "99999999999"] {
            assert!(page_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nobody_has_seen_what_is_still_to_come() {
        let now: DateTime<Utc> = "2026-11-22T01:00:00Z".parse().unwrap();
        assert_eq!(until("2026-11-22T00:59:59.5Z", now).unwrap(), now - chrono::Duration::milliseconds(500));
        assert_eq!(until("2030-01-01T00:00:00Z", now), Ok(now));
        assert!(until("きのう", now).is_err());
    }
}
