//! 対象者 as rows.

use super::cell::Cell;
use super::column::{Column, Kind};
use super::row::{Reading, Texts, joined};
use crate::calendar::{Birth, jst_date};
use crate::code::{Code, Codes, List};
use crate::error::Flaws;
use crate::id::PatientId;
use crate::merge::{Fields, to_fields};
use crate::patient::{Patient, PatientData, PatientForm};
use chrono::NaiveDate;

/// The columns.
pub const COLUMNS: &[Column] = &[
    Column::new("patient_name", "氏名", Kind::Text, &["対象者", "対象者氏名", "利用者氏名", "患者氏名", "名前"]).required(),
    Column::new("patient_kana", "ふりがな", Kind::Text, &["フリガナ", "カナ", "かな", "氏名カナ", "氏名かな", "対象者ふりがな", "よみ"]),
    Column::new("patient_birth", "生年月日", Kind::Birth, &["対象者生年月日", "誕生日", "年齢", "生年月日・年齢"]),
    Column::new("patient_sex", "性別", Kind::Code(List::Sex), &["対象者性別"]),
    Column::new("patient_address", "住所", Kind::Text, &["対象者住所", "所在地"]),
    Column::new("patient_telephone", "電話番号", Kind::Telephone, &["対象者電話番号", "電話", "TEL", "連絡先"]),
    Column::new("patient_care_level", "要介護度", Kind::Code(List::CareLevel), &["対象者要介護度", "介護度", "要介護認定"]),
];

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientRow {
    /// The patient.
    pub data: PatientData,
}

/// The patient's form of a row.
pub(super) fn form(texts: &Texts) -> PatientForm {
    let text = |field: &str| texts.get(field).cloned().unwrap_or_default();
    PatientForm {
        patient_name: text("patient_name"),
        patient_kana: text("patient_kana"),
        patient_birth: text("patient_birth"),
        patient_sex: sex(text("patient_sex")),
        patient_address: text("patient_address"),
        patient_telephone: text("patient_telephone"),
        patient_care_level: text("patient_care_level"),
    }
}

/// 女性 and F are as common in spreadsheets as 女.
fn sex(text: String) -> String {
    match crate::text::fold(&text).as_str() {
        "女性" | "f" => "female".to_owned(),
        "男性" | "m" => "male".to_owned(),
        _ => text,
    }
}

pub(super) fn read(texts: &Texts, flaws: Flaws, reading: &Reading<'_>) -> Result<PatientRow, Flaws> {
    match form(texts).parse(jst_date(reading.now), reading.codes) {
        Ok(data) if flaws.is_empty() => Ok(PatientRow { data }),
        Ok(_) => Err(flaws),
        Err(more) => Err(joined(flaws, more)),
    }
}

/// The patient as stored, without a record.
#[must_use]
pub fn stored(id: PatientId, data: &PatientData) -> Patient {
    Patient {
        id,
        name: data.name.clone(),
        kana: data.kana.clone(),
        birth: data.birth,
        sex: data.sex.clone(),
        address: data.address.clone(),
        telephone: data.telephone.clone(),
        care_level: data.care_level.clone(),
        version: 1,
    }
}

/// All that is known of the patient, in one way of writing.
#[must_use]
pub fn fields(data: &PatientData) -> Fields {
    to_fields(&PatientForm::of(&stored(PatientId::default(), data)))
}

/// The patient's birth, when it is known to the day.
#[must_use]
pub fn birth_date(data: &PatientData) -> Option<NaiveDate> {
    match data.birth {
        Some(Birth::Date(date)) => Some(date),
        _ => None,
    }
}

/// A patient's cells, in the order of [`COLUMNS`]; empty ones for nobody.
#[must_use]
pub fn cells(patient: Option<&Patient>, codes: &Codes) -> Vec<Cell> {
    let Some(patient) = patient else { return vec![Cell::Empty; COLUMNS.len()] };
    let label = |list: List, code: &Option<Code>| code.as_ref().map_or(Cell::Empty, |c| Cell::text(&codes.label(list, c.as_str(), None)));
    vec![
        Cell::text(&patient.name),
        Cell::text(&patient.kana),
        match patient.birth {
            Some(Birth::Date(date)) => Cell::date(date),
            Some(about) => Cell::text(&crate::patient::birth_text(about)),
            None => Cell::Empty,
        },
        label(List::Sex, &patient.sex),
        Cell::text(&patient.address),
        Cell::text(&patient.telephone),
        label(List::CareLevel, &patient.care_level),
    ]
}
