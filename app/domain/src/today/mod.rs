//! The home page (今日): what waits, for whom, and what colleagues just did.

use crate::handover::HandoverBrief;
use crate::id::{CaseId, InquiryId};
use crate::inquiry::{DraftLine, InquiryRow};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How many cases wait under each heading. Each equals the number of rows of the list it links to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 自分の担当で対応中
    pub mine: i64,
    /// 本日期限
    pub due_today: i64,
    /// 期限超過
    pub overdue: i64,
    /// 担当未定
    pub unassigned: i64,
}

/// What a colleague did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by_name: String,
    /// The inquiry that came in; none for an entry of a case.
    pub inquiry: Option<InquiryId>,
    /// The case.
    pub case_id: CaseId,
    /// 受付番号 of the inquiry, or of the case.
    pub number: String,
    /// A few words of it.
    pub excerpt: String,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    /// Today in Japan.
    pub today: NaiveDate,
    /// The person works at a desk; otherwise nothing below is filled.
    pub at_desk: bool,
    /// How many wait.
    pub counts: Counts,
    /// Overdue, the longest waiting first, then due today, most urgent first.
    pub due: Vec<InquiryRow>,
    /// Mine and open, nearest next date first.
    pub mine: Vec<InquiryRow>,
    /// Without anybody in charge, newest first.
    pub unassigned: Vec<InquiryRow>,
    /// My unfinished forms.
    pub drafts: Vec<DraftLine>,
    /// 引継ぎ
    pub handover: HandoverBrief,
    /// Latest inquiries and entries of others.
    pub latest: Vec<Happening>,
}
