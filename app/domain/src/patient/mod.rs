//! The person whom inquiries are about (対象者): what is known, what was typed, and who might be the same.

use crate::calendar::{Birth, parse_birth};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::PatientId;
use crate::text::{Telephone, fold, fold_name, one_line};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of a name.
pub const NAME_MAX: usize = 80;
/// The most characters of an address.
pub const ADDRESS_MAX: usize = 200;
/// The most characters of a telephone number as typed.
pub const TELEPHONE_MAX: usize = 40;

/// A patient as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Its id.
    pub id: PatientId,
    /// 氏名
    pub name: String,
    /// ふりがな; empty when unknown.
    pub kana: String,
    /// 生年月日, or an age by hearsay.
    pub birth: Option<Birth>,
    /// 性別
    pub sex: Option<Code>,
    /// 住所; empty when unknown.
    pub address: String,
    /// 電話番号 as typed; empty when unknown.
    pub telephone: String,
    /// 要介護度
    pub care_level: Option<Code>,
    /// Grows by one with each change.
    pub version: i32,
}

/// As much of a patient as a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientBrief {
    /// Its id.
    pub id: PatientId,
    /// 氏名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 生年月日 or age.
    pub birth: Option<Birth>,
    /// 性別
    pub sex: Option<Code>,
}

impl Patient {
    /// What lists show.
    #[must_use]
    pub fn brief(&self) -> PatientBrief {
        PatientBrief { id: self.id, name: self.name.clone(), kana: self.kana.clone(), birth: self.birth, sex: self.sex.clone() }
    }
}

/// A patient's fields as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientForm {
    /// 氏名
    pub patient_name: String,
    /// ふりがな
    pub patient_kana: String,
    /// 生年月日, in any way of writing.
    pub patient_birth: String,
    /// 性別
    pub patient_sex: String,
    /// 住所
    pub patient_address: String,
    /// 電話番号
    pub patient_telephone: String,
    /// 要介護度
    pub patient_care_level: String,
}

/// A patient's fields as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientData {
    /// 氏名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 生年月日 or age.
    pub birth: Option<Birth>,
    /// 性別
    pub sex: Option<Code>,
    /// 住所
    pub address: String,
    /// 電話番号 as typed.
    pub telephone: String,
    /// 要介護度
    pub care_level: Option<Code>,
}

/// A line of text within `max` characters.
pub(crate) fn line(text: &str, max: usize) -> Result<String, Flaw> {
    one_line(text, max).map_err(Into::into)
}

/// A telephone number that may be left open; kept as typed.
pub(crate) fn telephone(text: &str) -> Result<String, Flaw> {
    let typed = line(text, TELEPHONE_MAX)?;
    if typed.is_empty() {
        return Ok(typed);
    }
    Telephone::parse(&typed).map(|_| typed).map_err(|_| Flaw::Telephone)
}

/// ふりがな that may be left open; katakana and half-width kana become hiragana.
pub(crate) fn kana(text: &str) -> Result<String, Flaw> {
    let typed = crate::text::to_hiragana(&line(text, NAME_MAX)?);
    if typed.is_empty() || crate::text::is_kana(&typed) { Ok(typed) } else { Err(Flaw::Kana) }
}

impl PatientForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate, codes: &Codes) -> Result<PatientData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("patient_name", line(&self.patient_name, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) }));
        let kana = flaws.note("patient_kana", kana(&self.patient_kana));
        let birth = flaws.note("patient_birth", birth(&self.patient_birth, today));
        let sex = flaws.note("patient_sex", codes.optional(List::Sex, &self.patient_sex, None));
        let address = flaws.note("patient_address", line(&self.patient_address, ADDRESS_MAX));
        let telephone = flaws.note("patient_telephone", telephone(&self.patient_telephone));
        let care_level = flaws.note("patient_care_level", codes.optional(List::CareLevel, &self.patient_care_level, None));
        let data = (|| Some(PatientData { name: name?, kana: kana?, birth: birth?, sex: sex?, address: address?, telephone: telephone?, care_level: care_level? }))();
        flaws.or(data)
    }

    /// The form that shows a stored patient.
    #[must_use]
    pub fn of(patient: &Patient) -> Self {
        let code = |c: &Option<Code>| c.as_ref().map(|c| c.0.clone()).unwrap_or_default();
        Self {
            patient_name: patient.name.clone(),
            patient_kana: patient.kana.clone(),
            patient_birth: patient.birth.map(birth_text).unwrap_or_default(),
            patient_sex: code(&patient.sex),
            patient_address: patient.address.clone(),
            patient_telephone: patient.telephone.clone(),
            patient_care_level: code(&patient.care_level),
        }
    }
}

fn birth(text: &str, today: NaiveDate) -> Result<Option<Birth>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse_birth(text, today).map(Some).map_err(Flaw::Date)
}

/// 生年月日 as a form shows it again: a date in ISO order, an age as 「84歳くらい」.
#[must_use]
pub fn birth_text(birth: Birth) -> String {
    match birth {
        Birth::Date(date) => date.format("%Y-%m-%d").to_string(),
        Birth::AgeAbout { age, .. } => format!("{age}歳くらい"),
    }
}

/// The keys under which namesakes are looked up: the folded name, and the folded kana with voicing dropped.
#[must_use]
pub fn name_keys(name: &str, kana: &str) -> (String, String) {
    (fold(name), fold_name(kana))
}

/// Whether two people may be one: the same name in characters or in kana. Whoever records decides.
#[must_use]
pub fn may_be_same(a: (&str, &str), b: (&str, &str)) -> bool {
    let (name_a, kana_a) = name_keys(a.0, a.1);
    let (name_b, kana_b) = name_keys(b.0, b.1);
    (!name_a.is_empty() && name_a == name_b) || (!kana_a.is_empty() && kana_a == kana_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn a_name_is_enough_and_everything_else_stays_unknown() {
        let form = PatientForm { patient_name: " 佐藤　キヨ ".into(), ..Default::default() };
        let data = form.parse(today(), &Codes::seed(today())).unwrap();
        assert_eq!((data.kana.as_str(), data.birth, data.sex), ("", None, None));
    }

    #[test]
    fn every_flaw_is_told_at_once() {
        let form = PatientForm {
            patient_name: String::new(),
            patient_kana: "佐藤".into(),
            patient_birth: "R元年以前不明".into(),
            patient_sex: "x".into(),
            patient_address: "あ".repeat(201),
            patient_telephone: "不明".into(),
            patient_care_level: "care9".into(),
        };
        let flaws = form.parse(today(), &Codes::seed(today())).unwrap_err();
        let fields: Vec<&str> = flaws.0.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["patient_name", "patient_kana", "patient_birth", "patient_sex", "patient_address", "patient_telephone", "patient_care_level"]);
    }

    #[test]
    fn namesakes_are_found_through_old_forms_kana_and_voicing() {
        assert!(may_be_same(("髙橋 ハル", ""), ("高橋ハル", "たかはし はる")));
        assert!(may_be_same(("山﨑 一郎", "やまざき いちろう"), ("山崎 市郎", "ヤマサキ イチロウ")));
        assert!(!may_be_same(("佐藤 キヨ", ""), ("佐藤 トメ", "")));
        assert!(!may_be_same(("", ""), ("", "")));
    }
}
