//! Reading the audit log: filters, pages by key, and what of a line may be seen.

use crate::account::Staff;
use crate::audit::{Deed, FieldChange, RecordKind};
use crate::calendar::{parse_near, start_of_day_utc};
use crate::error::{Flaw, Flaws};
use crate::id::{AuditId, PatientId, UserId};
use crate::patient::line;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Lines of a page.
pub const AUDIT_PAGE: u32 = 50;
/// The most lines of a file.
pub const CSV_MAX: u32 = 100_000;
/// The most characters of a record's id or number.
const RECORD_MAX: usize = 64;

/// Where a page of the log begins: after the line of this moment and id, going back in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The line's moment.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: AuditId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        let (at, id) = s.split_once('.').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::<Utc>::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: id.parse().map_err(|_| ())? })
    }
}

/// The filter, as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// 期間の初日
    pub from: String,
    /// 期間の末日
    pub to: String,
    /// 利用者
    pub person: String,
    /// 操作
    pub deed: String,
    /// 記録の種類
    pub kind: String,
    /// 記録の番号: an id or a 受付番号.
    pub record: String,
    /// 対象者: an id.
    pub patient: String,
    /// Where the page begins.
    pub before: String,
}

/// The filter as it is asked of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this moment.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// By this person.
    pub person: Option<UserId>,
    /// This deed.
    pub deed: Option<Deed>,
    /// On this kind of record.
    pub kind: Option<RecordKind>,
    /// On the record with this id or number; empty for any.
    pub record: String,
    /// On this patient's data.
    pub patient: Option<PatientId>,
    /// After this line.
    pub before: Option<Cursor>,
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Flaw> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(Flaw::NotAChoice) }
}

impl AuditQuery {
    /// Reads the filter.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self, today: NaiveDate) -> Result<AuditFilter, Flaws> {
        let mut flaws = Flaws::default();
        let date = |text: &str| if text.trim().is_empty() { Ok(None) } else { parse_near(text, today).map(Some).map_err(Flaw::Date) };
        let from = flaws.note("from", date(&self.from));
        let to = flaws.note("to", date(&self.to));
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && to < from
        {
            flaws.push("to", Flaw::PeriodReversed);
        }
        let person = flaws.note("person", optional(&self.person, |t| t.parse().ok()));
        let deed = flaws.note("deed", optional(&self.deed, Deed::from_code));
        let kind = flaws.note("kind", optional(&self.kind, RecordKind::from_code));
        let record = flaws.note("record", line(&crate::text::ascii(&self.record), RECORD_MAX));
        let patient = flaws.note("patient", optional(&self.patient, |t| t.parse().ok()));
        let before = flaws.note("before", optional(&self.before, |t| t.parse().ok()));
        let filter = (|| {
            Some(AuditFilter {
                from: from?.map(start_of_day_utc),
                until: to?.and_then(|d| d.succ_opt()).map(start_of_day_utc),
                person: person?,
                deed: deed?,
                kind: kind?,
                record: record?,
                patient: patient?,
                before: before?,
            })
        })();
        flaws.or(filter)
    }

    /// The set parts of the filter, as the address writes them; not where the page begins.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all =
            [("from", &self.from), ("to", &self.to), ("person", &self.person), ("deed", &self.deed), ("kind", &self.kind), ("record", &self.record), ("patient", &self.patient)];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// A line of the log, as far as the person who asks may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub user_name: String,
    /// From where.
    pub from: String,
    /// What was done; its code when this program does not know it.
    pub deed: Result<Deed, String>,
    /// To which kind of record.
    pub kind: Result<RecordKind, String>,
    /// Which record.
    pub record: String,
    /// Its 受付番号, when it has one.
    pub number: String,
    /// The names of the fields that were changed.
    pub fields: Vec<String>,
    /// What they were changed from and to; nothing where that may not be shown.
    pub changes: Vec<FieldChange>,
    /// There is more that may not be shown.
    pub hidden: bool,
    /// The reason or remark.
    pub note: String,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins; empty on the last one.
    pub next: String,
    /// People to choose from.
    pub people: Vec<Staff>,
    /// The person who asks may filter by patient.
    pub by_patient: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_reads_japanese_days_and_includes_the_last_one() {
        let query = AuditQuery { from: "R8.11.1".into(), to: "R8.11.22".into(), deed: "export".into(), record: "Ｒ８-000123".into(), ..AuditQuery::default() };
        let filter = query.parse("2026-11-22".parse().unwrap()).unwrap();
        assert_eq!(filter.from, Some("2026-10-31T15:00:00Z".parse().unwrap()));
        assert_eq!(filter.until, Some("2026-11-22T15:00:00Z".parse().unwrap()));
        assert_eq!((filter.deed, filter.record.as_str()), (Some(Deed::Export), "R8-000123"));
    }

    #[test]
    fn every_flaw_is_told_at_once() {
        let bad = || "x".to_owned();
        let query = AuditQuery { from: bad(), to: bad(), person: bad(), deed: bad(), kind: bad(), record: "x".repeat(65), patient: bad(), before: bad() };
        let fields: Vec<String> = query.parse("2026-11-22".parse().unwrap()).unwrap_err().0.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["from", "to", "person", "deed", "kind", "record", "patient", "before"]);
    }

    #[test]
    fn a_cursor_reads_back_and_kinds_too() {
        let cursor = Cursor { at: "2026-11-22T05:05:00.123456Z".parse().unwrap(), id: AuditId::new() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", ".", "1.x", "99999999999999999999.x"] {
            assert_eq!(bad.parse::<Cursor>(), Err(()));
        }
        assert!(RecordKind::ALL.into_iter().all(|k| RecordKind::from_code(k.code()) == Some(k)));
    }
}
