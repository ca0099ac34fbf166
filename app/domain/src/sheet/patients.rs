//! 対象者 as rows.

use super::cell::Cell;
use super::column::{Column, Kind};
use super::row::{Reading, Texts, joined};
use crate::calendar::{Birth, jst_date};
use crate::code::{Codes, List};
use crate::error::Flaws;
use crate::id::PatientId;
use crate::merge::Fields;
use crate::patient::{Patient, PatientData, PatientForm};
use chrono::NaiveDate;

/// How many of the columns rows of 相談 have too.
const IN_INQUIRIES: usize = 7;

/// The columns.
pub const COLUMNS: &[Column] = &[
    Column::new("patient_name", "氏名", Kind::Text, &["対象者", "対象者氏名", "利用者氏名", "患者氏名", "名前"]).required(),
    Column::new("patient_kana", "ふりがな", Kind::Text, &["フリガナ", "カナ", "かな", "氏名カナ", "氏名かな", "対象者ふりがな", "よみ"]),
    Column::new("patient_birth", "生年月日", Kind::Birth, &["対象者生年月日", "誕生日", "年齢", "生年月日・年齢"]),
    Column::new("patient_sex", "性別", Kind::Code(List::Sex), &["対象者性別"]),
    Column::new("patient_address", "住所", Kind::Text, &["対象者住所", "所在地"]),
    Column::new("patient_telephone", "電話番号", Kind::Telephone, &["対象者電話番号", "電話", "TEL", "連絡先"]),
    Column::new("patient_care_level", "要介護度", Kind::Code(List::CareLevel), &["対象者要介護度", "介護度", "要介護認定"]),
    Column::new("patient_residence", "居所", Kind::Code(List::Residence), &["生活の場", "居住形態"]),
    Column::new("patient_facility", "施設名", Kind::Text, &["入所施設"]),
    Column::new("patient_household", "世帯", Kind::Code(List::Household), &["世帯構成", "家族構成"]),
    Column::new("patient_living", "経済・住環境", Kind::Text, &["住環境", "経済状況"]),
    Column::new("patient_parking", "駐車可否", Kind::Text, &["駐車場", "駐車"]),
    Column::new("patient_insured_number", "被保険者番号", Kind::Figures(10), &["介護保険被保険者番号", "介護保険番号"]),
    Column::new("patient_care_from", "認定有効期間の初日", Kind::Day, &["認定有効期間開始", "認定開始日"]),
    Column::new("patient_care_to", "認定有効期間の末日", Kind::Day, &["認定有効期間終了", "認定終了日", "認定有効期限"]),
    Column::new("patient_key_name", "キーパーソンの氏名", Kind::Text, &["キーパーソン", "キーパーソン氏名", "主介護者"]),
    Column::new("patient_key_kana", "キーパーソンのふりがな", Kind::Text, &["キーパーソンふりがな", "キーパーソンフリガナ"]),
    Column::new("patient_key_relation", "キーパーソンの続柄", Kind::Text, &["続柄", "キーパーソン続柄"]),
    Column::new("patient_key_telephone", "キーパーソンの電話番号", Kind::Telephone, &["キーパーソン電話番号", "キーパーソン電話"]),
    Column::new("patient_emergency", "緊急連絡先", Kind::Text, &[]),
    Column::new("patient_illness", "主傷病", Kind::Text, &["主病名", "病名", "主疾患", "診断名"]),
    Column::new("patient_past", "既往歴", Kind::Text, &["既往"]),
    Column::new("patient_procedures", "医療処置", Kind::Codes(List::Procedure), &["必要な医療処置", "処置"]),
    Column::new("patient_infections", "感染症", Kind::Codes(List::Infection), &[]),
    Column::new("patient_allergies", "アレルギー", Kind::Text, &[]),
    Column::new("patient_bedridden", "寝たきり度", Kind::Code(List::Bedridden), &["障害高齢者の日常生活自立度", "ADL"]),
    Column::new("patient_dementia", "認知症自立度", Kind::Code(List::Dementia), &["認知症高齢者の日常生活自立度", "認知症"]),
    Column::new("patient_insurance", "医療保険", Kind::Code(List::Insurance), &["保険種別", "保険"]),
    Column::new("patient_insurance_number", "記号・番号", Kind::Text, &["医療保険の記号・番号", "保険証番号"]),
    Column::new("patient_subsidies", "公費", Kind::Codes(List::Subsidy), &[]),
    Column::new("patient_physician", "現在の主治医", Kind::Text, &["主治医", "かかりつけ医"]),
    Column::new("patient_hospital", "入院先", Kind::Text, &["入院中の病院"]),
    Column::new("patient_discharge_on", "退院予定日", Kind::Day, &["退院日"]),
    Column::new("patient_care_manager", "ケアマネジャー・地域包括", Kind::Text, &["ケアマネジャー", "ケアマネ", "介護支援専門員"]),
    Column::new("patient_nursing", "訪問看護", Kind::Text, &["訪問看護ステーション"]),
    Column::new("patient_pharmacy", "薬局", Kind::Text, &["かかりつけ薬局"]),
    Column::new("patient_dentist", "歯科", Kind::Text, &["かかりつけ歯科", "歯科医院"]),
    Column::new("patient_wishes", "ACP・DNARの意向", Kind::Text, &["意向", "ACP"]),
    Column::new("patient_place_of_death", "看取り場所の希望", Kind::Code(List::PlaceOfDeath), &["看取りの希望"]),
    Column::new("patient_consent", "本人同意", Kind::Code(List::Consent), &["同意", "個人情報同意"]),
    Column::new("patient_consent_on", "同意の日", Kind::Day, &["同意日"]),
    Column::new("patient_consent_by", "同意を確認した人・相手", Kind::Text, &["同意確認者"]),
    Column::new("patient_consent_scope", "同意の範囲", Kind::Text, &[]),
    Column::new("patient_remarks", "備考", Kind::Text, &["メモ", "特記事項"]),
];

/// What is written beside the columns, and not read: ending somebody's care is more than a row.
pub const WRITTEN_ONLY: &[&str] = &["死亡・転出", "死亡・転出の日"];

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientRow {
    /// The patient.
    pub data: PatientData,
}

/// The patient's form of a row.
pub(super) fn form(texts: &Texts) -> PatientForm {
    let mut fields: Fields = texts.iter().filter(|(field, _)| field.starts_with("patient_")).map(|(field, text)| ((*field).to_owned(), text.clone())).collect();
    if let Some(text) = fields.get_mut("patient_sex") {
        *text = sex(std::mem::take(text));
    }
    PatientForm::from_fields(&fields)
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

/// All that is known of the patient, in one way of writing.
#[must_use]
pub fn fields(data: &PatientData) -> Fields {
    PatientForm::of(&Patient::new(PatientId::default(), data.clone())).fields()
}

/// The patient's birth, when it is known to the day.
#[must_use]
pub fn birth_date(data: &PatientData) -> Option<NaiveDate> {
    match data.birth {
        Some(Birth::Date(date)) => Some(date),
        _ => None,
    }
}

/// A patient's cells, in the order of [`COLUMNS`].
#[must_use]
pub fn cells(patient: &Patient, codes: &Codes) -> Vec<Cell> {
    let fields = PatientForm::of(patient).fields();
    COLUMNS.iter().map(|column| column.kind.cell(fields.get(column.field).map_or("", String::as_str), codes)).collect()
}

/// The cells of whom a contact is about; empty ones for nobody.
pub(super) fn cells_in_inquiry(patient: Option<&Patient>, codes: &Codes) -> Vec<Cell> {
    let mut cells = patient.map(|patient| cells(patient, codes)).unwrap_or_default();
    cells.resize(IN_INQUIRIES, Cell::Empty);
    cells
}
