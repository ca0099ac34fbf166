//! The thread of inquiries and actions about one matter (ケース): its states, its entries, what is shown.

mod forms;
mod moving;
mod status;

pub use forms::{CaseEdit, CaseForm, CloseForm, Entry, EntryData, EntryForm, Reason, reason};
pub use moving::{Moved, Whose};
pub use status::{CaseEvent, CaseStatus};

use crate::account::{Desk, Staff};
use crate::audit::Change;
use crate::code::Code;
use crate::id::{CaseId, EntryId};
use crate::inquiry::{InquiryView, Voided};
use crate::patient::Patient;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A case in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseBrief {
    /// The case.
    pub id: CaseId,
    /// The number of the inquiry that opened it.
    pub number: String,
    /// 状態
    pub status: CaseStatus,
    /// 担当者
    pub owner: Option<Staff>,
    /// 次回対応予定日
    pub next_date: Option<NaiveDate>,
    /// 転帰
    pub outcome: Option<Code>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// The main category of its first inquiry.
    pub main_category: Code,
}

impl CaseBrief {
    /// Its next date has passed and nobody ended it.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.next_date.is_some_and(|d| d < today)
    }
}

/// A case in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// The case in one line.
    pub brief: CaseBrief,
    /// Its version, for editing.
    pub version: i32,
    /// Its desk.
    pub desk: Desk,
    /// 対象者
    pub patient: Option<Patient>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// 取消
    pub voided: Option<Voided>,
    /// Its inquiries, oldest first.
    pub inquiries: Vec<InquiryView>,
    /// Its entries, oldest first.
    pub entries: Vec<Entry>,
    /// What changed, oldest first.
    pub history: Vec<Change>,
    /// Linked cases.
    pub linked: Vec<CaseBrief>,
    /// Other cases of the same patient, which can be linked.
    pub others: Vec<CaseBrief>,
    /// Who can be put in charge.
    pub staff: Vec<Staff>,
    /// Everybody whom the page names by id: the staff, whoever is in charge, and whoever was.
    pub people: Vec<Staff>,
    /// The id of the entry that may be written next.
    pub next_entry: EntryId,
    /// See [`crate::ports::CaseDesk::changes`].
    pub changes: i64,
    /// The server's clock.
    pub now: DateTime<Utc>,
}
