//! 相談 as rows: the contact, whom it is about, and how its case stands.

use super::cell::Cell;
use super::column::{Column, Kind};
use super::patients;
use super::row::{Reading, Texts, joined};
use crate::calendar::{Birth, jst, jst_date};
use crate::cases::{CaseBrief, CaseStatus};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::UserId;
use crate::inquiry::{InquiryData, InquiryForm, REASON_MAX};
use crate::merge::Fields;
use crate::patient::{Patient, PatientData, line};
use crate::text::fold;
use chrono::NaiveDate;

/// Why a row is recorded so much later than it happened.
pub const REASON: &str = "取込み";
/// The most characters of a number of the file's own.
const NUMBER_MAX: usize = 60;

/// 状態, as rows say it: code and label.
pub const STATUS: &[(&str, &str)] =
    &[("received", "受付"), ("in_progress", "対応中"), ("arranging", "調整中"), ("waiting_external", "待ち"), ("closed", "終結"), ("reopened", "再開"), ("voided", "取消")];

/// The columns.
pub const COLUMNS: &[Column] = &[
    Column::new("number", "受付番号", Kind::Text, &["受付番号（元）", "整理番号", "通し番号", "番号", "No", "No.", "ID"]),
    Column::new("case_number", "ケース番号", Kind::Text, &["事例番号", "ケースNo", "ケースID"]),
    Column::new("received_at", "受付日時", Kind::DateTime, &["受付日", "相談日", "相談日時", "日付", "日時", "受付年月日"]).required(),
    Column::new("received_time", "受付時刻", Kind::Clock, &["受付時間", "相談時刻", "時刻"]).read_only(),
    Column::new("channel", "受付方法", Kind::Code(List::Channel), &["相談方法", "相談形態", "方法", "受付形態"]).required(),
    Column::new("caller_type", "相談者区分", Kind::Code(List::CallerType), &["相談者の区分", "相談者種別", "相談元", "区分"]).required(),
    Column::new("caller_name", "相談者氏名", Kind::Text, &["相談者", "相談者名"]),
    Column::new("caller_kana", "相談者ふりがな", Kind::Text, &["相談者カナ", "相談者フリガナ"]),
    Column::new("affiliation", "所属機関", Kind::Text, &["所属", "機関名", "相談者所属"]),
    Column::new("telephone", "電話番号", Kind::Telephone, &["相談者電話番号", "電話", "TEL", "連絡先"]),
    Column::new("patient_name", "対象者氏名", Kind::Text, &["対象者", "対象者名", "利用者氏名", "患者氏名", "氏名"]),
    Column::new("patient_kana", "対象者ふりがな", Kind::Text, &["対象者カナ", "対象者フリガナ", "ふりがな", "フリガナ", "カナ"]),
    Column::new("patient_birth", "生年月日", Kind::Birth, &["対象者生年月日", "対象者の生年月日", "年齢"]),
    Column::new("patient_sex", "性別", Kind::Code(List::Sex), &["対象者性別", "対象者の性別"]),
    Column::new("patient_address", "住所", Kind::Text, &["対象者住所", "対象者の住所"]),
    Column::new("patient_telephone", "対象者電話番号", Kind::Telephone, &["対象者の電話番号", "対象者電話"]),
    Column::new("patient_care_level", "要介護度", Kind::Code(List::CareLevel), &["対象者要介護度", "介護度"]),
    Column::new("main_category", "主な相談内容", Kind::Category, &["相談種別", "相談分類", "相談区分", "主な相談", "分類"]).required(),
    Column::new("other_categories", "その他の相談内容", Kind::Categories, &["その他の相談", "副分類"]),
    Column::new("urgency", "緊急度", Kind::Code(List::Urgency), &[]),
    Column::new("content", "相談内容", Kind::Text, &["内容", "相談の内容", "相談概要"]).required(),
    Column::new("response", "対応内容", Kind::Text, &["対応", "対応結果", "回答"]),
    Column::new("minutes", "所要時間", Kind::Number, &["所要時間（分）", "対応時間", "時間（分）"]),
    Column::new("status", "状態", Kind::Status, &["対応状況", "ステータス"]),
    Column::new("outcome", "転帰", Kind::Code(List::Outcome), &["結果", "終了理由"]),
    Column::new("next_date", "次回対応予定日", Kind::Date, &["次回対応日", "次回予定日", "次回対応"]),
    Column::new("staff_id", "担当者", Kind::Text, &["担当", "担当職員"]),
    Column::new("void_reason", "取消の理由", Kind::Text, &["取消理由"]),
];

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryRow {
    /// The file's own number; empty when there is none.
    pub number: String,
    /// The file's own number of the case; rows with the same one are of one case.
    pub case_number: String,
    /// The contact.
    pub data: InquiryData,
    /// Whom it is about.
    pub patient: Option<PatientData>,
    /// 状態 of the case.
    pub status: CaseStatus,
    /// 転帰 of the case.
    pub outcome: Option<Code>,
    /// 次回対応予定日
    pub next_date: Option<NaiveDate>,
    /// 担当者
    pub staff_id: Option<UserId>,
    /// Why the contact was voided; empty when it was not.
    pub void_reason: String,
}

impl InquiryRow {
    /// All that the row says of the record, in one way of writing.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = InquiryForm::of(&self.data).contact_fields();
        // The import fills it in; no file has it.
        fields.remove("backdate_reason");
        if let Some(patient) = &self.patient {
            fields.extend(patients::fields(patient));
        }
        fields.extend([
            ("status".to_owned(), self.status.code().to_owned()),
            ("outcome".to_owned(), self.outcome.as_ref().map(|o| o.0.clone()).unwrap_or_default()),
            ("next_date".to_owned(), self.next_date.map(|d| d.to_string()).unwrap_or_default()),
            ("staff_id".to_owned(), self.staff_id.map(|s| s.to_string()).unwrap_or_default()),
            ("void_reason".to_owned(), self.void_reason.clone()),
        ]);
        fields.retain(|_, text| !text.is_empty());
        fields
    }
}

/// The contact's form of a row.
fn form(texts: &Texts) -> InquiryForm {
    let text = |field: &str| texts.get(field).cloned().unwrap_or_default();
    let mut received_at = text("received_at");
    if let (Some(time), Some(day)) = (texts.get("received_time"), received_at.strip_suffix("T00:00")) {
        received_at = format!("{day}T{time}");
    }
    InquiryForm {
        received_at,
        backdate_reason: REASON.to_owned(),
        channel: text("channel"),
        caller_type: text("caller_type"),
        caller_name: text("caller_name"),
        caller_kana: text("caller_kana"),
        affiliation: text("affiliation"),
        telephone: text("telephone"),
        main_category: text("main_category"),
        other_categories: text("other_categories").split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
        urgency: text("urgency"),
        content: text("content"),
        response: text("response"),
        minutes: text("minutes"),
        ..InquiryForm::default()
    }
}

fn patient(texts: &Texts, day: NaiveDate, codes: &Codes) -> Result<Option<PatientData>, Flaws> {
    if !texts.keys().any(|field| field.starts_with("patient_")) {
        return Ok(None);
    }
    // An age was told on the day of the contact.
    patients::form(texts).parse(day, codes).map(Some)
}

/// 担当者 by name, with or without a space.
fn staff(texts: &Texts, reading: &Reading<'_>) -> Result<Option<UserId>, Flaw> {
    let Some(name) = texts.get("staff_id") else { return Ok(None) };
    let wanted = fold(name);
    reading.staff.iter().find(|staff| fold(&staff.name) == wanted).map(|staff| Some(staff.id)).ok_or(Flaw::UnknownStaff)
}

/// How the case stands: as told; ended with an outcome; going on with a next date; and else ended, since it is an old record.
fn status(texts: &Texts, outcome: Option<&Code>) -> Result<CaseStatus, Flaw> {
    match texts.get("status") {
        Some(code) => CaseStatus::from_code(code).ok_or(Flaw::NotAChoice),
        None if outcome.is_none() && texts.contains_key("next_date") => Ok(CaseStatus::InProgress),
        None => Ok(CaseStatus::Closed),
    }
}

pub(super) fn read(texts: &Texts, flaws: Flaws, reading: &Reading<'_>) -> Result<InquiryRow, Flaws> {
    let text = |field: &str| texts.get(field).map(String::as_str).unwrap_or_default();
    let mut more = Flaws::default();
    // Without a time, "now" would be filled in, as for a call.
    if text("received_at").is_empty() {
        more.push("received_at", Flaw::Required);
    }
    let number = more.note("number", line(text("number"), NUMBER_MAX));
    let case_number = more.note("case_number", line(text("case_number"), NUMBER_MAX));
    let data = form(texts).parse_data(reading.now, reading.codes).map_err(|f| more.0.extend(f.0)).ok();
    let day = data.as_ref().map_or_else(|| reading.today(), |d| jst_date(d.received_at));
    let patient = patient(texts, day, reading.codes).map_err(|f| more.0.extend(f.0)).ok();
    let outcome = more.note("outcome", reading.codes.optional(List::Outcome, text("outcome"), day));
    let status = more.note("status", status(texts, outcome.as_ref().and_then(Option::as_ref)));
    let staff_id = more.note("staff_id", staff(texts, reading));
    let void_reason = more.note("void_reason", line(text("void_reason"), REASON_MAX));
    let ended = matches!(status, Some(CaseStatus::Closed | CaseStatus::Voided));
    let next_date = texts.get("next_date").and_then(|d| d.parse().ok()).filter(|_| !ended);
    let flaws = joined(flaws, more);
    let row = (|| {
        Some(InquiryRow {
            number: number?,
            case_number: case_number?,
            data: data?,
            patient: patient?,
            status: status?,
            outcome: outcome?,
            next_date,
            staff_id: staff_id?,
            void_reason: void_reason?,
        })
    })();
    flaws.or(row)
}

/// A recorded inquiry's cells, in the order of the columns that are written.
#[must_use]
pub fn cells(number: &str, data: &InquiryData, patient: Option<&Patient>, case: &CaseBrief, void_reason: &str, codes: &Codes) -> Vec<Cell> {
    let day = jst_date(data.received_at);
    let label = |list: List, code: &Code| Cell::text(&codes.label(list, code.as_str(), day));
    let others: Vec<String> = data.other_categories.iter().map(|c| codes.label(List::Category, c.as_str(), day)).collect();
    let status = STATUS.iter().find(|(code, _)| *code == case.status.code()).map_or("", |(_, label)| label);
    let mut cells = vec![
        Cell::text(number),
        Cell::text(&case.number),
        Cell::Time(jst(data.received_at).naive_local()),
        label(List::Channel, &data.channel),
        label(List::CallerType, &data.caller_type),
        Cell::text(&data.caller_name),
        Cell::text(&data.caller_kana),
        Cell::text(&data.affiliation),
        Cell::text(&data.telephone),
    ];
    cells.extend(patients::cells_in_inquiry(patient, codes));
    cells.extend([
        label(List::Category, &data.main_category),
        Cell::text(&others.join("、")),
        label(List::Urgency, &data.urgency),
        Cell::text(&data.content),
        Cell::text(&data.response),
        data.minutes.map_or(Cell::Empty, |m| Cell::Number(f64::from(m))),
        Cell::text(status),
        case.outcome.as_ref().map_or(Cell::Empty, |o| label(List::Outcome, o)),
        case.next_date.map_or(Cell::Empty, Cell::date),
        case.owner.as_ref().map_or(Cell::Empty, |o| Cell::text(&o.name)),
        Cell::text(void_reason),
    ]);
    cells
}

/// The same patient's words for comparing two rows of one case.
#[must_use]
pub fn same_person(one: &PatientData, other: &PatientData) -> bool {
    let born = |data: &PatientData| matches!(data.birth, Some(Birth::Date(_))).then_some(data.birth);
    fold(&one.name) == fold(&other.name) && (born(one).is_none() || born(other).is_none() || one.birth == other.birth)
}
