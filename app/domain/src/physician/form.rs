//! A physician's profile, as typed and as read.

use crate::calendar::parse_date;
use crate::code::{Code, Codes, List};
use crate::district::Places;
use crate::error::{Flaw, Flaws};
use crate::id::{DistrictId, PhysicianId, UserId};
use crate::merge::Fields;
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The widest radius of visits, in kilometres.
pub const RADIUS_MAX_KM: i32 = 50;
/// The most patients that somebody says to take.
pub const CAPACITY_MAX: i32 = 500;
/// The most physicians for whom somebody prefers to stand in.
pub const PARTNERS_MAX: u32 = 50;
/// Metres of a kilometre.
const KM: i32 = 1_000;
/// The most characters of the remark.
const NOTE_MAX: usize = 2_000;

/// A physician's fields as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhysicianForm {
    /// 診療科
    pub specialties: Vec<String>,
    /// 訪問できる圏域
    pub visit_districts: Vec<String>,
    /// 訪問できる範囲, in kilometres from the clinic; may be empty.
    pub visit_radius: String,
    /// 対応できる医療処置
    pub physician_procedures: Vec<String>,
    /// 看取り: "1" when ticked.
    pub physician_eol: String,
    /// 夜間・休日の往診: "1" when ticked.
    pub physician_night: String,
    /// 対応言語, besides Japanese.
    pub physician_languages: Vec<String>,
    /// 性別
    pub physician_sex: String,
    /// 受け持てる人数; may be empty.
    pub capacity: String,
    /// 新規の受入れ: "yes" or "no".
    pub accepting: String,
    /// 受入れの初日; empty for at once.
    pub accepting_from: String,
    /// 受入れの末日, included; empty for without end.
    pub accepting_until: String,
    /// 副主治医を引き受ける: "1" when ticked.
    pub acts_secondary: String,
    /// 優先して代診する医師, by id.
    pub partners: Vec<String>,
    /// ログインする利用者, by id; may be empty.
    pub physician_login: String,
    /// 備考
    pub physician_note: String,
}

/// [`PhysicianForm`] as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhysicianData {
    /// 診療科
    pub specialties: Vec<Code>,
    /// 訪問できる圏域
    pub districts: Vec<DistrictId>,
    /// 訪問できる範囲, in metres from the clinic.
    pub radius_m: Option<i32>,
    /// 対応できる医療処置
    pub procedures: Vec<Code>,
    /// 看取り
    pub eol: bool,
    /// 夜間・休日の往診
    pub night: bool,
    /// 対応言語, besides Japanese.
    pub languages: Vec<Code>,
    /// 性別
    pub sex: Option<Code>,
    /// 受け持てる人数
    pub capacity: Option<i32>,
    /// Takes new patients, within the days below; no days count while it is not so.
    pub accepting: bool,
    /// The first day on which they do; none for at once.
    pub accepting_from: Option<NaiveDate>,
    /// The last day on which they do; none for without end.
    pub accepting_until: Option<NaiveDate>,
    /// 副主治医を引き受ける
    pub acts_secondary: bool,
    /// 優先して代診する医師
    pub partners: Vec<PhysicianId>,
    /// Who the physician is when they sign in.
    pub user: Option<UserId>,
    /// 備考
    pub note: String,
}

impl PhysicianData {
    /// Whether new patients are taken on a day.
    #[must_use]
    pub fn is_accepting(&self, on: NaiveDate) -> bool {
        self.accepting && self.accepting_from.is_none_or(|from| from <= on) && self.accepting_until.is_none_or(|until| on <= until)
    }
}

/// Fields that hold several values.
const SEVERAL: [&str; 5] = ["specialties", "visit_districts", "physician_procedures", "physician_languages", "partners"];

/// Items of a list, whether they came one by one or as one text with commas.
fn items(texts: &[String]) -> Vec<&str> {
    let mut all: Vec<&str> = texts.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !t.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Several choices of a list; what is stored stays, also when it is retired by now.
fn several(codes: &Codes, list: List, texts: &[String], stored: &[Code]) -> Result<Vec<Code>, Flaw> {
    let kept = |code: &str| stored.iter().any(|c| c.as_str() == code);
    items(texts).into_iter().map(|text| if kept(text) { Ok(Code(text.to_owned())) } else { codes.required(list, text, None) }).collect()
}

fn districts(texts: &[String], places: &Places, stored: &[DistrictId]) -> Result<Vec<DistrictId>, Flaw> {
    let offered = |id: &DistrictId| stored.contains(id) || places.offered(None).any(|d| d.id == *id);
    let mut found = items(texts).into_iter().map(|text| text.parse().ok().filter(offered).ok_or(Flaw::NotAChoice)).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn partners(texts: &[String]) -> Result<Vec<PhysicianId>, Flaw> {
    let mut found = items(texts).into_iter().map(|text| text.parse().map_err(|_| Flaw::NotAChoice)).collect::<Result<Vec<PhysicianId>, _>>()?;
    found.sort_unstable();
    found.dedup();
    let too_many = u32::try_from(found.len()).map_or(true, |count| count > PARTNERS_MAX);
    if too_many { Err(Flaw::OutOfRange { min: 0, max: i64::from(PARTNERS_MAX) }) } else { Ok(found) }
}

/// A whole number that may be left open; its unit may stand behind it.
fn whole(text: &str, units: &[&str], min: i32, max: i32) -> Result<Option<i32>, Flaw> {
    let plain: String = text.nfkc().collect();
    let plain = plain.trim();
    let figures = units.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(plain).trim_end();
    if plain.is_empty() {
        return Ok(None);
    }
    figures.parse().ok().filter(|n| (min..=max).contains(n)).map(Some).ok_or(Flaw::OutOfRange { min: i64::from(min), max: i64::from(max) })
}

fn day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Flaw> {
    if text.trim().is_empty() { Ok(None) } else { parse_date(text, today).map(Some).map_err(Flaw::Date) }
}

fn yes_or_no(text: &str) -> Result<bool, Flaw> {
    match text.trim() {
        "yes" => Ok(true),
        "no" => Ok(false),
        "" => Err(Flaw::Required),
        _ => Err(Flaw::NotAChoice),
    }
}

fn ticked(text: &str) -> bool {
    text.trim() == "1"
}

fn tick(set: bool) -> String {
    if set { "1".to_owned() } else { String::new() }
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn code_texts(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|c| c.0.clone()).collect()
}

/// The days on which new patients are taken.
struct Days {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl PhysicianForm {
    /// Reads the profile of a new physician (`old` empty), or of one that is stored: what nobody touched stays. Whether partners
    /// and the user exist only the store can tell.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, codes: &Codes, places: &Places, today: NaiveDate, old: Option<&PhysicianData>) -> Result<PhysicianData, Flaws> {
        let unknown = PhysicianData::default();
        let stored = old.unwrap_or(&unknown);
        let mut flaws = Flaws::default();
        let specialties = flaws.note("specialties", several(codes, List::Specialty, &self.specialties, &stored.specialties));
        let districts = flaws.note("visit_districts", districts(&self.visit_districts, places, &stored.districts));
        let radius = flaws.note("visit_radius", whole(&self.visit_radius, &["km", "キロ"], 1, RADIUS_MAX_KM));
        let procedures = flaws.note("physician_procedures", several(codes, List::Procedure, &self.physician_procedures, &stored.procedures));
        let languages = flaws.note("physician_languages", several(codes, List::Language, &self.physician_languages, &stored.languages));
        let sex = flaws.note("physician_sex", codes.kept(List::Sex, &self.physician_sex, stored.sex.as_ref().map_or("", Code::as_str)));
        let capacity = flaws.note("capacity", whole(&self.capacity, &["人", "名"], 0, CAPACITY_MAX));
        let accepting = flaws.note("accepting", yes_or_no(&self.accepting));
        let days = self.read_days(&mut flaws, today);
        let partners = flaws.note("partners", partners(&self.partners));
        let user = flaws.note("physician_login", self.read_user());
        let note = flaws.note("physician_note", many_lines(&self.physician_note, NOTE_MAX).map_err(Flaw::from));
        let data = (|| {
            let days = days?;
            Some(PhysicianData {
                specialties: specialties?,
                districts: districts?,
                radius_m: radius?.map(|km| km * KM),
                procedures: procedures?,
                eol: ticked(&self.physician_eol),
                night: ticked(&self.physician_night),
                languages: languages?,
                sex: sex?,
                capacity: capacity?,
                accepting: accepting?,
                accepting_from: days.from,
                accepting_until: days.until,
                acts_secondary: ticked(&self.acts_secondary),
                partners: partners?,
                user: user?,
                note: note?,
            })
        })();
        flaws.or(data)
    }

    fn read_days(&self, flaws: &mut Flaws, today: NaiveDate) -> Option<Days> {
        let from = flaws.note("accepting_from", day(&self.accepting_from, today));
        let until = flaws.note("accepting_until", day(&self.accepting_until, today));
        let days = Days { from: from?, until: until? };
        if days.from.zip(days.until).is_some_and(|(from, until)| until < from) {
            flaws.push("accepting_until", Flaw::PeriodReversed);
        }
        Some(days)
    }

    fn read_user(&self) -> Result<Option<UserId>, Flaw> {
        match self.physician_login.trim() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| Flaw::NotAChoice),
        }
    }

    /// The form that shows a physician.
    #[must_use]
    pub fn of(data: &PhysicianData) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        Self {
            specialties: code_texts(&data.specialties),
            visit_districts: texts(&data.districts),
            visit_radius: data.radius_m.map(|m| (m / KM).to_string()).unwrap_or_default(),
            physician_procedures: code_texts(&data.procedures),
            physician_eol: tick(data.eol),
            physician_night: tick(data.night),
            physician_languages: code_texts(&data.languages),
            physician_sex: data.sex.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            capacity: data.capacity.map(|n| n.to_string()).unwrap_or_default(),
            accepting: if data.accepting { "yes" } else { "no" }.to_owned(),
            accepting_from: day(data.accepting_from),
            accepting_until: day(data.accepting_until),
            acts_secondary: tick(data.acts_secondary),
            partners: texts(&data.partners),
            physician_login: data.user.map(|u| u.to_string()).unwrap_or_default(),
            physician_note: data.note.clone(),
        }
    }

    /// The fields that are corrected, merged and kept in the history.
    #[must_use]
    pub fn fields(&self) -> Fields {
        crate::merge::to_fields(self)
    }

    /// The form of these fields.
    #[must_use]
    pub fn of_fields(fields: &Fields) -> Self {
        let mut object = serde_json::Map::new();
        for (name, text) in fields {
            let value = if SEVERAL.contains(&name.as_str()) { items(std::slice::from_ref(text)).into() } else { text.clone().into() };
            object.insert(name.clone(), value);
        }
        serde_json::from_value(object.into()).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
