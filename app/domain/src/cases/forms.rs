//! The forms of a case page, as typed and as read.

use super::CaseStatus;
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::{CaseId, EntryId, UserId};
use crate::inquiry::{CONTENT_MAX, REASON_MAX};
use crate::patient::line;
use crate::text::many_lines;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of 相手.
const COUNTERPART_MAX: usize = 100;

/// How a case stands, as typed: the fields that two people may change at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseForm {
    /// 状態
    pub status: String,
    /// 担当者
    pub owner_id: String,
    /// 次回対応予定日
    pub next_date: String,
}

/// [`CaseForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEdit {
    /// 状態
    pub status: CaseStatus,
    /// 担当者
    pub owner_id: Option<UserId>,
    /// 次回対応予定日
    pub next_date: Option<NaiveDate>,
}

impl CaseForm {
    /// Reads the form. A next date that was there before may lie in the past: `unchanged` is that earlier text.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate, unchanged: &str) -> Result<CaseEdit, Flaws> {
        let mut flaws = Flaws::default();
        let status = flaws.note("status", CaseStatus::from_code(self.status.trim()).ok_or(Flaw::NotAChoice));
        let owner_id = flaws.note(
            "owner_id",
            match self.owner_id.trim() {
                "" => Ok(None),
                id => id.parse().map(Some).map_err(|_| Flaw::UnknownStaff),
            },
        );
        let next_date = flaws.note("next_date", if self.next_date == unchanged { Ok(self.next_date.parse().ok()) } else { crate::inquiry::next_date(&self.next_date, today) });
        let edit = (|| Some(CaseEdit { status: status?, owner_id: owner_id?, next_date: next_date? }))();
        flaws.or(edit)
    }
}

/// Closing a case, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    /// 転帰
    pub outcome: String,
    /// A closing remark; may be empty.
    pub remark: String,
}

impl CloseForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, codes: &Codes) -> Result<(Code, String), Flaws> {
        let mut flaws = Flaws::default();
        let outcome = flaws.note("outcome", codes.required(List::Outcome, &self.outcome, None));
        let remark = flaws.note("remark", many_lines(&self.remark, REASON_MAX).map_err(Flaw::from));
        flaws.or(outcome.zip(remark))
    }
}

/// A reason that must be given.
pub type Reason = String;

/// Reads a reason typed in the field `reason`.
///
/// # Errors
/// Empty or too long.
pub fn reason(text: &str) -> Result<Reason, Flaws> {
    let mut flaws = Flaws::default();
    let reason = flaws.note("reason", line(text, REASON_MAX).and_then(|r| if r.is_empty() { Err(Flaw::Required) } else { Ok(r) }));
    flaws.or(reason)
}

/// One line of a case's record, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// Its id, made with the form.
    pub id: String,
    /// 日時 as a local date and time; empty for now.
    pub occurred_at: String,
    /// 方法
    pub means: String,
    /// 相手
    pub counterpart: String,
    /// 内容
    pub text: String,
    /// 次の予定
    pub next_step: String,
    /// "1": it happened twice, and is no second sending.
    pub again: String,
}

/// [`EntryForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryData {
    /// Its id.
    pub id: EntryId,
    /// 日時
    pub occurred_at: DateTime<Utc>,
    /// 方法
    pub means: Code,
    /// 相手
    pub counterpart: String,
    /// 内容
    pub content: String,
    /// 次の予定
    pub next_step: String,
    /// The writer says that the same thing happened twice.
    pub again: bool,
}

/// Within so many minutes the same words of the same person are taken for a second sending.
const SECOND_SENDING_MINUTES: i64 = 10;

impl EntryData {
    /// Whether `earlier` is what a person who wrote this as `author` at `now` has just written: the browser's "back"
    /// shows the text again under a new id, and sending it would double the record.
    #[must_use]
    pub fn repeats(&self, earlier: &Entry, author: &str, now: DateTime<Utc>) -> bool {
        let same = (&self.means, &self.counterpart, &self.content, &self.next_step) == (&earlier.means, &earlier.counterpart, &earlier.content, &earlier.next_step);
        same && earlier.author == author && now - earlier.recorded_at < TimeDelta::minutes(SECOND_SENDING_MINUTES)
    }
}

impl EntryForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, now: DateTime<Utc>, codes: &Codes) -> Result<EntryData, Flaws> {
        let mut flaws = Flaws::default();
        let id = flaws.note("id", self.id.trim().parse().map_err(|_| Flaw::Required));
        let occurred_at = flaws.note("occurred_at", crate::inquiry::past_time(&self.occurred_at, now));
        let means = flaws.note("means", codes.required(List::Means, &self.means, occurred_at.map(crate::calendar::jst_date)));
        let counterpart = flaws.note("counterpart", line(&self.counterpart, COUNTERPART_MAX));
        let content = flaws.note("text", many_lines(&self.text, CONTENT_MAX).map_err(Flaw::from).and_then(|c| if c.is_empty() { Err(Flaw::Required) } else { Ok(c) }));
        let next_step = flaws.note("next_step", line(&self.next_step, REASON_MAX));
        let data = (|| {
            Some(EntryData { id: id?, occurred_at: occurred_at?, means: means?, counterpart: counterpart?, content: content?, next_step: next_step?, again: self.again == "1" })
        })();
        flaws.or(data)
    }
}

/// One line of a case's record, as stored. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its case.
    pub case_id: CaseId,
    /// 日時
    pub occurred_at: DateTime<Utc>,
    /// 方法
    pub means: Code,
    /// 相手
    pub counterpart: String,
    /// 内容
    pub content: String,
    /// 次の予定
    pub next_step: String,
    /// Who wrote it.
    pub author: String,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        Codes::seed(crate::calendar::jst_date(now()))
    }

    fn now() -> DateTime<Utc> {
        "2026-11-22T05:05:00Z".parse().unwrap()
    }

    #[test]
    fn an_entry_needs_means_and_content_and_takes_now_for_its_time() {
        let form = EntryForm { id: EntryId::new().to_string(), means: "phone".into(), text: "主治医へ連絡".into(), ..Default::default() };
        assert_eq!(form.parse(now(), &codes()).unwrap().occurred_at, now());
        let flaws = EntryForm { id: EntryId::new().to_string(), occurred_at: "2026-11-23T00:00".into(), ..Default::default() }.parse(now(), &codes()).unwrap_err();
        let fields: Vec<&str> = flaws.0.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["occurred_at", "means", "text"]);
    }

    #[test]
    fn a_next_date_that_has_passed_stays_until_somebody_changes_it() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let form = CaseForm { status: "in_progress".into(), owner_id: String::new(), next_date: "2026-11-20".into() };
        assert_eq!(form.parse(today, "2026-11-20").unwrap().next_date, NaiveDate::from_ymd_opt(2026, 11, 20));
        assert_eq!(form.parse(today, "").unwrap_err().of("next_date"), Some(&Flaw::InPast));
    }

    #[test]
    fn closing_needs_an_outcome_and_voiding_a_reason() {
        assert_eq!(CloseForm::default().parse(&codes()).unwrap_err().of("outcome"), Some(&Flaw::Required));
        assert!(CloseForm { outcome: "hospitalized".into(), remark: String::new() }.parse(&codes()).is_ok());
        assert_eq!(reason("  ").unwrap_err().of("reason"), Some(&Flaw::Required));
    }
}
