//! The person whom inquiries are about (対象者): what is known, what was typed, and who might be the same.

mod answer;
pub mod duplicate;
mod ended;
mod form;
mod query;
mod views;

pub use answer::{Day, NOTHING, NOTHING_CODE, UNKNOWN, UNKNOWN_CODE};
pub use ended::{EndForm, EndKind, Ended, Ending};
pub use form::{Details, PatientForm};
pub use query::{PatientFilter, PatientQuery, PatientSort, PatientState, Validity};
pub use views::{DistinctPair, DuplicatePage, DuplicatePair, EndView, MergeLine, MergeOrder, MergeView, PatientPage, PatientRow, PatientView, Suspect, UnmergeView};

use crate::calendar::Birth;
use crate::code::Code;
use crate::error::Flaw;
use crate::id::PatientId;
use crate::merge::Fields;
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
    /// Everything beyond what the intake form asks.
    #[serde(default)]
    pub details: Details,
    /// 死亡・転出
    #[serde(default)]
    pub ended: Option<Ended>,
    /// The record that this one was merged into.
    #[serde(default)]
    pub merged_into: Option<PatientId>,
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
    /// 死亡・転出
    #[serde(default)]
    pub ended: Option<EndKind>,
}

/// Days before the end of 認定有効期間 on which it begins to be marked.
pub const CARE_WARNING_DAYS: i64 = 60;

/// What is to be watched about 認定有効期間.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CareNotice {
    /// It ends in so many days; none on its last day.
    Ends(i64),
    /// It has ended.
    Ended,
}

impl Patient {
    /// The patient that `data` makes: nobody has changed it yet.
    #[must_use]
    pub fn new(id: PatientId, data: PatientData) -> Self {
        let PatientData { name, kana, birth, sex, address, telephone, care_level, details } = data;
        Self { id, name, kana, birth, sex, address, telephone, care_level, details, ended: None, merged_into: None, version: 1 }
    }

    /// The same patient with other data, as its next version.
    #[must_use]
    pub fn with(&self, data: PatientData) -> Self {
        Self { ended: self.ended.clone(), merged_into: self.merged_into, version: self.version + 1, ..Self::new(self.id, data) }
    }

    /// What a form would say of it.
    #[must_use]
    pub fn data(&self) -> PatientData {
        PatientData {
            name: self.name.clone(),
            kana: self.kana.clone(),
            birth: self.birth,
            sex: self.sex.clone(),
            address: self.address.clone(),
            telephone: self.telephone.clone(),
            care_level: self.care_level.clone(),
            details: self.details.clone(),
        }
    }

    /// What lists show.
    #[must_use]
    pub fn brief(&self) -> PatientBrief {
        PatientBrief { id: self.id, name: self.name.clone(), kana: self.kana.clone(), birth: self.birth, sex: self.sex.clone(), ended: self.ended.as_ref().map(|e| e.kind) }
    }

    /// Everything that the history tells of it.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = PatientForm::of(self).fields();
        if let Some(ended) = &self.ended {
            fields.extend(ended.fields());
        }
        if let Some(into) = self.merged_into {
            fields.insert("patient_merged_into".to_owned(), into.to_string());
        }
        fields
    }

    /// What is to be watched about 認定有効期間 on `today`.
    #[must_use]
    pub fn care_notice(&self, today: NaiveDate) -> Option<CareNotice> {
        let left = (self.details.care_to.known()? - today).num_days();
        match left {
            ..0 => Some(CareNotice::Ended),
            0..=CARE_WARNING_DAYS => Some(CareNotice::Ends(left)),
            _ => None,
        }
    }
}

/// A patient's fields as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Everything beyond what the intake form asks.
    pub details: Details,
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
mod tests;
