//! What pages show of inquiries: no more than is on the screen.

use super::InquiryForm;
use crate::account::{Desk, Staff};
use crate::audit::Change;
use crate::cases::CaseBrief;
use crate::code::Code;
use crate::id::{CaseId, InquiryId, PatientId};
use crate::patient::{Patient, PatientBrief};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The answer to recording a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The record.
    pub id: InquiryId,
    /// Its case.
    pub case_id: CaseId,
    /// 受付番号
    pub number: String,
    /// It had been recorded before by the same form.
    pub repeated: bool,
}

/// What a fresh (or resumed) intake form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// The form: empty but for its id, desk and clock, or the draft.
    pub form: InquiryForm,
    /// The version of the draft; 0 for a form that is none yet.
    pub draft_version: i32,
    /// The address names a draft that is not there any more.
    pub lost: bool,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The desks to choose from.
    pub desks: Vec<Desk>,
    /// Who can be put in charge.
    pub staff: Vec<Staff>,
    /// The person's own drafts, newest first.
    pub drafts: Vec<DraftLine>,
    /// The patient whom the form already names.
    pub patient: Option<PatientMatch>,
    /// The case that the form continues.
    pub case: Option<CaseBrief>,
}

/// An unfinished form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The id of the record to be.
    pub id: InquiryId,
    /// When it was last kept.
    pub updated_at: DateTime<Utc>,
    /// A few words of it: caller, patient or beginning of the content.
    pub excerpt: String,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryRow {
    /// The inquiry.
    pub id: InquiryId,
    /// 受付番号
    pub number: String,
    /// Its case.
    pub case: CaseBrief,
    /// 受付日時
    pub received_at: DateTime<Utc>,
    /// 受付方法
    pub channel: Code,
    /// 相談者区分
    pub caller_type: Code,
    /// 相談者氏名
    pub caller_name: String,
    /// 対象者
    pub patient: Option<PatientBrief>,
    /// 主な相談内容
    pub main_category: Code,
    /// 緊急度
    pub urgency: Code,
    /// The beginning of 相談内容, or the place where the words were found.
    pub excerpt: String,
    /// How many things are 未入力.
    pub missing: i32,
    /// 取消
    pub voided: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// The rows.
    pub rows: Vec<InquiryRow>,
    /// How many there are in all, counted up to a limit.
    pub total: i64,
    /// There are more than `total`.
    pub more: bool,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The desks to choose from.
    pub desks: Vec<Desk>,
    /// The people to choose from.
    pub staff: Vec<Staff>,
}

/// An inquiry in one line, beside a form or in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryLine {
    /// The inquiry.
    pub id: InquiryId,
    /// Its case.
    pub case_id: CaseId,
    /// 受付番号
    pub number: String,
    /// 受付日時
    pub received_at: DateTime<Utc>,
    /// 相談者区分
    pub caller_type: Code,
    /// 相談者氏名
    pub caller_name: String,
    /// 主な相談内容
    pub main_category: Code,
    /// The beginning of 相談内容.
    pub excerpt: String,
    /// 対象者の氏名; empty when there is none.
    pub patient_name: String,
}

/// What is typed while earlier contacts are looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatchQuery {
    /// 電話番号
    pub telephone: String,
    /// 相談者氏名
    pub caller_name: String,
    /// 相談者ふりがな
    pub caller_kana: String,
    /// 対象者の氏名
    pub patient_name: String,
    /// 対象者のふりがな
    pub patient_kana: String,
    /// The box 「対象者を検索」.
    pub search: String,
    /// The patient whom the form names already.
    pub patient_id: String,
}

/// A known patient who fits what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientMatch {
    /// The patient.
    pub patient: PatientBrief,
    /// The patient's case that is open, newest first.
    pub open_case: Option<CaseBrief>,
    /// How many inquiries there were.
    pub inquiries: i64,
    /// The day of the last one.
    pub last: Option<DateTime<Utc>>,
}

/// What stands beside the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    /// Patients whose name, kana or earlier callers fit.
    pub patients: Vec<PatientMatch>,
    /// Patients who bear the very name of the new patient.
    pub namesakes: Vec<PatientId>,
    /// Earlier inquiries from the number or by the name.
    pub inquiries: Vec<InquiryLine>,
}

/// That, when, by whom and why a record was voided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_name: String,
    /// Why.
    pub reason: String,
}

/// One inquiry in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryView {
    /// The inquiry.
    pub id: InquiryId,
    /// 受付番号
    pub number: String,
    /// Its version, for editing.
    pub version: i32,
    /// Its case.
    pub case: CaseBrief,
    /// The case's desk.
    pub desk: Desk,
    /// The contact as its form shows it.
    pub form: InquiryForm,
    /// 受付日時
    pub received_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// 受付者
    pub recorded_by: String,
    /// 対象者
    pub patient: Option<Patient>,
    /// 継続 (the case or the patient was known before).
    pub continued: bool,
    /// The caller did not want to be named.
    pub anonymous: bool,
    /// The organization of 所属機関, when the directory knows it.
    pub organization: Option<crate::directory::OrganizationBrief>,
    /// Form fields that are 未入力.
    pub missing: Vec<String>,
    /// 取消
    pub voided: Option<Voided>,
    /// What changed since, oldest first.
    pub history: Vec<Change>,
    /// Earlier inquiries about the patient, newest first.
    pub of_patient: Vec<InquiryLine>,
    /// Earlier inquiries from the same telephone number, newest first.
    pub of_telephone: Vec<InquiryLine>,
    /// Today in Japan.
    pub today: NaiveDate,
}
