//! What pages show of patients: no more than is on the screen.

use super::duplicate::Likeness;
use super::{Patient, PatientBrief};
use crate::account::Desk;
use crate::audit::Change;
use crate::cases::CaseBrief;
use crate::code::Code;
use crate::id::{MergeId, PatientId};
use crate::inquiry::InquiryLine;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    /// The patient.
    pub patient: PatientBrief,
    /// 住所
    pub address: String,
    /// 要介護度
    pub care_level: Option<Code>,
    /// 居所
    pub residence: Option<Code>,
    /// 本人同意
    pub consent: Option<Code>,
    /// The last day of 認定有効期間.
    pub care_to: Option<NaiveDate>,
    /// How many cases are open.
    pub open: i64,
    /// The last contact.
    pub last: Option<DateTime<Utc>>,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPage {
    /// The rows.
    pub rows: Vec<PatientRow>,
    /// How many there are in all, counted up to a limit.
    pub total: i64,
    /// There are more than `total`.
    pub more: bool,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// A known patient who may be the one of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The patient.
    pub patient: PatientBrief,
    /// 住所
    pub address: String,
    /// Why.
    pub likeness: Likeness,
}

/// A merge into a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeLine {
    /// The merge.
    pub id: MergeId,
    /// The record that was absorbed.
    pub absorbed: PatientBrief,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_name: String,
}

/// One patient in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    /// The patient.
    pub patient: Patient,
    /// The desk that recorded it.
    pub desk: Desk,
    /// The cases at one's own desks, newest first.
    pub cases: Vec<CaseBrief>,
    /// The inquiries at one's own desks, newest first.
    pub inquiries: Vec<InquiryLine>,
    /// What changed, oldest first.
    pub history: Vec<Change>,
    /// The merges that stand.
    pub merges: Vec<MergeLine>,
    /// Who may be the same person.
    pub suspects: Vec<Suspect>,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// Two records that may be one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicatePair {
    /// The older record.
    pub a: Suspect,
    /// The newer record.
    pub b: Suspect,
}

/// Two records that somebody said are two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistinctPair {
    /// One.
    pub a: PatientBrief,
    /// The other.
    pub b: PatientBrief,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_name: String,
}

/// The list of records that may be one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicatePage {
    /// The likeliest first.
    pub pairs: Vec<DuplicatePair>,
    /// There are more than are shown.
    pub more: bool,
    /// Who was said to be two people, newest first.
    pub distinct: Vec<DistinctPair>,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// Which record is merged into which, as both were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeOrder {
    /// The record that stays.
    pub survivor: PatientId,
    /// Its version.
    pub version: i32,
    /// The record that is absorbed.
    pub absorbed: PatientId,
    /// Its version.
    pub absorbed_version: i32,
}

/// What a merge would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    /// The record that stays.
    pub survivor: Patient,
    /// The record that is absorbed.
    pub absorbed: Patient,
    /// The cases of one's own desks that move.
    pub cases: Vec<CaseBrief>,
    /// How many cases move in all, those of other desks too.
    pub all_cases: i64,
    /// How many inquiries go with them.
    pub inquiries: i64,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// What taking a merge back would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmergeView {
    /// The merge.
    pub id: MergeId,
    /// The record that stayed.
    pub survivor: Patient,
    /// The record that was absorbed.
    pub absorbed: Patient,
    /// When they were merged.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_name: String,
    /// The cases that go back.
    pub back: Vec<CaseBrief>,
    /// The cases that stay: of the survivor before, or added since.
    pub stay: Vec<CaseBrief>,
    /// Fields of the survivor that were changed since and stay as they are.
    pub kept: Vec<String>,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// What 死亡・転出 would end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndView {
    /// The patient.
    pub patient: Patient,
    /// The open cases of one's own desks, with their versions.
    pub open: Vec<(CaseBrief, i32)>,
    /// How many open cases other desks have.
    pub elsewhere: i64,
    /// Today in Japan.
    pub today: NaiveDate,
}

impl EndView {
    /// The open cases as the form sends them back.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        self.open.iter().map(|(case, version)| format!("{}:{version}", case.id)).collect()
    }
}
