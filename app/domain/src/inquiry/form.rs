//! The intake form as typed, and what is read from it.

use super::MatchQuery;
use crate::calendar::jst;
use crate::code::Code;
use crate::id::{CaseId, DeskId, InquiryId, PatientId, UserId};
use crate::merge::{Fields, to_fields};
use crate::patient::{PatientData, PatientForm};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of 相談内容 and of 対応内容.
pub const CONTENT_MAX: usize = 10_000;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// The fields of the contact itself, without the patient, the case and the form's own machinery.
const CONTACT_FIELDS: [&str; 14] = [
    "received_at",
    "backdate_reason",
    "channel",
    "caller_type",
    "caller_name",
    "caller_kana",
    "affiliation",
    "telephone",
    "main_category",
    "other_categories",
    "urgency",
    "content",
    "response",
    "minutes",
];

/// Everything the intake form holds, as typed. Unknown or missing parts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InquiryForm {
    /// The record's id, made with the form.
    pub id: String,
    /// The desk it belongs to.
    pub desk_id: String,
    /// When the form was opened, RFC 3339; the call's clock starts here.
    pub opened_at: String,
    /// 受付日時 as a local date and time (Japan), empty for "when the form was opened".
    pub received_at: String,
    /// さかのぼって入力する理由
    pub backdate_reason: String,
    /// 受付方法
    pub channel: String,
    /// 相談者区分
    pub caller_type: String,
    /// 相談者氏名
    pub caller_name: String,
    /// 相談者ふりがな
    pub caller_kana: String,
    /// 所属機関
    pub affiliation: String,
    /// 電話番号
    pub telephone: String,
    /// 対象者: "none", "existing" or "new".
    pub patient_mode: String,
    /// The known patient.
    pub patient_id: String,
    /// 氏名
    pub patient_name: String,
    /// ふりがな
    pub patient_kana: String,
    /// 生年月日
    pub patient_birth: String,
    /// 性別
    pub patient_sex: String,
    /// 住所
    pub patient_address: String,
    /// 要介護度
    pub patient_care_level: String,
    /// 対象者を検索: what was typed to find a known patient.
    pub patient_search: String,
    /// 別人として登録する: "1" when ticked.
    pub patient_distinct: String,
    /// The case that this contact continues.
    pub case_id: String,
    /// 別のケースにする: "1" when ticked.
    pub separate_case: String,
    /// 主な相談内容
    pub main_category: String,
    /// その他の相談内容
    pub other_categories: Vec<String>,
    /// 緊急度
    pub urgency: String,
    /// 相談内容
    pub content: String,
    /// 対応内容
    pub response: String,
    /// 転帰
    pub outcome: String,
    /// 所要時間, in minutes.
    pub minutes: String,
    /// 次回対応予定日
    pub next_date: String,
    /// 担当者
    pub staff_id: String,
}

/// Whom the inquiry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatientChoice {
    /// Nobody in particular.
    None,
    /// A known patient.
    Existing(PatientId),
    /// A patient not known before; `distinct` when the person said that a namesake is somebody else.
    New {
        /// The new patient.
        data: Box<PatientData>,
        /// It is not one of the namesakes.
        distinct: bool,
    },
}

/// The contact itself, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryData {
    /// 受付日時
    pub received_at: DateTime<Utc>,
    /// Why it is recorded so much later; empty otherwise.
    pub backdate_reason: String,
    /// 受付方法
    pub channel: Code,
    /// 相談者区分
    pub caller_type: Code,
    /// 相談者氏名
    pub caller_name: String,
    /// 相談者ふりがな
    pub caller_kana: String,
    /// 所属機関
    pub affiliation: String,
    /// 電話番号 as typed.
    pub telephone: String,
    /// 主な相談内容
    pub main_category: Code,
    /// その他の相談内容, without the main one.
    pub other_categories: Vec<Code>,
    /// 緊急度
    pub urgency: Code,
    /// 相談内容
    pub content: String,
    /// 対応内容
    pub response: String,
    /// 所要時間, in minutes.
    pub minutes: Option<i32>,
    /// The caller did not want to be named.
    pub anonymous: bool,
}

/// A whole intake, as read: the contact, whom it is about and how its case goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The record's id.
    pub id: InquiryId,
    /// The desk.
    pub desk_id: DeskId,
    /// The contact.
    pub data: InquiryData,
    /// Whom it is about.
    pub patient: PatientChoice,
    /// The case it continues, when one was chosen.
    pub case_id: Option<CaseId>,
    /// It opens a case of its own although the patient has an open one.
    pub separate_case: bool,
    /// 転帰: ends the case with this contact.
    pub outcome: Option<Code>,
    /// 次回対応予定日
    pub next_date: Option<NaiveDate>,
    /// 担当者
    pub staff_id: Option<UserId>,
}

impl InquiryForm {
    /// The part of the form that describes a new patient.
    #[must_use]
    pub fn patient(&self) -> PatientForm {
        PatientForm {
            patient_name: self.patient_name.clone(),
            patient_kana: self.patient_kana.clone(),
            patient_birth: self.patient_birth.clone(),
            patient_sex: self.patient_sex.clone(),
            patient_address: self.patient_address.clone(),
            patient_care_level: self.patient_care_level.clone(),
            ..PatientForm::default()
        }
    }

    /// The form that shows a recorded contact.
    #[must_use]
    pub fn of(data: &InquiryData) -> Self {
        Self {
            received_at: jst(data.received_at).format("%Y-%m-%dT%H:%M").to_string(),
            backdate_reason: data.backdate_reason.clone(),
            channel: data.channel.0.clone(),
            caller_type: data.caller_type.0.clone(),
            caller_name: data.caller_name.clone(),
            caller_kana: data.caller_kana.clone(),
            affiliation: data.affiliation.clone(),
            telephone: data.telephone.clone(),
            main_category: data.main_category.0.clone(),
            other_categories: data.other_categories.iter().map(|c| c.0.clone()).collect(),
            urgency: data.urgency.0.clone(),
            content: data.content.clone(),
            response: data.response.clone(),
            minutes: data.minutes.map(|m| m.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The contact's own fields: what is corrected, merged and kept in the history.
    #[must_use]
    pub fn contact_fields(&self) -> Fields {
        let mut fields = to_fields(self);
        fields.retain(|name, _| CONTACT_FIELDS.contains(&name.as_str()));
        fields
    }

    /// The form with the contact's own fields taken from `fields`.
    #[must_use]
    pub fn with_contact(mut self, fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        self.received_at = text("received_at");
        self.backdate_reason = text("backdate_reason");
        self.channel = text("channel");
        self.caller_type = text("caller_type");
        self.caller_name = text("caller_name");
        self.caller_kana = text("caller_kana");
        self.affiliation = text("affiliation");
        self.telephone = text("telephone");
        self.main_category = text("main_category");
        self.other_categories = text("other_categories").split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        self.urgency = text("urgency");
        self.content = text("content");
        self.response = text("response");
        self.minutes = text("minutes");
        self
    }

    /// The part of the form by which earlier contacts are looked up.
    #[must_use]
    pub fn match_query(&self) -> MatchQuery {
        MatchQuery {
            telephone: self.telephone.clone(),
            caller_name: self.caller_name.clone(),
            caller_kana: self.caller_kana.clone(),
            patient_name: self.patient_name.clone(),
            patient_kana: self.patient_kana.clone(),
            search: self.patient_search.clone(),
            patient_id: if self.patient_mode == "existing" { self.patient_id.clone() } else { String::new() },
        }
    }

    /// The same form, about the known patient `id`.
    #[must_use]
    pub fn linked_to(mut self, id: &str) -> Self {
        "existing".clone_into(&mut self.patient_mode);
        id.clone_into(&mut self.patient_id);
        self
    }

    /// Whether a person typed anything worth keeping.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        [&self.caller_name, &self.caller_kana, &self.affiliation, &self.telephone, &self.patient_name, &self.patient_kana, &self.patient_birth, &self.patient_id]
            .into_iter()
            .chain([&self.patient_address, &self.main_category, &self.content, &self.response, &self.outcome, &self.next_date, &self.caller_type, &self.backdate_reason])
            .any(|t| !t.trim().is_empty())
    }
}
