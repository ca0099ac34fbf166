//! What the desk's pages show beside one search: the board, the form of a new search, the physicians of a patient.

use super::{Assignment, BoardLine, NeedsForm, Ranked, Ranking, Request, RequestState, Role};
use crate::cases::CaseBrief;
use crate::id::{OfferId, PhysicianId, RequestId};
use crate::patient::PatientBrief;
use crate::physician::{Acting, Interval, PhysicianBrief};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A time in which neither physician of a patient is there (主治医・副主治医とも不在).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncovered {
    /// Whose.
    pub patient: PatientBrief,
    /// When.
    pub time: Interval,
    /// 主治医
    pub primary: PhysicianBrief,
    /// 副主治医, when there is one.
    pub secondary: Option<PhysicianBrief>,
}

/// The board (調整状況).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardPage {
    /// The open searches of one's own desks, what needs the desk most first.
    pub lines: Vec<BoardLine>,
    /// Times of the coming days without anybody acting, earliest first.
    pub uncovered: Vec<Uncovered>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// What the form of a new search begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchNew {
    /// The id of the search that may be opened.
    pub id: RequestId,
    /// The case.
    pub case: CaseBrief,
    /// Whose physicians are looked for; none while the case is about nobody, and then nothing can be opened.
    pub patient: Option<PatientBrief>,
    /// The form, filled from what is known of the patient.
    pub form: NeedsForm,
    /// 圏域名; empty when it is not known.
    pub district: String,
    /// The address is known, and names another city (市外).
    pub outside: bool,
    /// The present primary physician, who comes first.
    pub existing: Option<PhysicianBrief>,
    /// The search that is open for this case already.
    pub open: Option<RequestId>,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// A physician whom the desk asks, or decides on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The id of the offer, made with the form.
    pub offer: OfferId,
    /// Who.
    pub physician: PhysicianId,
    /// 選んだ理由; may be empty where none is asked for.
    #[serde(default)]
    pub reason: String,
}

/// A ranking without what it was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankingView {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The version of the rules at that time.
    pub rules: i32,
    /// The role.
    pub role: Role,
    /// The outcome, best first.
    pub ranked: Vec<Ranked>,
    /// What is looked for is still what it was.
    pub is_current: bool,
}

impl RankingView {
    /// The ranking beside the search as it stands.
    #[must_use]
    pub fn new(ranking: Ranking, request: &Request) -> Self {
        let is_current = ranking.needs == request.needs;
        Self { made_at: ranking.made_at, rules: ranking.rules, role: ranking.role, ranked: ranking.ranked, is_current }
    }
}

/// A physician who holds, held or will hold a role for a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenureLine {
    /// The assignment.
    pub assignment: Assignment,
    /// The physician.
    pub physician: PhysicianBrief,
    /// 医療機関の電話番号
    pub telephone: String,
    /// When they are back, while they are away (不在).
    pub away_until: Option<DateTime<Utc>>,
}

/// An open search in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestBrief {
    /// The search.
    pub id: RequestId,
    /// 状態
    pub state: RequestState,
    /// 開始希望日
    pub start_on: NaiveDate,
    /// Who takes the roles, as far as that is settled.
    pub holders: Vec<(Role, PhysicianBrief)>,
}

/// Who looks after a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPhysicians {
    /// Who holds a role today, primary first.
    pub current: Vec<TenureLine>,
    /// Who is to begin later.
    pub planned: Vec<TenureLine>,
    /// Who held one before, the latest first.
    pub former: Vec<TenureLine>,
    /// 本日の担当: who is responsible now.
    pub acting: Acting,
    /// Searches that are open.
    pub requests: Vec<RequestBrief>,
    /// Searches that have ended, newest first.
    pub past: Vec<RequestBrief>,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The person may end an assignment.
    pub may_write: bool,
}
